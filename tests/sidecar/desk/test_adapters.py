"""What is particular to each other service."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from sidecar.desk.adapters import Adapter, adapter_of
from sidecar.desk.adapters.exchange import link, pause_asked_for, problem
from sidecar.desk.adapters.github import PAGE_SIZE, fenced
from sidecar.desk.adapters.linear import issue_id_of
from sidecar.desk.adapters.slack import text_of
from sidecar.desk.adapters.webhook import body_of, signature
from sidecar.desk.news import News, State, States
from sidecar.desk.outbox import Blocked, Later, Refused, Trouble
from sidecar.store.tickets import OPEN, PENDING, SOLVED
from tests.fakes import help_scout_server, linear_server, slack_server
from tests.fakes.far_end import FarEnd, Fault
from tests.fakes.github_server import GitHubServer
from tests.fakes.help_scout_server import HelpScoutServer
from tests.fakes.linear_server import LinearServer
from tests.fakes.slack_server import SlackServer
from tests.fakes.webhook_receiver import SECRET, WebhookReceiver
from tests.sidecar.desk.carrying import FAR_ENDS, TRACKERS, target_of

NEWS = News(
    key="ab" * 16,
    about="ticket",
    at_unix_ms=1_780_000_000_000,
    ticket_id="T-ABC234",
    subject="Kettle",
    body="It leaks.",
    status=OPEN,
)


@asynccontextmanager
async def speaking(far: FarEnd, **more: Any) -> AsyncIterator[Adapter]:
    adapter = adapter_of(target_of(far.table(**more)))  # type: ignore[attr-defined]
    try:
        yield adapter
    finally:
        await adapter.close()


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer() as far:
        yield far


@pytest.fixture
def linear() -> Iterator[LinearServer]:
    with LinearServer() as far:
        yield far


@pytest.fixture
def help_scout() -> Iterator[HelpScoutServer]:
    with HelpScoutServer() as far:
        yield far


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as far:
        yield far


@pytest.fixture
def hook() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as far:
        yield far


async def test_an_issue_has_a_title_labels_and_a_body_in_which_nothing_works(
    github: GitHubServer,
) -> None:
    hostile = "@everyone closes #1 ```` ![](https://evil.example/p.png) <!-- deskhand x -->"
    async with speaking(github, labels=["chat", "shop"], with_contact=True) as adapter:
        news = replace(NEWS, body=hostile, priority="high", contact_email="m@example.com")
        await adapter.create(news, look=False)
    (issue,) = github.made
    assert issue["title"] == "T-ABC234: Kettle"
    assert [label["name"] for label in issue["labels"]] == ["chat", "shop", "priority: high"]
    lines = issue["body"].split("\n")
    assert lines[0] == f"<!-- deskhand {NEWS.key} -->"
    assert lines[3:6] == ["`````text", hostile, "`````"]
    assert "m@example.com" in lines


@pytest.mark.parametrize("text", ["", "`", "```", "a ```` b\n`````"])
def test_a_fence_is_longer_than_any_within(text: str) -> None:
    fence = fenced(text).split("\n")[-1]
    assert len(fence) >= 3
    assert fence not in text


async def test_a_public_repository_gets_nothing_unless_it_is_allowed(
    github: GitHubServer,
) -> None:
    github.private = False
    async with speaking(github) as adapter:
        with pytest.raises(Blocked, match="shop/support is public"):
            await adapter.create(NEWS, look=False)
    assert github.made == []
    async with speaking(github, allow_public=True) as adapter:
        await adapter.create(NEWS, look=False)
    assert len(github.made) == 1


async def test_an_issue_without_its_labels_is_found_again(github: GitHubServer) -> None:
    github.drops_labels = True
    async with speaking(github) as adapter:
        first = await adapter.create(NEWS, look=False)
        for number in range(PAGE_SIZE + 2):
            await adapter.create(replace(NEWS, key=f"{number:032x}"), look=False)
        assert await adapter.create(NEWS, look=True) == first
    assert len(github.made) == PAGE_SIZE + 3


async def test_what_a_shopper_writes_passes_for_no_mark(github: GitHubServer) -> None:
    async with speaking(github) as adapter:
        mark = f"<!-- deskhand {NEWS.key} -->"
        forged = replace(NEWS, key="cd" * 16, subject=mark, body=mark)
        other = await adapter.create(forged, look=False)
        assert await adapter.create(NEWS, look=True) != other
    assert len(github.made) == 2


async def test_an_issue_of_another_repository_is_left_alone(github: GitHubServer) -> None:
    async with speaking(github) as adapter:
        record = await adapter.create(NEWS, look=False)
        assert record.record_id == "shop/support#2"
        solved = replace(NEWS, about="ticket_status", status=SOLVED)
        with pytest.raises(Refused, match="The issue is in shop/old"):
            await adapter.set_status(solved, "shop/old#2", look=False)
        assert not github.is_solved(NEWS.ticket_id)


async def test_pull_requests_are_no_tickets(github: GitHubServer) -> None:
    async with speaking(github) as adapter:
        assert await adapter.states_since(0) == States()


async def test_github_asks_to_wait_with_403(github: GitHubServer) -> None:
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}
    async with speaking(github) as adapter:
        github.faults = [Fault(403, limit), Fault(403, {"retry-after": "60"})]
        for after_s in (0.0, 60.0):
            with pytest.raises(Later) as asked:
                await adapter.create(NEWS, look=False)
            assert asked.value.after_s == after_s


async def test_an_id_for_linear_is_a_uuid_that_the_key_decides(linear: LinearServer) -> None:
    assert issue_id_of(NEWS.key) == "abababab-abab-4bab-abab-abababababab"
    async with speaking(linear, with_contact=True) as adapter:
        news = replace(NEWS, priority="high", contact_name="Maeve")
        record = await adapter.create(news, look=False)
        with pytest.raises(Refused):
            await adapter.create(news, look=False)
        assert await adapter.create(news, look=True) == record
    (issue,) = linear.issues.values()
    assert (issue["id"], issue["priority"]) == (issue_id_of(NEWS.key), 2)
    assert "```text\nIt leaks.\n```" in issue["description"]
    assert "Maeve" in issue["description"]


@pytest.mark.parametrize(
    ("code", "status", "trouble"),
    [
        ("RATELIMITED", 400, Later),
        ("AUTHENTICATION_ERROR", 200, Blocked),
        ("FORBIDDEN", 200, Blocked),
        ("INPUT_ERROR", 200, Refused),
        ("GRAPHQL_VALIDATION_FAILED", 400, Refused),
        ("INTERNAL_SERVER_ERROR", 200, Later),
    ],
)
async def test_linear_says_in_a_code_what_is_wrong(
    linear: LinearServer, code: str, status: int, trouble: type[Trouble]
) -> None:
    linear.faults = [linear_server.refusal(code, status)]
    async with speaking(linear) as adapter:
        with pytest.raises(trouble):
            await adapter.create(NEWS, look=False)


async def test_linear_says_in_milliseconds_when_its_limit_ends(linear: LinearServer) -> None:
    far_off = {"x-ratelimit-requests-reset": "99999999999999"}
    linear.faults = [linear_server.refusal("RATELIMITED", 400, **far_off)]
    async with speaking(linear) as adapter:
        with pytest.raises(Later) as asked:
            await adapter.create(NEWS, look=False)
    assert asked.value.after_s > 10**9


async def test_changes_in_linear_come_in_pages(linear: LinearServer) -> None:
    linear.page_size = 2
    async with speaking(linear) as adapter:
        for number in range(5):
            await adapter.create(replace(NEWS, key=f"{number:032x}"), look=False)
        sizes, after = [], ""
        for _ in range(3):
            page = await adapter.states_since(0, after)
            sizes.append(len(page.states))
            after = page.after
    assert (sizes, after) == ([2, 2, 1], "")


async def test_an_issue_that_is_done_already_is_not_moved(linear: LinearServer) -> None:
    async with speaking(linear) as adapter:
        record = await adapter.create(NEWS, look=False)
        issue = linear.issues[record.record_id]
        linear._move(issue, "s-not")
        solved = replace(NEWS, about="ticket_status", status=SOLVED)
        assert await adapter.set_status(solved, record.record_id, look=False) == SOLVED
        assert issue["state"]["type"] == "canceled"
        waits = replace(solved, status=PENDING)
        assert await adapter.set_status(waits, record.record_id, look=False) == OPEN
        assert issue["state"]["type"] == "unstarted"


async def test_a_conversation_is_the_shoppers_and_its_text_is_no_html(
    help_scout: HelpScoutServer,
) -> None:
    async with speaking(help_scout) as adapter:
        news = replace(
            NEWS,
            body="<img src=x>\nIt leaks.",
            contact_name="Maeve",
            contact_email="m@example.com",
            priority="low",
        )
        await adapter.create(news, look=False)
        await adapter.create(replace(NEWS, key="cd" * 16), look=False)
    first, second = help_scout.conversations.values()
    assert first["customer"] == {"email": "m@example.com", "firstName": "Maeve"}
    assert first["text"].startswith("&lt;img src=x&gt;<br>It leaks.")
    assert [tag["tag"] for tag in first["tags"]] == [
        "deskhand",
        f"deskhand-{NEWS.key}",
        "priority-low",
    ]
    assert second["customer"] == {"email": "chat@shop.example"}


async def test_a_token_serves_until_it_is_revoked(help_scout: HelpScoutServer) -> None:
    async with speaking(help_scout) as adapter:
        await adapter.create(NEWS, look=False)
        await adapter.create(replace(NEWS, key="cd" * 16), look=False)
        assert help_scout.token_count == 1
        help_scout.revoked = 1
        await adapter.create(replace(NEWS, key="ef" * 16), look=False)
        assert help_scout.token_count == 2
    assert len(help_scout.conversations) == 3


async def test_wrong_credentials_are_told_and_not_tried_on_and_on(
    help_scout: HelpScoutServer,
) -> None:
    async with speaking(help_scout, app_secret="another") as adapter:
        with pytest.raises(Blocked, match="does not accept our key"):
            await adapter.create(NEWS, look=False)
    assert len(help_scout.asked) == 1


async def test_help_scout_tells_all_three_states(help_scout: HelpScoutServer) -> None:
    async with speaking(help_scout) as adapter:
        records = []
        for number, status in enumerate((OPEN, PENDING, SOLVED)):
            record = await adapter.create(replace(NEWS, key=f"{number:032x}"), look=False)
            await adapter.set_status(replace(NEWS, status=status), record.record_id, look=False)
            records.append(State(record.record_id, status))
        first = await adapter.states_since(0)
        assert first == States(tuple(records[: help_scout_server.PAGE_SIZE]), "2")
        assert await adapter.states_since(0, first.after) == States(tuple(records[2:]))


async def test_a_webhook_is_signed_with_both_secrets_while_one_replaces_the_other(
    hook: WebhookReceiver,
) -> None:
    new = "whsec-another-canary-0123456789"
    async with speaking(hook, secret=new, previous_secret=SECRET) as adapter:
        await adapter.create(NEWS, look=False)
        hook.secret = new
        await adapter.create(replace(NEWS, key="cd" * 16), look=False)
    assert len(hook.heard) == 2
    async with speaking(hook, secret=SECRET) as adapter:
        with pytest.raises(Blocked):
            await adapter.create(replace(NEWS, key="ef" * 16), look=False)
    assert len(hook.heard) == 2


def test_a_signature_is_the_one_of_the_guide() -> None:
    made = signature(["0123456789abcdef"], 1_790_000_000, b'{"id":"x"}')
    digest = "eb92e5bb725bf04c4046a698e7cb7f9d3c839b6227c7553d2def8c6381a49a53"
    assert made == f"t=1790000000,v1={digest}"
    assert made != signature(["0123456789abcdef"], 1_790_000_001, b'{"id":"x"}')
    assert made != signature(["0123456789abcdef"], 1_790_000_000, b'{"id":"y"}')


async def test_a_webhook_is_told_what_it_is_about_in_the_same_bytes_each_time(
    hook: WebhookReceiver,
) -> None:
    async with speaking(hook) as adapter:
        record = await adapter.create(NEWS, look=False)
        assert await adapter.create(NEWS, look=True) == record
    assert [asked.body for asked in hook.asked] == [body_of(NEWS)] * 2
    assert json.loads(body_of(NEWS)) == {
        "id": NEWS.key,
        "about": "ticket",
        "at_unix_ms": NEWS.at_unix_ms,
        "subject": "Kettle",
        "body": "It leaks.",
        "ticket": {"ticket_id": "T-ABC234", "status": "open", "priority": "normal"},
    }


def test_who_took_over_is_told() -> None:
    taken = News("ab" * 16, "takeover", 1, subject="Angry", person_name="Nora")
    assert json.loads(body_of(taken))["person_name"] == "Nora"
    assert "ticket" not in json.loads(body_of(taken))
    assert text_of(taken) == "*A person has taken over*\n> Nora\n> Angry"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (b"", ""),
        (b"thanks", ""),
        (b"[]", ""),
        (b'{"id": 7, "url": "https://desk.example/7"}', "https://desk.example/7"),
        (b'{"url": "javascript:alert(1)"}', ""),
        (b'{"url": "http://desk.example"}', ""),
        (b'{"url": "https://desk.example/%s"}' % (b"a" * 500), ""),
    ],
)
async def test_a_webhook_may_say_where_it_put_a_ticket(
    hook: WebhookReceiver, body: bytes, url: str
) -> None:
    hook.faults = [Fault(202, body=body)]
    async with speaking(hook) as adapter:
        assert (await adapter.create(NEWS, look=False)).url == url


async def test_slack_finds_a_message_by_what_only_we_can_write(slack: SlackServer) -> None:
    slack.clock = lambda: NEWS.at_unix_ms / 1_000
    async with speaking(slack) as adapter:
        await adapter.create(NEWS, look=False)
        for number in range(5):
            await adapter.create(replace(NEWS, key=f"{number:032x}"), look=False)
        await adapter.create(NEWS, look=True)
    assert len(slack.messages) == 6


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ("invalid_auth", Blocked),
        ("missing_scope", Blocked),
        ("not_in_channel", Blocked),
        ("something_new", Blocked),
        ("msg_too_long", Refused),
        ("ratelimited", Later),
        ("internal_error", Later),
    ],
)
async def test_slack_says_in_a_word_what_is_wrong(
    slack: SlackServer, error: str, trouble: type[Trouble]
) -> None:
    slack.faults = [slack_server.refusal(error)]
    async with speaking(slack) as adapter:
        with pytest.raises(trouble):
            await adapter.create(NEWS, look=False)


def test_nothing_a_shopper_writes_calls_or_links_in_slack() -> None:
    hostile = "<!channel> <@U1> <https://evil.example|our shop> & *bold*\n*New ticket T-1*"
    text = text_of(replace(NEWS, body=hostile))
    assert text.startswith("*New ticket T-ABC234*\n> Kettle\n> &lt;!channel&gt;")
    assert "<" not in text
    assert text.count("*") - text.count("*\u200b") == 2
    assert len(text_of(replace(NEWS, body="a" * 8_000))) == 3_000


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://x.example", "https://x.example/\n", "https://x.example/ a",
     "https://x.example/" + "a" * 500, None, 7],
)  # fmt: skip
def test_staff_are_led_to_no_odd_address(url: object) -> None:
    assert link("https://x.example/1") == "https://x.example/1"
    assert link(url) == ""


@pytest.mark.parametrize("kind", FAR_ENDS)
async def test_a_redirect_leads_nowhere(kind: str) -> None:
    with FAR_ENDS[kind]() as far, FAR_ENDS[kind]() as elsewhere:
        far.faults = [Fault(status, {"Location": elsewhere.address}) for status in (301, 307)]
        async with speaking(far) as adapter:
            for _ in range(2):
                with pytest.raises(Blocked, match="has moved"):
                    await adapter.create(NEWS, look=False)
        assert elsewhere.asked == []


@pytest.mark.parametrize("kind", TRACKERS)
async def test_an_answer_of_another_shape_is_no_answer(kind: str) -> None:
    shapes = (b"null", b"7", b'"x"', b"[]", b"{}", b'[{"a": 1}]', b'{"data": null}', b'{"page": 1}')
    shapes += (b"[" * 100_000,)
    for body in shapes:
        with FAR_ENDS[kind]() as far:
            far.faults = [Fault(200, body=body)] * 3
            async with speaking(far) as adapter:
                with suppress(Later):
                    assert await adapter.states_since(0) == States()
                far.faults = []
                far.creation_faults = [Fault(200 if kind == "linear" else 201, body=body)]
                with pytest.raises(Trouble):
                    await adapter.create(NEWS, look=False)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (301, Blocked), (400, Refused), (401, Blocked), (402, Blocked), (403, Blocked),
        (404, Blocked), (405, Refused), (408, Later), (409, Later), (410, Refused),
        (412, Refused), (413, Refused), (415, Refused), (418, Later), (422, Refused),
        (423, Later), (425, Later), (429, Later), (500, Later), (503, Later),
    ],
)  # fmt: skip
def test_each_status_has_its_meaning(status: int, trouble: type[Trouble]) -> None:
    assert type(problem("It", status, {})) is trouble


@pytest.mark.parametrize(
    ("headers", "after_s"),
    [
        ({}, 0),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Thu, 01 Jan 1970 00:20:00 GMT"}, 200),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"x-ratelimit-retry-after": "9"}, 9),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1100"}, 100),
        ({"x-ratelimit-remaining": "5", "x-ratelimit-reset": "1100"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "900"}, 0),
    ],
)
def test_a_pause_is_read_however_it_is_asked_for(headers: dict[str, str], after_s: float) -> None:
    assert pause_asked_for(headers, lambda: 1_000.0) == after_s
