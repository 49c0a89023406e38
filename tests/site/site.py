"""A whole shop on this machine: WordPress, WooCommerce, sample shop, plugin and sidecar."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.site import snapshot, sources, web
from tests.site.database import Database
from tests.site.process import Daemon, SiteFailed, free_port, listens, tail
from tests.site.sidecar import REPOSITORY, Sidecar
from tests.site.sources import Source
from tests.site.wordpress import HERE, PLUGIN, WordPress

# Every test comes from one address; these keep the rate limits out of the way of others.
UNLIMITED: Mapping[str, int] = {
    "messages_per_minute": 600,
    "messages_per_minute_ip": 6000,
    "tickets_per_hour": 1000,
    "contacts_per_hour": 1000,
}
ADMIN = ("admin", "password")
CUSTOMERS = tuple(
    (person["login"], person["password"])
    for person in json.loads((HERE / "shop/customers.json").read_text())
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a site is put together; the defaults are the demo's.

    `workers` PHP workers; `port` is wished for, 0 or a taken one gives another; `buffered` lets
    nginx hold back streams; `builtin` forces PHP's own server; `hpos` keeps orders in
    WooCommerce's own tables; `paired` and `indexed` need the sidecar; `settings` are the plugin's,
    `constants` go to wp-config.php and `sidecar_env` to the sidecar.
    """

    woocommerce: Source | None = None
    plugin: Path | None = PLUGIN
    workers: int = 6
    port: int = 0
    hpos: bool = True
    buffered: bool = False
    builtin: bool = False
    sidecar: bool = True
    paired: bool = True
    indexed: bool = True
    settings: Mapping[str, object] = field(default_factory=dict)
    constants: Mapping[str, str | int | bool] = field(default_factory=dict)
    sidecar_env: Mapping[str, str] = field(default_factory=dict)


class Site:
    """A running shop. `stop()` ends its processes and removes its folder.

    `sample` maps the sample shop's own names to WordPress ids: `sample["orders"]["…"]`.
    """

    admin = ADMIN
    customers = CUSTOMERS

    def __init__(self, options: Options, say: Callable[[str], None]) -> None:
        self.options = options
        self._say = say
        (REPOSITORY / "var").mkdir(exist_ok=True)
        self.state = Path(tempfile.mkdtemp(prefix="site-", dir=REPOSITORY / "var"))
        self._sockets = Path(tempfile.mkdtemp(prefix="deskhand-"))
        self.logs, self.mail = self.state / "logs", self.state / "mail"
        self.logs.mkdir()
        self.mail.mkdir()
        taken = options.port == 0 or listens(("127.0.0.1", options.port))
        self.port = free_port() if taken else options.port
        self.url = f"http://127.0.0.1:{self.port}"
        self.wp_cli = sources.wp_cli()
        self.sample: dict[str, dict[str, int]] = {}
        database_socket = self._sockets / "db.sock"
        self.database = Database(
            self.state / "database", database_socket, self.logs / "mariadb.log"
        )
        self.wordpress = WordPress(
            self.state / "html", self.url, database_socket, self.logs, self.mail
        )
        self.sidecar = Sidecar(
            self.state / "sidecar",
            self._sockets / "deskhand.sock",
            self.logs / "sidecar.log",
            options.sidecar_env,
        )
        self.web: list[Daemon] = []

    @classmethod
    def start(
        cls, options: Options | None = None, *, say: Callable[[str], None] = lambda _: None
    ) -> Self:
        """Bring a site up; raises SiteFailed with the ends of its logs and leaves nothing behind.

        `say` is told each step.
        """
        site = cls(options or Options(), say)
        try:
            site._build()
        except BaseException as failure:
            trace = site.log_tails()
            site.stop()
            if isinstance(failure, SiteFailed):
                raise SiteFailed(f"{failure}\n{trace}") from failure
            raise
        return site

    def stop(self) -> None:
        """End everything and remove the site's folders."""
        for daemon in (*reversed(self.web), self.sidecar):
            daemon.stop()
        self.database.daemon.kill()
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wp(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run WP-CLI; raises SiteFailed where there is none."""
        if self.wp_cli is None:
            raise SiteFailed("WP-CLI is not here")
        return self.wordpress.cli(self.wp_cli, *args)

    def php(self, code: str, *, data: object = None, user: int = 1) -> Any:
        """Run PHP statements in WordPress; what they `return`, as JSON gives it.

        A worker of php-fpm runs them once there are any. Raises SiteFailed with what they throw.
        """
        served = any(daemon.name == web.PHP_FPM for daemon in self.web)
        return self.wordpress.php(code, data=data, user=user, served=served)

    def mails(self) -> list[dict[str, Any]]:
        """The mails sent so far, oldest first: to, subject, message, headers."""
        return [json.loads(file.read_text()) for file in sorted(self.mail.glob("[0-9]*.json"))]

    def log_tails(self) -> str:
        """The ends of the logs that have something in them."""
        logs = [log for log in sorted(self.logs.glob("*.log")) if log.stat().st_size]
        return "\n".join(tail(log, 15) for log in logs if log.name != "access.log")

    def set(self, settings: Mapping[str, object]) -> None:
        """Change settings of the plugin; the others stay."""
        self._do("settings", dict(settings))

    def pair(self) -> None:
        """Register the plugin's public key with the sidecar."""
        self._do("pair")

    def reindex(self) -> None:
        """Push all content and wait for the sealed generation."""
        self._do("reindex")

    def _build(self) -> None:
        wordpress = sources.wordpress()
        woocommerce = self.options.woocommerce or sources.woocommerce()
        self._say(f"WordPress {wordpress.version} ({wordpress.origin})")
        self._say(f"WooCommerce {woocommerce.version} ({woocommerce.origin})")
        found = self.wp_cli.origin if self.wp_cli else "none: its tests are skipped"
        self._say(f"WP-CLI ({found})")
        if self.options.sidecar:
            self.sidecar.launch()
        self.wordpress.assemble(wordpress, woocommerce)
        self.wordpress.configure(
            {"DESKHAND_ADDRESS": self.sidecar.address, **self.options.constants}
        )
        self._restore_or_install(snapshot.key(wordpress, woocommerce, hpos=self.options.hpos))
        self._serve()
        if self.options.plugin is not None:
            self.wordpress.add_plugin(self.options.plugin, "deskhand")
            self._do("activate", ["deskhand/deskhand.php"], user=1)
            workers = self.options.workers
            self.set({"published": True, "php_workers": workers, **self.options.settings})
        if self.options.sidecar:
            self.sidecar.wait_until_ready()
            if self.options.paired or self.options.indexed:
                self.pair()
            if self.options.indexed:
                self._say("indexing the shop's pages and products")
                self.reindex()

    def _do(self, name: str, data: object = None, user: int = 0) -> None:
        """Run one of the functions in `php/`."""
        code = f"return ( require '{HERE}/php/{name}.php' )( {'' if data is None else '$data'} );"
        self.php(code, data=data, user=user)

    def _restore_or_install(self, name: str) -> None:
        uploads = self.wordpress.docroot / "wp-content/uploads"
        kept = snapshot.restore(name, self.database.data, uploads)
        if kept is not None:
            self.sample = kept
            self.database.daemon.start()
            return
        self._say("installing WordPress and the sample shop (once; kept for later runs)")
        self.database.create()
        self.wordpress.script(HERE / "php/install.php")
        self._do("activate", ["woocommerce/woocommerce.php"], user=1)
        orders = "hpos" if self.options.hpos else "posts"
        self.wordpress.script(HERE / "shop/settings.php", orders)
        self.sample = json.loads(self.wordpress.script(HERE / "shop/load.php"))
        for mail in self.mail.glob("*.json"):
            mail.unlink()
        snapshot.keep(name, self.database.data, uploads, self.sample, self.database.daemon.stop)
        self.database.daemon.start()

    def _serve(self) -> None:
        place = web.Place(self.wordpress.docroot, self.state, self.logs, self._sockets, self.port)
        self.web = web.servers(
            place,
            self.options.workers,
            buffered=self.options.buffered,
            builtin=self.options.builtin,
        )
        for daemon in self.web:
            daemon.start()
        self._say(f"WordPress answers at {self.url} ({' + '.join(d.name for d in self.web)})")
