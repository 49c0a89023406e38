"""Answers that staff can use again: those they kept, and those that resolved a question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sidecar.desk.meaning import MAX_QUESTIONS, SAME, Group, Meanings, groups, rows
from sidecar.store import Store, macros, questions
from sidecar.store.macros import Macro
from sidecar.store.questions import RESOLVED, Question

MAX_TITLE_CHARS, MAX_TEXT_CHARS = 200, 4_000
MAX_SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class ShownMacro:
    """The fields are those of the wire's Macro."""

    macro_id: str
    title: str
    text: str
    suggested: bool
    resolved_count: int


async def listed(store: Store, meanings: Meanings) -> list[ShownMacro]:
    """Kept ones in order of title, then suggestions, the most useful first."""
    await meanings.settle()
    known = await meanings.macros()
    resolved = await store.read(
        lambda db: questions.grouped(db, RESOLVED, meanings.model, MAX_QUESTIONS)
    )
    return await asyncio.to_thread(_shown, known, resolved)


async def keep(meanings: Meanings, macro_id: str, title: str, text: str) -> Macro:
    """The macro to store."""
    (vector,) = await meanings.vectors([title])
    return Macro(macro_id, title, text, 0, meanings.model, vector.tobytes())


async def remove(store: Store, meanings: Meanings, macro_id: str) -> None:
    """Takes a macro or a suggestion off the list; what means the same is not suggested again."""
    known = {macro.macro_id: macro for macro in await meanings.macros()}
    gone = known.get(macro_id)
    if gone is None:
        resolved = await store.read(
            lambda db: questions.grouped(db, RESOLVED, meanings.model, MAX_QUESTIONS)
        )
        found = await asyncio.to_thread(groups, resolved)
        group = next((group for group in found if group.group_id == macro_id), None)
        if group is None:
            return
        vector = group.vector.tobytes()
        gone = Macro(macro_id, group.middle.text, "", 1, meanings.model, vector)
    declined = replace(gone, text="", declined=1)
    await store.write(lambda db: macros.put_all(db, [declined]))


def _shown(known: Sequence[Macro], resolved: Sequence[Question]) -> list[ShownMacro]:
    kept = [
        ShownMacro(macro.macro_id, macro.title, macro.text, False, _count(macro, resolved))
        for macro in known
        if not macro.declined
    ]
    offered = [group for group in groups(resolved) if _is_new(group, known)]
    return [*kept, *map(_suggestion, offered[:MAX_SUGGESTIONS])]


def _is_new(group: Group, known: Sequence[Macro]) -> bool:
    if any(macro.macro_id == group.group_id for macro in known):
        return False
    return not known or float(np.max(rows(each.vector for each in known) @ group.vector)) < SAME


def _count(macro: Macro, resolved: Sequence[Question]) -> int:
    """The questions that such an answer resolved."""
    if not resolved:
        return 0
    near = rows(each.vector for each in resolved) @ np.frombuffer(macro.vector, np.float32)
    same = np.array([each.group_id == macro.macro_id for each in resolved])
    return int((same | (near >= SAME)).sum())


def _suggestion(group: Group) -> ShownMacro:
    latest = group.questions[-1]
    return ShownMacro(
        macro_id=group.group_id,
        title=group.middle.text[:MAX_TITLE_CHARS],
        text=latest.answer[:MAX_TEXT_CHARS],
        suggested=True,
        resolved_count=len(group.questions),
    )
