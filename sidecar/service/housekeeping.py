"""What the sidecar does by the hour and by the minute, without being asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from sidecar.desk import approvals
from sidecar.desk.escalation import escalate, overdue
from sidecar.desk.tickets import tell_late
from sidecar.ingest.sources import Sources
from sidecar.prompts import Prompts
from sidecar.store import Store
from sidecar.store.retention import expire
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import log

PAUSE_S = 3_600.0
WATCH_S = 60.0


async def keep_house(
    store: Store,
    settings: LiveSettings,
    default_retention_days: int,
    settle: Callable[[], Awaitable[int]],
    prompts: Prompts,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.time,
) -> None:
    """Deletes old conversations, closes actions that nobody decided, groups new questions.

    Now and every hour, until cancelled.

    What fails, as on a full disk, is tried again in the next hour.
    """
    while True:
        days = settings.current.retention_days or default_retention_days
        now_unix_ms = int(clock() * 1000)
        try:
            gone = await store.write(lambda db: expire(db, days, now_unix_ms))  # noqa: B023
            await store.write(lambda db: approvals.expire(db, prompts, now_unix_ms))  # noqa: B023
            await settle()
        except Exception as cause:  # whatever it is, the period must not end with it
            log("housekeeping").error("put_off", exc_info=cause)
        else:
            if gone:
                log("housekeeping").info("expired", thread_count=gone)
        await sleep(PAUSE_S)


async def keep_time(
    store: Store,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.time,
) -> None:
    """Tells of tickets that are late, now and every minute, until cancelled."""
    while True:
        now_unix_ms = int(clock() * 1000)
        try:
            late_count = await store.write(lambda db: tell_late(db, now_unix_ms))  # noqa: B023
        except Exception as cause:  # as above
            log("housekeeping").error("put_off", exc_info=cause)
        else:
            if late_count:
                log("housekeeping").info("tickets_late", ticket_count=late_count)
        await sleep(WATCH_S)


async def keep_fresh(
    sources: Sources, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Reads the sources that are due now and every hour, until cancelled."""
    while True:
        try:
            await sources.refresh()
        except Exception as cause:  # as above
            log("housekeeping").error("put_off", exc_info=cause)
        await sleep(PAUSE_S)


async def keep_watch(
    store: Store,
    settings: LiveSettings,
    id_key: bytes,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.time,
) -> None:
    """Has hand-offs that nobody came for told again, now and every minute, until cancelled.

    `id_key` keys the ids of tickets. What was told stands in the store, so a restart tells nothing
    twice.
    """
    while True:
        now_unix_ms = int(clock() * 1000)
        try:
            late = await store.read(
                lambda db: overdue(db, settings.current, now_unix_ms)  # noqa: B023
            )
            for known in late:
                is_new = await store.write(
                    lambda db: escalate(
                        db,
                        known,  # noqa: B023
                        id_key=id_key,
                        now_unix_ms=now_unix_ms,  # noqa: B023
                    )
                )
                if is_new:
                    log("housekeeping").warning("handoff_escalated")
        except Exception as cause:  # as above
            log("housekeeping").error("put_off", exc_info=cause)
        await sleep(WATCH_S)
