"""The test site is a real, whole WordPress, and what the tests rely on in it holds."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.site import Options, Site, SiteFailed, debian, sources
from tests.site.process import Daemon
from tests.site.shopper import Answer

# However loaded the machine is; a test that passes never waits for it.
PATIENCE_S = 60

TICKER = """<?php
header( 'Content-Type: text/event-stream' );
header( 'X-Accel-Buffering: no' );
while ( ob_get_level() > 0 ) { ob_end_clean(); }
echo "first\\n\\n"; flush();
$reader = fopen( __DIR__ . '/go', 'r' );
fgets( $reader );
echo "second\\n\\n";
"""
ROUTE = """<?php
add_action( 'rest_api_init', fn() => register_rest_route( 'ticker/v1', '/tick', array(
    'permission_callback' => '__return_true',
    'callback' => function () { require ABSPATH . 'ticker.php'; exit; },
) ) );
"""


@pytest.fixture(scope="module", params=["nginx", "builtin"])
def shop(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A shop without the plugin, on each web server."""
    options = Options(plugin=None, sidecar=False, builtin=request.param == "builtin")
    with Site.start(options) as running:
        yield running


def test_pages_articles_products_and_the_account_render(shop: Site) -> None:
    for path, words in {
        "/returns/": "within 30 days of delivery",
        "/grind-size/": "coarse for a French press",
        "/product/tarn-2-tent/": "two porches",
        "/my-account/": "Tarn &amp; Thistle",
        "/": "Kit and coffee",
    }.items():
        answer = httpx.get(shop.url + path, timeout=PATIENCE_S)
        assert answer.status_code == 200, path
        assert words in answer.text or words in answer.text.replace("&#038;", "&amp;"), path
    assert httpx.get(shop.url + "/winter-sale-plans/", timeout=PATIENCE_S).status_code == 404


def test_the_block_theme_is_active(shop: Site) -> None:
    assert shop.php("return array( get_stylesheet(), wp_is_block_theme() );") == [
        "twentytwentyfive",
        True,
    ]


def test_every_script_and_style_of_the_dashboard_exists(shop: Site) -> None:
    with httpx.Client(base_url=shop.url, timeout=PATIENCE_S, follow_redirects=True) as owner:
        owner.get("/wp-login.php")
        login, password = shop.admin
        owner.post("/wp-login.php", data={"log": login, "pwd": password, "testcookie": "1"})
        screen = owner.get("/wp-admin/post-new.php")
        assert screen.status_code == 200
        links = re.findall(rf"(?:src|href)=['\"]({re.escape(shop.url)}/wp-[^'\"]+)", screen.text)
        files = {link for link in links if re.search(r"\.(js|css)(\?|$)", link)}
        assert len(files) > 20
        for file in files:
            assert owner.get(file.replace("&#038;", "&")).status_code == 200, file


def test_an_event_arrives_while_the_answer_is_being_written(shop: Site) -> None:
    (shop.wordpress.docroot / "ticker.php").write_text(TICKER)
    (shop.wordpress.docroot / "wp-content/mu-plugins/ticker.php").write_text(ROUTE)
    go = shop.wordpress.docroot / "go"
    go.unlink(missing_ok=True)
    os.mkfifo(go)
    with httpx.stream("GET", shop.url + "/wp-json/ticker/v1/tick", timeout=PATIENCE_S) as answer:
        chunks = answer.iter_text()
        assert next(chunks).strip() == "first"
        go.write_text("\n")
        assert "".join(chunks).strip() == "second"


def test_mail_is_kept_and_not_sent(shop: Site) -> None:
    sent = shop.php("return wp_mail( 'maeve@example.org', 'Hello', 'A parcel is on its way.' );")
    assert sent is True
    assert shop.mails()[-1] == {
        "to": ["maeve@example.org"],
        "subject": "Hello",
        "message": "A parcel is on its way.",
        "headers": [],
    }


def test_wordpress_reaches_no_other_host(shop: Site) -> None:
    code = shop.php("return wp_remote_get( 'https://example.org/' )->get_error_code();")
    assert code == "http_request_not_executed"


def test_php_that_throws_or_ends_its_process_is_told(shop: Site) -> None:
    with pytest.raises(SiteFailed, match="no_such_function"):
        shop.php("no_such_function();")
    with pytest.raises(SiteFailed, match="gone already"):
        shop.php("exit( 'gone already' );")
    with pytest.raises(SiteFailed):
        shop.php("posix_kill( getmypid(), SIGKILL );")
    assert shop.php("return get_current_user_id();", user=2) == 2


def test_php_is_through_with_what_it_leaves_for_after_the_response(
    shop: Site, tmp_path: Path
) -> None:
    shop.php(
        """
        add_action( 'shutdown', function () use ( $data ) {
            if ( function_exists( 'fastcgi_finish_request' ) ) {
                fastcgi_finish_request();
            }
            usleep( 200_000 );
            touch( $data );
        } );
        return 1;
        """,
        data=str(tmp_path / "left"),
    )
    assert (tmp_path / "left").exists()


def test_a_name_that_was_guessed_runs_no_php(shop: Site) -> None:
    body = {"code": "return 1;", "data": None, "user": 1, "lock": "/dev/null"}
    for name in ("run.php", "run-0.php"):
        assert httpx.post(f"{shop.url}/{name}", json=body, timeout=PATIENCE_S).status_code == 404


def test_the_database_listens_on_no_port(shop: Site) -> None:
    assert shop.database.query("SELECT @@skip_networking").strip() == "1"


def test_a_second_site_does_not_see_what_the_first_one_wrote(shop: Site) -> None:
    shop.php("update_option( 'blogname', 'Changed' ); return null;")
    with Site.start(shop.options) as other:
        assert other.php("return get_option( 'blogname' );") != "Changed"
        assert other.php("return wp_salt();") != shop.php("return wp_salt();")


def processes(site: Site) -> list[bytes]:
    """The command lines that name the site's folder; a dead process has none."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(file.read_bytes())
    return [line for line in found if str(site.state).encode() in line]


@pytest.mark.parametrize("builtin", [False, True], ids=["nginx", "PHP's own server"])
def test_a_stopped_site_leaves_nothing(builtin: bool) -> None:
    site = Site.start(Options(plugin=None, sidecar=False, builtin=builtin))
    assert processes(site)
    site.stop()
    deadline = time.monotonic() + PATIENCE_S
    while processes(site) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes(site) == []
    assert not site.state.exists()


def test_a_site_that_cannot_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "deskhand"
    broken.mkdir()
    (broken / "deskhand.php").write_text("<?php\n/* Plugin Name: Broken */\nno_such_function();\n")
    before = set(Path(sources.__file__).parents[2].glob("var/site-*"))
    with pytest.raises(SiteFailed, match="no_such_function"):
        Site.start(Options(plugin=broken, sidecar=False))
    assert set(Path(sources.__file__).parents[2].glob("var/site-*")) == before


def test_a_daemon_that_ends_at_its_start_shows_its_log(tmp_path: Path) -> None:
    daemon = Daemon("it", ["sh", "-c", "echo no licence; exit 3"], tmp_path / "log", lambda: False)
    with pytest.raises(SiteFailed, match="no licence"):
        daemon.start()


def test_a_wished_port_that_is_taken_gives_another() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        site = Site(Options(port=taken), lambda _: None)
    site.stop()
    assert site.port != taken


DEB822 = """\
Types: deb
# http://snapshot.example/archive
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /keys/debian.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"sources.list.d/debian.sources": DEB822},
            "[signed-by=/keys/debian.gpg] http://mirror.example/debian",
        ),
        (
            {"sources.list": "# old\ndeb http://mirror.example/deb bookworm main contrib\n"},
            "http://mirror.example/deb",
        ),
        (
            {
                "sources.list.d/a.list": "deb https://tools.example/apt stable tools\n"
                "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/d stable main\n"
            },
            "[signed-by=/k.gpg] https://mirror.example/d",
        ),
    ],
)
def test_the_machines_own_mirror_is_found(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    (tmp_path / "apt/sources.list.d").mkdir(parents=True)
    (tmp_path / "os-release").write_text("ID=debian\nVERSION_CODENAME=bookworm\n")
    for name, text in files.items():
        (tmp_path / "apt" / name).write_text(text)
    assert debian.mirror(tmp_path) == expected


def test_a_machine_without_a_debian_mirror_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SiteFailed, match="no Debian archive"):
        debian.mirror(tmp_path)


def test_an_old_wordpress_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wp-includes").mkdir()
    (tmp_path / "wp-includes/version.php").write_text("<?php\n$wp_version = '6.8.3';\n")
    monkeypatch.setenv("DESKHAND_WORDPRESS_DIR", str(tmp_path))
    with pytest.raises(SiteFailed, match=r"older than 6\.9"):
        sources.wordpress()


def test_what_was_shown_before_a_replacement_does_not_count() -> None:
    answer = Answer(
        "m",
        [
            {"type": "delta", "text": "It ships on"},
            {"type": "replaced", "reason": "RESTARTED"},
            {"type": "delta", "text": "It ships today."},
            {"type": "done", "outcome": "answered"},
        ],
    )
    assert answer.text == "It ships today."
    assert answer.ended
    assert answer.outcome == "answered"
