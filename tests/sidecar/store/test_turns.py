"""What a turn remembers of those before it."""

from __future__ import annotations

import pytest

from sidecar.nouns import Exchange
from sidecar.store import Database, Store, threads, turns

THREAD = "0123456789abcdef0123456789abcdef"


def begun(db: Database, message_id: str, at: int, thread_id: str = THREAD) -> None:
    """A message of its own words, accepted and not yet answered."""
    threads.touch(db, thread_id, "u_1", "en", at)
    turns.begin(
        db,
        thread_id=thread_id,
        message_id=message_id,
        text=f"What of {message_id}?",
        text_hash="h",
        request=b"",
        now_unix_ms=at,
    )


def ended(
    db: Database, message_id: str, at: int, state: str = turns.DONE, thread_id: str = THREAD
) -> None:
    """A message and its answer."""
    begun(db, message_id, at, thread_id)
    ending = turns.Ending(state, f"So much of {message_id}.", (), 1, 1.0, "{}")
    turns.finish(db, thread_id, message_id, ending, at + 1)


def remembered(db: Database, message_id: str, limit: int = 10) -> list[str]:
    return [known.message_id for known in turns.history(db, THREAD, message_id, limit)]


@pytest.mark.parametrize("apart_ms", [5, 0])
async def test_a_turn_that_runs_again_knows_only_what_came_before_it(
    store: Store, apart_ms: int
) -> None:
    def lived(db: Database) -> None:
        ended(db, "one", 1_000)
        ended(db, "two", 3_000 - apart_ms)
        begun(db, "cut-off", 3_000)
        ended(db, "later", 3_000 + apart_ms)
        ended(db, "elsewhere", 1_500, thread_id="f" * 32)

    await store.write(lived)
    assert await store.read(lambda db: remembered(db, "cut-off")) == ["one", "two"]
    assert await store.read(lambda db: remembered(db, "later")) == ["one", "two"]
    assert await store.read(lambda db: remembered(db, "cut-off", limit=1)) == ["two"]
    told = await store.read(lambda db: turns.earlier_texts(db, THREAD, "cut-off", 1, 9))
    assert told == ["What of one?"]


async def test_the_words_of_a_failure_are_not_remembered_as_an_answer(store: Store) -> None:
    def lived(db: Database) -> None:
        ended(db, "failed", 1_000, turns.FAILED)
        ended(db, "stopped", 2_000, turns.STOPPED)
        begun(db, "now", 3_000)

    await store.write(lived)
    assert await store.read(lambda db: turns.history(db, THREAD, "now", 10)) == [
        Exchange("failed", "What of failed?", ""),
        Exchange("stopped", "What of stopped?", "So much of stopped."),
    ]
