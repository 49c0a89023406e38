"""Days, dates and times of day in a text, in one normal form whatever way they are written.

3 March 2026 = 2026-03-03 = 3 de marzo de 2026, half past nine = 9:30 = 9 h 30 = 9.30 Uhr.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sidecar.guardrails import tongues
from sidecar.guardrails.figures import folded

Fact = tuple[str, ...]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
"""English, without -day, in the order of `date.weekday()`."""

_FOREIGN_MONTHS = {word: name for name, words in tongues.MONTHS.items() for word in words.split()}
_MONTH = "|".join((*_FOREIGN_MONTHS, *(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS), "sept"))
_FOREIGN_DAYS = {word: day for day, words in tongues.WEEKDAYS.items() for word in words.split()}
_DAY = (
    rf"(?:(?:{'|'.join(WEEKDAYS)})days?|(?:{'|'.join(_FOREIGN_DAYS)})(?:s|en)?"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?=\s?[-–]\s?(?:mon|tue|wed|thu|fri|sat|sun)\b)"
    r"|(?<=[-–])(?:mon|tue|wed|thu|fri|sat|sun)|(?:mo|di|mi|do|fr|sa)(?=\s?[-–]\s?(?:do|fr|sa|so)\b)"
    r"|(?<=[-–])(?:do|fr|sa|so))\b"
)
_SHORT = {"mo": "mon", "di": "tues", "mi": "wednes", "do": "thurs", "fr": "fri", "sa": "satur",
          "so": "sun", "tue": "tues", "wed": "wednes", "thu": "thurs", "sat": "satur"}  # fmt: skip

ISO_DATE = re.compile(
    r"\b(\d{4})-(\d{2})-(\d{2})(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
SLASH_DATE = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})\b")
DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:(?:of|de|di)\s+)?({_MONTH})\b\.?,?"
    r"(?:\s+(?:del?\s+)?(\d{4}))?",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.IGNORECASE
)
DAY_OF_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º|e)?\s(?:(?:of|de|di|van)\s)?(?:(?:the|each|every|chaque|du"
    r"|cada|ogni|del|elke|iedere|jede[ns]|des|im)\s)(?:month|mois|mes|mese|maand|monats?)\b"
    r"|\b(?:on|by|until|till|before|after)\sthe\s(\d{1,2})(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
LONE_MONTH = re.compile(
    rf"\b(?:in|im|en|à)\s({'|'.join(_FOREIGN_MONTHS)}|{'|'.join(_MONTHS)})\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    rf"\b(?P<first>{_DAY})(?:\s?(?:-|–|—|to|till|until|through|bis|au|à|a|al|tot(?: en met)?)"
    rf"\s?(?:le\s|el\s)?(?P<last>{_DAY}))?",
    re.IGNORECASE,
)
_CLOCK = r"(?:[01]?\d|2[0-4])"
_HALF_DAY = (
    r"de la mañana|de la tarde|de la noche|del mediodía|du matin|de l['’]après-midi|du soir"
    r"|in the (?:morning|afternoon|evening)|morgens|vormittags|nachmittags|abends"
)
TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\b\.?"
    # 9 to 5 pm, 9–17 Uhr, 9 à 18 h: what stands behind the second is said of both
    rf"|\b(?P<from>{_CLOCK})(?::(?P<from_minute>[0-5]\d))?"
    rf"(?=\s?(?:-|–|to|bis|und|and|à|a|et|y|e)\s?(?:las\s)?{_CLOCK}(?:[:.]\d\d)?\s?"
    r"(?P<from_half>[ap]\.?m\b|uhr\b|h\b|heures\b))"
    rf"|\b(?P<at>{_CLOCK}):(?P<at_minute>[0-5]\d)(?!\d)(?:\s?(?:uhr|h|heures)\b)?"
    rf"(?:\s(?P<at_part>{_HALF_DAY}))?"
    rf"|\b(?P<uhr>{_CLOCK})(?:[.:](?P<uhr_minute>[0-5]\d))?\s?uhr\b"
    # "sous 12 h" and "12 heures" are spans
    r"|(?<!sous )(?<!dans )(?<!les )(?<!en )(?<!von )\b(?P<h>[01]?\d|2[0-3])\s?h"
    r"(?:\s?(?P<h_minute>[0-5]\d))?\b"
    rf"|\b(?:las?|at|um|à)\s(?P<part_hour>{_CLOCK})\s(?P<part>{_HALF_DAY})"
    r"|\b(?P<noon>noon|midday|mittags?|midi|mediodía|mezzogiorno|middag)\b"
    r"|\b(?P<always>around the clock|24/7|rund um die uhr|24\s?(?:hours|stunden|heures|horas|h)"
    r"(?:\s(?:a day|am tag|sur 24|al día))|24\s?h/24|las 24 horas|day and night|tag und nacht)\b",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"tarde|noche|après|soir|afternoon|evening|nachm|abend", re.IGNORECASE)
WHEN = re.compile(
    r"\b(?:tonight|tomorrow|yesterday|overnight|(?:same|next)[\s-](?:(?:working|business)[\s-])?day|fortnight"
    r"|(?:this|next|last) (?:week|weekend|month|morning|afternoon|evening)"
    r"|(?:couple of|few|several) (?:hour|day|week|month)s"
    rf"|{'|'.join(tongues.WHEN.values())})\b",
    re.IGNORECASE,
)
_FOREIGN_WHEN = {day: re.compile(words, re.IGNORECASE) for day, words in tongues.WHEN.items()}


def iso_date(match: re.Match[str]) -> Iterator[Fact]:
    """2026-03-04, with or without a time."""
    yield "date", match[1], str(int(match[2])), str(int(match[3]))


def slash_date(match: re.Match[str]) -> Iterator[Fact]:
    """04.03.2026 and 04/03/2026, the day first; only of 13 and more the month."""
    year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
    first, second = int(match[1]), int(match[3])
    if second <= 12:
        yield "date", year, str(second), str(first)
    elif first <= 12:
        yield "date", year, str(first), str(second)


def day_month(match: re.Match[str]) -> Iterator[Fact]:
    """3 March, 3. März 2026, 3 de marzo de 2026; an unsaid year is empty."""
    yield "date", match[3] or "", _month(match[2]), str(int(match[1]))


def month_day(match: re.Match[str]) -> Iterator[Fact]:
    """March 3rd, 2026."""
    yield "date", match[3] or "", _month(match[1]), str(int(match[2]))


def day_of_month(match: re.Match[str]) -> Iterator[Fact]:
    """The 5th of each month, le 5 de chaque mois."""
    yield "day", str(int(match[1] or match[2]))


def lone_month(match: re.Match[str]) -> Iterator[Fact]:
    """In March."""
    yield "month", _month(match[1])


def weekday(match: re.Match[str]) -> Iterator[Fact]:
    """Friday; Tuesday to Friday is each day between, too."""
    first = _day(match["first"])
    last = _day(match["last"]) if match["last"] else first
    count = (last - first) % 7 + 1
    for step in range(count):
        yield "weekday", WEEKDAYS[(first + step) % 7]


def time_of_day(match: re.Match[str]) -> Iterator[Fact]:
    """17:00, of 24 hours."""
    if match["always"]:
        yield "when", "always"
    elif match["noon"]:
        yield "time", "12:00"
    elif match["hour"]:
        yield _half_day(match["hour"], match["minute"], match["half"].lower() == "p")
    elif match["from"]:
        half = match["from_half"].lower()
        minute = match["from_minute"]
        if half[0] in "ap" and "m" in half:
            yield _half_day(match["from"], minute, half[0] == "p" and int(match["from"]) < 8)
        else:
            yield "time", f"{int(match['from'])}:{minute or '00'}"
    elif part := match["part"] or match["at_part"]:
        hour = match["part_hour"] or match["at"]
        is_later = int(hour) > 12 or bool(_AFTERNOON.search(part))
        yield _half_day(hour, match["at_minute"], is_later)
    else:
        for hour, minute in (("at", "at_minute"), ("uhr", "uhr_minute"), ("h", "h_minute")):
            if match[hour]:
                yield "time", f"{int(match[hour])}:{match[minute] or '00'}"


def when(match: re.Match[str]) -> Iterator[Fact]:
    """Tomorrow, and such days."""
    said = re.sub(r"[\s-]", " ", match[0].lower())
    yield "when", next((day for day, own in _FOREIGN_WHEN.items() if own.fullmatch(said)), said)


def weekday_of(fact: Fact) -> str:
    """The weekday of a date with a year, as in WEEKDAYS; empty for a date that is none."""
    try:
        return WEEKDAYS[date(int(fact[1]), int(fact[2]), int(fact[3])).weekday()]
    except ValueError:
        return ""


def _half_day(hour: str, minute: str | None, is_later: bool) -> Fact:
    return "time", f"{int(hour) % 12 + (12 if is_later else 0)}:{minute or '00'}"


def _month(name: str) -> str:
    name = folded(name).lower()
    name = _FOREIGN_MONTHS.get(name, name[:3])
    return str([known[:3] for known in _MONTHS].index(name) + 1)


def _day(name: str) -> int:
    name = folded(name).lower()
    short = re.sub(r"days?$", "", name)
    if short in WEEKDAYS:
        return WEEKDAYS.index(short)
    plain = next(
        (form for form in (name, name.removesuffix("s"), name.removesuffix("en"))
         if form in _FOREIGN_DAYS or form in _SHORT), ""
    )  # fmt: skip
    return WEEKDAYS.index(_FOREIGN_DAYS.get(plain) or _SHORT[plain])
