"""Questions that the shop's own pages answer, made from their titles, headings and attributes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sidecar.evaluation.claims import Claim
from sidecar.evaluation.content import Content, Line, lines
from sidecar.index.segment import hash64

MAX_QUESTIONS = 400
MAX_PER_DOCUMENT = 12
MAX_QUESTION_CHARS = 150

_HOW_TO = re.compile(r"how to (?P<rest>.+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?P<name>[^\W\d_][^:.?!]{1,29}): \S")
_MATERIAL = re.compile(r"materials?|fabric|composition", re.IGNORECASE)
MIN_WORDS = 3  # a question of fewer is asked with the page's title


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the pages that answer it and where on the first of them."""

    text: str
    pages: tuple[Content, ...]
    section: str


class QuestionBook:
    """Collects what can be asked while pages are read; bounded per document."""

    def __init__(self) -> None:
        self._of_document: dict[str, dict[str, tuple[Content, str]]] = defaultdict(dict)

    def note(self, content: Content) -> None:
        """Takes what a passage gives to ask."""
        known = self._of_document[content.doc_id]
        for text, section in _questions(content):
            if len(known) == MAX_PER_DOCUMENT:
                return
            if len(text) <= MAX_QUESTION_CHARS:
                known.setdefault(text, (content, section))

    def chosen(self, claims: Iterable[Claim]) -> list[Asked]:
        """At most `MAX_QUESTIONS`: those on policies, then every document's first before any
        document's second. The same on every run."""
        chosen = list(_on_policies(claims))
        pages: dict[str, list[tuple[Content, str]]] = defaultdict(list)
        by_document = sorted(self._of_document.items(), key=lambda item: hash64(item[0]))
        for round_ in zip_longest(*(known.items() for _, known in by_document)):
            for entry in filter(None, round_):
                pages[entry[0]].append(entry[1])
        for text, found in pages.items():
            chosen.append(Asked(text, tuple(content for content, _ in found), found[0][1]))
        return chosen[:MAX_QUESTIONS]


def _on_policies(claims: Iterable[Claim]) -> Iterator[Asked]:
    by_question: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.topic.question and claim.content.kind != "product":
            by_question[claim.topic.question].setdefault(claim.content.doc_id, claim)
    for text, found in sorted(by_question.items()):
        first = next(iter(found.values()))
        yield Asked(text, tuple(claim.content for claim in found.values()), first.heading)


def _questions(content: Content) -> Iterator[tuple[str, str]]:
    """What to ask of a passage and the section that answers it, the most natural first."""
    title = content.title.strip()
    is_product = content.kind == "product"
    yield (f"Do you have {title}?" if is_product else _question(title, ""), "")
    for line in lines(content):
        if line.kind == "heading":
            yield _question(line.text, title), line.text
        elif line.kind == "lead" and line.text.endswith("?"):
            yield _question(line.text, title), line.heading
        elif is_product and (text := _of_attribute(line, title)):
            yield text, line.heading


def _question(heading: str, title: str) -> str:
    """A heading as a shopper would ask; with the page's title where it says too little alone."""
    if found := _HOW_TO.fullmatch(heading.rstrip("?.")):
        return f"How do I {found['rest']}?"
    if heading.endswith("?") and len(heading.split()) >= MIN_WORDS:
        return heading
    return f"{title}: {heading}" if title and title != heading else heading


def _of_attribute(line: Line, title: str) -> str:
    found = _ATTRIBUTE.match(line.text) if line.kind in ("item", "row") else None
    if found is None:
        return ""
    name = found["name"].strip()
    if _MATERIAL.fullmatch(name):
        return f"What is the {title} made of?"
    return f"What is the {name[:1].lower()}{name[1:]} of the {title}?"
