"""A sidecar in a process of its own, as a container runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sidecar.config import Config

START_S = 60.0
# Else a client that came too early waits a second before it looks again.
SOON = tuple((f"grpc.{name}_reconnect_backoff_ms", 50) for name in ("initial", "min", "max"))

# Else the channels of one process share a connection, be it to a server that was killed.
OWN_CONNECTION = (("grpc.use_local_subchannel_pool", 1),)


def environment(config: Config, **changes: str) -> dict[str, str]:
    """The variables that give a process `config`, and `changes` of them."""
    settings = {
        "DATA_DIR": str(config.data_dir),
        "KEY_FILE": str(config.key_file),
        "MODEL_DIR": str(config.model_dir),
        "SOCKET": str(config.socket or ""),
    } | changes
    own = {name: value for name, value in os.environ.items() if not name.startswith("DESKHAND_")}
    return own | {f"DESKHAND_{name}": value for name, value in settings.items()}


def deskhand(config: Config, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "sidecar", *arguments],
        env=environment(config, **changes),
        capture_output=True,
        text=True,
        timeout=START_S,
    )


class Sidecar:
    """A running `deskhand serve`; `text` is what it has said so far.

    `module` is what Python runs: `sidecar`, or a test's own that changes something first.
    """

    def __init__(self, config: Config, log: Path, module: str = "sidecar", **changes: str) -> None:
        self._log = log
        self._data_dir = config.data_dir
        with log.open("ab") as out:
            self._begin = out.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, "serve"],
                env=environment(config, **changes),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    @property
    def text(self) -> str:
        """All it has said."""
        return self._log.read_bytes()[self._begin :].decode()

    @property
    def records(self) -> list[dict[str, Any]]:
        """What it has logged."""
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    def files(self) -> list[Path]:
        """What it has stored."""
        return [path for path in self._data_dir.rglob("*") if path.is_file()]

    def end(self, number: int) -> int:
        """Sends a signal and gives the exit code."""
        self.process.send_signal(number)
        return self.process.wait(START_S)


@contextmanager
def running(config: Config, module: str = "sidecar", **changes: str) -> Iterator[Sidecar]:
    """A sidecar that serves; killed at the end if it still runs."""
    import grpc

    sidecar = Sidecar(config, config.data_dir.with_suffix(".log"), module, **changes)
    try:
        with grpc.insecure_channel(f"unix:{config.socket}", SOON) as channel:
            grpc.channel_ready_future(channel).result(START_S)
        yield sidecar
    finally:
        if sidecar.process.poll() is None:
            sidecar.process.kill()
            sidecar.process.wait()
