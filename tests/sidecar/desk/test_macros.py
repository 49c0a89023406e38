"""Macros: suggested by what resolved a question, kept, and never offered again once declined."""

from __future__ import annotations

import pytest

from sidecar.desk import macros as answers
from sidecar.desk.meaning import Meanings
from sidecar.embedder import Embedder
from sidecar.store import Database, Store, macros
from sidecar.store.retention import DAY_MS, expire
from sidecar.v1.agent_pb2 import Outcome, Rating
from tests.sidecar.desk.paraphrases import PARAPHRASES
from tests.sidecar.desk.test_meaning import NOW, any_question, ask

ICELAND, PAYPAL = PARAPHRASES[0], PARAPHRASES[1]


@pytest.fixture
def meanings(store: Store, embedder: Embedder) -> Meanings:
    return Meanings(store, embedder, any_question)


async def resolve(store: Store, *texts: str, first: int = 0) -> None:
    def step(db: Database) -> None:
        for number, text in enumerate(texts, first):
            answer = f"Answer {number}."
            outcome, rating = Outcome.OUTCOME_ANSWERED, Rating.RATING_UP
            ask(db, text, number=number, answer=answer, outcome=outcome, rating=rating)

    await store.write(step)


async def keep(store: Store, meanings: Meanings, macro_id: str, title: str) -> None:
    macro = await answers.keep(meanings, macro_id, title, "We do.")
    await store.write(lambda db: macros.put_all(db, [macro]))


async def test_answers_that_were_rated_up_are_suggested_once_per_meaning(
    store: Store, meanings: Meanings
) -> None:
    await resolve(store, PAYPAL[0], *ICELAND)
    first, second = await answers.listed(store, meanings)
    assert first.title in ICELAND
    assert (first.text, first.resolved_count, first.suggested) == ("Answer 4.", 4, True)
    assert (second.title, second.resolved_count) == (PAYPAL[0], 1)


async def test_an_answer_that_nobody_rated_is_not_suggested(
    store: Store, meanings: Meanings
) -> None:
    await store.write(lambda db: ask(db, ICELAND[0], outcome=Outcome.OUTCOME_ANSWERED))
    assert await answers.listed(store, meanings) == []


async def test_a_kept_suggestion_stands_before_the_others_and_counts_on(
    store: Store, meanings: Meanings
) -> None:
    await resolve(store, *ICELAND[:3], PAYPAL[0])
    suggestion = (await answers.listed(store, meanings))[0]
    await keep(store, meanings, suggestion.macro_id, "Iceland")
    await resolve(store, ICELAND[3], first=10)
    kept, other = await answers.listed(store, meanings)
    assert (kept.macro_id, kept.title, kept.suggested) == (suggestion.macro_id, "Iceland", False)
    assert kept.resolved_count == 4
    assert other.title == PAYPAL[0]


async def test_what_a_macro_answers_already_is_not_suggested(
    store: Store, meanings: Meanings
) -> None:
    await keep(store, meanings, "by-hand-1", ICELAND[1])
    await resolve(store, ICELAND[0], PAYPAL[0])
    kept, suggestion = await answers.listed(store, meanings)
    assert (kept.macro_id, kept.resolved_count) == ("by-hand-1", 1)
    assert suggestion.title == PAYPAL[0]


async def test_a_suggestion_turned_down_never_comes_back(store: Store, meanings: Meanings) -> None:
    await resolve(store, ICELAND[0])
    (suggestion,) = await answers.listed(store, meanings)
    await answers.remove(store, meanings, suggestion.macro_id)
    assert await answers.listed(store, meanings) == []
    await store.write(lambda db: expire(db, 30, NOW + 31 * DAY_MS))
    await store.write(lambda db: db.execute("UPDATE macros SET model = 'other', vector = x''"))
    await resolve(store, *ICELAND[1:], first=20)
    assert await answers.listed(store, meanings) == []


async def test_a_removed_macro_is_neither_kept_nor_suggested(
    store: Store, meanings: Meanings
) -> None:
    await resolve(store, ICELAND[0])
    (suggestion,) = await answers.listed(store, meanings)
    await keep(store, meanings, suggestion.macro_id, "Iceland")
    await answers.remove(store, meanings, suggestion.macro_id)
    await answers.remove(store, meanings, "never-was")
    assert await answers.listed(store, meanings) == []
    (left,) = await store.read(macros.every)
    assert (left.text, left.declined) == ("", 1)
