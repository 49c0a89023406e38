"""Child processes with a log file, and what a test needs to do to them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class SiteFailed(Exception):
    """A part of the site did not come up or broke; the text carries the end of its log."""


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log without the database's notes."""
    if not log.exists():
        return f"({log.name}: no log)"
    text = log.read_text(errors="replace").splitlines()
    kept = [line for line in text if "[Note]" not in line][-lines:]
    return f"--- end of {log}\n" + "\n".join(kept)


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(address: str | tuple[str, int]) -> bool:
    """Whether something accepts connections on a unix socket path or (host, port)."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


class Daemon:
    """One child process; it also ends when the process that started it ends."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        log: Path,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.log = name, log
        self._argv = ["setpriv", "--pdeathsig", "TERM", *map(str, argv)]
        self._ready = ready
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id; raises when it was never started."""
        if self._process is None:
            raise SiteFailed(f"{self.name} is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start without waiting until it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                start_new_session=True,
            )

    def start(self, timeout_s: float = 60) -> None:
        """Start and wait until ready; raises SiteFailed with the log's end."""
        self.launch()
        self.wait_until_ready(timeout_s)

    def wait_until_ready(self, timeout_s: float = 60) -> None:
        """Wait for `ready`; raises SiteFailed when the process ends or time is up."""
        deadline = time.monotonic() + timeout_s
        while not self._ready():
            if not self.running:
                raise SiteFailed(f"{self.name} ended at its start\n{tail(self.log)}")
            if time.monotonic() > deadline:
                raise SiteFailed(f"{self.name} not ready in {timeout_s} s\n{tail(self.log)}")
            time.sleep(0.02)

    def stop(self, timeout_s: float = 30) -> None:
        """SIGTERM, then SIGKILL after `timeout_s`; nothing when it is not running.

        Its children are asked as well: PHP's own server leaves them behind.
        """
        if self._process is None:
            return
        if self.running:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """SIGKILL to the process and its children."""
        if self._process is None:
            return
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, such as SIGSTOP to pause it."""
        os.kill(self.pid, number)


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout_s: float = 300,
    stdin: str | None = None,
) -> str:
    """Run a command to its end; its standard output, or SiteFailed with all it wrote."""
    done = subprocess.run(
        [str(part) for part in argv],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode != 0:
        raise SiteFailed(
            f"{Path(str(argv[0])).name} exited {done.returncode}\n{done.stdout[-4000:]}"
            f"\n{done.stderr[-4000:]}"
        )
    return done.stdout
