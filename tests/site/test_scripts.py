"""The scripts keep their promises: locked packages, a reproducible zip, honest counts."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    """A script of `scripts/` as a module."""
    loader = SourceFileLoader(f"script_{name.replace('-', '_')}", str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


def canonical(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, str]:
    """Version by package of a lock file; fails on a line that is no exact pin."""
    lines = (ROOT / "scripts/locks" / f"{name}.txt").read_text().splitlines()
    pins = [re.fullmatch(r"([\w.-]+)==([\w.]+)", line) for line in lines if line[0] != "#"]
    assert all(pins)
    return {canonical(pin[1]): pin[2] for pin in pins if pin}


def wanted(requirements: list[str]) -> set[str]:
    """The packages of a list of requirements."""
    return {canonical(re.split(r"[\[<>=!~ ]", text)[0]) for text in requirements}


def test_every_package_is_locked_at_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    runtime, dev, model = locked("runtime"), locked("dev"), locked("model")
    assert wanted(project["dependencies"]) <= set(runtime)
    assert wanted(extras["dev"]) <= set(dev)
    assert wanted(extras["model"]) <= set(model)
    assert runtime.items() <= dev.items()
    assert not {"torch", "transformers"} & set(dev)


def test_the_zip_is_the_same_each_time_and_holds_only_what_ships() -> None:
    build = [sys.executable, str(ROOT / "scripts/build-plugin")]
    archive = ROOT / "dist/deskhand.zip"
    subprocess.run(build, check=True, capture_output=True)
    first = archive.read_bytes()
    subprocess.run(build, check=True, capture_output=True)
    assert archive.read_bytes() == first
    names = zipfile.ZipFile(archive).namelist()
    assert "deskhand/deskhand.php" in names
    assert "deskhand/src/wire/class-chat-request.php" in names
    assert all(name.startswith("deskhand/") for name in names)
    assert not [name for name in names if "/tests/" in name or "/." in name]


@pytest.mark.parametrize(
    ("status", "report", "counts"),
    [
        (0, None, (1, 0, 0)),
        (1, None, (0, 1, 0)),
        (0, "<testcase/><testcase><skipped/></testcase>", (1, 0, 1)),
        (1, "<testcase/><testcase><failure/></testcase>", (1, 1, 0)),
        (1, "<testcase><error/></testcase>", (0, 1, 0)),
        (2, "<testcase/>", (1, 1, 0)),
    ],
)
def test_each_runner_is_counted_and_a_broken_one_is_a_failure(
    tmp_path: Path, status: int, report: str | None, counts: tuple[int, int, int]
) -> None:
    test = script("test")
    file = tmp_path / "report.xml"
    if report is not None:
        file.write_text(f"<testsuites><testsuite>{report}</testsuite></testsuites>")
    step = test.Step("it", ["true"], file if report is not None else None)
    count = test.counted(step, status)
    assert (count.passed, count.failed, count.skipped) == counts


@pytest.mark.parametrize("status", [0, 1])
def test_a_runner_that_wrote_no_report_is_a_failure(tmp_path: Path, status: int) -> None:
    test = script("test")
    count = test.counted(test.Step("it", ["true"], tmp_path / "missing.xml"), status)
    assert (count.passed, count.failed) == (0, 1)
