"""Part of the group `faults`: kill -9 at each step of what is to be done, and done once.

A ticket by a yes in the chat or by the form, a refund that waits, a mail, a note that a model
writes, a decision of the staff. Each round has one wish in a thread of its own, and a step: a
sidecar that is told where to die serves it, the next one finishes it and serves the round after.
Then the shopper's page, or WordPress, sends again what it has heard nothing of. What was wished for
must be there once.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from sidecar.config import Config
from sidecar.nouns import DeferredJob
from sidecar.orchestrator.pending import Returned
from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from tests.bench import Figure
from tests.bench.progress import Progress
from tests.bench.toll import Toll
from tests.conftest import MODEL_DIR
from tests.fakes.openai_server import Answer, OpenAIServer, Says
from tests.fakes.shop import CUSTOMER_TOOLS, ELIGIBLE, Heard, waits
from tests.fakes.wordpress import WordPress, sample_documents
from tests.sidecar.running import OWN_CONNECTION, SOON, START_S, Sidecar
from tests.sidecar.signing import Signer

MODULE = "tests.faults.doomed_sidecar"
DESK = "/sidecar.v1.Desk/"
OPERATIONS = "/sidecar.v1.Operations/"
KILLS_PER_STEP = 25
LIFE_S = 60.0
LIMITS = {"MESSAGES_PER_SUBJECT_MINUTE": "6000", "MESSAGES_PER_SITE_MINUTE": "6000"}
MESSAGE = "message-1"
OUTCOME = "We have refunded €58.00."
NOTED = "Please note on my order 1042 that it rains"


@dataclass
class Shop(WordPress):
    """WordPress, which leaves a note once per call and sends a mail once per job.

    It may `arm` the sidecar when a tool runs.
    """

    notes: set[tuple[str, str]] = field(default_factory=set)
    mailed: Counter[str] = field(default_factory=Counter)
    arm: Callable[[], None] | None = None
    arms_at: str = ""

    async def run_tool(self, event: agent_pb2.ChatEvent, thread_id: str, subject: str) -> bool:
        asked = event.tool_request
        if asked.name == "add_note":
            self.notes.add((thread_id, asked.call_id))
        if self.arm is not None and asked.name == self.arms_at:
            self.arm()
        return await super().run_tool(event, thread_id, subject)


@dataclass(frozen=True)
class Thread:
    """Where one round happens."""

    site: Shop
    thread_id: str
    number: int

    async def ask(self, text: str, message_id: str = MESSAGE) -> Heard:
        return await self.site.ask(text, message_id, thread_id=self.thread_id, tools=CUSTOMER_TOOLS)

    async def desk(self, name: str, **fields: Any) -> Any:
        return await self.site.caller.call(
            DESK + name, getattr(desk_pb2, f"{name}Request")(**fields)
        )

    async def jobs(self) -> list[Any]:
        request = operations_pb2.ListJobsRequest(page_size=200)
        listed = await self.site.caller.call(OPERATIONS + "ListJobs", request)
        return list(listed.jobs)

    async def approvals(self) -> list[Any]:
        listed = await self.desk("ListApprovals", page_size=200)
        return [each for each in listed.approvals if each.thread_id == self.thread_id]


@dataclass(frozen=True)
class Wish:
    """Something that is to happen once: what comes before, the wish, what is there of it after.

    The sidecar is to die at one of `early`, or once WordPress runs `tool` at one of `late`.
    """

    before: Callable[[Thread], Awaitable[object]]
    act: Callable[[Thread], Awaitable[object]]
    effects: Callable[[Thread], Awaitable[Mapping[str, int]]]
    early: tuple[str, ...]
    late: tuple[str, ...] = ()
    tool: str = ""
    by_model: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """All at which the sidecar is to die."""
        return (*self.early, *self.late)


async def _nothing(_: Thread) -> None:
    """Comes before a wish that needs nothing."""


async def _tickets(thread: Thread) -> Mapping[str, int]:
    names = await _job_names(thread)
    return {
        "tickets": len(names),
        "mails to staff": sum(job.job_id in names for job in await thread.jobs()),
    }


async def _form(thread: Thread) -> None:
    request = agent_pb2.ToolCallRequest(
        request_id=f"form-{thread.number:032x}",
        thread_id=thread.thread_id,
        name="create_ticket",
        arguments_json=json.dumps({"subject": "Kettle", "body": "It leaks."}),
    )
    await thread.site.call("ToolCall", request)


async def _work(thread: Thread) -> None:
    """Does jobs until the one of this thread's ticket is done, as PHP does them."""
    site, (wanted,) = thread.site, await _job_names(thread)
    async with asyncio.timeout(LIFE_S):
        while not await _is_done(thread, wanted):
            lease = operations_pb2.LeaseJobsRequest(max_count=1, lease_ms=1_000)
            for job in (await site.caller.call(OPERATIONS + "LeaseJobs", lease)).jobs:
                if not site.mailed[job.job_id]:  # noted as done, whoever asks again
                    site.mailed[job.job_id] += 1
                done = operations_pb2.CompleteJobRequest(job_id=job.job_id)
                await site.caller.call(OPERATIONS + "CompleteJob", done)
            await asyncio.sleep(0.02)


async def _job_names(thread: Thread) -> list[str]:
    listed = await thread.desk("ListTickets", page_size=200)
    opened = [each for each in listed.tickets if each.thread_id == thread.thread_id]
    return [f"ticket-{each.ticket_id}" for each in opened]


async def _is_done(thread: Thread, job_id: str) -> bool:
    return any(
        job.job_id == job_id and job.state == operations_pb2.JOB_STATE_DONE
        for job in await thread.jobs()
    )


async def _work_done(thread: Thread) -> Mapping[str, int]:
    (job_id,) = await _job_names(thread)
    return {
        "mails": thread.site.mailed[job_id],
        "jobs done": int(await _is_done(thread, job_id)),
    }


async def _actions(thread: Thread) -> Mapping[str, int]:
    names = [f"approval-asked-{each.approval_id}" for each in await thread.approvals()]
    told = sum(job.job_id in names for job in await thread.jobs())
    return {"actions": len(names), "mails to staff": told}


async def _decide(thread: Thread) -> None:
    (approval,) = await thread.approvals()
    await thread.desk(
        "DecideApproval",
        approval_id=approval.approval_id,
        state=desk_pb2.APPROVAL_STATE_DONE,
        decided_by="Ann",
        text=OUTCOME,
    )


async def _decisions(thread: Thread) -> Mapping[str, int]:
    (approval,) = await thread.approvals()
    request = agent_pb2.GetThreadRequest(thread_id=thread.thread_id)
    read = await thread.site.call("GetThread", request)
    logged = 0
    after_seq = 0
    while True:
        asked = operations_pb2.ListAuditRequest(page_size=1_000, after_seq=after_seq)
        entries = (await thread.site.caller.call(OPERATIONS + "ListAudit", asked)).entries
        if not entries:
            break
        logged += sum(
            each.approval_id == approval.approval_id and each.outcome == "OK" for each in entries
        )
        after_seq = entries[-1].seq
    return {
        "decisions": int(approval.state == desk_pb2.APPROVAL_STATE_DONE),
        "outcomes in the thread": sum(message.text == OUTCOME for message in read.messages),
        "entries in the audit log": logged,
    }


async def _mails(thread: Thread) -> Mapping[str, int]:
    payload = _mail_of(thread.number)
    return {"mails": sum(job.payload_json == payload for job in await thread.jobs())}


async def _notes(thread: Thread) -> Mapping[str, int]:
    return {"notes": sum(name == thread.thread_id for name, _ in thread.site.notes)}


def _mail_of(number: int) -> str:
    return json.dumps({"sealed": str(number)})


REFUND = "I want a refund for order 1042"
ACCEPTED = ("accept before", "accept after")
ENDED = ("commit before", "commit after", "respond after")
SETTLED = ("settle before", "settle after")
OPENED = ("run before", "run after", "open before", "open after")
WISHES: Mapping[str, Wish] = {
    "ticket by a yes": Wish(
        lambda thread: thread.ask("Do you teach people to juggle?", "message-0"),
        lambda thread: thread.ask("yes please"),
        _tickets,
        (*ACCEPTED, *OPENED, *ENDED),
    ),
    "ticket by the form": Wish(
        _nothing,
        _form,
        _tickets,
        ("form before", *OPENED, "once before", "once after", "form after"),
    ),
    "refund": Wish(
        _nothing,
        lambda thread: thread.ask(REFUND),
        _actions,
        ACCEPTED,
        (*SETTLED, "ask before", "ask after", *ENDED),
        "issue_refund",
    ),
    "decision": Wish(
        lambda thread: thread.ask(REFUND),
        _decide,
        _decisions,
        ("decision before", "decide before", "decide after", "decision after"),
    ),
    "mail": Wish(
        lambda thread: thread.ask("How many days do I have to return something?", "message-0"),
        lambda thread: thread.ask("Please e-mail me that"),
        _mails,
        ACCEPTED,
        (*SETTLED, *ENDED),
        "send_email",
    ),
    "job": Wish(
        _form,
        _work,
        _work_done,
        ("lease before", "lease after", "complete before", "complete after"),
    ),
    "note": Wish(
        _nothing,
        lambda thread: thread.ask(NOTED),
        _notes,
        ACCEPTED,
        (*SETTLED, *ENDED),
        "add_note",
        by_model=True,
    ),
}
EVERY = [(name, step) for name, wish in WISHES.items() for step in wish.steps]


def figures() -> Iterator[Figure]:
    """Counts by wish over 25 kills a step; two shops at a time, for each has one sidecar."""
    rounds = sorted(EVERY * KILLS_PER_STEP)
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(_kill_at_once(Path(folder), rounds[::2], rounds[1::2]))
    for name, wish in WISHES.items():
        fewest = min(toll.kills[_told(name, step)] for step in wish.steps)
        kills = f"{name}: kills at each of {len(wish.steps)} steps"
        yield Figure(kills, fewest, "", at_least=KILLS_PER_STEP)
        yield from toll.harm_figures(name, f"{name}, ")


async def _kill_at_once(folder: Path, *shares: Sequence[tuple[str, str]]) -> Toll:
    told = Progress("kills", sum(map(len, shares))).step
    killing = (kill_actions(folder / str(at), share, told) for at, share in enumerate(shares))
    return sum(await asyncio.gather(*killing), Toll())


def _model(asked: dict[str, Any]) -> Answer:
    """A model that notes in words of its own what it is to note."""
    if asked["messages"][-1]["role"] == "tool":
        return Says("I have added a note to your order.")
    return Says("", calls=(("add_note", {"order_id": 1042, "text": "Rain, says the shopper."}),))


class Lives:
    """Sidecars one after the other over the same data, told by a file where to die."""

    def __init__(self, folder: Path, model_url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.config = Config(
            data_dir=folder / "data",
            key_file=folder / "keys" / "store.key",
            model_dir=MODEL_DIR,
            socket=folder / "d.sock",
        )
        self.order = folder / "order"
        self._log = folder / "sidecar.log"
        self._model = {"LLM_BASE_URL": model_url, "LLM_MODEL": "fake"}
        self._signer = Signer()
        self._notes: set[tuple[str, str]] = set()
        self._mailed: Counter[str] = Counter()
        self._ending = ExitStack()
        self._by_model: bool | None = None
        self.site: Shop
        self._sidecar: Sidecar

    async def begin(self, *, by_model: bool) -> None:
        """Has one live, with a model or without; one that lives already will do."""
        if self._by_model is by_model:
            return
        await self.end()
        self._by_model = by_model
        env = LIMITS | {"DOOMED_BY": str(self.order)} | (self._model if by_model else {})
        self._sidecar = Sidecar(self.config, self._log, MODULE, **env)
        self._ending.callback(_end, self._sidecar)
        self._channel = grpc.aio.insecure_channel(
            f"unix:{self.config.socket}", (*SOON, *OWN_CONNECTION)
        )
        async with asyncio.timeout(START_S):
            await self._channel.channel_ready()
        self.site = Shop.at(self._channel, self._signer)
        self.site.notes, self.site.mailed = self._notes, self._mailed

    async def has_died(self) -> bool:
        """Whether it killed itself, as it was told."""
        try:
            code = await asyncio.to_thread(self._sidecar.process.wait, LIFE_S)
        except subprocess.TimeoutExpired:
            self.order.unlink(missing_ok=True)
            return False
        await self.end()
        return code == -signal.SIGKILL

    async def last_words(self) -> str:
        """How the one that should live has ended, and the end of its log; it is given up."""
        said = f"exit code {self._sidecar.process.poll()}, {self._sidecar.text[-2_000:]}"
        await self.end()
        return said

    async def end(self) -> None:
        """Ends the one that lives, if any does."""
        if self._by_model is not None:
            await self._channel.close()
            await asyncio.to_thread(self._ending.close)
            self._by_model = None


def _end(sidecar: Sidecar) -> None:
    if sidecar.process.poll() is None:
        sidecar.end(signal.SIGTERM)


async def kill_actions(
    folder: Path, rounds: Sequence[tuple[str, str]], told: Callable[[], object] = lambda: None
) -> Toll:
    """Kills a sidecar under `folder` in each of `rounds`: a name of `WISHES`, and a step of it.

    `told` hears of each that is over.
    """
    toll = Toll()
    with OpenAIServer([_model]) as model_url:
        lives = Lives(folder, model_url)
        try:
            await lives.begin(by_model=False)
            await lives.site.pair()
            await lives.site.push(sample_documents())
            for number, (name, step) in enumerate(rounds):
                await _round(lives, number, name, step, toll)
                told()
        finally:
            await lives.end()
    return toll


async def _round(lives: Lives, number: int, name: str, step: str, toll: Toll) -> None:
    wish, told = WISHES[name], f"{_told(name, step)}, round {number}"
    await lives.begin(by_model=wish.by_model)
    thread = _thread(lives, number)
    await wish.before(thread)
    if step in wish.late:
        thread.site.arms_at = wish.tool
        thread.site.arm = lambda: _write(lives.order, step)
    else:
        _write(lives.order, step)
    with suppress(grpc.aio.AioRpcError):
        await wish.act(thread)
    if not await lives.has_died():
        toll.broken.append(f"{told}: it lived on")
        return
    toll.kills[_told(name, step)] += 1
    await lives.begin(by_model=wish.by_model)
    thread = _thread(lives, number)
    try:
        for _ in range(2):  # a resend attaches, or begins what was never acknowledged
            heard = await wish.act(thread)
    except grpc.aio.AioRpcError as error:
        toll.broken.append(f"{told}: {error.details()}; {await lives.last_words()}")
        return
    if isinstance(heard, Heard) and heard.terminal_count != 1:
        toll.broken.append(f"{told}: no end")
    for what, count in (await wish.effects(thread)).items():
        toll.count(told, what, count)
    verdict = await thread.site.caller.call(
        OPERATIONS + "VerifyAudit", operations_pb2.VerifyAuditRequest()
    )
    if verdict.first_broken_seq:
        toll.broken.append(f"{told}: the audit log breaks at {verdict.first_broken_seq}")


def _told(name: str, step: str) -> str:
    """How a kill is counted."""
    return f"{name}, {step}"


def _thread(lives: Lives, number: int) -> Thread:
    lives.site.arm = None
    lives.site.results = {
        "check_refund_policy": ELIGIBLE,
        "issue_refund": waits(),
        "add_note": {"note_id": "7"},
        "send_email": Returned(
            '{"queued": true, "to_masked": "j•••@b.ie"}',
            deferred=(DeferredJob("shopper_mail", _mail_of(number)),),
        ),
    }
    return Thread(lives.site, f"{number:032x}", number)


def _write(order: Path, step: str) -> None:
    """In one step: half a word is no order."""
    draft = order.with_suffix(".draft")
    draft.write_text(step)
    draft.rename(order)
