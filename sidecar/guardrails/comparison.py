"""Sentences that compare: whether the figures of both sides bear them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from sidecar.guardrails import clauses
from sidecar.guardrails.clauses import Clause
from sidecar.guardrails.moments import Fact

# What is greater or less in a comparison, the kind of fact that tells, and in which unit.
_MORE: tuple[tuple[str, str, str, int], ...] = (
    (r"cheaper|less expensive|günstiger|billiger|preiswerter|moins ch[eè]re?s?|más barat[oa]s?"
     r"|más económic\w+|meno car[oaie]|goedkoper", "money", "", -1),
    (r"more expensive|dearer|pricier|costlier|teurer|plus ch[eè]re?s?|más car[oa]s?|più car[oaie]"
     r"|duurder", "money", "", 1),
    (r"faster|quicker|schneller|plus rapides?|más rápid[oa]s?|più veloc[ei]|sneller",
     "duration", "", -1),
    (r"slower|langsamer|plus lente?s?|más lent[oa]s?|più lent[oaie]|langzamer", "duration", "", 1),
    (r"longer|länger\w*|plus long(?:ue)?(?:s|temps)?|más larg[oa]s?|más tiempo|più lung[oa]|langer",
     "length", "", 1),
    (r"shorter|kürzer\w*|plus courte?s?|moins longtemps|más cort[oa]s?|più cort[oa]|korter",
     "length", "", -1),
    (r"lighter|weighs? less|wiegt weniger|pèse(?:nt)? moins|pesan? menos|pesa(?:no)? meno"
     r"|weegt minder|leichter|plus l[ée]g[eè]re?s?|moins lourde?s?|más liger[oa]s?|más livian[oa]s?"
     r"|più legger[oa]|lichter", "quantity", "g", -1),
    (r"heavier|weighs? more|wiegt mehr|pèse(?:nt)? plus|pesan? más|pesa(?:no)? più|weegt meer"
     r"|schwerer|plus lourde?s?|moins l[ée]g[eè]re?s?|más pesad[oa]s?|più pesant[ei]"
     r"|zwaarder", "quantity", "g", 1),
    (r"stronger|stärker|plus forte?s?|más fuertes?|più forti?|sterker", "percent", "", 1),
    (r"roomier|holds more|fasst mehr|geräumiger|contient plus|cabe más", "quantity", "ml", 1),
)  # fmt: skip
# What is longer may last, or measure.
_KINDS: dict[str, tuple[tuple[str, str], ...]] = {"length": (("duration", ""), ("quantity", "mm"))}
_THAN = r"than|als|que|di|del|della|dan"
_HAS_THAN = re.compile(rf"\b(?:{_THAN}|qu['’])", re.IGNORECASE)
_COMPARISONS = tuple(
    (
        re.compile(
            rf"\b(?:{words})\b(?P<what>.{{0,40}}?)\b(?:{_THAN})\b(?!\s*\d)(?P<other>.+)",
            re.IGNORECASE | re.DOTALL,
        ),
        kind,
        unit,
        sign,
    )
    for words, kind, unit, sign in _MORE
)
_MOST = (
    ("cheapest|least expensive|günstigste\\w*|billigste\\w*|goedkoopste", "money", "", -1),
    ("most expensive|priciest|teuerste\\w*|duurste", "money", "", 1),
    ("lightest|leichteste\\w*|lichtste", "quantity", "g", -1),
    ("heaviest|schwerste\\w*|zwaarste", "quantity", "g", 1),
)
_LONE = tuple(
    (re.compile(rf"\b(?:{words})\b(?!\W+(?:{_THAN})\b)", re.IGNORECASE), kind, unit, sign)
    for words, kind, unit, sign in (*_MORE, *_MOST)
    if kind != "length"
)
# Longer than it should: no two things of the shop.
_NOTHING_KNOWN = re.compile(
    r"\W*+(?:\d|usual|normal|expect|plan|before|ever|it\b|they\b|you\b|es\b|sie\b|üblich|erwartet|geplant|gedacht"
    r"|vorher|sonst|het\b|je\b|u\b|prévu|d['’]habitude|avant|lo\b|antes|habitu|previsto"
    r"|il previsto|gewoon)",
    re.IGNORECASE,
)
_MINUTES = {
    "seconds": Decimal(1) / 60, "minutes": Decimal(1), "working_days": Decimal(1_440),
    "nights": Decimal(1_440), "months": Decimal(43_800),
}  # fmt: skip


_COMPARES = re.compile(
    r"\b(?:against|compared|versus|vs|gegenüber|contre|frente a|contro|tegenover)\b", re.IGNORECASE
)
# More of what is counted: only figures that say otherwise tell against it.
_COUNTED = re.compile(
    r"\b(?:(?P<more>more|mehr|plus d(?:e |['’])|más|più|meer)"
    r"|(?:less|fewer|weniger|moins d(?:e |['’])|menos|meno|minder))\s?"
    rf"(?P<what>[^\W\d]{{3,}}.{{0,25}}?)\s(?:{_THAN}|qu['’])\s?(?!\d)(?P<other>.+)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=512)
def compares(sentence: str) -> bool:
    """Whether it sets two things against each other."""
    if _COMPARES.search(sentence):
        return True
    return _HAS_THAN.search(sentence) is not None and (
        _COUNTED.search(sentence) is not None
        or any(pattern.search(sentence) for pattern, _, _, _ in _COMPARISONS)
    )


def is_lone(sentence: str, known: Sequence[Clause]) -> bool:
    """Whether it sets one thing against all others of a result, as "the cheaper one" does."""
    return not compares(sentence) and any(
        pattern.search(sentence) and len(_rows(known, kind, unit)) > 1
        for pattern, kind, unit, _ in _LONE
    )


def _rows(known: Sequence[Clause], kind: str, unit: str) -> dict[frozenset[str], Decimal]:
    """The figures of one kind in results, by the row that has them."""
    return {
        clause.subject: _value(fact)
        for clause in known
        if clause.is_denied is None
        for fact in clause.facts.facts
        if fact[0] == kind and (not unit or fact[2] == unit)
    }


def _is_lone_unproven(sentence: str, known: Sequence[Clause]) -> bool:
    said = clauses.words_of(sentence)
    for pattern, kind, unit, sign in _LONE:
        if not pattern.search(sentence):
            continue
        rows = _rows(known, kind, unit)
        of_it = {row: figure for row, figure in rows.items() if row & said}
        rows = of_it if len(of_it) > 1 else rows
        meant = max(rows, key=lambda row: len(row & said) / len(row or said), default=frozenset())
        if len(rows) > 1 and meant & said:
            return any(
                (rows[meant] - figure) * sign <= 0 for row, figure in rows.items() if row != meant
            )
    return False


def is_unproven(sentence: str, known: Sequence[Clause]) -> bool:
    """Whether it compares two things and no clauses give both figures, or they say otherwise."""
    if not compares(sentence):
        return _is_lone_unproven(sentence, known)
    for pattern, kind, unit, sign in _COMPARISONS:
        found = pattern.search(sentence)
        if found is None or _NOTHING_KNOWN.match(found["other"]):
            continue
        sides = clauses.words_of(sentence[: found.start()]), clauses.words_of(found["other"])
        here = [[clauses.clause(side)] for side in (sentence[: found.start()], found["other"])]
        borne = False
        for kind_of, unit_of in _KINDS.get(kind, ((kind, unit),)):
            one, other = (_figure(side, known, kind_of, unit_of) for side in sides)
            if one is None or other is None:  # they may stand in the sentence, proven there
                one, other = (
                    _figure(side, own, kind_of, unit_of)
                    for side, own in zip(sides, here, strict=True)
                )
            borne = borne or (one is not None and other is not None and (one - other) * sign > 0)
        return not borne
    if found := _COUNTED.search(sentence):
        what = clauses.words_of(found["what"])
        sides = clauses.words_of(sentence[: found.start()]), clauses.words_of(found["other"])
        of_it = [clause for clause in known if what & (clause.words | clause.context)]
        for kind in ("percent", "number"):
            one, other = (
                _figure(side - what, of_it, kind, "") or _figure(side - what, known, kind, "")
                for side in sides
            )
            if one is not None and other is not None:
                return (one - other) * (1 if found["more"] else -1) <= 0
    return False


def _figure(
    subject: frozenset[str], known: Sequence[Clause], kind: str, unit: str
) -> Decimal | None:
    """The figure of the clause that shares most words with the subject; None where none does."""
    best, figures = 0.0, []
    for clause in known:
        values = [
            _value(fact)
            for fact in clause.facts.facts
            if fact[0] == kind and (not unit or fact[2] == unit)
        ]
        shared = len(subject & (clause.words | clause.subject)) + len(subject & clause.context) / 2
        if values and shared > best:
            best, figures = shared, values
    return max(figures) if figures else None


def _value(fact: Fact) -> Decimal:
    scale = _MINUTES[fact[2]] if fact[0] == "duration" else Decimal(1)
    return Decimal(fact[1]) * scale
