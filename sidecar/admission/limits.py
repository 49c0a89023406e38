"""How many messages a thread, a shopper and the whole site may send.

Own code on purpose: `limits` keeps every key it ever saw in memory and starts a thread per
message that walks them all (5.8, read November 2026).
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping

from sidecar.errors import RateLimited
from sidecar.nouns import Identity

WINDOW_S = 60.0
_TEXTS: Mapping[str, str] = {
    "thread": "Too many messages in this conversation; please wait a moment.",
    "subject": "Too many messages; please wait a moment.",
    "site": "Too many people are asking right now; please try again in a moment.",
}

Key = tuple[str, str]
"""Whose messages are counted, and their id."""


class MessageLimits:
    """Counts messages over a moving minute, in memory; who was silent for one is forgotten.

    `per_subject` and `per_site` are what whoever runs the sidecar allows at most.
    """

    def __init__(
        self, per_subject: int, per_site: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_subject = per_subject
        self._per_site = per_site
        self._clock = clock
        # When each key's messages came; keys in the order of their last message.
        self._sent: OrderedDict[Key, deque[float]] = OrderedDict()

    @property
    def key_count(self) -> int:
        """Threads, shoppers and sites that are remembered."""
        return len(self._sent)

    def admit(
        self, identity: Identity, per_thread: int, per_subject: int = 0, per_site: int = 0
    ) -> None:
        """Counts one new message; the limits are the owner's, `per_thread` 1 or more.

        Of the others 0 is the most allowed.

        Raises RateLimited, and counts nothing, when it would be one too many.
        """
        now = self._clock()
        before = now - WINDOW_S
        while self._sent and next(iter(self._sent.values()))[-1] <= before:
            self._sent.popitem(last=False)
        limits: Mapping[Key, int] = {
            ("thread", identity.thread_id): per_thread,
            ("subject", identity.subject): _least(per_subject, self._per_subject),
            ("site", identity.site): _least(per_site, self._per_site),
        }
        for key, limit in limits.items():
            sent = self._sent.get(key, deque())
            while sent and sent[0] <= before:
                sent.popleft()
            if len(sent) >= limit:
                frees_at = sent[len(sent) - limit] + WINDOW_S
                raise RateLimited(_TEXTS[key[0]], retry_after_s=max(1.0, round(frees_at - now, 1)))
        for key in limits:
            self._sent.setdefault(key, deque()).append(now)
            self._sent.move_to_end(key)


def _least(wanted: int, most: int) -> int:
    """The owner's limit, within what is allowed."""
    return min(wanted or most, most)
