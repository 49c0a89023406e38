"""What shoppers asked and the shop's pages did not answer, grouped by meaning."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sidecar.desk.meaning import MAX_QUESTIONS, Group, Meanings, groups
from sidecar.store import Store, questions
from sidecar.store.questions import UNANSWERED

MAX_VARIANTS = 10


@dataclass(frozen=True, slots=True)
class UnansweredGroup:
    """The fields are those of the wire's UnansweredGroup."""

    group_id: str
    question: str
    variants: tuple[str, ...]
    asked_count: int
    last_unix_ms: int
    thread_id: str


async def unanswered(store: Store, meanings: Meanings, limit: int) -> list[UnansweredGroup]:
    """The `limit` groups that were asked most, then latest."""
    await meanings.settle()
    known = await store.read(
        lambda db: questions.grouped(db, UNANSWERED, meanings.model, MAX_QUESTIONS)
    )
    found = await asyncio.to_thread(groups, known)
    return [_shown(group) for group in found[:limit]]


def _shown(group: Group) -> UnansweredGroup:
    texts = dict.fromkeys(known.text for known in reversed(group.questions))
    texts.pop(group.middle.text)
    last = group.questions[-1]
    return UnansweredGroup(
        group_id=group.group_id,
        question=group.middle.text,
        variants=tuple(texts)[:MAX_VARIANTS],
        asked_count=len(group.questions),
        last_unix_ms=last.asked_unix_ms,
        thread_id=last.thread_id,
    )
