"""What the sidecar does by the hour, without being asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

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
    settle: Callable[[], Awaitable[int]],
    clock: Callable[[], float] = time.time,
) -> None:
    """Deletes old conversations and groups new questions, now and every hour, until cancelled.

    What fails, as on a full disk, is tried again in the next hour.
    """
    while True:
        days = settings.current.retention_days or default_retention_days
        now_unix_ms = int(clock() * 1000)
        try:
            gone = await store.write(lambda db: expire(db, days, now_unix_ms))  # noqa: B023
        except Exception as cause:  # whatever it is, the period must not end with it
            await settle()
            log("housekeeping").error("put_off", exc_info=cause)
        else:
            if gone:
                log("housekeeping").info("expired", thread_count=gone)
        await sleep(PAUSE_S)
