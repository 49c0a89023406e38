"""A version that drafts beside the one that answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator

from sidecar.errors import ModelUnavailable
from sidecar.orchestrator.brain import Ask, Brain, Context, Say, Utterance
from sidecar.orchestrator.version import Version, Versions
from sidecar.store import Store, drafts, spend
from sidecar.v1.operations_pb2 import Flag
from tests.fakes.shop import ORDER, PROMPTS, THREAD, Shop

QUESTION = "How long do I have to return something?"


class Drafting:
    """Says and asks what it is given; keeps what it was shown."""

    name = "drafting"
    marks_sources = False

    def __init__(self, *script: Utterance | Exception) -> None:
        self.script = script
        self.heard: list[Context] = []

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        self.heard.append(context)
        for part in self.script:
            if isinstance(part, Exception):
                raise part
            yield part

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        return ""


def shadowed(store: Store, brain: Brain) -> Shop:
    shop = Shop(store)
    shop.use(
        Versions(
            (
                Version("standard", PROMPTS, (shop.extractive,)),
                Version("new", PROMPTS, (brain, shop.extractive)),
            )
        )
    )
    shop.settings.current.flags.append(Flag(brain_version="new", share_percent=100, shadow=True))
    return shop


async def drafted(shop: Shop) -> str:
    await shop.conversations.drafted()
    kept = await shop.store.read(lambda db: drafts.of_thread(db, THREAD))
    (draft,) = kept.values()
    assert draft.brain_version == "new"
    return draft.text


async def test_a_draft_is_proven_kept_and_not_shown(store: Store) -> None:
    shop = shadowed(store, Drafting(Say("You have 30 days. You have 90 days.")))
    heard = await shop.ask(QUESTION)
    assert await drafted(shop) == "You have 30 days. (See: Returns and refunds)"
    assert "You have 30 days. (See" not in heard.text
    assert heard.kinds.count("done") == 1


async def test_it_has_what_was_looked_up_and_may_call_nothing(store: Store) -> None:
    brain = Drafting(Say("Your order is processing. "))
    shop = shadowed(store, brain)
    shop.results = {"get_order_status": ORDER}
    await shop.ask("Where is my order 1042?")
    assert await drafted(shop) == "Your order is processing."
    assert [asked for asked, _ in shop.asked] == ["get_order_status"]
    (context,) = brain.heard
    assert context.tools == ()
    assert [result.call.name for result in context.results] == ["get_order_status"]


async def test_one_that_asks_for_tools_gives_up_and_does_nothing(store: Store) -> None:
    ask = Ask("create_ticket", json.dumps({"subject": "x", "body": "y"}))
    shop = shadowed(store, Drafting(ask))
    await shop.ask(QUESTION)
    assert await drafted(shop) == ""
    assert await store.read(lambda db: db["tickets"].count) == 0


async def test_what_it_did_is_recorded_under_its_version(store: Store) -> None:
    shop = shadowed(store, Drafting(ModelUnavailable("gone")))
    await shop.ask(QUESTION)
    assert await drafted(shop) == ""
    month = spend.month_of(shop.parts.now_unix_ms())
    records = await store.read(lambda db: spend.track_records(db, month))
    known = {(record.brain_version, record.turn_count, record.failed_count) for record in records}
    assert known == {("standard", 1, 0), ("new", 0, 1)}


async def test_a_draft_goes_with_its_turn(store: Store) -> None:
    shop = shadowed(store, Drafting(Say("You have 30 days.")))
    await shop.ask(QUESTION)
    await drafted(shop)
    await store.write(lambda db: db.execute("DELETE FROM turns"))
    assert not await store.read(lambda db: drafts.of_thread(db, THREAD))


async def test_a_drain_does_not_wait_for_a_draft(store: Store) -> None:
    never = asyncio.Event()

    class Silent(Drafting):
        async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
            await never.wait()
            yield Say("")

    shop = shadowed(store, Silent())
    await shop.ask(QUESTION)
    assert await shop.conversations.drain(5.0) == 0
    await shop.conversations.drafted()
    assert not await store.read(lambda db: drafts.of_thread(db, THREAD))
