"""Many shoppers at once: a fixed share of what `scripts/bench load` measures."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bench.load import stalled
from tests.bench.streams import Crowd, crowd, faults, hear, until
from tests.conftest import FULL
from tests.fakes.paced_server import Pace, PacedServer

STREAM_COUNT = 500 if FULL else 30
DROPPED_TURN_COUNT, DROPS_PER_TURN = (500, 20) if FULL else (10, 10)
UNHEARD_COUNT = 10
QUICK = Pace(tokens_per_s=100, sentence_count=10)
ENDLESS = Pace(tokens_per_s=100, sentence_count=200)
SILENT = Pace(silent_s=60)
PATIENCE_S = 60.0  # however loaded the machine is

pytestmark = pytest.mark.asyncio(loop_scope="module")
Served = tuple[Crowd, PacedServer]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    with PacedServer() as server:
        async with crowd(tmp_path_factory.mktemp("load"), server, PATIENCE_S) as shoppers:
            yield shoppers, server


async def test_a_crowd_is_answered_by_the_model_whole_and_once(served: Served) -> None:
    shoppers, server = served
    server.set(QUICK)
    streams = await shoppers.stream(STREAM_COUNT, within_s=STREAM_COUNT / 60)
    assert faults(streams, QUICK.sentence_count) == []


async def test_a_stopped_turn_hangs_up_on_the_model(served: Served) -> None:
    shoppers, server = served
    server.set(ENDLESS)
    request, before_count = shoppers.request(), len(server.state().hung_up_s)
    async with shoppers.chat(request) as call:
        await until(call, "delta")
        await shoppers.stop(request)
        assert (await hear(call)).terminal == ["stopped"]
    assert len(await server.hung_up(before_count + 1)) == before_count + 1


async def test_streams_that_are_dropped_and_stopped_leave_the_breaker_closed(
    served: Served,
) -> None:
    shoppers, server = served
    server.set(SILENT)
    await shoppers.stop_unheard(server, UNHEARD_COUNT)
    server.set(ENDLESS)
    await shoppers.drop_and_stop(DROPPED_TURN_COUNT, DROPS_PER_TURN)
    server.set(QUICK)
    assert faults(await shoppers.stream(1, within_s=0.0), QUICK.sentence_count) == []


async def test_readers_that_stall_hold_up_nobody(served: Served) -> None:
    shoppers, server = served
    server.set(QUICK)
    async with stalled(shoppers, server, 10):
        assert faults(await shoppers.stream(10, within_s=0.2), QUICK.sentence_count) == []


async def test_a_sidecar_that_is_to_end_cuts_no_answer(tmp_path: Path) -> None:
    with PacedServer() as server:
        async with crowd(tmp_path, server, PATIENCE_S) as shoppers:
            server.set(QUICK)
            await shoppers.stream(1, within_s=0.0)  # what is loaded late is loaded now
            begun_count = server.state().begun_count
            listening = asyncio.create_task(shoppers.stream(STREAM_COUNT, within_s=0.5))
            async with asyncio.timeout(PATIENCE_S):
                await server.begun(begun_count + STREAM_COUNT)
            shoppers.sidecar.process.send_signal(signal.SIGTERM)
            assert faults(await listening, QUICK.sentence_count) == []
            assert await asyncio.to_thread(shoppers.sidecar.process.wait) == 0
