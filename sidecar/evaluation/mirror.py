"""Makes a mirror: asks the shop's pages their own questions, and compares them with each other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.evaluation.claims import Claim, claims, product_words
from sidecar.evaluation.content import Content, read
from sidecar.evaluation.contradiction import about, contradictions
from sidecar.evaluation.likeness import Sketches
from sidecar.evaluation.questions import Asked, QuestionBook
from sidecar.index.generation import Generation
from sidecar.index.shelf import Shelf
from sidecar.knowledge.query import Knowledge
from sidecar.nouns import Passage
from sidecar.v1 import knowledge_pb2 as pb

TOP = 5
MAX_LOST = 100
PROGRESS_EVERY = 20

Progress = Callable[[str, int, int], None]


def make(
    folder: Path, hidden: Sequence[str], embedder: Embedder, progress: Progress
) -> pb.GetMirrorResponse:
    """The mirror of the generation in `folder`, as if the documents `hidden` were not there.

    Raises DamagedGeneration.
    """
    generation = Generation.trust(folder)
    generation.hide(hidden)
    book, sketches = QuestionBook(), Sketches()
    products: set[str] = set()
    for content in read(generation):
        book.note(content)
        sketches.note(content)
        if content.kind == "product":
            products |= product_words(content.title)
    known: list[Claim] = []
    for content in read(generation):
        known += claims(content, frozenset(products))
    mirror = pb.GetMirrorResponse(
        made_unix_ms=time.time_ns() // 1_000_000, generation=generation.name
    )
    asyncio.run(_ask(generation, embedder, book.chosen(known), mirror, progress))
    progress("compare", 0, 1)
    for alike in sketches.pairs():
        mirror.duplicates.add(
            one=_link(alike.one), other=_link(alike.other), similarity=alike.similarity
        )
    for pair in contradictions(known, embedder):
        mirror.contradictions.add(
            one=_link(pair.one.content, pair.one.heading),
            one_text=pair.one.text,
            other=_link(pair.other.content, pair.other.heading),
            other_text=pair.other.text,
            about=about(pair),
        )
    progress("compare", 1, 1)
    return mirror


async def _ask(
    generation: Generation,
    embedder: Embedder,
    questions: Sequence[Asked],
    mirror: pb.GetMirrorResponse,
    progress: Progress,
) -> None:
    """Asks what shoppers' questions go through, and counts what comes first."""
    shelf = Shelf(generation.folder.parent, embedder.model.fingerprint)
    shelf.current = generation
    knowledge = Knowledge(shelf, embedder, float("inf"), lambda: mirror.made_unix_ms)
    found_count, reciprocal = 0, 0.0
    try:
        for number, asked in enumerate(questions):
            if number % PROGRESS_EVERY == 0:
                progress("ask", number, len(questions))
            page = asked.pages[0]
            found = await knowledge.search(asked.text, top_k=TOP, locale=page.locale)
            place = _place(asked, found.passages)
            if place:
                found_count += 1
                reciprocal += 1 / place
            elif len(mirror.lost) < MAX_LOST:
                first = found.passages[0] if found.passages else None
                mirror.lost.add(
                    question=asked.text,
                    page=_link(page, asked.section),
                    found=_passage_link(first) if first else None,
                )
    finally:
        knowledge.close()
    progress("ask", len(questions), len(questions))
    mirror.question_count = len(questions)
    if questions:
        mirror.recall_at_5 = found_count / len(questions)
        mirror.mrr = reciprocal / len(questions)


def _place(asked: Asked, passages: Sequence[Passage]) -> int:
    """Where the first of the question's own pages stands, from 1; 0 when it is not there."""
    own = {page.doc_id for page in asked.pages}
    addresses = {page.url for page in asked.pages} - {""}
    for place, passage in enumerate(passages, 1):
        if passage.doc_id in own or passage.url in addresses:
            return place
    return 0


def _link(content: Content, section: str | None = None) -> pb.PageLink:
    return pb.PageLink(
        doc_id=content.doc_id,
        title=content.title,
        url=content.url,
        section=content.section if section is None else section,
    )


def _passage_link(passage: Passage) -> pb.PageLink:
    return pb.PageLink(
        doc_id=passage.doc_id, title=passage.title, url=passage.url, section=passage.section
    )
