"""The log of a running turn and those who follow it."""

from __future__ import annotations

import asyncio

import pytest

from sidecar.orchestrator.event_log import EventLog
from sidecar.v1.agent_pb2 import ChatEvent, Delta, Done, Started

STARTED = ChatEvent(started=Started())
DONE = ChatEvent(done=Done())


def said(text: str) -> ChatEvent:
    return ChatEvent(delta=Delta(text=text))


def log(run: int = 0) -> EventLog:
    return EventLog("message-1", run, lambda: 1_780_000_000_000)


async def heard(events: EventLog, after_seq: int = 0) -> list[ChatEvent]:
    return [event async for event in events.tail(after_seq)]


async def test_everyone_hears_the_same_however_late_they_come() -> None:
    events = log()
    early = asyncio.create_task(heard(events))
    await events.append(STARTED, said("Hello"))
    middle = asyncio.create_task(heard(events))
    await events.append(said(" there"), DONE)
    late = await heard(events)
    assert await early == await middle == late
    assert [event.seq for event in late] == [1, 2, 3, 4]


async def test_a_listener_resumes_after_what_it_has_seen() -> None:
    events = log()
    await events.append(STARTED, said("a"), said("b"), DONE)
    assert [event.seq for event in await heard(events, after_seq=2)] == [3, 4]


async def test_seq_grows_across_a_restart() -> None:
    first, second = log(run=0), log(run=1)
    await first.append(STARTED, said("x"))
    await second.append(STARTED)
    assert second.events[0].seq > first.events[-1].seq


async def test_nothing_follows_the_terminal_event() -> None:
    events = log()
    await events.append(STARTED, DONE)
    with pytest.raises(ValueError, match="ended"):
        await events.append(said("more"))
    assert len(events.events) == 2


async def test_waiting_ends_though_the_turn_goes_on() -> None:
    events = log()
    await events.append(STARTED)
    assert len([event async for event in events.tail(0, wait_s=0.01)]) == 1
    assert not events.closed


async def test_a_frame_stays_below_its_limit() -> None:
    with pytest.raises(ValueError, match="frame"):
        log().stamp([said("x" * 300_000)])
