"""Part of the group `faults`: kill -9 of a real sidecar at random events of turns.

Each round has one turn: an answer from the pages, an order, a ticket or a hand-off, from the
extractive brain or from a model that writes at its own pace. The sidecar is killed at a random
event, up to some milliseconds later so that writes are hit as well, and started again. Then the
shopper's page attaches where it left, or sends the message again when it was never acknowledged.
"""

from __future__ import annotations

import asyncio
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from sidecar.config import Config
from sidecar.v1 import agent_pb2, desk_pb2
from tests.bench import Figure
from tests.bench.toll import SEED, Toll
from tests.conftest import MODEL_DIR
from tests.fakes.openai_server import OpenAIServer, Says
from tests.fakes.shop import KETTLE, ORDER, Heard
from tests.fakes.wordpress import WordPress, sample_documents
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

KILL_COUNT = 50
MAX_EVENT = 9
MAX_DELAY_S = 0.02
AGREEING = "yes please"  # after an offer: a ticket
TURNS = (
    "How many days do I have to return something?",
    "Where is my order?",
    "Where is order #1042?",
    "How much is the kettle?",
    "I want to talk to a human",
    AGREEING,
)
OFFERING = "Do you teach people to juggle?"
MODEL_SAYS = "You have 30 days [p1]. Items must be unused. " * 6
RESULTS: Mapping[str, Any] = {
    "get_order_status": ORDER,
    "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
    "search_products": {"products": [KETTLE]},
}


def figures() -> Iterator[Figure]:
    """Counts over 50 kills."""
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(kill(Path(folder), KILL_COUNT, SEED))
    yield from toll.figures("turns", KILL_COUNT)
    yield Figure("ready again, median", statistics.median(toll.ready_s), "s")
    yield Figure("ready again, worst", max(toll.ready_s), "s", at_most=2)


async def kill(folder: Path, count: int, seed: int) -> Toll:
    """Kills a sidecar under `folder` `count` times; the same `seed` picks the same events."""
    chance, toll, signer = random.Random(seed), Toll(), Signer()
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
    )
    limits = {"MESSAGES_PER_SUBJECT_MINUTE": "6000", "MESSAGES_PER_SITE_MINUTE": "6000"}
    model = OpenAIServer([Says(MODEL_SAYS, tokens_per_s=400)])
    with model as base_url:
        provider = {"LLM_BASE_URL": base_url, "LLM_MODEL": "fake"}
        with running(config, **limits) as sidecar:
            async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
                site = WordPress.at(channel, signer)
                await site.pair()
                await site.push(sample_documents())
            sidecar.end(signal.SIGTERM)
        kills = [_kill(number, chance, model=provider) for number in range(count)]
        last: Kill | None = None
        for one in [*kills, None]:
            # Who finishes one round begins the next: half the starts.
            env = limits | (one.env if one is not None else {})
            began = time.monotonic()
            with running(config, **env) as sidecar:
                ready_s = time.monotonic() - began
                async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
                    site = _site(channel, signer)
                    if last is not None:
                        toll.ready_s.append(ready_s)
                        await _finish(site, last, toll)
                    if one is None:
                        break
                    await _begin(site, sidecar, one)
                    toll.kills[one.text] += 1
                    last = one
    return toll


@dataclass
class Kill:
    """One round: what is asked, and the event and the delay after which it dies."""

    number: int
    text: str
    at: int
    delay_s: float
    env: Mapping[str, str]
    seen: Heard = field(default_factory=Heard)

    @property
    def thread_id(self) -> str:
        return f"{self.number:032x}"

    @property
    def name(self) -> str:
        return f"kill {self.number} ({self.text})"


def _kill(number: int, chance: random.Random, *, model: Mapping[str, str]) -> Kill:
    text = chance.choice(TURNS)
    # The scripted model offers no ticket to say yes to.
    by_model = chance.random() < 0.5 and text != AGREEING
    at, delay_s = chance.randint(0, MAX_EVENT), chance.uniform(0, MAX_DELAY_S)
    return Kill(number, text, at, delay_s, model if by_model else {})


async def _begin(site: WordPress, sidecar: Sidecar, kill: Kill) -> None:
    if kill.text == AGREEING:
        await site.ask(OFFERING, "message-0", thread_id=kill.thread_id)
    request = site.request(kill.text, "message-1", thread_id=kill.thread_id)
    await _cut(site, sidecar, request, kill.seen, kill.at, kill.delay_s)


async def _finish(site: WordPress, kill: Kill, toll: Toll) -> None:
    """Attaches where the page left, or sends the message again, and looks what is there."""
    acknowledged = bool(kill.seen.events)
    try:
        rest = await site.ask(
            "" if acknowledged else kill.text,
            "message-1",
            thread_id=kill.thread_id,
            after_seq=kill.seen.last.seq if acknowledged else 0,
        )
    except grpc.aio.AioRpcError as failure:
        toll.lost.append(f"{kill.name}: {failure.code().name}")
        return
    whole = Heard([*kill.seen.events, *rest.events])
    if whole.terminal_count != 1 or not whole.text:
        toll.broken.append(f"{kill.name}: {whole.kinds}")
    await _check_stored(site, kill.thread_id, kill.text, kill.name, toll)


def _site(channel: grpc.aio.Channel, signer: Signer) -> WordPress:
    site = WordPress.at(channel, signer)
    site.results = dict(RESULTS)
    return site


async def _cut(
    site: WordPress,
    sidecar: Sidecar,
    request: agent_pb2.ChatRequest,
    seen: Heard,
    at: int,
    delay_s: float,
) -> None:
    """Listens until event number `at`, then kills the sidecar `delay_s` later.

    What still arrives in between is seen too. A turn that ends before is killed at its end.
    """

    async def listen() -> None:
        async for event in site.chat(request):
            seen.events.append(event)
            if len(seen.events) >= at:
                reached.set()
            if event.HasField("tool_request"):
                await site.run_tool(event, request.thread_id, "u_" + "1" * 32)
        reached.set()

    reached = asyncio.Event()
    if at == 0:
        reached.set()
    listener = asyncio.create_task(listen())
    await reached.wait()
    await asyncio.sleep(delay_s)
    await asyncio.to_thread(sidecar.end, signal.SIGKILL)
    await asyncio.gather(listener, return_exceptions=True)


async def _check_stored(site: WordPress, thread_id: str, text: str, name: str, toll: Toll) -> None:
    """Looks for the message, its answer and its ticket: each there, and there once."""
    first = await site.ask("", "message-1", thread_id=thread_id)
    again = await site.ask(text, "message-1", thread_id=thread_id)
    if first.events != again.events or first.terminal_count != 1:
        toll.broken.append(f"{name}: replays differ")
    read = await site.call("GetThread", agent_pb2.GetThreadRequest(thread_id=thread_id))
    count = sum(message.text == text for message in read.messages)
    toll.count(name, "messages in the transcript", count)
    if text == AGREEING:
        listed = await site.caller.call(
            "/sidecar.v1.Desk/ListTickets", desk_pb2.ListTicketsRequest(page_size=200)
        )
        opened = sum(ticket.thread_id == thread_id for ticket in listed.tickets)
        toll.count(name, "tickets", opened)
