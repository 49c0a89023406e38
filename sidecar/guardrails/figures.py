"""Numbers as people write them, in digits and in English words, and their values."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_UNITS_BELOW_20 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS_ABOVE_ONE = (*_UNITS_BELOW_20[2:], *_TENS)
WORDS: dict[str, Decimal] = {word: Decimal(n) for n, word in enumerate(_UNITS_BELOW_20)}
WORDS |= {word: Decimal(n * 10) for n, word in enumerate(_TENS, 2)}
WORDS |= {
    f"{ten}-{unit}": Decimal(n * 10 + m)
    for n, ten in enumerate(_TENS, 2)
    for m, unit in enumerate(_UNITS_BELOW_20[1:10], 1)
}
WORDS |= {"hundred": Decimal(100), "dozen": Decimal(12), "a": Decimal(1), "an": Decimal(1)}

_ONE = re.compile(r"ein(?:e[mnrs]?)?|une?|una|een")

# Bounded, so that a page of digits costs no more than a page of words.
NUMBER = (
    r"(?:(?<![\d.,] )\d{1,3}(?: \d{3}){1,3}(?:,\d{1,2})?(?!\d| \d|,\d)"
    r"|\d{1,12}(?:[.,'’\u00a0\u202f]\d{3}){0,4}(?:[.,]\d{1,12})?)"
)


def range_of(*articles: str) -> str:
    """A value or two with a dash between them, in digits or in words."""
    plain = "|".join((*_UNITS_BELOW_20, "hundred", "dozen", *articles))
    tens = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS_BELOW_20[1:10])}))?"
    value = rf"(?:{NUMBER}|(?<![\w-])(?:{tens}|{plain})(?![\w]))"
    return (
        rf"(?P<low>{value})(?:\s?(?:-|–|—|to|and|or|bis|à|a|e|et|und|tot|en)\s?(?P<high>{value}))?"
    )


def decimal(text: str) -> Decimal:
    """The value of a number as people write it; the last of two separators is the point."""
    text = re.sub(r"['’\u00a0\u202f]", "", text.lower())
    word = text.replace(" ", "-")
    if _ONE.fullmatch(word):
        return Decimal(1)
    if word in WORDS:
        return WORDS[word]
    text = text.replace(" ", "")
    point = max(text.rfind("."), text.rfind(","))
    if point >= 0:
        mark, tail = text[point], text[point + 1 :]
        thousands = len(tail) == 3 and not text.startswith("0")
        if text.count(mark) > 1 or (thousands and not (set(text) & {".", ","}) - {mark}):
            text = text.replace(mark, "")
        else:
            text = re.sub(r"[.,]", "", text[:point]) + "." + tail
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def normal(value: Decimal) -> str:
    """One spelling a value: 19.00 and 19 are `19`."""
    return format(value.normalize(), "f")
