"""A child process that is tied to its parent."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

TIED = """
import sys, time
from sidecar.lifeline import tie
tie(int(sys.argv[1]))
print("tied", flush=True)
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {TIED!r}, str(os.getpid())], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
PATIENCE_S = 10.0


def test_it_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    ends_at = time.monotonic() + PATIENCE_S
    while is_alive(child) and time.monotonic() < ends_at:
        time.sleep(0.01)
    assert not is_alive(child)


def test_it_does_not_begin_without_its_parent() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    ended = subprocess.run(
        [sys.executable, "-c", TIED, str(gone.pid)], capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 1
    assert "The sidecar is gone." in ended.stderr


def is_alive(pid: int) -> bool:
    """Whether it runs; one that has ended may wait to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
