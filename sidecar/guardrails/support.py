"""Whether one clause of the evidence bears out all that a clause of a sentence says.

The words of a clause that are not plain must stand together in one sentence of the evidence, with
what stands above it; so must they with each of its figures. Of the clauses that say most of it, one
must affirm what it affirms. What it says of all, of ever, or of both must be said so there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sidecar.guardrails import anchors, conditions, vocabulary
from sidecar.guardrails.clauses import Clause, Words, words_of
from sidecar.guardrails.forms import has_all, lacking
from sidecar.guardrails.moments import Fact

_BY_PLACE = frozenset(
    ["money", "free", "percent", "duration", "quantity", "amount", "date", "day", "month", "time",
     "when", "weekday"]
)  # fmt: skip
CONTEXT_SHARE, HEADING_SHARE = 0.9, 0.5  # of a word of the clause itself
_GIVEN = frozenset(["free", "cost", "pay"])
_THRESHOLDS = frozenset(["least", "above", "from", "most", "below"])
_NOT_A_WORD = re.compile(r"[\d@•]")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to be borne out: its clauses, and what is plain in it."""

    text: str
    clauses: tuple[Clause, ...]
    parts: Callable[[], tuple[Clause, ...]]  # smaller ones, which different sources may bear out
    plain: Words
    spoken: frozenset[str]
    rules: Callable[[Clause, Words], tuple[Sequence[Clause], Words]]  # see `goods.rules`
    unheard: Words = frozenset()  # places that no source names
    is_parted: bool = False


def lack(
    said: Said,
    known: Sequence[Clause],
    *,
    is_owned: Callable[[Fact], bool],
    is_compared: bool,
    is_personal: bool,
) -> str:
    """Why the evidence does not bear the sentence out; empty when it does.

    Facts that are `is_owned` the shopper gave. Sides that are compared are judged by their figures,
    and what is `is_personal` says nothing of the shop.
    """
    judge = partial(
        _lack, known=known, is_owned=is_owned, is_compared=is_compared, is_personal=is_personal
    )
    reason, is_final = judge(said)
    if reason and not is_final and not is_compared and len(parts := said.parts()) > 1:
        reason, _ = judge(replace(said, clauses=parts, is_parted=True))
    return reason


def _lack(
    said: Said,
    known: Sequence[Clause],
    *,
    is_owned: Callable[[Fact], bool],
    is_compared: bool,
    is_personal: bool,
) -> tuple[str, bool]:
    """The reason, and whether no smaller parts could be borne out either."""
    lead: Words = frozenset()
    has_date = any(fact[0] == "date" for clause in said.clauses for fact in clause.facts.facts)
    for clause in said.clauses:
        if is_personal and clause.is_denied:
            continue  # what I can't do, or did not find
        words = _claiming(clause.words, said.plain)
        if clause.is_denied:
            words -= said.unheard  # that something is not there may follow from where it is
        if any(fact[0] in ("money", "percent") for fact in clause.facts.facts):
            words -= {"cost", "pay"}  # a price says that it is one
        if has_date:
            words -= {"ship"}  # and a date, when something comes
        words -= _counted_from(clause, known)
        if not words:
            continue
        bearing: Sequence[Clause] = [
            other
            for other in known
            if has_all(words, other.unit) and (not lead or not lead.isdisjoint(other.unit))
        ]
        telling = known
        if not bearing and not is_compared:
            bearing, rest = said.rules(clause, words)
            telling, words = (bearing, rest) if bearing else (known, words)
        if not bearing and not is_compared:
            missing = min((lacking(words, other.unit) for other in known), key=len, default=words)
            return f"no source speaks so of {', '.join(sorted(missing))}", False
        if is_compared:
            if missing := lacking(words, frozenset().union(*(other.unit for other in known))):
                return f"no source speaks of {', '.join(sorted(missing))}", True
            continue
        around = words if clause.own else words | lead | _claiming(clause.context, said.plain)
        is_free = "free" in clause.words and not clause.is_denied  # in whatever words
        for fact in sorted(clause.facts.facts | ({("free",)} if is_free else set())):
            if fact[0] not in _BY_PLACE or is_owned(fact) or (fact[0] == "weekday" and has_date):
                continue
            if fact[0] == "free" and clause.is_denied:
                continue
            if not any(
                has_all(around, other.unit)
                and proves(other, fact)
                and not (fact[0] == "free" and _is_withheld(said, clause, other, known, around))
                for other in telling
            ):
                return f"{' '.join(fact[1:])} ({fact[0]}) is said of another", False
        if said.is_parted and not lead:
            lead = words
        risky = vocabulary.classes(said.text, said.spoken)
        if "both" in risky and _hold_of_both(clause, words, known):
            risky -= {"both"}
        if not any(_is_as_wide(risky, other) for other in bearing):
            return f"no source says it of {', '.join(sorted(risky))}", True
        if _is_contrary(clause, words if clause.own else words | lead, bearing):
            return "the source says the contrary", True
    return "", True


def proves(known: Clause, fact: Fact) -> bool:
    """Whether the clause has the fact; free of charge is also what costs nothing."""
    is_free = fact[0] == "free" and "free" in known.words and known.is_denied is False
    return is_free or known.facts.prove(fact)


def _counted_from(said: Clause, known: Sequence[Clause]) -> Words:
    """The names of what a span is counted from here and in the evidence, by whatever name there."""
    return frozenset[str]().union(
        *(
            anchors.NAMES[how]
            for fact, how in said.facts.bounds
            if how in anchors.EVENTS and any((fact, how) in other.facts.bounds for other in known)
        )
    )


def _is_withheld(
    said: Said, clause: Clause, free: Clause, known: Sequence[Clause], around: Words
) -> bool:
    """Whether what is free has a price beside it, and the sentence none of what sets it free.

    "Return shipping costs €4. For faulty items it is free."
    """
    thing = around - _GIVEN
    priced = [
        other
        for other in known
        if (other is free or "free" not in other.words)
        and _has_price(other)
        and has_all(thing, other.unit | other.context)
    ]
    if not priced:
        return False
    bounded = [fact for fact, how in free.facts.bounds if how in _THRESHOLDS]
    if any(other.facts.prove(fact) for fact in bounded for other in said.clauses):
        return False
    heard = (clause.words | clause.context).union(
        *(words_of(said.text[start:end]) for start, _, end in conditions.reaches(said.text))
    )
    set_free = free.own - free.subject - said.plain - _GIVEN
    terms = [set_free if other is free else set_free - other.words for other in priced]
    return bool(bounded) or any(some and lacking(some, heard) == some for some in terms)


def _has_price(known: Clause) -> bool:
    return any(
        fact[0] == "money" and not known.facts.bounds_of(fact) & _THRESHOLDS
        for fact in known.facts.facts
    )


def _hold_of_both(said: Clause, words: Words, known: Sequence[Clause]) -> bool:
    """Whether two things, and none else of those meant, are what is said of both."""
    of_them = [
        (other.subject, other.is_denied)
        for other in known
        if other.is_denied is not None
        and words & other.words
        and other.subject & words
        and words <= other.unit
    ]
    return len({subject for subject, _ in of_them}) == 2 and all(
        is_denied == said.is_denied for _, is_denied in of_them
    )


def _claiming(words: Words, plain: Words) -> Words:
    return frozenset(word for word in words - plain if not _NOT_A_WORD.match(word))


def _is_as_wide(risky: frozenset[str], known: Clause) -> bool:
    if "must" in risky and "may" in known.classes and "must" not in known.classes:
        return False
    need = risky - {"must", "may"}
    if "only" in known.classes:
        need -= {"sole"}
    need -= {"only"}
    if "without" in need and known.is_denied:
        need -= {"without"}
    return need <= known.classes


def _is_contrary(said: Clause, words: Words, bearing: Sequence[Clause]) -> bool:
    """Whether all clauses that say most of it deny what it affirms, or affirm what it denies."""
    scored = [
        (_nearness(words, other), other)
        for other in bearing
        if other.is_denied is not None and words & other.words
    ]
    best = max((near for near, _ in scored), default=0.0)
    nearest = [other for near, other in scored if near == best]
    return bool(nearest) and not any(agree(said, other) for other in nearest)


def _nearness(words: Words, known: Clause) -> float:
    own = words & known.words
    around = words & known.context - own
    above = words & known.subject - own - around
    return len(own) + CONTEXT_SHARE * len(around) + HEADING_SHARE * len(above)


def agree(said: Clause, known: Clause) -> bool:
    """Whether both affirm or both deny; a price is no denial of what is not free."""
    return known.is_denied == said.is_denied or (
        is_priced(known)
        and "free" not in said.words
        and any(fact[0] == "money" for fact in said.facts.facts & known.facts.facts)
    )


def is_priced(known: Clause) -> bool:
    """Whether it is denied only as being free: it has a price."""
    return "free" in known.words and any(fact[0] == "money" for fact in known.facts.facts)
