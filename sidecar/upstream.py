"""How this package treats what it calls: when it tries again, and when it stops calling.

The breaker is our own: the libraries looked at let every call of a half-open breaker through,
or count what the caller cancelled.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

RETRY_PAUSES_S = (0.2, 0.4)
JITTER = 0.25  # of a pause, either way
FAILURES = 5
WINDOW_S = 60.0
OPEN_S = 60.0


class Busy(Exception):
    """The far end failed in a way that may pass: 429, 5xx, a reset, a time limit."""


class BreakerOpen(Exception):
    """The far end has failed too often; it is left alone for a while."""


class Breaker:
    """Five failures in a minute open it for a minute; then one probe decides.

    Only what is reported with `failed` counts. A call that was cancelled, or refused for its
    own fault (4xx), is reported with `left` and changes nothing.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._opened_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether the next call would be refused."""
        if self._opened_at is None:
            return False
        return self._probing or self._clock() - self._opened_at < OPEN_S

    def enter(self) -> None:
        """Announces a call. Raises BreakerOpen; each `enter` is followed by one report."""
        if self.is_open:
            raise BreakerOpen
        self._probing = self._opened_at is not None

    def succeeded(self) -> None:
        """The call went well; an open breaker closes."""
        self._failures.clear()
        self._opened_at = None
        self._probing = False

    def failed(self) -> None:
        """The far end failed."""
        now = self._clock()
        self._failures.append(now)
        full = len(self._failures) == FAILURES and now - self._failures[0] <= WINDOW_S
        if self._probing or full:
            self._opened_at = now
        self._probing = False

    def left(self) -> None:
        """The call ended without saying anything about the far end."""
        self._probing = False


def retrying(
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    randomness: Callable[[], float] = random.random,
) -> AsyncRetrying:
    """Two retries, after about 200 and 400 ms, of what raises `Busy`."""

    def pause_s(state: RetryCallState) -> float:
        # Asked for after the last attempt too, when nothing will wait for it.
        pause = RETRY_PAUSES_S[min(state.attempt_number, len(RETRY_PAUSES_S)) - 1]
        return pause * (1 + JITTER * (2 * randomness() - 1))

    return AsyncRetrying(
        retry=retry_if_exception_type(Busy),
        stop=stop_after_attempt(1 + len(RETRY_PAUSES_S)),
        wait=pause_s,
        sleep=sleep,
        reraise=True,
    )
