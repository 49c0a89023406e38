"""The sidecar's log as records."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def entries(log: Path) -> Iterator[dict[str, Any]]:
    """Each JSON line of a log; what a library printed by itself is passed over."""
    for line in log.read_text().splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def rest(log: Path, limit_s: float = 60) -> None:
    """Waits until the shop's own questions are asked, which every first sync begins."""
    until = time.monotonic() + limit_s
    while not any(entry["event"] == "mirror_made" for entry in entries(log)):
        if time.monotonic() > until:
            raise RuntimeError("The shop was not asked its own questions.")
        time.sleep(0.1)
