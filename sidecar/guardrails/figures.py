"""Numbers as people write them, and their values."""

from __future__ import annotations

import re
import unicodedata
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
    r"|\d{1,12}(?:[.,'’\u00a0\u202f]\d{3}(?!\d)){0,4}(?:[.,]\d{1,12})?)"
)

# Letters that patterns take for others when they ignore case, and `lower` does not.
_FOLDED = str.maketrans("İıſ\u212a⁄∕", "IisK//") | dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u20e3")
)
_WIDE = r"\u2103\u2109\u3300-\u33ff\ufb00-\ufb06\uff01-\uffee\U0001d400-\U0001d7ff"
_COMPATIBLE = re.compile(f"[{_WIDE}]")
_IS_UNPLAIN = re.compile(f"[{''.join(map(chr, _FOLDED))}{_WIDE}²³¼½¾⅐-⅞]")
_OF_A_MEASURE = re.compile(r"(?<=m)[²³]")
_VULGAR = re.compile(r"(?P<whole>\d{1,4})? ?(?P<part>[¼½¾⅐-⅞])")
_FRACTION = re.compile(
    r"(?<![\d/.,])(?:(?P<whole>\d{1,4})[ -](?P<over>[1-9])/(?P<under>[2-9])|1/(?P<half>[24]))"
    r"(?![.,]?\d|/)"
)


def folded(text: str) -> str:
    """The text as patterns read it: each letter one that `lower` knows, fractions as decimals."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _IS_UNPLAIN.search(text):
        text = text.translate(_FOLDED)
        text = _COMPATIBLE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
        text = _OF_A_MEASURE.sub(lambda sign: str(unicodedata.digit(sign[0])), text)
        text = _VULGAR.sub(_as_decimal, text)
    return _FRACTION.sub(_as_decimal, text) if "/" in text else text


def _as_decimal(match: re.Match[str]) -> str:
    """A fraction with four decimals, which are no thousands."""
    named = match.groupdict()
    if sign := named.get("part"):
        part = unicodedata.numeric(sign)
    else:
        part = 1 / int(named["half"]) if named["half"] else int(named["over"]) / int(named["under"])
    return f"{int(match['whole'] or 0) + part:.4f}"


def odd(text: str) -> str:
    """The numerals of a text that are no digits, as ² and ③: nobody reads them as figures."""
    if text.isascii():
        return ""
    return "".join(sign for sign in set(text) if sign.isnumeric() and not sign.isdecimal())


def range_of(*articles: str) -> str:
    """A value or two with a dash between them, in digits, or an article."""
    value = rf"(?:{NUMBER}|(?<![\w-])(?:{'|'.join(articles)})(?![\w]))" if articles else NUMBER
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
