"""Calls that act once per request id."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from sidecar.service import clock
from sidecar.store import Database, Store, calls


class Asked(Protocol):
    """A request with an idempotency key."""

    request_id: str

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes: ...  # noqa: N802


async def once(store: Store, noun: str, request: Asked, act: Callable[[Database], str]) -> str:
    """What `act` gives, in JSON; for a request id that came before, what it gave then.

    Raises Conflict when it came with another body, and whatever `act` raises.
    """
    key = f"{noun}:{request.request_id}"
    body_hash = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
    now_unix_ms = clock.now_unix_ms()
    return await store.write(
        lambda db: calls.once(db, key, body_hash, now_unix_ms, lambda: act(db))
    )
