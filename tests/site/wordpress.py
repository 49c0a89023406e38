"""A WordPress tree of its own: files, configuration, and PHP run inside it."""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from tests.site.process import SiteFailed, run
from tests.site.sources import Source

HERE = Path(__file__).parent
KEYS = ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")
PLUGIN = HERE.parents[1] / "wp-plugin"
PHP_S = 600

RUN_CODE = """
try {
    require $argv[1] . '/wp-load.php';
    $input = json_decode( stream_get_contents( STDIN ), true );
    $code  = $input['code'];
    $data  = $input['data'];
    wp_set_current_user( $input['user'] );
    $answer = ( static function () use ( $code, $data ) { return eval( $code ); } )();
    echo json_encode( $answer, JSON_THROW_ON_ERROR );
} catch ( Throwable $thrown ) {
    fwrite( STDERR, (string) $thrown );
    exit( 1 );
}
"""


class WordPress:
    """WordPress at `docroot`, served at `url`, on the database behind `socket`."""

    def __init__(self, docroot: Path, url: str, socket: Path, logs: Path, mail: Path) -> None:
        self.docroot, self.url = docroot, url
        self._socket, self._logs, self._mail = socket, logs, mail
        self._runner = f"run-{secrets.token_hex(16)}.php"

    def assemble(self, wordpress: Source, woocommerce: Source) -> None:
        """Lay out the files as links to the sources' own, which takes no time and no space."""
        _copy(wordpress.path, self.docroot, but=("wp-includes", "wp-content"))
        (self.docroot / "wp-includes").symlink_to(wordpress.path / "wp-includes")
        content = self.docroot / "wp-content"
        for folder in ("uploads", "plugins"):
            (content / folder).mkdir(parents=True)
        (content / "themes").symlink_to(wordpress.path / "wp-content/themes")
        self.add_plugin(woocommerce.path, "woocommerce")
        _copy(HERE / "mu-plugins", content / "mu-plugins")
        _link(str(HERE / "php/run.php"), str(self.docroot / self._runner))

    def configure(self, constants: Mapping[str, str | int | bool]) -> None:
        """Write wp-config.php with fresh random salts and the given constants on top."""
        names = [f"{key}_{kind}" for key in KEYS for kind in ("KEY", "SALT")]
        salts = {name: secrets.token_urlsafe(48) for name in names}
        values: dict[str, str | int | bool] = {
            "DB_NAME": "wordpress",
            "DB_USER": "root",
            "DB_PASSWORD": "",
            "DB_HOST": f"localhost:{self._socket}",
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            **salts,
            "WP_HOME": self.url,
            "WP_SITEURL": self.url,
            "WP_DEBUG": True,
            "WP_DEBUG_LOG": str(self._logs / "wordpress.log"),
            "WP_DEBUG_DISPLAY": False,
            "WP_ENVIRONMENT_TYPE": "local",
            "WP_HTTP_BLOCK_EXTERNAL": True,
            "AUTOMATIC_UPDATER_DISABLED": True,
            "DISABLE_WP_CRON": True,
            "DISALLOW_FILE_EDIT": True,
            "WP_TEMP_DIR": str(self._mail.parent),
            "DESKHAND_TEST_MAIL": str(self._mail),
            **constants,
        }
        lines = [f"define( {_php(name)}, {_php(value)} );" for name, value in values.items()]
        (self.docroot / "wp-config.php").write_text(
            "<?php\n"
            + "\n".join(lines)
            + "\n$table_prefix = 'wp_';\n"
            + "require_once __DIR__ . '/wp-settings.php';\n"
        )

    def add_plugin(self, folder: Path, name: str) -> None:
        """Put a plugin's folder in place as a link."""
        (self.docroot / "wp-content/plugins" / name).symlink_to(folder)

    def script(self, file: Path, *args: str | Path) -> str:
        """Run a PHP file with the docroot as its first argument; what it printed."""
        return run([*self.php_command(), file, self.docroot, *args], timeout_s=600)

    def php(self, code: str, *, data: object = None, user: int = 1, served: bool = False) -> object:
        """Run PHP statements in WordPress as `user` and give back what they `return`.

        `data` arrives as `$data`; both ways as JSON. `served` is by a worker of php-fpm, which
        must be up; else on the command line, which takes a second more.
        """
        call = {"code": code, "data": data, "user": user}
        if served:
            answer = self._served(call)
        else:
            argv: list[str | Path] = [*self.php_command(), "-r", RUN_CODE, "--", self.docroot]
            answer = run(argv, stdin=json.dumps(call), timeout_s=PHP_S)
        try:
            return json.loads(answer)
        except ValueError as error:
            raise SiteFailed(f"PHP ended without an answer\n{answer[-4000:]}") from error

    def cli(self, wp_cli: Source, *args: str) -> subprocess.CompletedProcess[str]:
        """Run WP-CLI; exit code and both outputs are the caller's to judge."""
        binary = self.php_command() if wp_cli.path.suffix == ".phar" else []
        return subprocess.run(
            [*binary, str(wp_cli.path), f"--path={self.docroot}", "--allow-root", *args],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def _served(self, call: dict[str, object]) -> str:
        """What the runner answers, once it is through; raises SiteFailed with what it throws."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PHP_S)
        with tempfile.NamedTemporaryFile() as lock:
            body = json.dumps(call | {"lock": lock.name})
            try:
                connection.request("POST", f"/{self._runner}", body)
                answer = connection.getresponse()
                content = answer.read().decode(errors="replace")
            except (OSError, HTTPException) as error:
                raise SiteFailed(f"PHP gave no answer: {error!r}") from error
            finally:
                connection.close()
            fcntl.flock(lock, fcntl.LOCK_EX)
        if answer.status != 200:
            raise SiteFailed(f"PHP answered {answer.status}\n{content[-4000:]}")
        return content

    def php_command(self) -> list[str]:
        """PHP for the command line, failing loudly and logging beside the site's other logs."""
        values = {
            "memory_limit": "512M",
            "log_errors": "1",
            "error_log": self._logs / "php-cli.log",
            "display_errors": "stderr",
            "error_reporting": "E_ALL&~E_DEPRECATED",
            "auto_prepend_file": HERE / "php/prepend.php",
        }
        settings = [part for name, value in values.items() for part in ("-d", f"{name}={value}")]
        return ["php", *settings]


def _copy(source: Path, target: Path, but: Sequence[str] = ()) -> None:
    """Copy a folder as hard links where the file system allows, else as files."""
    ignored = shutil.ignore_patterns(*but)
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=_link, ignore=ignored)


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _php(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
