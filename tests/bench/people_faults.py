"""Part of the group `faults`: kill -9 as people take a thread, write in it, and give it back.

Each round has one thread. Of its three calls the sidecar is killed in one, up to some milliseconds
after it was sent, and started again. Then WordPress sends the same calls anew, as it does when it
heard nothing.
"""

from __future__ import annotations

import asyncio
import random
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from sidecar.config import Config
from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from tests.bench import Figure
from tests.bench.toll import SEED, Toll
from tests.conftest import MODEL_DIR
from tests.fakes.wordpress import WordPress
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

KILL_COUNT = 75
MAX_DELAY_S = 0.02
TEXT = "We are on it."
DESK = "/sidecar.v1.Desk/"
OPERATIONS = "/sidecar.v1.Operations/"

Step = Callable[[], Awaitable[None]]


def figures() -> Iterator[Figure]:
    """Counts over 75 kills."""
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(kill_people(Path(folder), KILL_COUNT, SEED))
    yield from toll.figures("people", KILL_COUNT)
    yield Figure("people: calls cut off unheard", toll.unheard_count, "")


@dataclass(frozen=True)
class Round:
    """One thread, and the calls of a person in it."""

    site: WordPress
    thread_id: str

    @property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """In their order."""
        return ("take", self.take), ("reply", self.reply), ("release", self.release)

    async def take(self) -> None:
        request = desk_pb2.TakeThreadRequest(
            thread_id=self.thread_id, person_id=3, person_name="Maeve"
        )
        await self.site.caller.call(DESK + "TakeThread", request)

    async def reply(self) -> None:
        request = desk_pb2.ReplyThreadRequest(
            request_id=f"reply-{self.thread_id}"[:64],
            thread_id=self.thread_id,
            person_id=3,
            text=TEXT,
        )
        await self.site.caller.call(DESK + "ReplyThread", request)

    async def release(self) -> None:
        request = desk_pb2.ReleaseThreadRequest(thread_id=self.thread_id)
        await self.site.caller.call(DESK + "ReleaseThread", request)

    async def state(self) -> int:
        """Who has the thread."""
        request = desk_pb2.ReadThreadRequest(thread_id=self.thread_id)
        return int((await self.site.caller.call(DESK + "ReadThread", request)).state)

    async def reply_count(self) -> int:
        """Times the shopper reads the reply."""
        request = agent_pb2.GetThreadRequest(thread_id=self.thread_id)
        read = await self.site.call("GetThread", request)
        return sum(message.text == TEXT for message in read.messages)

    async def job_counts(self) -> tuple[int, int]:
        """Mails to this shopper, and notices of who took this thread."""
        request = operations_pb2.ListJobsRequest(page_size=200)
        listed = await self.site.caller.call(OPERATIONS + "ListJobs", request)
        mine = [job for job in listed.jobs if self.thread_id in job.payload_json]
        mails = sum(job.kind == "reply_mail" for job in mine)
        notices = sum(job.job_id.startswith("takeover-") for job in mine)
        return mails, notices


async def kill_people(folder: Path, count: int, seed: int) -> Toll:
    """Kills a sidecar under `folder` `count` times; the same `seed` picks the same moments."""
    chance, toll, signer = random.Random(seed), Toll(), Signer()
    config = Config(
        data_dir=folder / "people",
        key_file=folder / "keys" / "people.key",
        model_dir=MODEL_DIR,
        socket=folder / "p.sock",
    )
    last: Cut | None = None
    for number in range(count + 1):
        # Who finishes one round begins the next: half the starts.
        with running(config) as sidecar:
            async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
                site = WordPress.at(channel, signer)
                if last is None:
                    await site.pair()
                else:
                    await _finish(site, last, toll)
                if number < count:
                    last = Cut(f"{number:032x}", number % 3)
                    await _begin(site, sidecar, last, chance.uniform(0, MAX_DELAY_S), toll)
            if number == count:
                sidecar.end(signal.SIGTERM)
    return toll


@dataclass
class Cut:
    """A round in which call number `at` is cut off, and the calls that were `heard` of."""

    thread_id: str
    at: int
    heard: list[str] = field(default_factory=list)


async def _begin(site: WordPress, sidecar: Sidecar, cut: Cut, delay_s: float, toll: Toll) -> None:
    """Kills the sidecar in one call."""
    one = Round(site, cut.thread_id)
    await site.ask("Hello", thread_id=cut.thread_id, return_address="sealed")
    for name, step in one.steps[: cut.at]:
        await step()
        cut.heard.append(name)
    name, step = one.steps[cut.at]
    if await _cut(step, sidecar, delay_s):
        cut.heard.append(name)
    else:
        toll.unheard_count += 1
    toll.kills[name] += 1


async def _finish(site: WordPress, cut: Cut, toll: Toll) -> None:
    """WordPress repeats what it got no answer to, and goes on from there."""
    one = Round(site, cut.thread_id)
    told = f"kill in {one.steps[cut.at][0]} of {cut.thread_id[-4:]}"
    await _check_heard(one, cut.heard, told, toll)
    for _, step in one.steps[cut.at :]:
        await step()
    await _check_end(one, told, toll)


async def _cut(step: Step, sidecar: Sidecar, delay_s: float) -> bool:
    """Whether the answer of `step` came before the sidecar was killed, `delay_s` after the call."""
    call = asyncio.ensure_future(step())
    await asyncio.sleep(delay_s)
    await asyncio.to_thread(sidecar.end, signal.SIGKILL)
    with suppress(grpc.aio.AioRpcError):
        await call
        return True
    return False


async def _check_heard(one: Round, heard: list[str], told: str, toll: Toll) -> None:
    """What was answered before the kill is there after it."""
    state, count = await one.state(), await one.reply_count()
    if "release" in heard:
        if state != desk_pb2.THREAD_STATE_OPEN:
            toll.lost.append(f"{told}: given back, and taken all the same")
    elif "take" in heard and "reply" in heard and state == desk_pb2.THREAD_STATE_WAITING:
        toll.lost.append(f"{told}: taken, and waiting all the same")
    elif heard == ["take"] and state != desk_pb2.THREAD_STATE_TAKEN:
        toll.lost.append(f"{told}: taken, and nobody has it")
    if "reply" in heard and count != 1:
        toll.lost.append(f"{told}: {count} replies where one was heard of")


async def _check_end(one: Round, told: str, toll: Toll) -> None:
    """Each effect is there once, and the database and the audit log are whole."""
    if await one.state() != desk_pb2.THREAD_STATE_OPEN:
        toll.broken.append(f"{told}: not given back")
    mails, notices = await one.job_counts()
    for what, count in (
        ("replies", await one.reply_count()),
        ("mails", mails),
        ("notices of who took it", notices),
    ):
        toll.count(told, what, count)
    verdict = await one.site.caller.call(
        OPERATIONS + "VerifyAudit", operations_pb2.VerifyAuditRequest()
    )
    if verdict.first_broken_seq:
        toll.broken.append(f"{told}: the audit log breaks at {verdict.first_broken_seq}")
