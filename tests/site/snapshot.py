"""An installed shop, kept so that the next site starts in seconds.

Kept are the database's folder after a clean stop, the uploads, and the ids the sample shop got.
The key is a hash of everything that went into it, so a changed input makes a new one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.site.process import run
from tests.site.sources import STAND_IN, Source, cache

HERE = Path(__file__).parent
INGREDIENTS = (
    *("shop", "mu-plugins", "php/install.php", "php/activate.php"),
    *("database.py", "snapshot.py", "wordpress.py"),
)
KEPT = 4


def key(wordpress: Source, woocommerce: Source, *, hpos: bool) -> str:
    """Names the snapshot of these inputs: 16 hex digits."""
    digest = hashlib.sha256()
    for version in (wordpress.version, woocommerce.version, run(["php", "-v"]), str(hpos)):
        digest.update(version.encode())
    folders = [HERE / name for name in INGREDIENTS]
    if woocommerce.path == STAND_IN.resolve():
        folders.append(STAND_IN)
    for folder in folders:
        for file in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(f"{file.relative_to(HERE)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def restore(name: str, data: Path, uploads: Path) -> dict[str, dict[str, int]] | None:
    """Copy a snapshot into place; the sample's ids, or None when there is no such snapshot."""
    kept = _folder() / name
    if not (kept / "sample.json").exists():
        return None
    (kept / "sample.json").touch()
    shutil.copytree(kept / "data", data)
    shutil.copytree(kept / "uploads", uploads, dirs_exist_ok=True)
    sample: dict[str, dict[str, int]] = json.loads((kept / "sample.json").read_text())
    return sample


def keep(name: str, data: Path, uploads: Path, sample: object, stopped: Callable[[], None]) -> None:
    """Store what `restore` gives back; `stopped` brings the database to rest first."""
    stopped()
    with tempfile.TemporaryDirectory(dir=_folder()) as scratch:
        part = Path(scratch) / name
        shutil.copytree(data, part / "data")
        shutil.copytree(uploads, part / "uploads")
        (part / "sample.json").write_text(json.dumps(sample))
        if not (_folder() / name).exists():
            part.rename(_folder() / name)
    by_age = sorted(_folder().glob("*/sample.json"), key=lambda file: file.stat().st_mtime)
    for old in by_age[:-KEPT]:
        shutil.rmtree(old.parent, ignore_errors=True)


def _folder() -> Path:
    folder = cache() / "sites"
    folder.mkdir(exist_ok=True)
    return folder
