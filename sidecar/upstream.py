"""How this package treats what it calls: when it tries again, and when it stops calling.

The breaker is our own: the libraries looked at let every call of a half-open breaker through,
or count what the caller cancelled.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

RETRY_PAUSES_S = (0.2, 0.4)
JITTER = 0.25  # of a pause, either way
FAILURES = 5
WINDOW_S = 60.0
OPEN_S = 60.0


class Busy(Exception):
    """The far end failed in a way that may pass: 429, 5xx, a reset, a time limit.

    It asked to be left alone for `after_s`; 0 when it did not.
    """

    def __init__(self, after_s: float = 0.0) -> None:
        super().__init__(after_s)
        self.after_s = after_s


class BreakerOpen(Exception):
    """The far end has failed too often; it is left alone for a while."""


class Breaker:
    """Five failures in a minute open it for a minute; then one probe decides.

    Only what is reported with `failed` counts. A call that was cancelled, or refused for its
    own fault (4xx), is reported with `left` and changes nothing. Calls that began before the
    breaker opened say nothing about the time after it: their reports are not heard.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._opened_at: float | None = None
        self._probing = False
        self._era = 0

    @property
    def is_open(self) -> bool:
        """Whether the next call would be refused."""
        if self._opened_at is None:
            return False
        return self._probing or self._clock() - self._opened_at < OPEN_S

    def enter(self) -> int:
        """Announces a call; what it gives goes into each report of this call.

        Raises BreakerOpen. Each `enter` is followed by a report, or the probe blocks all others.
        """
        if self.is_open:
            raise BreakerOpen
        if self._opened_at is not None:
            self._probing = True
            self._era += 1
        return self._era

    def succeeded(self, entered: int) -> None:
        """The call went well; a probe that did closes the breaker."""
        if entered == self._era and self._probing:
            self._failures.clear()
            self._opened_at = None
            self._probing = False

    def failed(self, entered: int) -> None:
        """The far end failed."""
        if entered != self._era:
            return
        now = self._clock()
        self._failures.append(now)
        full = len(self._failures) == FAILURES and now - self._failures[0] <= WINDOW_S
        if self._probing or full:
            self._opened_at = now
            self._era += 1
        self._probing = False

    def left(self, entered: int) -> None:
        """The call ended without saying anything about the far end."""
        if entered == self._era:
            self._probing = False


def retrying(
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    randomness: Callable[[], float] = random.random,
    left_s: Callable[[], float] = lambda: math.inf,
    longest_pause_s: float = math.inf,
) -> AsyncRetrying:
    """Two retries, after about 200 and 400 ms, of what raises `Busy`.

    A far end that asked for a longer pause gets it, if there is time `left_s` for any; one that
    asked for more than `longest_pause_s` is not tried again.
    """

    def pause_s(state: RetryCallState) -> float:
        # Asked for after the last attempt too, when nothing will wait for it.
        pause = RETRY_PAUSES_S[min(state.attempt_number, len(RETRY_PAUSES_S)) - 1]
        asked = state.outcome.exception() if state.outcome else None
        return max(
            pause * (1 + JITTER * (2 * randomness() - 1)),
            asked.after_s if isinstance(asked, Busy) else 0.0,
        )

    def was_last(state: RetryCallState) -> bool:
        most = min(left_s(), longest_pause_s)
        return state.attempt_number > len(RETRY_PAUSES_S) or state.upcoming_sleep >= most

    return AsyncRetrying(
        retry=retry_if_exception_type(Busy),
        stop=was_last,
        wait=pause_s,
        sleep=sleep,
        reraise=True,
    )
