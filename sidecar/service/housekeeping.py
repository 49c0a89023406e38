"""What the sidecar does by the hour, without being asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from sidecar.errors import StoreDamaged, StoreFull
from sidecar.store import Store
from sidecar.store.retention import expire
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import log

PAUSE_S = 3_600.0


async def keep_house(
    store: Store,
    settings: LiveSettings,
    default_retention_days: int,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.time,
) -> None:
    """Deletes old conversations now and every hour, until cancelled.

    A store that takes no writes is tried again in the next hour.
    """
    while True:
        days = settings.current.retention_days or default_retention_days
        now_unix_ms = int(clock() * 1000)
        try:
            gone = await store.write(lambda db: expire(db, days, now_unix_ms))  # noqa: B023
        except (StoreFull, StoreDamaged) as cause:
            log("housekeeping").warning("put_off", reason=cause.reason)
        else:
            if gone:
                log("housekeeping").info("expired", thread_count=gone)
        await sleep(PAUSE_S)
