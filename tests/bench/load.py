"""Group `load`: many shoppers at once, with a real sidecar and a model that is paced.

Delays are those of `tests.bench.streams`: from the token that completes a sentence to its delta in
the client's hands. Beside them stands the `openai` package alone, which hands each token to a
listener in the same process and neither proves nor serves anything. The crowd is begun over
`CROWD_WITHIN_S`: a turn takes 20 to 28 ms of one processor (on a shared machine, November 2026), so
a thousand cannot begin in a second.
A dropped Chat stops no turn; StopTurn does, and that is what a browser that left amounts to.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from sidecar.v1.agent_pb2 import ChatRequest
from tests.bench import Figure
from tests.bench.streams import Crowd, chat, crowd, faults, hear, share, until
from tests.fakes.paced_server import Pace, PacedServer, stamps
from tests.sidecar.running import Sidecar

TYPING = Pace(tokens_per_s=40, sentence_count=20)
STREAM_COUNTS = (50, 100, 200)
CROWD, CROWD_WITHIN_S = 1_000, 20.0
# 24 s: until the last of the crowd has begun, and no longer than a model is listened to.
LEISURELY = Pace(tokens_per_s=2, sentence_count=6)
ENDLESS = Pace(tokens_per_s=100, sentence_count=500)
SILENT = Pace(silent_s=60)
CALM_COUNT, STALLED_COUNT, RESETS_PER_S = 30, 100, 100
STOP_COUNT = 20
DROPPED_TURN_COUNT, DROPS_PER_TURN = 500, 20
UNHEARD_COUNT = 50
DRAINED_COUNT = 100


def figures() -> Iterator[Figure]:
    """Milliseconds unless the unit says other; CPU is the sidecar's alone."""
    with tempfile.TemporaryDirectory() as folder, PacedServer() as server:
        yield from asyncio.run(_measure(Path(folder), server))


async def _measure(folder: Path, server: PacedServer) -> list[Figure]:
    async with crowd(folder, server) as shoppers:
        found: list[Figure] = []
        for part in (_relay, _open, _disturb, _stop, _drop, _drain):
            found += await part(shoppers, server)
        return found


async def _relay(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    server.set(TYPING)
    found = []
    spawn = multiprocessing.get_context("spawn")
    for count in STREAM_COUNTS:
        name = f"{count} streams of {TYPING.tokens_per_s:g} tokens/s"
        streams = await shoppers.stream(count, within_s=1.0)
        delays_ms = [ms for stream in streams for ms in stream.delays_ms()]
        bad = faults(streams, TYPING.sentence_count)
        with ProcessPoolExecutor(1, spawn) as alone:
            reading = alone.submit(sdk_delays_ms, server.base_url, count)
            sdk_ms = await asyncio.wrap_future(reading)
        at_most = 10 if count == max(STREAM_COUNTS) else None
        found += [
            Figure(f"{name}: delay of a sentence", statistics.median(delays_ms), "ms"),
            Figure(f"{name}: the same, P95", share(delays_ms, 0.95), "ms", at_most=at_most),
            Figure(f"{name}: delay of a token, openai alone", statistics.median(sdk_ms), "ms"),
            Figure(f"{name}: the same, P95", share(sdk_ms, 0.95), "ms"),
            Figure(f"{name}: answers not whole", len(bad), "", at_most=0),
        ]
    return found


def sdk_delays_ms(base_url: str, count: int) -> list[float]:
    """Delays of the first token of each sentence, read by the `openai` package as it comes."""
    from openai import AsyncOpenAI

    async def read(client: AsyncOpenAI, wait_s: float) -> list[float]:
        await asyncio.sleep(wait_s)
        chunks = await client.chat.completions.create(
            model="paced", messages=[{"role": "user", "content": "Hello"}], stream=True
        )
        delays_ms: list[float] = []
        async for chunk in chunks:
            now, text = time.monotonic(), chunk.choices[0].delta.content if chunk.choices else ""
            delays_ms += [(now - sent) * 1_000 for sent in stamps(text or "")]
        return delays_ms

    async def read_all() -> list[float]:
        async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
            reading = (read(client, number / count) for number in range(count))
            return [ms for delays_ms in await asyncio.gather(*reading) for ms in delays_ms]

    return asyncio.run(read_all())


async def _open(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    server.set(LEISURELY)
    process = shoppers.sidecar
    before_mb, before_s = _rss_mb(process), _cpu_s(process)
    listening = asyncio.create_task(shoppers.stream(CROWD, CROWD_WITHIN_S))
    open_count, rss_mb = 0, before_mb
    while not listening.done():
        await asyncio.wait([listening], timeout=1)
        open_count = max(open_count, server.state().open_count)
        rss_mb = max(rss_mb, _rss_mb(process))
    streams = await listening
    first_ms = [(stream.first_s - stream.began_s) * 1_000 for stream in streams if stream.first_s]
    bad = faults(streams, LEISURELY.sentence_count)
    name = f"{CROWD:,} chats"
    return [
        Figure(f"{name}: open at once", open_count, "", at_least=CROWD),
        Figure(f"{name}: answers not whole", len(bad), "", at_most=0),
        Figure(f"{name}: first event", statistics.median(first_ms), "ms"),
        Figure(f"{name}: first event, P99", share(first_ms, 0.99), "ms", at_most=1_000),
        Figure("memory of the sidecar before", before_mb, "MB"),
        Figure("memory of the sidecar at most", rss_mb, "MB", at_most=400),
        Figure("processor time of a turn", (_cpu_s(process) - before_s) / CROWD * 1_000, "ms"),
    ]


async def _disturb(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    """Calm streams alone, before and after, so that a change of the machine falls on both."""
    server.set(TYPING)
    alone_ms = await _calm_ms(shoppers)
    server.set(LEISURELY)
    async with stalled(shoppers, server, STALLED_COUNT):
        server.set(TYPING)
        stalled_ms = await _calm_ms(shoppers)
    request = shoppers.request()
    async with shoppers.chat(request) as call:
        await hear(call)
    flood = asyncio.create_task(_reset(shoppers, request))
    flooded_ms = await _calm_ms(shoppers)
    flood.cancel()
    p99_ms = share(alone_ms + await _calm_ms(shoppers), 0.99)
    beside_stalled, beside_resets = (share(ms, 0.99) / p99_ms for ms in (stalled_ms, flooded_ms))
    name = f"{CALM_COUNT} streams"
    return [
        Figure(f"{name} alone: delay, P99", p99_ms, "ms"),
        Figure(f"{name} beside {STALLED_COUNT} stalled readers", beside_stalled, "x", at_most=2),
        Figure(f"{name} beside {RESETS_PER_S} resets/s", beside_resets, "x", at_most=2),
    ]


async def _calm_ms(shoppers: Crowd) -> list[float]:
    streams = await shoppers.stream(CALM_COUNT, within_s=1.0)
    return [ms for stream in streams for ms in stream.delays_ms()]


@asynccontextmanager
async def stalled(shoppers: Crowd, server: PacedServer, count: int) -> AsyncIterator[None]:
    """`count` listeners in a process that is stopped once each is being answered."""
    begun_count = server.state().begun_count
    requests = [shoppers.request() for _ in range(count)]
    calls = [(request.SerializeToString(), shoppers.metadata(request)) for request in requests]
    spawn = multiprocessing.get_context("spawn")
    heard = spawn.Event()
    listeners = spawn.Process(target=listen, args=(shoppers.socket, calls, heard), daemon=True)
    listeners.start()
    if not await asyncio.to_thread(heard.wait, 60):
        raise RuntimeError("nobody listens")
    await server.begun(begun_count + count)
    assert listeners.pid is not None
    os.kill(listeners.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        listeners.kill()
        await asyncio.to_thread(listeners.join)


def listen(socket: Path, calls: Sequence[tuple[bytes, Any]], heard: Event) -> None:
    """Opens all `calls` to Chat and reads them; sets `heard` when each has an event."""

    async def read(body: bytes, metadata: Any, opened: asyncio.Barrier) -> None:
        async with chat(socket, body, metadata) as call:
            await call.read()
            await opened.wait()
            await hear(call)

    async def read_all() -> None:
        opened = asyncio.Barrier(len(calls) + 1)
        reading = [asyncio.create_task(read(*call, opened)) for call in calls]
        await opened.wait()
        heard.set()
        await asyncio.gather(*reading)

    asyncio.run(read_all())


async def _reset(shoppers: Crowd, request: ChatRequest) -> None:
    """Opens Chats of a turn and resets them, until it is cancelled."""
    while True:
        await asyncio.gather(shoppers.drop(request, 1), asyncio.sleep(1 / RESETS_PER_S))


async def _stop(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    server.set(TYPING)
    asked_s, before_count = [], len(server.state().hung_up_s)
    for _ in range(STOP_COUNT):
        request = shoppers.request()
        async with shoppers.chat(request) as call:
            await until(call, "delta")
            asked_s.append(time.monotonic())
            await shoppers.stop(request)
            await hear(call)
    hung_up_s = (await server.hung_up(before_count + STOP_COUNT))[before_count:]
    took_ms = [(hung_up - asked) * 1_000 for asked, hung_up in zip(asked_s, hung_up_s, strict=True)]
    return [
        Figure("StopTurn until the model's connection closes", statistics.median(took_ms), "ms"),
        Figure("the same, longest", max(took_ms), "ms", at_most=100),
    ]


async def _drop(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    server.set(SILENT)
    await shoppers.stop_unheard(server, UNHEARD_COUNT)
    server.set(ENDLESS)
    await shoppers.drop_and_stop(DROPPED_TURN_COUNT, DROPS_PER_TURN)
    server.set(TYPING)
    bad = faults(await shoppers.stream(1, 0.0), TYPING.sentence_count)
    count = DROPPED_TURN_COUNT * DROPS_PER_TURN
    return [
        Figure(f"streams dropped, of {DROPPED_TURN_COUNT} answers then stopped", count, ""),
        Figure("answers stopped before their first word", UNHEARD_COUNT, ""),
        Figure("answers without the model after that", len(bad), "", at_most=0),
    ]


async def _drain(shoppers: Crowd, server: PacedServer) -> list[Figure]:
    server.set(TYPING)
    begun_count = server.state().begun_count
    listening = asyncio.create_task(shoppers.stream(DRAINED_COUNT, within_s=1.0))
    await server.begun(begun_count + DRAINED_COUNT)
    began = time.monotonic()
    shoppers.sidecar.process.send_signal(signal.SIGTERM)
    bad = faults(await listening, TYPING.sentence_count)
    await asyncio.to_thread(shoppers.sidecar.process.wait)
    name = f"SIGTERM under {DRAINED_COUNT} streams"
    return [
        Figure(f"{name}: answers cut", len(bad), "", at_most=0),
        Figure(f"{name}: until the end", time.monotonic() - began, "s", at_most=30),
    ]


def _rss_mb(sidecar: Sidecar) -> float:
    status = Path(f"/proc/{sidecar.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1_000  # type: ignore[index]


def _cpu_s(sidecar: Sidecar) -> float:
    """Processor time since the start, of all its threads."""
    fields = Path(f"/proc/{sidecar.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
