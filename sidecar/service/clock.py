"""The time of day, for calls that are not given one."""

from __future__ import annotations

import time


def now_unix_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000
