"""Several models in a row: who answers, what each is given, and whose record it is."""

from __future__ import annotations

import json

import pytest

from sidecar.orchestrator.model_brain import SHORT_PASSAGES
from sidecar.orchestrator.version import Version, Versions
from sidecar.store import Store, spend
from sidecar.upstream import FAILURES
from sidecar.v1.agent_pb2 import Outcome
from sidecar.v1.operations_pb2 import Flag, TrackRecord
from tests.fakes.modelled_shop import Modelled, modelled
from tests.fakes.openai_server import Answer, Calls, Fails, Hangs, OpenAIServer, Says
from tests.fakes.pages import Pages
from tests.fakes.shop import PROMPTS
from tests.hostile.scripts import search

QUESTION = "How long do I have to return something?"
PROVEN = "You have 30 days [p1]."


def counts(made: Modelled) -> list[int]:
    """Requests of each provider."""
    return [len(server.requests) for server in made.servers]


def passages(server: OpenAIServer, request: int = 0) -> list[str]:
    """Marks of the passages that a request carried."""
    user = server.requests[request]["messages"][-1]["content"]
    return [known["mark"] for known in json.loads(user.split("\n")[1])["passages"]]


async def records(made: Modelled) -> dict[str, TrackRecord]:
    """The month's, by model."""
    month = spend.month_of(made.shop.parts.now_unix_ms())
    rows = await made.shop.store.read(lambda db: spend.track_records(db, month))
    return {row.model: row for row in rows}


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        (Fails(503), 3),
        (Fails(400), 1),
        (Fails(401), 1),
        (Fails(429, headers=(("Retry-After", "30"),)), 1),
        (Says("You have 30 days. Do not", then="reset"), 1),
        (Says(""), 1),
        (Says("Great question!"), 1),
    ],
)
async def test_where_the_first_model_fails_the_second_answers(
    store: Store, first: Answer, asked: int
) -> None:
    async with modelled(store, [first], [Says(PROVEN)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("You have 30 days.")
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    assert heard.terminal_count == 1
    assert counts(made) == [asked, 1]


async def test_a_first_model_that_hangs_leaves_time_for_the_second(store: Store) -> None:
    async with modelled(store, [Hangs()], [Says(PROVEN)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text == "You have 30 days. (See: Returns and refunds)"
    assert counts(made) == [1, 1]


async def test_a_first_model_that_answers_is_the_only_one_asked(store: Store) -> None:
    async with modelled(store, [Says(PROVEN)], [Says(PROVEN)]) as made:
        await made.shop.ask(QUESTION)
    assert counts(made) == [1, 0]


async def test_with_all_models_failing_the_pages_answer(store: Store) -> None:
    async with modelled(store, [Fails(500)], [Fails(500)]) as made:
        heard = await made.shop.ask(QUESTION)
    assert heard.text.startswith("You can return any unused item within 30 days")
    assert counts(made) == [3, 3]


async def test_each_provider_has_a_breaker_of_its_own(store: Store) -> None:
    async with modelled(store, [Fails(500)], [Says(PROVEN)]) as made:
        for number in range(4):
            heard = await made.shop.ask(QUESTION, f"message-{number}")
            assert heard.text.startswith("You have 30 days.")
    assert counts(made) == [FAILURES, 4]


# What they are given


async def test_a_second_try_has_less_to_read(store: Store) -> None:
    async with modelled(store, [Fails(503), Says(PROVEN)]) as made:
        await made.shop.ask(QUESTION)
    first, second = (passages(made.server, number) for number in (0, 1))
    assert len(first) == 3
    assert second == first[:SHORT_PASSAGES]


async def test_a_second_provider_has_less_to_read(store: Store) -> None:
    # Where the first refused what was too long for it, the second need not.
    async with modelled(store, [Fails(413)], [Says(PROVEN)]) as made:
        await made.shop.ask(QUESTION)
    assert len(passages(made.servers[0])) == 3
    assert len(passages(made.servers[1])) == SHORT_PASSAGES


@pytest.mark.parametrize(("confidence", "writer"), [(0.69, "large"), (0.7, "fake-model")])
async def test_the_larger_model_writes_only_below_the_sure_confidence(
    store: Store, confidence: float, writer: str
) -> None:
    pages = Pages(confidence=confidence)
    async with modelled(store, [Says(PROVEN)], drafter="large", pages=pages) as made:
        await made.shop.ask(QUESTION)
    assert [request["model"] for request in made.server.requests] == [writer]


async def test_the_smaller_model_plans_and_tells_what_was_looked_up(store: Store) -> None:
    script = [
        Calls((("get_order_status", {"order_id": 1042}),)),
        Says("Your order ••42 is Processing."),
    ]
    pages = Pages(confidence=0.1)
    async with modelled(store, script, drafter="large", pages=pages) as made:
        await made.shop.ask("Where is my order 1042?")
    assert [request["model"] for request in made.server.requests] == ["fake-model"] * 2


# Whose record it is


async def test_what_the_larger_model_wrote_is_on_its_own_record(store: Store) -> None:
    pages = Pages(confidence=0.5)
    async with modelled(store, [Says(PROVEN)], drafter="large", pages=pages) as made:
        await made.shop.ask(QUESTION)
    (record,) = (await records(made)).values()
    assert record.model == "provider1/large"
    assert (record.turn_count, record.answered_count, record.input_tokens) == (1, 1, 100)
    assert '"model_version": "provider1/large"' in made.log.getvalue()


async def test_each_model_of_a_turn_is_on_its_own_record(store: Store) -> None:
    planned = Says("", calls=(search("returns"),))
    pages = Pages(confidence=0.5)
    async with modelled(
        store, [planned, Says("Great question!")], [Says(PROVEN)], drafter="large", pages=pages
    ) as made:
        await made.shop.ask("Do you have a copper kettle?")
    known = await records(made)
    assert {name: (row.failed_count, row.answered_count) for name, row in known.items()} == {
        "provider1/fake-model": (0, 0),
        "provider1/large": (1, 0),
        "provider2/large": (0, 1),
    }


# Versions and their flags


async def test_a_flag_gives_a_thread_to_another_version_and_its_order_of_providers(
    store: Store,
) -> None:
    async with modelled(store, [Says(PROVEN)], [Says(PROVEN)]) as made:
        first, second, last = made.shop.parts.versions.known[0].brains
        made.shop.use(
            Versions(
                (
                    Version("standard", PROMPTS, (first, second, last)),
                    Version("candidate", PROMPTS, (second, first, last)),
                )
            )
        )
        flags = made.shop.settings.current.flags
        flags.append(Flag(brain_version="candidate", share_percent=100, scenarios=["policy"]))
        await made.shop.ask(QUESTION, "message-1")
        assert counts(made) == [0, 1]
        await made.shop.ask("Hello!", "message-2")
        assert counts(made) == [1, 1]
        flags[0].share_percent = 0
        await made.shop.ask(QUESTION, "message-3")
        assert counts(made) == [2, 1]
    assert '"brain_version": "candidate"' in made.log.getvalue()
