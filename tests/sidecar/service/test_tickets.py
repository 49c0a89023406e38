"""The staff's calls on tickets and the owner's on deliveries, over gRPC."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.config import Config
from sidecar.service.server import serving
from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from tests.conftest import MODEL_DIR
from tests.fakes.far_end import Fault
from tests.fakes.github_server import TOKEN, GitHubServer
from tests.fakes.wordpress import WordPress
from tests.sidecar.calling import reason_of
from tests.sidecar.desk.carrying import target_of

DESK, OPERATIONS = "/sidecar.v1.Desk/", "/sidecar.v1.Operations/"


@pytest.fixture(scope="module")
def github() -> Iterator[GitHubServer]:
    with GitHubServer() as far:
        yield far


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    tmp_path_factory: pytest.TempPathFactory, github: GitHubServer
) -> AsyncIterator[WordPress]:
    """One sidecar for the module, with a tracker; no page is indexed."""
    folder = tmp_path_factory.mktemp("tickets")
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
        ticket_targets=(target_of(github.table()),),
    )
    async with (
        serving(config),
        grpc.aio.insecure_channel(f"unix:{config.socket}") as channel,
    ):
        made = WordPress.at(channel)
        await made.pair()
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(site: WordPress, name: str, priority: str = "normal") -> str:
    """Opens a ticket as the contact form does; its id."""
    thread_id = name.encode().hex().rjust(32, "0")
    request = agent_pb2.ToolCallRequest(
        request_id=f"request-{name}",
        thread_id=thread_id,
        name="create_ticket",
        arguments_json=json.dumps({"subject": name, "body": "It leaks.", "priority": priority}),
    )
    answer = await site.call("ToolCall", request)
    return str(json.loads(answer.result_json)["ticket_id"])


async def listed(site: WordPress, **query: Any) -> desk_pb2.ListTicketsResponse:
    request = desk_pb2.ListTicketsRequest(**query)
    found: desk_pb2.ListTicketsResponse = await site.caller.call(DESK + "ListTickets", request)
    return found


async def update(site: WordPress, request_id: str, **change: Any) -> desk_pb2.TicketSummary:
    request = desk_pb2.UpdateTicketRequest(request_id=request_id, **change)
    ticket: desk_pb2.TicketSummary = (await site.caller.call(DESK + "UpdateTicket", request)).ticket
    return ticket


async def refusal(attempt: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attempt
    return refused.value.code(), reason_of(refused.value)


async def deliveries(site: WordPress, **query: Any) -> operations_pb2.ListDeliveriesResponse:
    request = operations_pb2.ListDeliveriesRequest(**query)
    found: operations_pb2.ListDeliveriesResponse = await site.caller.call(
        OPERATIONS + "ListDeliveries", request
    )
    return found


async def until_nothing_waits(site: WordPress) -> None:
    async with asyncio.timeout(60):
        while (await deliveries(site)).waiting_count:  # noqa: ASYNC110 (asked over the wire)
            await asyncio.sleep(0.05)


async def check(site: WordPress) -> operations_pb2.Check:
    status = await site.caller.call(OPERATIONS + "GetStatus", operations_pb2.GetStatusRequest())
    return next(one for one in status.checks if one.name == "deliveries")


async def test_a_change_happens_once_per_request(site: WordPress) -> None:
    ticket_id = await opened(site, "once")
    change = {"ticket_id": ticket_id, "status": desk_pb2.TICKET_STATUS_PENDING}
    first = await update(site, "update-once-1", **change)
    assert first.status == desk_pb2.TICKET_STATUS_PENDING
    await update(site, "update-once-2", ticket_id=ticket_id, status=desk_pb2.TICKET_STATUS_OPEN)
    assert await update(site, "update-once-1", **change) == first
    (now,) = [one for one in (await listed(site)).tickets if one.ticket_id == ticket_id]
    assert now.status == desk_pb2.TICKET_STATUS_OPEN
    assert (await refusal(update(site, "update-once-1", ticket_id=ticket_id, priority="low")))[
        0
    ] is grpc.StatusCode.ALREADY_EXISTS


async def test_a_change_leaves_what_it_does_not_name(site: WordPress) -> None:
    ticket_id = await opened(site, "fields")
    given = await update(
        site, "update-field-1", ticket_id=ticket_id, set_assignee=True, assignee_id=7,
        assignee_name="Nora",
    )  # fmt: skip
    assert (given.assignee_id, given.assignee_name) == (7, "Nora")
    high = await update(site, "update-field-2", ticket_id=ticket_id, priority="high")
    assert (high.assignee_id, high.priority, high.status) == (7, "high", given.status)
    solved = await update(
        site, "update-field-3", ticket_id=ticket_id, status=desk_pb2.TICKET_STATUS_SOLVED
    )
    assert (solved.assignee_id, solved.priority) == (7, "high")
    wait = update(
        site, "update-field-4", ticket_id=ticket_id, status=desk_pb2.TICKET_STATUS_PENDING
    )
    assert await refusal(wait) == (grpc.StatusCode.FAILED_PRECONDITION, "TICKET_SOLVED")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"status": 4},
        {"priority": "urgent"},
        {"set_assignee": True, "assignee_id": -1},
        {"set_assignee": True, "assignee_id": 1, "assignee_name": "a" * 101},
        {"assignee_id": 3},
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(
    site: WordPress, change: dict[str, Any]
) -> None:
    attempt = update(site, "update-wrong-1", ticket_id="T-NOPE22", **change)
    assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT


async def test_an_unknown_ticket_is_not_found(site: WordPress) -> None:
    attempt = update(site, "update-nope-1", ticket_id="T-NOPE22", priority="low")
    assert (await refusal(attempt))[0] is grpc.StatusCode.NOT_FOUND


async def test_lists_are_of_somebody_or_of_what_is_late(site: WordPress) -> None:
    settings = operations_pb2.ShopSettings(
        reply_times=[operations_pb2.ReplyTime(priority="low", minutes=1)]
    )
    put = operations_pb2.PutSettingsRequest(settings=settings)
    await site.caller.call(OPERATIONS + "PutSettings", put)
    late_id, mine_id = await opened(site, "late", "low"), await opened(site, "mine")
    await update(
        site, "update-list-1", ticket_id=mine_id, set_assignee=True, assignee_id=9,
        assignee_name="Ola",
    )  # fmt: skip
    all_of = {one.ticket_id: one for one in (await listed(site)).tickets}
    assert 0 < all_of[late_id].due_unix_ms - all_of[late_id].opened_unix_ms == 60_000
    assert not all_of[late_id].is_late
    assert all_of[mine_id].due_unix_ms == 0
    assert [one.ticket_id for one in (await listed(site, assignee_id=9)).tickets] == [mine_id]
    found = await listed(site, only_late=True)
    assert (list(found.tickets), found.late_count) == ([], 0)
    first = await listed(site, page_size=1)
    assert (first.tickets[0].ticket_id, first.open_count >= 2) == (mine_id, True)
    second = await listed(site, page_size=1, page_token=first.next_page_token)
    assert second.tickets[0].ticket_id == late_id


async def test_a_ticket_says_where_its_record_lies_and_why_it_does_not(
    site: WordPress, github: GitHubServer
) -> None:
    await until_nothing_waits(site)
    github.faults = [Fault(422)] * 2
    ticket_id = await opened(site, "record")
    await until_nothing_waits(site)
    github.faults = []
    (ticket,) = [one for one in (await listed(site)).tickets if one.ticket_id == ticket_id]
    assert (ticket.target, ticket.target_url) == ("github", "")
    assert ticket.target_error == "GitHub does not accept what it was sent (422)."
    found = await check(site)
    assert (found.ok, found.text) == (False, "github: 1 were not taken.")
    (dead,) = (await deliveries(site, state=operations_pb2.DELIVERY_STATE_DEAD)).deliveries
    assert (dead.ticket_id, dead.about, dead.due_unix_ms) == (ticket_id, "ticket", 0)
    retry = operations_pb2.RetryDeliveryRequest(delivery_id=dead.delivery_id)
    for _ in range(2):
        await site.caller.call(OPERATIONS + "RetryDelivery", retry)
    await until_nothing_waits(site)
    (ticket,) = [one for one in (await listed(site)).tickets if one.ticket_id == ticket_id]
    assert (ticket.target_url.startswith("https://"), ticket.target_error) == (True, "")
    assert (await deliveries(site)).dead_count == 0
    assert (await check(site)).ok


async def test_what_waits_is_counted_and_named(site: WordPress, github: GitHubServer) -> None:
    await until_nothing_waits(site)
    before = time.time_ns() // 1_000_000
    github.is_down = True
    await opened(site, "waits")
    async with asyncio.timeout(60):
        while "does not answer" not in (await check(site)).text:  # noqa: ASYNC110 (as above)
            await asyncio.sleep(0.05)
    found = await deliveries(site, page_size=1)
    assert (found.waiting_count, found.oldest_unix_ms >= before) == (1, True)
    assert found.deliveries[0].state == operations_pb2.DELIVERY_STATE_WAITING
    assert found.deliveries[0].due_unix_ms >= before
    assert found.next_page_token
    request = operations_pb2.GetMetricsRequest()
    metrics = (await site.caller.call(OPERATIONS + "GetMetrics", request)).text
    assert 'deskhand_waiting_deliveries{target="github"} 1.0' in metrics
    assert 'deskhand_deliveries_total{outcome="put_off",target="github"}' in metrics
    assert TOKEN not in metrics
    github.is_down = False
    retry = operations_pb2.RetryDeliveryRequest(delivery_id=found.deliveries[0].delivery_id)
    await site.caller.call(OPERATIONS + "RetryDelivery", retry)
    await until_nothing_waits(site)


async def test_an_unknown_delivery_is_not_found(site: WordPress) -> None:
    retry = operations_pb2.RetryDeliveryRequest(delivery_id="nope")
    attempt = site.caller.call(OPERATIONS + "RetryDelivery", retry)
    assert (await refusal(attempt))[0] is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("query", [{"page_size": 201}, {"page_size": -1}, {"page_token": "x"}])
async def test_a_page_that_is_none_is_refused(site: WordPress, query: dict[str, Any]) -> None:
    for attempt in (listed(site, **query), deliveries(site, **query)):
        assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT
