"""How many messages a thread, a shopper and the whole site may send."""

from __future__ import annotations

import time
from collections.abc import Mapping

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from sidecar.errors import RateLimited
from sidecar.nouns import Identity

_TEXTS: Mapping[str, str] = {
    "thread": "Too many messages in this conversation; please wait a moment.",
    "subject": "Too many messages; please wait a moment.",
    "site": "Too many people are asking right now; please try again in a moment.",
}


class MessageLimits:
    """Counts messages over a moving minute, in memory."""

    def __init__(self, per_subject: int, per_site: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_subject = RateLimitItemPerMinute(per_subject)
        self._per_site = RateLimitItemPerMinute(per_site)

    def admit(self, identity: Identity, per_thread: int) -> None:
        """Counts one new message; `per_thread` is the owner's limit.

        Raises RateLimited, and counts nothing, when it would be one too many.
        """
        counted = (
            ("thread", RateLimitItemPerMinute(per_thread), identity.thread_id),
            ("subject", self._per_subject, identity.subject),
            ("site", self._per_site, identity.site),
        )
        for whose, limit, key in counted:
            if not self._limiter.test(limit, whose, key):
                frees_at, _ = self._limiter.get_window_stats(limit, whose, key)
                raise RateLimited(
                    _TEXTS[whose], retry_after_s=max(1.0, round(frees_at - time.time(), 1))
                )
        for whose, limit, key in counted:
            self._limiter.hit(limit, whose, key)
