"""Which way a figure is bounded: over 50 euros, at most two days, only after 30 days.

`least` and `most` are thresholds; `from` is a weak `least`, for it also begins a range. A
sentence may leave a bound out, and may call exact a `most`; it may not turn one round, nor make
a `least` of a plain figure.
"""

from __future__ import annotations

import re

_WORDS = {
    "least": (
        r"over|above|more than|at least|exceed\w*|heavier than|longer than|greater than|minimum"
        r"|min\.?"
        r"|earliest|mindest\w*|minimal\w*|über|mehr als|frühestens|wenigstens|schwerer als"
        r"|plus (?:lourd\w* |long\w* )?d[e’']|plus lourds? que|au moins|minim(?:um|ale?)|au-delà de"
        r"|supérieure?s? à|dépass\w+|más de|al menos|como mínimo|mínim[oa]|por lo menos"
        r"|superior(?:es)? a|oltre|almeno|più di|minimo|minstens|meer dan|ten minste|vanaf"
    ),
    "from": r"from|starting at|ab|dès|à partir de|desde|a partir de|a partire da|da",
    "most": (
        r"under|below|less than|up to|at (?:the )?most|(?:no|not) more than|max(?:imum|\.)?|within"
        r"|unter|weniger als|bis zu|höchstens|maximal\w*|innerhalb|binnen|sous|jusqu['’](?:à|au)"
        r"|moins de|au plus|au maximum|maxim(?:um|ale?)|dans les|inférieure?s? à|hasta|menos de"
        r"|como máximo|máxim[oa]|en (?:un|el) plazo (?:máximo )?de|dentro de|inferior(?:es)? a"
        r"|fino a|meno di|al massimo|entro|hoogstens|minder dan|maximaal"
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
_RANGE = re.compile(
    r"\s?(?:[ap]\.?m\.?|uhr|h|€)?\s?(?:to|till|until|bis|à|a|hasta|tot)\s", re.IGNORECASE
)
_REACH_CHARS = 45


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
    if bound == "latest":  # the latest ahead of something is the least
        return "least" if _AHEAD.match(text, match.end()) else "most"
    return {"after": "least", "before": "most"}.get(bound, bound)


def agree(said: frozenset[str], known: frozenset[str]) -> bool:
    """Whether what a sentence says of a figure fits what its source says of it."""
    if not said or said & known:
        return True
    if "most" in said:
        return not known
    return bool(known & {"least", "from"}) or (not known and "least" not in said)
