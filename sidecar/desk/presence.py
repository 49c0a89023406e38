"""Which shoppers look at their chat just now, in memory alone: after a restart they show again."""

from __future__ import annotations

import time
from collections.abc import Callable

# A widget that waits for a person looks every few seconds; one look may get lost.
PRESENT_MS = 15_000
SWEEP_COUNT = 1_000


class Presence:
    """When each thread was last looked at."""

    def __init__(
        self, now_unix_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        self._now_unix_ms = now_unix_ms
        self._looked: dict[str, int] = {}

    def note(self, thread_id: str) -> None:
        """The shopper of the thread looks at it now."""
        now_unix_ms = self._now_unix_ms()
        if len(self._looked) >= SWEEP_COUNT:
            since = now_unix_ms - PRESENT_MS
            self._looked = {known: at for known, at in self._looked.items() if at > since}
        self._looked[thread_id] = now_unix_ms

    def has(self, thread_id: str) -> bool:
        """Whether they looked within the last seconds."""
        return self._now_unix_ms() - self._looked.get(thread_id, 0) < PRESENT_MS
