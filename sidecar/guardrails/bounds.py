"""Which way a figure is bounded: over 50 euros, at most two days, only after 30 days.

`least` and `most` are thresholds, `above` and `below` those that leave the figure itself out;
`from` is a weak `least`. A sentence may leave a bound out, and may call exact a `most`; it may not
turn one round, nor make a `least` of a plain figure. The ends of a range are `low` and `high`, of
which each is true alone only as a bound: what takes 2 to 4 days takes at least 2 or at most 4. The
ends of opening hours are `opens` and `closes`. Of spans `anchors` tells more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sidecar.guardrails import anchors
from sidecar.guardrails.measures import SPANS

_WORDS = {
    "above": (
        r"over|above|(?<!no )(?<!not )more than|exceed\w*|heavier than|longer than|greater than"
        r"|über|(?<!nicht )mehr als|schwerer als|(?<!pas )plus (?:lourd\w* |long\w* )?d[e’']"
        r"|plus lourds? que|au-delà de|supérieure?s? à|dépass\w+|(?<!no )más de"
        r"|superior(?:es)? a|oltre|(?<!non )più di|(?<!niet )meer dan"
    ),
    "least": (
        r"at least|minimum|min\.?|earliest|mindest\w*|minimal\w*|frühestens|wenigstens|au moins"
        r"|minim(?:um|ale?)|al menos|como mínimo|mínim[oa]|por lo menos|almeno|minimo|minstens"
        r"|ten minste|vanaf"
    ),
    "from": r"from|starting at|ab|dès|à partir de|desde|a partir de|a partire da|da",
    "below": (
        r"under|below|less than|unter|weniger als|moins de|inférieure?s? à|menos de"
        r"|inferior(?:es)? a|meno di|minder dan"
    ),
    "most": (
        r"up to|at (?:the )?most|(?:no|not) more than|max(?:imum|\.)?|within|nicht mehr als"
        r"|pas plus d[e’']|no más de|non più di|niet meer dan"
        r"|bis zu|höchstens|maximal\w*|innerhalb|binnen|sous|jusqu['’](?:à|au)"
        r"|au plus|au maximum|maxim(?:um|ale?)|dans les|hasta"
        r"|como máximo|máxim[oa]|en (?:un|el) plazo (?:máximo )?de|dentro de"
        r"|fino a|al massimo|entro|hoogstens|maximaal"
    ),
    "latest": r"(?:no|not) later than|latest|spätestens|au plus tard|a más tardar|uiterlijk",
    # Of place and order as well: only what stands right before the figure bounds it.
    "after": r"after|nach|après|después de|dopo|na",
    "before": r"until|till|before|by|bis|vor|avant|antes de|prima d[ei]|tot",
}
_ANY = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items())
_BEFORE = re.compile(rf"(?<![\w-])(?:{_ANY})(?![\w-])", re.IGNORECASE)
_AFTER = re.compile(
    r"\W{0,2}(?:[^\W\d]+ )?(?:(?P<least>or more|and more|or over|and over|upwards"
    r"|oder mehr|und mehr|ou plus"
    r"|o más|minimum|at least|au minimum|au moins|como mínimo|mindestens)"
    r"|(?P<most>or less|or under|at most|at the latest|maximum|max\b|au maximum|au plus|como máximo"
    r"|höchstens|oder weniger|ou moins|o menos))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\W?(?:before|ahead|in advance|prior|vorher|vor(?:her|ab)?\b|im voraus|avant|à l['’]avance"
    r"|antes|de antelación|prima|van tevoren|voor)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[§;!?()]|[.:]\s|\d[\d.,:]*")
_TO = r"(?:-|–|—|to|till|until|bis|à|a|al|hasta|tot)"
_SPANS = "|".join(words for words, _, _ in SPANS)
_RANGE = re.compile(
    rf"\s?(?:(?:working|business)\s)?(?:[ap]\.?m\.?|uhr|h|€|{_SPANS})?\s?{_TO}\s?(?:(?:las?|les)\s)?",
    re.IGNORECASE,
)
_BETWEEN = r"(?:between|zwischen|entre|tra|fra|tussen)"
_AND = r"(?:and|und|et|y|e|en)"
# The first of two figures, and the second: each unit has its own, or the second that of both.
_FIRST = re.compile(rf"\s?{_TO}\s?(?:(?:las?|les)\s)?[€£$]?\d", re.IGNORECASE)
_FIRST_BETWEEN = re.compile(rf"\s{_AND}\s(?:las?\s)?[€£$]?\d", re.IGNORECASE)
_IS_BETWEEN = re.compile(rf"\b{_BETWEEN}\s(?:las?\s)?$", re.IGNORECASE)
_SECOND = re.compile(
    rf"\b{_BETWEEN}\s(?:las?\s)?[€£$]?\d[^§;]{{0,12}}\s{_AND}\s(?:las?\s)?$|\d\s(?:o|u|oder|ou|of)\s$",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"\s{_AND}\s", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:closed|geschlossen|fermée?s?|cerrad[oa]s?|chius[oi]|gesloten)\b", re.I)
_CLOSES = re.compile(
    r"\b(?:clos(?:es?|ing)|schlie(?:ß|ss)\w*|ferme(?:nt)?|fermons|fermeture|cierra\w*|cerramos|cierre"
    r"|chiud\w+|sluit\w*)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?<!are )(?<!is )(?<!['’]re )\b(?:opens?|opening|öffn\w+|ouvr\w+|abr\w+|apr\w+)\b[^§]{0,20}"
    r"\b(?:at|um|à|a las?|alle)\s$",
    re.IGNORECASE,
)
_REACH_CHARS = 45
_RANGED = frozenset(["duration", "money", "percent"])
_AS_KNOWN = {"above": "least", "below": "most", "low": "from", "high": "most", "opens": "from",
             "closes": "most"}  # fmt: skip
# What a sentence may say of the end of a range, and of opening hours.
_ENDS = {"low": {"low", "from", "least"}, "high": {"high", "most"}}
_HOURS = {"opens": {"opens", "from", "least", "above"}, "closes": {"closes", "most", "below"}}


def bounds_in(
    match: re.Match[str], facts: Sequence[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The facts read out of a text, each with how the words around it bound it, if they do."""
    kind = facts[0][0]
    bound = bound_of(match)
    ends = _ends(match, bound) if kind in _RANGED else ()
    if kind == "time":
        bound = _hour(match, bound)
    elif ends and len(facts) == 1:
        bound, ends = ends[-1 if _is_second(match) else 0], ()
    told = frozenset(anchors.anchors_of(match)) if kind == "duration" else frozenset[str]()
    if bound or ends:
        told -= {"later", "window"}  # "within 30 days after delivery" is no moment
    for number, fact in enumerate(facts):
        if at := ends[number] if ends and number < 2 else bound:
            yield fact, at
        yield from ((fact, anchor) for anchor in told)


def bound_of(match: re.Match[str]) -> str:
    """How the words around a figure bound it; empty when they do not."""
    text = match.string
    if after := _AFTER.match(text, match.end()):
        return str(after.lastgroup)
    near = _STOP.split(text[max(0, match.start() - _REACH_CHARS) : match.start()])[-1]
    if _RANGE.fullmatch(near) and match.start() > len(near):
        return ""  # the second of "8 to 16"
    found = list(_BEFORE.finditer(near))
    if not found:
        return ""
    bound, word_count = str(found[-1].lastgroup), len(near[found[-1].end() :].split())
    if word_count > (1 if bound in ("after", "before") else 4):
        return ""
    if bound in ("after", "before", "from") and anchors.event_in(near[found[-1].start() :]):
        return ""  # "after delivery 30 days"
    if bound == "latest":  # the latest ahead of something is the least
        return "least" if _AHEAD.match(text, match.end()) else "most"
    return {"after": "least", "before": "most"}.get(bound, bound)


def _is_second(match: re.Match[str]) -> bool:
    """Whether it is the second figure of a range whose first is a match of its own."""
    near = match.string[max(0, match.start() - _REACH_CHARS) : match.start()]
    tail = _STOP.split(near)[-1]
    return bool(_RANGE.fullmatch(tail) and len(tail) < len(near)) or bool(_SECOND.search(near))


def _is_first(match: re.Match[str]) -> bool:
    near = match.string[max(0, match.start() - _REACH_CHARS) : match.start()]
    return bool(
        _FIRST.match(match.string, match.end())
        or (_FIRST_BETWEEN.match(match.string, match.end()) and _IS_BETWEEN.search(near))
    )


def _ends(match: re.Match[str], bound: str) -> tuple[str, ...]:
    """What the figures of a match are of a range; nothing when it has none."""
    names = match.groupdict()
    for low, high in (("low", "high"), ("first", "second")):
        if names.get(low) and names.get(high):
            joint = match.string[match.end(low) : match.start(high)]
            near = match.string[max(0, match.start() - _REACH_CHARS) : match.start()]
            is_range = not _JOINED.fullmatch(joint) or _IS_BETWEEN.search(near)
            return ("low", "high") if is_range else ()
    if _is_second(match) or (bound in ("", "from") and _is_first(match)):
        return ("low", "high")
    return ()


def _hour(match: re.Match[str], bound: str) -> str:
    """How a time of day is bounded where something opens or closes."""
    near = match.string[max(0, match.start() - _REACH_CHARS) : match.start()]
    near = _STOP.split(near)[-1]
    if _is_second(match):
        return "closes"
    if _is_first(match):
        return "opens"
    if _CLOSED.search(near):
        return {"most": "opens", "below": "opens", "": ""}.get(bound, "closes")
    if not bound and _CLOSES.search(near):
        return "closes"
    if not bound and _OPENS.search(near):
        return "opens"
    return bound


def agree(said: frozenset[str], known: frozenset[str]) -> bool:
    """Whether what a sentence says of a figure fits what its source says of it."""
    if not anchors.agree(said, known):
        return False
    said, known = said - anchors.ALL, known - anchors.ALL
    if ends := known & _ENDS.keys():
        return any(said & _ENDS[end] for end in ends)
    if not said or said & known:
        return True
    if hours := known & _HOURS.keys():
        return any(said & _HOURS[hour] for hour in hours)
    said = frozenset(_AS_KNOWN.get(bound, bound) for bound in said)
    known = frozenset(_AS_KNOWN.get(bound, bound) for bound in known)
    if said & known:
        return True
    if "most" in said:
        return not known
    return bool(known & {"least", "from"}) or (not known and "least" not in said)
