"""Where WordPress, WooCommerce and WP-CLI come from on this machine.

Each is looked for in a fixed order and kept in `~/.cache/deskhand`; `Source.origin` says which it
was, and every run prints it.
"""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.site import debian
from tests.site.process import SiteFailed

STAND_IN = Path(__file__).parent / "woocommerce-stand-in"
LEAST_WORDPRESS = (6, 9)
WORDPRESS_URL = "https://wordpress.org/latest.tar.gz"
WOOCOMMERCE_URL = "https://downloads.wordpress.org/plugin/woocommerce.zip"
WP_CLI_URL = "https://raw.githubusercontent.com/wp-cli/builds/gh-pages/phar/wp-cli.phar"
ASK_AGAIN_S = 3600


@dataclass(frozen=True, slots=True)
class Source:
    """One foreign part: where its files are, which version, and how it was found."""

    path: Path
    version: str
    origin: str


def cache() -> Path:
    """The folder that keeps what took long to get; made when missing."""
    folder = Path.home() / ".cache/deskhand"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def wordpress() -> Source:
    """WordPress of at least 6.9; raises SiteFailed naming every place tried."""
    own = os.environ.get("DESKHAND_WORDPRESS_DIR")
    if own:
        return _checked(Path(own), "DESKHAND_WORDPRESS_DIR")
    kept = cache() / "wordpress"
    if (kept / "wp-includes/version.php").exists():
        return _checked(kept, "cache")
    failures = []
    for origin, get in (("wordpress.org", _download_wordpress), ("Debian", debian.wordpress)):
        try:
            _keep(get, kept)
            return _checked(kept, origin)
        except (OSError, SiteFailed) as failure:
            failures.append(f"{origin}: {failure}")
    raise SiteFailed("no WordPress: set DESKHAND_WORDPRESS_DIR. " + "; ".join(failures))


def woocommerce() -> Source:
    """WooCommerce, or the stand-in of this repository where it can't be had."""
    own = os.environ.get("DESKHAND_WOOCOMMERCE_DIR")
    if own:
        return _plugin(Path(own), "DESKHAND_WOOCOMMERCE_DIR")
    kept = cache() / "woocommerce"
    if (kept / "woocommerce.php").exists():
        return _plugin(kept, "cache")
    try:
        _keep(lambda target: _unzip(WOOCOMMERCE_URL, target), kept)
        return _plugin(kept, "wordpress.org")
    except OSError:
        return stand_in()


def stand_in() -> Source:
    """The stand-in for WooCommerce under `tests/`."""
    return _plugin(STAND_IN, "stand-in")


def wp_cli() -> Source | None:
    """WP-CLI, or None where there is none; tests that need it are skipped by name."""
    kept = cache() / "wp-cli.phar"
    own = os.environ.get("DESKHAND_WP_CLI")
    on_path = shutil.which("wp")
    if own:
        return Source(Path(own), "", "DESKHAND_WP_CLI")
    if on_path:
        return Source(Path(on_path), "", "PATH")
    if not kept.exists():
        try:
            part = kept.with_suffix(".part")
            part.write_bytes(_fetch(WP_CLI_URL))
            part.rename(kept)
        except OSError:
            return None
    return Source(kept, "", "cache")


def _checked(path: Path, origin: str) -> Source:
    file = path / "wp-includes/version.php"
    text = file.read_text() if file.exists() else ""
    found = re.search(r"wp_version = '((\d+)\.(\d+)[^']*)'", text)
    if not found:
        raise SiteFailed(f"{path} holds no WordPress")
    if (int(found[2]), int(found[3])) < LEAST_WORDPRESS:
        raise SiteFailed(f"WordPress {found[1]} in {path} is older than 6.9")
    for name in ("wp-includes/js/jquery/jquery.min.js", "wp-admin/css/common.min.css"):
        if not (path / name).exists():
            raise SiteFailed(f"WordPress in {path} lacks {name}")
    return Source(path.resolve(), found[1], origin)


def _plugin(path: Path, origin: str) -> Source:
    file = path / "woocommerce.php"
    version = re.search(r"^ \* Version: (\S+)", file.read_text(), re.MULTILINE)
    return Source(path.resolve(), version[1] if version else "", origin)


def _keep(get: Callable[[Path], None], kept: Path) -> None:
    """Let `get` fill a folder and move it into the cache only when it is whole."""
    with tempfile.TemporaryDirectory(prefix="part-", dir=kept.parent) as scratch:
        part = Path(scratch) / kept.name
        get(part)
        part.rename(kept)


def _fetch(url: str) -> bytes:
    """What the address gives; one that did not answer is not asked again for an hour."""
    silent = cache() / f"unreachable-{urllib.parse.urlsplit(url).hostname}"
    if silent.exists() and time.time() - silent.stat().st_mtime < ASK_AGAIN_S:
        raise OSError(f"{url} did not answer within the last hour")
    try:
        with urllib.request.urlopen(url, timeout=15) as answer:
            return bytes(answer.read())
    except OSError:
        silent.touch()
        raise


def _download_wordpress(target: Path) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(_fetch(WORDPRESS_URL))
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            archive.extractall(target.parent / "unpacked", filter="data")
    (target.parent / "unpacked/wordpress").rename(target)


def _unzip(url: str, target: Path) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(_fetch(url))
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            archive.extractall(target.parent)
    if not target.exists():
        raise OSError(f"{url} holds no {target.name}")
