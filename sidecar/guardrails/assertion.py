"""What a sentence says to be so: it without the clauses that ask, thank or regret.

"All kettles are safe, shall I open a ticket?" asks in its second clause and claims in its first;
"Thanks for asking, the jacket is vegan" claims after its thanks. A question ends where a reason
begins: "is there more, because all kettles are safe?"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sidecar.guardrails import tongues

_SEGMENT = re.compile(r"(?<=[.!?;…])\s+|\s+[—–-]\s+|(?<=\w)—(?=\w)|\s*(?=[¿¡])")
_JOINT = re.compile(
    rf"(?:[,:]\s+|\s+(?=(?:{tongues.TURN})\b)|\s*[()]\s*)(?P<reason>(?:{tongues.REASON})\b\s*)?"
    rf"|\s+(?P<because>(?:{tongues.BECAUSE})\b\s*)",
    re.IGNORECASE,
)
# A clause behind "and" that has a verb of its own.
_AND = re.compile(
    rf"\s+(?:{tongues.AND})\s+(?=(?:\S+\s+){{1,5}}?(?:{tongues.IS})\b)", re.IGNORECASE
)
_GOES_ON = re.compile(
    rf"\W*+(?:(?:{tongues.AND}|{tongues.TURN})\s+)?(?:that|how|dass|wie|que|qu['’]|che|dat|hoe)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"\W*+(?:(?:{tongues.AND}|{tongues.TURN}|or|oder|ou|o|of|so)\s+)?", re.IGNORECASE
)
_PRESUMES = re.compile(rf"\W*+(?:{tongues.PRESUMES})\b", re.IGNORECASE)
_TELLS = re.compile(rf"\b(?:{tongues.TELLS})\b", re.IGNORECASE)
_IS_QUESTION = re.compile(r"\?[\s\"'”’»)\]*_]*$")

Tells = Callable[[str], bool]
"""Whether a clause is of a kind."""


def asserted(text: str, *, asks: Tells | None, is_courtesy: Tells) -> str:
    """The clauses of a text that claim something; all of them as they stand where all do.

    `asks` tells how a question begins; with None, questions stay.
    """
    kept: list[str] = []
    is_whole = True
    for segment in filter(str.strip, _SEGMENT.split(text)):
        cut = list(_clauses(segment))
        claims = list(_claims(cut, asks if _asks(segment) else None, is_courtesy))
        is_all = claims == [piece for piece, _ in cut]
        is_whole &= is_all
        kept += [segment] if is_all else claims
    return text if is_whole else ", ".join(kept)


def _clauses(segment: str) -> Iterable[tuple[str, bool]]:
    """The clauses of a segment, and whether each gives a reason for the one before it."""
    position, is_reason = 0, False
    for joint in [*_JOINT.finditer(segment), None]:
        piece = segment[position : joint.start() if joint else len(segment)]
        if re.search(r"\w", piece):
            yield piece, is_reason
        if joint:
            position = joint.end()
            is_reason = bool(joint["reason"] or joint["because"])


def _claims(cut: list[tuple[str, bool]], asks: Tells | None, is_courtesy: Tells) -> Iterable[str]:
    """The clauses of one segment that neither ask nor are courtesies."""
    is_asking = is_polite = False
    has_asked = asks is not None and any(asks(_bare(piece)) for piece, _ in cut)
    for number, (piece, is_reason) in enumerate(cut):
        if asks is not None:
            is_asking = not is_reason and (is_asking or asks(_bare(piece)))
            is_last = number == len(cut) - 1
            is_mere = is_last and not (has_asked or is_reason or _PRESUMES.match(piece))
            if is_asking or is_mere:
                continue
            if not is_last and _is_condition(piece):
                continue
        if is_polite and _GOES_ON.match(piece):
            continue
        is_polite = is_courtesy(_bare(piece))
        if not is_polite:
            yield _IS_QUESTION.sub("", piece) if is_reason else piece
        elif not _GOES_ON.search(piece):
            _, *others = _AND.split(piece)
            yield from (other for other in others if not is_courtesy(_bare(other)))


def _asks(segment: str) -> bool:
    """Whether it is a question, and tells nothing in it: "may I add that all kettles are safe?"."""
    return bool(_IS_QUESTION.search(segment)) and not _TELLS.search(segment)


def _bare(piece: str) -> str:
    lead = _LEAD.match(piece)
    return piece[lead.end() :] if lead else piece


def _is_condition(piece: str) -> bool:
    return re.match(rf"\W*+(?:{tongues.IF})\b", piece, re.IGNORECASE) is not None
