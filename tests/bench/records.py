"""The sidecar's log as records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def entries(log: Path) -> Iterator[dict[str, Any]]:
    """Each JSON line of a log; what a library printed by itself is passed over."""
    for line in log.read_text().splitlines():
        if line.startswith("{"):
            yield json.loads(line)
