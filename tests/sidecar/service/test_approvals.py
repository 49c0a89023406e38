"""Actions that wait, over gRPC: offered in a turn, seen and decided by those they concern."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio

from sidecar.nouns import DeferredJob
from sidecar.orchestrator.pending import Returned
from sidecar.v1 import agent_pb2, desk_pb2, operations_pb2
from tests.fakes.shop import CUSTOMER_TOOLS, ELIGIBLE, SHOPPER, waits
from tests.fakes.wordpress import WordPress, sample_site
from tests.sidecar.calling import reason_of

DESK = "/sidecar.v1.Desk/"
STRANGER = "a_" + "2" * 32
WISH = "I want a refund for order 1042"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WordPress]:
    """One sidecar for the module; tests use threads of their own."""
    async with sample_site(tmp_path_factory.mktemp("approvals")) as made:
        made.results = {"check_refund_policy": ELIGIBLE, "issue_refund": waits()}
        yield made


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def wished(site: WordPress, thread_id: str, **action: Any) -> agent_pb2.ApprovalOffer:
    """A turn that asks for a refund; what it offers."""
    site.results["issue_refund"] = waits(**action)
    heard = await site.ask(WISH, thread_id=thread_id, tools=CUSTOMER_TOOLS)
    (offer,) = heard.all("approval_offer")
    again = await site.ask(WISH, thread_id=thread_id, tools=CUSTOMER_TOOLS)
    assert again.all("approval_offer") == [offer]  # stored events replay it
    return offer  # type: ignore[no-any-return]


async def get(site: WordPress, approval_id: str, **claims: Any) -> desk_pb2.Approval:
    request = desk_pb2.GetApprovalRequest(approval_id=approval_id)
    got: desk_pb2.Approval = (
        await site.caller.call(DESK + "GetApproval", request, **claims)
    ).approval
    return got


async def decide(
    site: WordPress, approval_id: str, claims: dict[str, Any] | None = None, **values: Any
) -> desk_pb2.Approval:
    state = desk_pb2.APPROVAL_STATE_DONE
    values = {"state": state, "decided_by": "Ann", "person_id": 3, "text": "Done."} | values
    request = desk_pb2.DecideApprovalRequest(approval_id=approval_id, **values)
    made = await site.caller.call(DESK + "DecideApproval", request, **(claims or {}))
    decided: desk_pb2.Approval = made.approval
    return decided


def shopper(thread_id: str, subject: str = SHOPPER) -> dict[str, Any]:
    return {"sub": subject, "thr": thread_id, "scp": "support.read_kb"}


async def refused(awaitable: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await awaitable
    return refusal.value.code(), reason_of(refusal.value)


NOT_FOUND = (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_staff_see_what_waits_and_decide_it_once(site: WordPress) -> None:
    offer = await wished(site, "a" * 32)
    listed = await site.caller.call(DESK + "ListApprovals", desk_pb2.ListApprovalsRequest())
    known = next(each for each in listed.approvals if each.approval_id == offer.approval_id)
    assert listed.waiting_count >= 1
    assert (known.summary, known.sealed) == (offer.summary, f"sealed:{offer.summary}")
    assert await get(site, offer.approval_id) == known
    done = await decide(site, offer.approval_id, text="We have refunded €58.00.")
    assert (done.state, done.decided_by) == (desk_pb2.APPROVAL_STATE_DONE, "Ann")
    assert await decide(site, offer.approval_id, text="We have refunded €58.00.") == done
    declined = {"state": desk_pb2.APPROVAL_STATE_DECLINED}
    assert await refused(decide(site, offer.approval_id, **declined)) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "APPROVAL_DECIDED",
    )


async def test_the_list_is_cut_into_pages(site: WordPress) -> None:
    ids = {(await wished(site, f"{number:032x}")).approval_id for number in (11, 12, 13)}
    seen: list[str] = []
    place = ""
    for _ in range(100):
        request = desk_pb2.ListApprovalsRequest(page_size=2, page_token=place)
        listed = await site.caller.call(DESK + "ListApprovals", request)
        seen += [each.approval_id for each in listed.approvals]
        place = listed.next_page_token
        if not place:
            break
    assert len(seen) == len(set(seen))
    assert ids <= set(seen)
    for values in ({"page_size": 201}, {"page_size": -1}, {"page_token": "nope"}):
        listing = site.caller.call(
            DESK + "ListApprovals",
            desk_pb2.ListApprovalsRequest(**values),  # type: ignore[arg-type]
        )
        assert (await refused(listing))[0] is grpc.StatusCode.INVALID_ARGUMENT


async def test_the_list_can_be_of_one_state(site: WordPress) -> None:
    offer = await wished(site, "c" * 32)
    await decide(site, offer.approval_id)
    for state, is_there in (
        (desk_pb2.APPROVAL_STATE_DONE, True),
        (desk_pb2.APPROVAL_STATE_WAITING, False),
    ):
        request = desk_pb2.ListApprovalsRequest(state=state, page_size=200)
        listed = await site.caller.call(DESK + "ListApprovals", request)
        assert (offer.approval_id in [each.approval_id for each in listed.approvals]) is is_there
        assert {each.state for each in listed.approvals} <= {state}


async def test_a_shopper_confirms_what_is_theirs_to_confirm(site: WordPress) -> None:
    offer = await wished(site, "d" * 32, by_shopper=True)
    assert offer.by_shopper
    assert (await get(site, offer.approval_id, **shopper("d" * 32))).sealed
    done = await decide(site, offer.approval_id, shopper("d" * 32), decided_by="Mallory")
    assert done.decided_by == "shopper"


async def test_what_staff_decide_is_not_the_shoppers_to_confirm(site: WordPress) -> None:
    offer = await wished(site, "e" * 32)
    assert (await get(site, offer.approval_id, **shopper("e" * 32))).sealed == ""
    code, _ = await refused(decide(site, offer.approval_id, shopper("e" * 32)))
    assert code is grpc.StatusCode.PERMISSION_DENIED
    assert (await get(site, offer.approval_id)).state == desk_pb2.APPROVAL_STATE_WAITING


@pytest.mark.parametrize("claims", [shopper("9" * 32), shopper("f" * 32, STRANGER)])
async def test_a_strangers_action_reads_like_a_missing_one(
    site: WordPress, claims: dict[str, Any]
) -> None:
    offer = await wished(site, "f" * 32, by_shopper=True)
    assert await refused(get(site, offer.approval_id, **claims)) == NOT_FOUND
    assert await refused(decide(site, offer.approval_id, claims)) == NOT_FOUND
    assert await refused(get(site, "nothing-like-it", **claims)) == NOT_FOUND
    assert await refused(get(site, "nothing-like-it")) == NOT_FOUND


@pytest.mark.parametrize(
    "values",
    [
        {"state": desk_pb2.APPROVAL_STATE_UNSPECIFIED},
        {"state": desk_pb2.APPROVAL_STATE_WAITING},
        {"state": desk_pb2.APPROVAL_STATE_EXPIRED},
        {"text": "x" * 501},
        {"decided_by": ""},
        {"decided_by": "x" * 101},
    ],
)
async def test_a_malformed_decision_is_refused(site: WordPress, values: dict[str, Any]) -> None:
    offer = await wished(site, "1" * 32)
    code, _ = await refused(decide(site, offer.approval_id, **values))
    assert code is grpc.StatusCode.INVALID_ARGUMENT


async def test_work_that_a_tool_leaves_becomes_a_job_of_the_turn(site: WordPress) -> None:
    job = DeferredJob("shopper_mail", '{"sealed": "to and body"}')
    site.results["send_email"] = Returned(
        '{"queued": true, "to_masked": "j•••@b.ie"}', None, (job,)
    )
    thread = {"thread_id": "2" * 32, "tools": CUSTOMER_TOOLS}
    await site.ask("How many days do I have to return something?", "message-1", **thread)
    heard = await site.ask("Please e-mail me that", "message-2", **thread)
    assert "j•••@b.ie" in heard.text
    leased = await site.caller.call(
        "/sidecar.v1.Operations/LeaseJobs",
        operations_pb2.LeaseJobsRequest(max_count=50, lease_ms=60_000),
    )
    (mail,) = [each for each in leased.jobs if each.kind == "shopper_mail"]
    assert mail.payload_json == job.payload_json


async def test_what_was_asked_and_decided_is_in_the_audit_log_once(site: WordPress) -> None:
    offer = await wished(site, "3" * 32)
    for _ in range(2):
        await decide(site, offer.approval_id, state=desk_pb2.APPROVAL_STATE_DECLINED, text="No.")
    listed = await site.caller.call(
        "/sidecar.v1.Operations/ListAudit", operations_pb2.ListAuditRequest(page_size=1_000)
    )
    logged = [each for each in listed.entries if each.approval_id == offer.approval_id]
    assert [(each.tool, each.outcome) for each in logged] == [
        ("issue_refund", "APPROVAL_NEEDED"),
        ("issue_refund", "DECLINED"),
    ]
    asked, decided = logged
    assert decided.ids_json == asked.ids_json != "{}"
    assert decided.versions_json == asked.versions_json != "{}"
    assert decided.duration_ms >= 0
    others = []
    for number, person_id in enumerate((3, 4)):
        other = await wished(site, f"{4 + number}" * 32)
        await decide(site, other.approval_id, person_id=person_id)
        listed = await site.caller.call(
            "/sidecar.v1.Operations/ListAudit", operations_pb2.ListAuditRequest(page_size=1_000)
        )
        others.append(listed.entries[-1].actor)
    assert decided.actor == others[0] != others[1]
    assert decided.actor.startswith("staff-")
    assert "Ann" not in decided.actor


async def test_a_wish_that_waits_already_is_logged_under_what_waits(site: WordPress) -> None:
    offer = await wished(site, "7" * 32)
    await site.ask(WISH, "message-2", thread_id="7" * 32, tools=CUSTOMER_TOOLS)
    listed = await site.caller.call(
        "/sidecar.v1.Operations/ListAudit", operations_pb2.ListAuditRequest(page_size=1_000)
    )
    waiting = [each for each in listed.entries if each.approval_id == offer.approval_id]
    assert [each.outcome for each in waiting] == ["APPROVAL_NEEDED"] * 2
