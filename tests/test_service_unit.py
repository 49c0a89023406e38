"""The systemd unit is one that systemd takes, and leaves the sidecar little to break."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deskhand.service"
# Of systemd's scale in tenths, 0 (closed) to 100; a unit without settings has 96.
MAX_EXPOSURE = 20

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a command that this machine has."""
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"(?<=^ExecStart=)\S+", sys.executable, UNIT.read_text(), flags=re.M))
    return copy


def test_systemd_finds_no_fault(unit: Path) -> None:
    command = ["systemd-analyze", "verify", "--man=no", unit]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stderr == ""


def test_it_is_closed_to_what_serving_does_not_need(unit: Path) -> None:
    scale = ["--offline=yes", "--no-pager", f"--threshold={MAX_EXPOSURE}"]
    subprocess.run(["systemd-analyze", "security", *scale, unit], check=True, capture_output=True)
