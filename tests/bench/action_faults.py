"""kill -9 of a real sidecar around turns that leave an action to approve or a mail to send.

Each round has one turn with one such effect. The sidecar is killed at a random event, or some
milliseconds later so that writes are hit as well, and started again; then the shopper's page
attaches or sends again, until the turn has ended. The effect must be there once.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from sidecar.config import Config
from sidecar.nouns import DeferredJob
from sidecar.orchestrator.pending import Returned
from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from tests.conftest import MODEL_DIR
from tests.fakes.shop import CUSTOMER_TOOLS, ELIGIBLE, SHOPPER, Heard, waits
from tests.fakes.wordpress import WordPress, sample_documents
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

MAX_EVENT = 9
MAX_DELAY_S = 0.03
BEFORE = "How many days do I have to return something?"
WISHES = ("I want a refund for order 1042", "Please e-mail me that")
LIMITS = {"MESSAGES_PER_SUBJECT_MINUTE": "6000", "MESSAGES_PER_SITE_MINUTE": "6000"}


@dataclass
class Ends:
    """Rounds, and what broke in them."""

    kill_count: int = 0
    harm: list[str] = field(default_factory=list)


async def kill_actions(folder: Path, count: int, seed: int) -> Ends:
    """Kills a sidecar under `folder` `count` times; the same `seed` picks the same events."""
    chance, ends, signer = random.Random(seed), Ends(), Signer()
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
    )
    with running(config, **LIMITS) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel, signer)
            await site.pair()
            await site.push(sample_documents())
        sidecar.end(signal.SIGTERM)
    for number in range(count):
        await _round(config, signer, number, chance, ends)
    return ends


async def _round(
    config: Config, signer: Signer, number: int, chance: random.Random, ends: Ends
) -> None:
    text, thread_id = WISHES[number % len(WISHES)], f"{number:032x}"
    results: Mapping[str, Returned | Mapping[str, object]] = {
        "check_refund_policy": ELIGIBLE,
        "issue_refund": waits(f"Refund €58.00 of order {number}"),
        "send_email": Returned(
            '{"queued": true, "to_masked": "j•••@b.ie"}',
            deferred=(DeferredJob("shopper_mail", f'{{"sealed": "{number}"}}'),),
        ),
    }
    seen = Heard()
    with running(config, **LIMITS) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel, signer)
            site.results = dict(results)
            await site.ask(BEFORE, "message-0", thread_id=thread_id, tools=CUSTOMER_TOOLS)
            request = site.request(text, "message-1", thread_id=thread_id, tools=CUSTOMER_TOOLS)
            at, delay_s = chance.randint(0, MAX_EVENT), chance.uniform(0, MAX_DELAY_S)
            await _cut(site, sidecar, request, seen, at, delay_s)
    ends.kill_count += 1
    with running(config, **LIMITS) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel, signer)
            site.results = dict(results)
            for _ in range(2):  # a resend attaches, or begins what was never acknowledged
                heard = await site.ask(text, "message-1", thread_id=thread_id, tools=CUSTOMER_TOOLS)
            if heard.terminal_count != 1:
                ends.harm.append(f"{number}: no end")
            found = await _effects(site, number, thread_id)
            if found != 1:
                ends.harm.append(f"{number} ({text}): {found} effects")
        sidecar.end(signal.SIGTERM)


async def _effects(site: WordPress, number: int, thread_id: str) -> int:
    """Actions of the thread and mails of the round that are recorded."""
    listed = await site.caller.call(
        "/sidecar.v1.Desk/ListApprovals", desk_pb2.ListApprovalsRequest(page_size=200)
    )
    leased = await site.caller.call(
        "/sidecar.v1.Operations/LeaseJobs",
        operations_pb2.LeaseJobsRequest(max_count=50, lease_ms=1_000),
    )
    for job in leased.jobs:
        if job.kind != "shopper_mail":
            await site.caller.call(
                "/sidecar.v1.Operations/CompleteJob",
                operations_pb2.CompleteJobRequest(job_id=job.job_id),
            )
    mails = [job for job in leased.jobs if job.payload_json == f'{{"sealed": "{number}"}}']
    for job in mails:
        await site.caller.call(
            "/sidecar.v1.Operations/CompleteJob",
            operations_pb2.CompleteJobRequest(job_id=job.job_id),
        )
    return sum(each.thread_id == thread_id for each in listed.approvals) + len(mails)


async def _cut(
    site: WordPress,
    sidecar: Sidecar,
    request: agent_pb2.ChatRequest,
    seen: Heard,
    at: int,
    delay_s: float,
) -> None:
    """Listens until event number `at`, then kills the sidecar `delay_s` later."""

    async def listen() -> None:
        async for event in site.chat(request):
            seen.events.append(event)
            if len(seen.events) >= at:
                reached.set()
            if event.HasField("tool_request"):
                await site.run_tool(event, request.thread_id, SHOPPER)
        reached.set()

    reached = asyncio.Event()
    if at == 0:
        reached.set()
    listener = asyncio.create_task(listen())
    await reached.wait()
    await asyncio.sleep(delay_s)
    await asyncio.to_thread(sidecar.end, signal.SIGKILL)
    await asyncio.gather(listener, return_exceptions=True)
