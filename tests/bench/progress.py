"""How far a long measurement is, told on stderr every half minute, also where nobody watches."""

from __future__ import annotations

import sys
import time

EVERY_S = 30.0


class Progress:
    """Counts what is done of `whole`; threads and tasks may share it."""

    def __init__(self, what: str, whole: int) -> None:
        self._what, self._whole = what, whole
        self._done = 0
        self._began = self._told = time.monotonic()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = time.monotonic()
        if now - self._told >= EVERY_S or self._done == self._whole:
            self._told = now
            took = f"{now - self._began:,.0f} s"
            print(f"{self._what}: {self._done:,} of {self._whole:,}, {took}", file=sys.stderr)
