"""The passages of a generation as text under headings, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidecar.guardrails.sentences import sentences
from sidecar.index.generation import Generation

_HEADING = re.compile(r"#{1,6} +(?P<text>.+?)[ #]*$")
_MARKS = re.compile(r"[*_`]{1,3}|\\(?=\W)")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,2}[.)]) +")
_DIGIT = re.compile(r"\d")
_POINTS_BACK = re.compile(r"(?:it|its|they|their|this|that|these|those|both)\b", re.IGNORECASE)
_RULE = re.compile(r"[|\s:-]+$")


@dataclass(frozen=True, slots=True)
class Content:
    """One passage as it is indexed; `locale` is a primary subtag, empty for the shop's own."""

    row: int
    doc_id: str
    kind: str
    title: str
    url: str
    section: str
    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a sentence and the heading above it.

    `kind` is `heading`, `item` of a list, `row` of a table, `sentence`, or `lead` for one that
    stands alone in its paragraph. `before` is the sentence that one which points back follows.
    """

    kind: str
    heading: str
    text: str
    before: str = ""


def read(generation: Generation) -> Iterator[Content]:
    """Every passage that can be found, those of a document side by side."""
    for row in np.flatnonzero(generation.alive):
        fields = generation.fields(int(row))
        yield Content(
            row=int(row),
            doc_id=fields["doc_id"],
            kind=fields["kind"],
            title=fields["title"],
            url=fields["url"],
            section=fields["section"],
            text=fields["text"],
            locale=generation.rows["locale"][row].decode(),
        )


def lines(content: Content) -> Iterator[Line]:
    """What a passage says, in order."""
    heading = content.section
    columns: list[str] = []
    for raw in content.text.split("\n"):
        text = _MARKS.sub("", raw.strip().lstrip("> "))
        if found := _HEADING.match(text):
            heading = found["text"]
            yield Line("heading", heading, heading)
        elif text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            if _RULE.match(text):
                continue
            if columns and len(cells) == len(columns):
                named = zip(columns[1:], cells[1:], strict=True)
                text = ", ".join((cells[0], *(f"{name} {cell}" for name, cell in named)))
            else:
                text = ": ".join(cells)
                columns = [] if _DIGIT.search(text) else cells
            yield Line("row", heading, text)
            continue
        elif found := _ITEM.match(text):
            yield Line("item", heading, text[found.end() :])
        elif text:
            parts = [" ".join(part.split()) for part in sentences(text)]
            kind = "lead" if len(parts) == 1 else "sentence"
            before = ""
            for part in filter(None, parts):
                before = before if _POINTS_BACK.match(part) else ""
                yield Line(kind, heading, part, before)
                before = f"{before} {part}".strip()
        columns = []
