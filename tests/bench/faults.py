"""Group `faults`: kill -9 of a real sidecar at random events of turns, of reindexes and of people.

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
from tests.bench.action_faults import EVERY, Ends, kill_actions
from tests.bench.index_faults import Ruin, damage_indexes, kill_reindexes
from tests.bench.people_faults import PeopleToll, kill_people
from tests.conftest import MODEL_DIR
from tests.fakes.openai_server import OpenAIServer, Says
from tests.fakes.shop import KETTLE, ORDER, Heard
from tests.fakes.wordpress import WordPress, sample_documents
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

KILL_COUNT = 50
PEOPLE_KILL_COUNT = 75
KILLS_PER_STEP = 25
REINDEX_KILL_COUNT = 200
DAMAGE_COUNT = 40
SEED = 20_261_120
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


@dataclass
class Toll:
    """What the kills cost; everything but `kill_count` and `ready_s` should be empty."""

    kill_count: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    without_end: list[str] = field(default_factory=list)
    replays_that_differ: list[str] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)

    @property
    def harm(self) -> list[str]:
        """Every broken promise, worded."""
        return self.lost + self.doubled + self.without_end + self.replays_that_differ


def figures() -> Iterator[Figure]:
    """Counts over 50 kills in turns, 75 around people, 25 at each step of what is to happen once,
    200 in reindexes, and 40 damaged indexes."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _turns(asyncio.run(kill(Path(folder), KILL_COUNT, SEED)))
        people = kill_people(Path(folder), PEOPLE_KILL_COUNT, SEED)
        yield from _people(asyncio.run(people))
        rounds = EVERY * KILLS_PER_STEP
        yield from _actions(asyncio.run(kill_actions(Path(folder, "actions"), rounds)))
        kills = kill_reindexes(Path(folder, "reindexes"), REINDEX_KILL_COUNT, SEED)
        yield from _reindexes(asyncio.run(kills))
        yield from _damages(asyncio.run(damage_indexes(Path(folder, "damages"), DAMAGE_COUNT)))


def _turns(toll: Toll) -> Iterator[Figure]:
    yield Figure("kills of the sidecar in a turn", toll.kill_count, "", at_least=KILL_COUNT)
    yield Figure("acknowledged messages lost", len(toll.lost), "", at_most=0)
    yield Figure("messages, tickets or ends doubled", len(toll.doubled), "", at_most=0)
    yield Figure("turns without an end for the shopper", len(toll.without_end), "", at_most=0)
    yield Figure("replays that differ", len(toll.replays_that_differ), "", at_most=0)
    yield Figure("ready again, median", statistics.median(toll.ready_s), "s")
    yield Figure("ready again, worst", max(toll.ready_s), "s", at_most=2)


def _people(toll: PeopleToll) -> Iterator[Figure]:
    kills = "kills around people in a thread"
    yield Figure(kills, toll.kill_count, "", at_least=PEOPLE_KILL_COUNT)
    yield Figure(f"{kills}: calls cut off unheard", toll.unheard_count, "")
    yield Figure(f"{kills}: lost", len(toll.lost), "", at_most=0)
    yield Figure(f"{kills}: doubled", len(toll.doubled), "", at_most=0)
    yield Figure(f"{kills}: left broken", len(toll.broken), "", at_most=0)


def _actions(ends: Ends) -> Iterator[Figure]:
    for name in dict.fromkeys(name for name, _ in EVERY):
        steps = [step for wish, step in EVERY if wish == name]
        fewest = min(ends.kills[name, step] for step in steps)
        kills = f"{name}: kills at each of {len(steps)} steps"
        yield Figure(kills, fewest, "", at_least=KILLS_PER_STEP)
        for word, harm in (("lost", ends.lost), ("doubled", ends.doubled), ("broken", ends.broken)):
            count = sum(told.startswith(f"{name}, ") for told in harm)
            yield Figure(f"{name}: {word}", count, "", at_most=0)


def _reindexes(ruin: Ruin) -> Iterator[Figure]:
    kills = "kills during a reindex"
    yield Figure(kills, ruin.kill_count, "", at_least=REINDEX_KILL_COUNT)
    yield Figure(f"{kills}, of the child", ruin.child_count, "")
    yield Figure(f"{kills}: searches meanwhile", ruin.search_count, "")
    yield Figure(f"{kills}: searches that failed", len(ruin.failed), "", at_most=0)
    yield Figure(f"{kills}: answers of two versions", len(ruin.mixed), "", at_most=0)
    yield Figure(f"{kills}: not brought to its end", len(ruin.not_mended), "", at_most=0)
    yield Figure(f"{kills}: ready again, worst", max(ruin.ready_s), "s", at_most=2)


def _damages(ruin: Ruin) -> Iterator[Figure]:
    yield Figure("damaged indexes", ruin.damaged_count, "", at_least=DAMAGE_COUNT)
    yield Figure("damaged indexes: not detected", len(ruin.unnoticed), "", at_most=0)
    yield Figure("damaged indexes: not rebuilt", len(ruin.not_mended), "", at_most=0)
    wrong = len(ruin.failed) + len(ruin.mixed)
    yield Figure("damaged indexes: searches that failed or mixed", wrong, "", at_most=0)
    yield Figure("damaged indexes: whole again, worst", max(ruin.mended_s), "s")


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
                    toll.kill_count += 1
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
        toll.without_end.append(f"{kill.name}: {whole.kinds}")
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
        toll.replays_that_differ.append(name)
    read = await site.call("GetThread", agent_pb2.GetThreadRequest(thread_id=thread_id))
    count = sum(message.text == text for message in read.messages)
    if count == 0:
        toll.lost.append(f"{name}: not in the transcript")
    elif count > 1:
        toll.doubled.append(f"{name}: {count} times in the transcript")
    if text == AGREEING:
        listed = await site.caller.call(
            "/sidecar.v1.Desk/ListTickets", desk_pb2.ListTicketsRequest(page_size=200)
        )
        opened = sum(ticket.thread_id == thread_id for ticket in listed.tickets)
        if opened != 1:
            (toll.doubled if opened else toll.lost).append(f"{name}: {opened} tickets")
