"""Which questions mean the same, and that the groups hold as questions come and go."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from sidecar.desk.meaning import Meanings, assign, groups
from sidecar.desk.unanswered import unanswered
from sidecar.embedder import Embedder
from sidecar.store import Database, Store, questions
from sidecar.store.questions import Question
from sidecar.store.retention import DAY_MS, expire
from sidecar.v1.agent_pb2 import Outcome, Rating
from tests.sidecar.desk.paraphrases import PARAPHRASES

NOW = 1_780_000_000_000
THREAD = "t" * 32


async def any_question(text: str) -> bool:
    return "order" not in text


@pytest.fixture
def meanings(store: Store, embedder: Embedder) -> Meanings:
    return Meanings(store, embedder, any_question)


def ask(
    db: Database,
    text: str,
    *,
    number: int = 0,
    thread_id: str = THREAD,
    outcome: int = Outcome.OUTCOME_UNANSWERED,
    rating: int = 0,
    answer: str = "",
) -> None:
    """A turn that ended so, a second after the one before."""
    now = NOW + number * 1_000
    message_id = f"message-{number}"
    db.execute(
        "INSERT INTO threads (thread_id, subject, created_unix_ms, active_unix_ms)"
        " VALUES (?, 'u_1', ?, ?) ON CONFLICT DO NOTHING",
        [thread_id, now, now],
    )
    db.execute(
        "INSERT INTO turns (thread_id, message_id, state, text, text_hash, request,"
        " created_unix_ms, answer, outcome, rating) VALUES (?, ?, 'done', ?, '', x'', ?, ?, ?, ?)",
        [thread_id, message_id, text, now, answer, outcome, rating],
    )
    questions.add(db, Question(thread_id, message_id, text, answer))


async def ask_all(store: Store, *texts: str, first: int = 0) -> None:
    def step(db: Database) -> None:
        for number, text in enumerate(texts, first):
            ask(db, text, number=number)

    await store.write(step)


def test_paraphrases_come_together_and_neighbours_stay_apart(embedder: Embedder) -> None:
    asked = [(topic, text) for topic, texts in enumerate(PARAPHRASES) for text in texts]
    random.Random(7).shuffle(asked)
    fresh = [Question(THREAD, str(number), text, "") for number, (_, text) in enumerate(asked)]
    vectors = embedder.embed([text for _, text in asked])
    found = groups(assign([], fresh, vectors))
    topics = [[asked[int(known.message_id)][0] for known in each.questions] for each in found]
    purity = sum(Counter(each).most_common(1)[0][1] for each in topics) / len(asked)
    together = sum(a == b for each in topics for a, b in combinations(each, 2))
    recall = together / (len(PARAPHRASES) * 6)
    assert purity >= 0.95
    assert recall >= 0.7


def test_questions_that_come_one_by_one_are_grouped_as_those_that_come_together(
    embedder: Embedder,
) -> None:
    texts = [text for topic in PARAPHRASES for text in topic]
    fresh = [Question(THREAD, str(number), text, "") for number, text in enumerate(texts)]
    vectors = embedder.embed(texts)
    at_once = assign([], fresh, vectors)
    known: list[Question] = []
    for number, question in enumerate(fresh):
        known += assign(known, [question], vectors[number : number + 1])
    assert [each.group_id for each in known] == [each.group_id for each in at_once]


async def test_the_most_asked_comes_first_with_its_variants(
    store: Store, meanings: Meanings
) -> None:
    await ask_all(store, "Are dogs allowed in the shop?", *PARAPHRASES[0], PARAPHRASES[0][0])
    first, second = await unanswered(store, meanings, 50)
    assert (first.asked_count, second.asked_count) == (5, 1)
    assert {first.question, *first.variants} == set(PARAPHRASES[0])
    assert first.question not in first.variants
    assert (first.last_unix_ms, first.thread_id) == (NOW + 5_000, THREAD)
    assert second.question == "Are dogs allowed in the shop?"
    assert len(await unanswered(store, meanings, 1)) == 1


async def test_a_group_keeps_its_id_when_more_is_asked(store: Store, meanings: Meanings) -> None:
    await ask_all(store, PARAPHRASES[0][0])
    (before,) = await unanswered(store, meanings, 50)
    await ask_all(store, *PARAPHRASES[0][1:], first=1)
    (after,) = await unanswered(store, meanings, 50)
    assert (after.group_id, after.asked_count) == (before.group_id, 4)


async def test_a_closed_group_is_gone_and_what_is_asked_later_is_new(
    store: Store, meanings: Meanings
) -> None:
    await ask_all(store, *PARAPHRASES[0])
    (group,) = await unanswered(store, meanings, 50)
    closed = await store.write(lambda db: questions.close_unanswered(db, group.group_id))
    again = await store.write(lambda db: questions.close_unanswered(db, group.group_id))
    assert (closed, again) == (4, 0)
    assert await unanswered(store, meanings, 50) == []
    await ask_all(store, PARAPHRASES[0][1], first=10)
    assert [each.asked_count for each in await unanswered(store, meanings, 50)] == [1]


async def test_nothing_is_closed_by_an_empty_or_unknown_id(
    store: Store, meanings: Meanings
) -> None:
    await ask_all(store, *PARAPHRASES[0])
    for group_id in ("", "ffffffffffffffff"):
        assert await store.write(lambda db, g=group_id: questions.close_unanswered(db, g)) == 0  # type: ignore[misc]
    assert len(await unanswered(store, meanings, 50)) == 1


async def test_only_what_the_pages_should_answer_is_listed(
    store: Store, meanings: Meanings
) -> None:
    await ask_all(store, "Where is my order?", "Do you rent tents?")
    assert [each.question for each in await unanswered(store, meanings, 50)] == [
        "Do you rent tents?"
    ]


async def test_an_answer_rated_down_counts_and_one_rated_up_does_not(
    store: Store, meanings: Meanings
) -> None:
    answered = Outcome.OUTCOME_ANSWERED

    def step(db: Database) -> None:
        ask(db, "Do you wrap gifts?", number=1, outcome=answered, rating=Rating.RATING_DOWN)
        ask(db, "Are you hiring?", number=2, outcome=answered, rating=Rating.RATING_UP)
        ask(db, "Can I pay with PayPal?", number=3, outcome=answered)
        ask(db, "Do you rent tents?", number=4, outcome=Outcome.OUTCOME_HANDED_OFF)

    await store.write(step)
    found = {each.question for each in await unanswered(store, meanings, 50)}
    assert found == {"Do you wrap gifts?", "Do you rent tents?"}


async def test_questions_go_with_their_thread(store: Store, meanings: Meanings) -> None:
    def step(db: Database) -> None:
        ask(db, "Do you rent tents?", number=1, thread_id="old")
        ask(db, "Can I hire a tent?", number=2, thread_id="new")
        db.execute("UPDATE threads SET active_unix_ms = ? WHERE thread_id = 'old'", [NOW - DAY_MS])

    await store.write(step)
    (before,) = await unanswered(store, meanings, 50)
    await store.write(lambda db: expire(db, 30, NOW + 30 * DAY_MS - 1))
    (after,) = await unanswered(store, meanings, 50)
    assert (before.asked_count, after.asked_count) == (2, 1)
    assert (after.group_id, after.question) == (before.group_id, "Can I hire a tent?")


async def test_questions_of_another_model_are_grouped_anew(
    store: Store, meanings: Meanings
) -> None:
    await ask_all(store, *PARAPHRASES[0], *PARAPHRASES[9])
    await meanings.settle()
    await store.write(lambda db: db.execute("UPDATE questions SET model = 'other', vector = x''"))
    assert [each.asked_count for each in await unanswered(store, meanings, 50)] == [4, 4]


def test_5000_questions_are_grouped_in_one_pass_of_arithmetic() -> None:
    rng = np.random.default_rng(5)
    centres = rng.standard_normal((500, 384)).astype(np.float32)
    vectors = centres[rng.integers(0, 500, 5_000)] + 0.3 * rng.standard_normal((5_000, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    fresh = [Question(THREAD, str(number), "", "") for number in range(5_000)]
    assert len(groups(assign([], fresh, vectors))) == 500
