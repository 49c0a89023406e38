"""Which questions mean the same: each new one joins the group it is nearest to, or begins one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.store import Database, Store, macros, questions
from sidecar.store.macros import Macro
from sidecar.store.questions import RESOLVED, UNANSWERED, Question

# Cosine of a question and the middle of a group. On 1,249 paraphrases of 125 questions in random
# order: purity 0.96, pairs kept together 0.79; 0.60 gives 0.90 and 0.86, 0.70 gives 0.97 and 0.68
# (measured November 2026).
SAME = 0.65
MAX_QUESTIONS = 5_000  # the latest; their vectors are 8 MB
MAX_NEW = 400  # at a time: about a second of embedding

Vectors = NDArray[np.float32]


class Meanings:
    """Gives questions their groups. `concerns_shop` says whether one is the pages' to answer."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        concerns_shop: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._concerns_shop = concerns_shop
        self._one_at_a_time = asyncio.Lock()

    @property
    def model(self) -> str:
        """What the vectors are made by; those of another model are made anew."""
        return self._embedder.model.fingerprint

    async def settle(self) -> int:
        """Groups the latest questions that have no group yet; gives how many it looked at.

        Greetings, orders and the like, which ended unanswered too, are closed instead.
        """
        async with self._one_at_a_time:
            fresh = await self._store.read(lambda db: questions.ungrouped(db, self.model, MAX_NEW))
            if not fresh:
                return 0
            asked: list[Question] = []
            others: list[Question] = []
            for known in fresh:
                (asked if await self._concerns_shop(known.text) else others).append(known)
            vectors = await self.vectors([known.text for known in asked])
            settled = await self._store.read(self._grouped)
            grouped = await asyncio.to_thread(assign, settled, asked, vectors)

            def write(db: Database) -> None:
                questions.close(db, others)
                questions.set_groups(db, grouped, self.model)

            await self._store.write(write)
            return len(fresh)

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """(n, d) what texts mean."""
        return await asyncio.to_thread(self._embedder.embed, texts)

    async def macros(self) -> list[Macro]:
        """Every macro, the declined ones too, each with its vector."""
        known = await self._store.read(macros.every)
        old = [macro for macro in known if macro.model != self.model]
        if old:
            vectors = await self.vectors([macro.title for macro in old])
            fresh = {
                macro.macro_id: replace(macro, model=self.model, vector=vector.tobytes())
                for macro, vector in zip(old, vectors, strict=True)
            }
            await self._store.write(lambda db: macros.put_all(db, fresh.values()))
            known = [fresh.get(macro.macro_id, macro) for macro in known]
        return known

    def _grouped(self, db: Database) -> list[Question]:
        either = f"({UNANSWERED} OR {RESOLVED})"
        return questions.grouped(db, either, self.model, MAX_QUESTIONS)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same, oldest first; `middle` is the one nearest to all of them."""

    group_id: str
    questions: tuple[Question, ...]
    middle: Question
    vector: Vectors


def groups(known: Iterable[Question]) -> list[Group]:
    """The groups of grouped questions, the largest first, then the latest."""
    by_id: dict[str, list[Question]] = {}
    for question in known:
        by_id.setdefault(question.group_id, []).append(question)
    found = []
    for group_id, members in by_id.items():
        vectors = rows(known.vector for known in members)
        centre = vectors.sum(axis=0)
        centre /= np.linalg.norm(centre)
        middle = members[int(np.argmax(vectors @ centre))]
        found.append(Group(group_id, tuple(members), middle, centre))
    return sorted(
        found, key=lambda group: (-len(group.questions), -group.questions[-1].asked_unix_ms)
    )


def assign(
    known: Sequence[Question], fresh: Sequence[Question], vectors: Vectors
) -> list[Question]:
    """`fresh` with their groups, in order; `vectors` (n, d) are theirs, unit rows.

    A group is named after its first question.
    """
    numbers: dict[str, int] = {}
    sums = np.zeros((len(known) + len(fresh), vectors.shape[1]), np.float32)
    for question in known:
        number = numbers.setdefault(question.group_id, len(numbers))
        sums[number] += np.frombuffer(question.vector, np.float32)
    lengths = np.linalg.norm(sums, axis=1)
    names = list(numbers)
    grouped = []
    for question, vector in zip(fresh, vectors, strict=True):
        count = len(names)
        nearness = (sums[:count] @ vector) / lengths[:count]
        number = int(np.argmax(nearness)) if count else 0
        if not count or nearness[number] < SAME:
            number = count
            names.append(name_of(f"{question.thread_id}/{question.message_id}"))
        sums[number] += vector
        lengths[number] = np.linalg.norm(sums[number])
        grouped.append(replace(question, group_id=names[number], vector=vector.tobytes()))
    return grouped


def rows(vectors: Iterable[bytes]) -> Vectors:
    """(n, d) stored vectors, at least one."""
    return np.stack([np.frombuffer(vector, np.float32) for vector in vectors])


def name_of(key: str) -> str:
    """16 hexadecimal digits that say nothing of `key` and are always the same."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
