"""What ships in the image: the locked packages less what `scripts/trim` takes out, and it runs."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
import venv
from importlib.metadata import distribution, version
from pathlib import Path

import grpc
import pytest

import sidecar
from sidecar.config import Config
from tests.conftest import MODEL_DIR
from tests.fakes.wordpress import WordPress, sample_documents
from tests.sidecar.running import running
from tests.site.test_scripts import locked

ROOT = Path(__file__).parents[1]
TRIM = ROOT / "scripts" / "trim"
MAX_BYTES = 600_000_000  # of packages and model, unpacked (performance.md)

LANCE = """
import sys
from pathlib import Path
import numpy as np
from lancedb.index import IvfHnswSq
import lancedb, pyarrow
database = lancedb.connect(sys.argv[1])
vectors = np.random.default_rng(7).standard_normal((600, 16), np.float32)
column = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(vectors.ravel()), 16)
table = database.create_table("windows", pyarrow.table({"key": range(600), "vector": column}))
table.create_index("vector", config=IvfHnswSq(distance_type="dot"))
print(table.index_stats("vector_idx").num_indexed_rows)
found = database.open_table("windows").search(vectors[5]).select(["key", "_distance"]).limit(50)
print(len(found.to_arrow()))
"""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment of the runtime's packages alone, trimmed; links to those installed."""
    home = tmp_path_factory.mktemp("image") / "deskhand"
    venv.create(home, symlinks=True)
    (packages,) = home.glob("lib/python3*/site-packages")
    for name in locked("runtime"):
        for file in distribution(name).files or ():
            target = packages / file
            if ".." not in file.parts and (source := Path(str(file.locate()))).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(source, target)
    # The package itself is the repository; its version is read from its metadata.
    metadata = packages / "deskhand.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Name: deskhand\nVersion: {version('deskhand')}\n")
    subprocess.run([sys.executable, TRIM, home], check=True, capture_output=True)
    return home


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the temporary folder is another file system
        target.write_bytes(source.read_bytes())


def test_packages_and_model_stay_below_their_size(shipped: Path) -> None:
    files = [*shipped.rglob("*"), *MODEL_DIR.rglob("*")]
    size = sum(path.lstat().st_size for path in files if not path.is_dir())
    assert size < MAX_BYTES


def test_every_module_of_the_sidecar_can_be_imported(shipped: Path) -> None:
    walked = pkgutil.walk_packages(sidecar.__path__, "sidecar.")
    # The export runs in the build stage, which has torch; __main__ sets a variable.
    names = {module.name for module in walked} - {"sidecar.model_export", "sidecar.__main__"}
    imports = "".join(f"import {name}\n" for name in sorted(names))
    subprocess.run([shipped / "bin/python", "-c", imports], cwd=ROOT, check=True)


def test_a_table_is_indexed_and_searched_by_lancedb(shipped: Path, tmp_path: Path) -> None:
    command = [shipped / "bin/python", "-c", LANCE, tmp_path / "lance"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert told.split() == ["600", "50"]


async def test_a_shop_is_indexed_and_a_shopper_answered(
    shipped: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(shipped / "bin/python"))
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel)
            await site.pair()
            await site.push(sample_documents())
            heard = await site.ask("How many days do I have to return something?")
    assert "30 days" in heard.text
    assert heard.kinds[-1] == "done"
    said = [line for line in sidecar.text.splitlines() if "Pairing code" not in line]
    assert len(said) == len(sidecar.records), "a library complains"


def test_trimming_replaces_files_and_leaves_other_links_as_they_were(shipped: Path) -> None:
    (library,) = shipped.glob("lib/python3*/site-packages/tantivy/*.so")
    installed = Path(str(distribution("tantivy").locate_file(f"tantivy/{library.name}")))
    assert installed.stat().st_size > library.stat().st_size
