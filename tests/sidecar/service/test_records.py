"""The owner's lists of what was done: jobs for WordPress, and the audit log."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.config import Config
from sidecar.desk import jobs as work
from sidecar.service.inspection import DATABASE_FILE
from sidecar.service.server import serving
from sidecar.store import Database, Store, jobs
from sidecar.store.key_file import load_or_create_key
from sidecar.v1 import agent_pb2
from sidecar.v1 import operations_pb2 as pb
from tests.fakes.shop import ORDER
from tests.fakes.wordpress import WordPress, sample_site
from tests.sidecar.calling import Caller, reason_of
from tests.sidecar.signing import Signer

PATH = "/sidecar.v1.Operations/"
NOW = time.time_ns() // 1_000_000 - 60_000  # older jobs that are over may go


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    """One sidecar for the module; tests use threads of their own."""
    async with sample_site(tmp_path_factory.mktemp("records")) as made:
        made.results = {
            "get_order_status": ORDER,
            "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
        }
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refusal(attempt: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attempt
    return refused.value.code(), reason_of(refused.value)


async def entries(site: WordPress, after_seq: int = 0) -> list[pb.AuditEntry]:
    listed = await site.caller.call(PATH + "ListAudit", pb.ListAuditRequest(after_seq=after_seq))
    return list(listed.entries)


async def last_seq(site: WordPress) -> int:
    listed = await site.caller.call(PATH + "ListAudit", pb.ListAuditRequest(page_size=1))
    return int(listed.entry_count)


async def is_whole(site: WordPress) -> bool:
    verdict = await site.caller.call(PATH + "VerifyAudit", pb.VerifyAuditRequest())
    return bool(verdict.first_broken_seq == 0)


async def test_each_call_of_a_turn_is_in_the_log(site: WordPress) -> None:
    before = await last_seq(site)
    await site.ask("Where is my order?", thread_id="1" * 32)
    found = await entries(site, before)
    assert [(entry.tool, entry.outcome) for entry in found] == [
        ("list_orders", "OK"),
        ("get_order_status", "OK"),
    ]
    assert found[0].thread == found[1].thread != ""
    assert found[0].actor not in ("", "staff", "system")
    assert json.loads(found[1].ids_json).keys() == {"order_id"}
    assert json.loads(found[1].versions_json)["model"] == "extractive"
    assert all(entry.duration_ms >= 0 for entry in found)
    assert "1042" not in str(found)
    assert await is_whole(site)


async def test_a_call_that_failed_is_in_the_log_with_its_reason(site: WordPress) -> None:
    before = await last_seq(site)
    await site.ask("How much is the kettle?", thread_id="2" * 32)
    assert {(entry.tool, entry.outcome) for entry in await entries(site, before)} == {
        ("search_products", "NOT_FOUND")
    }


def call(request_id: str, name: str, arguments: dict[str, Any]) -> agent_pb2.ToolCallRequest:
    return agent_pb2.ToolCallRequest(
        request_id=request_id,
        thread_id="3" * 32,
        name=name,
        arguments_json=json.dumps(arguments),
    )


async def test_calls_outside_of_a_turn_are_in_the_log_once_each(site: WordPress) -> None:
    before = await last_seq(site)
    ticket = call("request-1", "create_ticket", {"subject": "Kettle", "body": "It leaks."})
    for _ in range(3):
        await site.call("ToolCall", ticket)
    await site.call("ToolCall", call("request-2", "create_ticket", {"subject": ""}))
    await site.call("ToolCall", call("request-3", "search_kb", {"query": "returns"}))
    found = [(entry.tool, entry.outcome) for entry in await entries(site, before)]
    assert found == [
        ("create_ticket", "OK"),
        ("create_ticket", "INVALID_ARGUMENT"),
        ("search_kb", "OK"),
    ]
    assert await is_whole(site)


async def test_what_staff_try_out_is_not_in_the_log_but_in_that_of_the_process(
    site: WordPress, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await last_seq(site)
    await site.ask("I want to talk to a human", thread_id="4" * 32, subject="staff")
    assert await entries(site, before) == []
    assert "trial_called" in capsys.readouterr().out


@pytest.mark.parametrize("size", [-1, 1_001])
async def test_a_page_of_the_log_has_its_bounds(site: WordPress, size: int) -> None:
    attempt = site.caller.call(PATH + "ListAudit", pb.ListAuditRequest(page_size=size))
    assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT


@pytest_asyncio.fixture(loop_scope="module")
async def worked(config: Config) -> AsyncIterator[Caller]:
    """A sidecar with three jobs: one that waits, one that is done, one that was given up."""
    config.data_dir.mkdir()
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))

    def fill(db: Database) -> None:
        for number, name in enumerate(("waits", "is-done", "is-dead")):
            jobs.add(db, name, "staff_mail", f'{{"subject": "{name}"}}', NOW + number)
        jobs.end(db, "is-done", jobs.DONE, "")
        for _ in range(work.MAX_ATTEMPTS):
            jobs.take(db, ["is-dead"], 0)
        work.complete(db, "is-dead", "smtp down", NOW)

    await store.write(fill)
    store.close()
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        caller = Caller(channel, Signer())
        await caller.pair()
        yield caller


async def listed(caller: Caller, **fields: Any) -> pb.ListJobsResponse:
    found: pb.ListJobsResponse = await caller.call(PATH + "ListJobs", pb.ListJobsRequest(**fields))
    return found


async def test_jobs_are_listed_the_newest_first_and_page_by_page(worked: Caller) -> None:
    found = await listed(worked)
    assert [(job.job_id, job.state) for job in found.jobs] == [
        ("is-dead", pb.JOB_STATE_DEAD),
        ("is-done", pb.JOB_STATE_DONE),
        ("waits", pb.JOB_STATE_WAITING),
    ]
    assert (found.waiting_count, found.dead_count, found.next_page_token) == (1, 1, "")
    dead, done, waiting = found.jobs
    assert (dead.error, dead.attempt_count, dead.due_unix_ms) == ("smtp down", work.MAX_ATTEMPTS, 0)
    assert json.loads(dead.payload_json) == {"subject": "is-dead"}
    assert (done.payload_json, done.due_unix_ms) == ("", 0)
    assert (waiting.added_unix_ms, waiting.due_unix_ms) == (NOW, NOW)

    first = await listed(worked, page_size=2)
    rest = await listed(worked, page_size=2, page_token=first.next_page_token)
    assert [job.job_id for job in (*first.jobs, *rest.jobs)] == ["is-dead", "is-done", "waits"]
    assert rest.next_page_token == ""
    only = await listed(worked, state=pb.JOB_STATE_DEAD)
    assert [job.job_id for job in only.jobs] == ["is-dead"]


async def test_a_job_that_was_given_up_is_tried_again(worked: Caller) -> None:
    retry = pb.RetryJobRequest(job_id="is-dead")
    await worked.call(PATH + "RetryJob", retry)
    await worked.call(PATH + "RetryJob", retry)
    assert (await listed(worked)).dead_count == 0
    leased = (await worked.call(PATH + "LeaseJobs", pb.LeaseJobsRequest())).jobs
    assert {job.job_id: job.attempt_count for job in leased} == {"is-dead": 1, "waits": 1}
    assert {json.loads(job.payload_json)["subject"] for job in leased} == {"is-dead", "waits"}
    assert await refusal(worked.call(PATH + "RetryJob", retry)) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "JOB_NOT_DEAD",
    )


@pytest.mark.parametrize(
    ("job_id", "wanted"),
    [
        ("waits", (grpc.StatusCode.FAILED_PRECONDITION, "JOB_NOT_DEAD")),
        ("is-done", (grpc.StatusCode.FAILED_PRECONDITION, "JOB_NOT_DEAD")),
        ("nope", (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")),
    ],
)
async def test_only_what_was_given_up_is_tried_again(
    worked: Caller, job_id: str, wanted: tuple[grpc.StatusCode, str]
) -> None:
    attempt = worked.call(PATH + "RetryJob", pb.RetryJobRequest(job_id=job_id))
    assert await refusal(attempt) == wanted


@pytest.mark.parametrize("fields", [{"page_size": 201}, {"page_token": "not ours"}])
async def test_a_page_of_jobs_has_its_bounds(worked: Caller, fields: dict[str, Any]) -> None:
    assert (await refusal(listed(worked, **fields)))[0] is grpc.StatusCode.INVALID_ARGUMENT
