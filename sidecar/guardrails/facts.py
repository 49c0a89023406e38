"""The checkable facts of a text, in one normal form whatever way they are written.

€1.234,50 = 1,234.50 EUR, thirty days = 30-day, 2 weeks = 14 days, 3 March 2026 = 2026-03-03.
Each pattern takes what it reads out of the text, so that the 30 of "30 days" is not a bare
number as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sidecar.guardrails import tongues

Fact = tuple[str, ...]
"""Kind first: money, free, percent, duration, date, weekday, time, quantity, number, email,
address, phone, code, order, ticket, amount (a price without its currency), when (tomorrow)."""

_UNITS_BELOW_20 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS: dict[str, Decimal] = {word: Decimal(n) for n, word in enumerate(_UNITS_BELOW_20)}
WORDS |= {word: Decimal(n * 10) for n, word in enumerate(_TENS, 2)}
WORDS |= {
    f"{ten}-{unit}": Decimal(n * 10 + m)
    for n, ten in enumerate(_TENS, 2)
    for m, unit in enumerate(_UNITS_BELOW_20[1:10], 1)
}
WORDS |= {"hundred": Decimal(100), "dozen": Decimal(12), "a": Decimal(1), "an": Decimal(1)}

CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "$": "$", "us$": "USD", "dollar": "$", "dollars": "$", "¥": "JPY", "yen": "JPY", "fr.": "CHF",
    "zł": "PLN",
}  # fmt: skip
_CODES = "EUR|USD|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|INR|BRL|MXN|ZAR"
_DOLLARS = frozenset({"$", "USD", "CAD", "AUD", "NZD"})

# Minutes, months or working days, so that equal spans are equal facts: what the words count in.
# A model answers in the shopper's language from pages in the shop's.
_SPANS: tuple[tuple[str, str, int], ...] = (
    (r"sec(?:ond)?s?|sekunden?|secondes?|segundos?|secondi", "seconds", 1),
    (r"min(?:ute)?s?|minuten|minutos?|minuti", "minutes", 1),
    (r"hours?|hrs?|stunden?|heures?|horas?|or[ae]|uur", "minutes", 60),
    (r"days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en)?", "minutes", 1_440),
    (r"werktage?n?|arbeitstage?n?|werkdag(?:en)?", "working_days", 1),
    (r"nights?", "nights", 1),
    (r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken", "minutes", 10_080),
    (r"months?|monate?n?|mois|mes(?:es)?|mes[ei]|maanden?", "months", 1),
    (r"years?|yrs?|jahre?n?|ans|années?|años?|ann[oi]|jaar", "months", 12),
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

# Bounded, so that a page of digits costs no more than a page of words.
_NUM = r"\d{1,12}(?:[.,'’\u00a0\u202f]\d{3}){0,4}(?:[.,]\d{1,12})?"


def _range(*articles: str) -> str:
    """A value or two with a dash between them, in digits or in words."""
    plain = "|".join((*_UNITS_BELOW_20, "hundred", "dozen", *articles))
    tens = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS_BELOW_20[1:10])}))?"
    value = rf"(?:{_NUM}|(?<![\w-])(?:{tens}|{plain})(?![\w]))"
    return (
        rf"(?P<low>{value})(?:\s?(?:-|–|—|to|and|or|bis|à|a|e|et|und|tot|en)\s?(?P<high>{value}))?"
    )


_RANGE = _range("an", "a")
_WORKING_AFTER = r"ouvr\w+|laborables?|h[áa]biles|lavorativi"
_COUNTED = _range()  # "a person" counts nobody
SIGN = r"us\$|[€£$¥]|zł|fr\.|euros?\b|dollars?\b|pounds?\b|yen\b|(?:" + _CODES + r")\b"
_FOREIGN_MONTHS = {word: name for name, words in tongues.MONTHS.items() for word in words.split()}
_MONTH = "|".join((*_FOREIGN_MONTHS, *(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS), "sept"))
_UNIT = (
    r"kg|g|mg|lbs?|oz|km|cm|mm|m|inch(?:es)?|in|ft|feet|l|lit(?:re|er)s?|ml|cl|watts?|w|kw|wh|kwh"
    r"|volts?|v|mah|gb|mb|tb|hz|°\s?[cf]|degrees|pieces?|pcs|items?|pairs?|packs?|times|people"
    r"|persons?|cups?|sheets?"
)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Streets with a number, before or after, and postcodes with letters; those of digits alone are
# numbers. "14 Quay Road" is more than the 14 of "14 days".
_NAME = r"[^\W\d_a-zà-ÿ][\w'’-]*"
_ADDRESS = re.compile(
    rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_NAME}\s+){{1,3}}"
    r"(?i:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|square|place|terrace|close|way"
    r"|quay|crescent|boulevard|blvd|grove|gardens|mews|hill|row|park)\b"
    r"|\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?i:rue|avenue|boulevard|place|chemin|impasse|quai|allée"
    r"|route|via|viale|piazza|calle|plaza|avenida|bóthar|sráid)\s+"
    rf"(?:(?:de|des|du|la|le|les|del|della|na|an)\s+)*(?:[dl]['’])?{_NAME}"
    r"|\b[^\W\d_]+(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|vej|vejen|gade|gatan"
    r"|straat|laan|plein)\s+\d{1,4}[a-z]?\b"
    r"|\b(?:[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}|[AC-FHKNPRTV-Y]\d[\dW]\s[A-Z\d]{4})\b"
)
_MASKED_ORDER = re.compile(r"(?:[A-Z]+-)?•[•\d-]*")  # ••12 is not the 12 of "12 hours"
# Vouchers, tracking and model numbers: capitals with a digit among them.
_CODE = re.compile(
    r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{5,}\b|(?<=\bcode )[\"'“]?[A-Z][A-Z\d-]{3,}\b"
)
_TICKET = re.compile(r"\bT-[A-Z0-9]{6,}\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+Z?)?")
_SLASH_DATE = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})\b")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?({_MONTH})\b\.?,?(?:\s+(\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.IGNORECASE
)
_FOREIGN_DAYS = {word: day for day, words in tongues.WEEKDAYS.items() for word in words.split()}
_WEEKDAY = re.compile(
    rf"\b(?:(mon|tues|wednes|thurs|fri|satur|sun)days?|({'|'.join(_FOREIGN_DAYS)})(?:s|en)?)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b\.?|\b([01]?\d|2[0-3]):([0-5]\d)\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[ \u00a0().\-/]{0,2}\d){6,15}(?![\w%])")
_MONEY = re.compile(
    rf"(?P<before>{SIGN})\s?(?P<first>{_NUM})(?:\s?(?:-|–|to)\s?(?P<second>{_NUM}))?"
    rf"|(?P<low>{_NUM})(?:\s?(?:-|–|to)\s?(?P<high>{_NUM}))?\s?(?P<after>{SIGN})",
    re.IGNORECASE,
)
_MONEY_IN_WORDS = re.compile(rf"{_COUNTED}\s(?P<sign>euros?|dollars?|pounds?|yen)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"\b(?:costs?|prices?|priced|total|fee|charge[sd]?|pay)\b[^\d§.!?]{{0,20}}(?P<amount>{_NUM})",
    re.IGNORECASE,
)
_HALF = re.compile(r"\bhalf[\s-](?:the )?(?:price|off)\b", re.IGNORECASE)
_PERCENT = re.compile(
    rf"{_RANGE}\s?(?:%|per\s?cent\b|prozent\b|pour cent\b|por ciento\b)", re.IGNORECASE
)
_DURATION = re.compile(
    rf"{_RANGE}[\s-]?\+?(?P<kind>(?:business|working|work|calendar|full|consecutive)[\s-])?"
    rf"(?P<unit>{'|'.join(words for words, _, _ in _SPANS)})\b(?P<after>\s(?:{_WORKING_AFTER})\b)?",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:tonight|tomorrow|yesterday|overnight|(?:same|next)[\s-]day|fortnight"
    r"|(?:this|next|last) (?:week|weekend|month)"
    r"|(?:couple of|few|several) (?:hour|day|week|month)s"
    rf"|{'|'.join(tongues.WHEN.values())})\b",
    re.IGNORECASE,
)
_FOREIGN_WHEN = {day: re.compile(words, re.IGNORECASE) for day, words in tongues.WHEN.items()}
_QUANTITY = re.compile(rf"{_COUNTED}[\s-]?(?P<unit>{_UNIT})(?![\w])", re.IGNORECASE)
_FREE = re.compile(
    r"(?<!feel )(?<![-\w])(?:free(?! to\b)|complimentary|no (?:extra )?(?:cost|charge)s?|gratis"
    rf"|{tongues.FREE})\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?<![\w]){_NUM}")
# Number words of other languages, where what they count follows: "sei" is six and "you are".
_SPELLED = re.compile(
    rf"\b({'|'.join(tongues.NUMBERS)})"
    r"(?=(?:\s(?:bis|à|a|e|et|und|oder|ou|o|tot|en)\s\w+)?[\s-]"
    rf"(?:{'|'.join(words for words, _, _ in _SPANS)}|euros?|prozent|pour cent|por ciento)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\[p\d+\]|\[[A-Z]+_\d+\]|^[ \t]*\d{1,2}[.)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text; `numbers` are all values in it, of whatever kind."""

    facts: frozenset[Fact]
    numbers: frozenset[str]

    def prove(self, fact: Fact) -> bool:
        """Whether `fact` stands here too."""
        if fact in self.facts:
            return True
        kind, *rest = fact
        if kind == "number":
            return rest[0] in self.numbers
        if kind == "money" and rest[1] in _DOLLARS:
            kin = _DOLLARS if rest[1] == "$" else {"$", rest[1]}
            return any((kind, rest[0], sign) in self.facts for sign in kin)
        if kind == "amount":
            return any(known[0] == "money" and known[1] == rest[0] for known in self.facts)
        if kind == "date" and not rest[0]:
            return any(known[0] == kind and known[2:] == fact[2:] for known in self.facts)
        return False


NO_FACTS = Facts(frozenset(), frozenset())


def read(text: str) -> Facts:
    """All facts of `text`; about 2 µs a character."""
    found: set[Fact] = set()
    numbers: set[str] = set()
    text = _SPELLED.sub(lambda word: str(tongues.NUMBERS[word[1].lower()]), text)
    rest = _MARKUP.sub(" ", text)
    for pattern, facts_of in _READERS:

        def take(match: re.Match[str], facts_of: _Reader = facts_of) -> str:
            facts = list(facts_of(match))
            found.update(facts)
            numbers.update(part for fact in facts for part in fact[1:] if part[:1].isdigit())
            return " § " if facts else match[0]

        rest = pattern.sub(take, rest)
    numbers.update(normal(decimal(match[0])) for match in _NUMBER.finditer(text))
    return Facts(frozenset(found), frozenset(numbers))


def decimal(text: str) -> Decimal:
    """The value of a number as people write it; the last of two separators is the point."""
    text = re.sub(r"['’\u00a0\u202f]", "", text.lower())
    word = text.replace(" ", "-")
    if word in WORDS:
        return WORDS[word]
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


_Reader = Callable[[re.Match[str]], Iterator[Fact]]


def _values(match: re.Match[str]) -> Iterator[Decimal]:
    for group in ("low", "high"):
        if match[group]:
            yield decimal(match[group])


def _email(match: re.Match[str]) -> Iterator[Fact]:
    yield "email", match[0].lower().rstrip(".")


def _address(match: re.Match[str]) -> Iterator[Fact]:
    yield "address", re.sub(r"[\W_]+", " ", match[0].lower())


def _masked_order(match: re.Match[str]) -> Iterator[Fact]:
    yield "order", match[0].rstrip("-")


def _code(match: re.Match[str]) -> Iterator[Fact]:
    yield "code", match[0].lstrip("\"'“")


def _ticket(match: re.Match[str]) -> Iterator[Fact]:
    yield "ticket", match[0]


def _iso_date(match: re.Match[str]) -> Iterator[Fact]:
    yield "date", match[1], str(int(match[2])), str(int(match[3]))


def _slash_date(match: re.Match[str]) -> Iterator[Fact]:
    year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
    first, second = int(match[1]), int(match[3])
    if match[2] == "/" and first <= 12:  # month first, as well as day first, is how people write
        yield "date", year, str(first), str(second)
    if second <= 12:
        yield "date", year, str(second), str(first)


def _month(name: str) -> str:
    name = _FOREIGN_MONTHS.get(name.lower(), name.lower()[:3])
    return str([known[:3] for known in _MONTHS].index(name) + 1)


def _day_month(match: re.Match[str]) -> Iterator[Fact]:
    yield "date", match[3] or "", _month(match[2]), str(int(match[1]))


def _month_day(match: re.Match[str]) -> Iterator[Fact]:
    yield "date", match[3] or "", _month(match[1]), str(int(match[2]))


def _weekday(match: re.Match[str]) -> Iterator[Fact]:
    yield "weekday", match[1].lower() if match[1] else _FOREIGN_DAYS[match[2].lower()]


def _time(match: re.Match[str]) -> Iterator[Fact]:
    if match[4]:
        yield "time", f"{int(match[4])}:{match[5]}"
    else:
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        yield "time", f"{hour}:{match[2] or '00'}"


def _phone(match: re.Match[str]) -> Iterator[Fact]:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) >= 7 and re.search(r"[+() \u00a0./-]", match[0]):
        yield "phone", digits[-9:].lstrip("0")


def _money(match: re.Match[str]) -> Iterator[Fact]:
    sign = (match["before"] or match["after"]).lower()
    code = CURRENCIES.get(sign, sign.upper())
    for group in ("first", "second", "low", "high"):
        if match[group]:
            yield "money", normal(decimal(match[group])), code


def _money_in_words(match: re.Match[str]) -> Iterator[Fact]:
    for value in _values(match):
        yield "money", normal(value), CURRENCIES[match["sign"].lower()]


def _amount(match: re.Match[str]) -> Iterator[Fact]:
    yield "amount", normal(decimal(match["amount"]))


def _half(_: re.Match[str]) -> Iterator[Fact]:
    yield "percent", "50"


def _percent(match: re.Match[str]) -> Iterator[Fact]:
    for value in _values(match):
        yield "percent", normal(value)


def _duration(match: re.Match[str]) -> Iterator[Fact]:
    unit, factor = next(
        (unit, factor)
        for words, unit, factor in _SPANS
        if re.fullmatch(words, match["unit"], re.IGNORECASE)
    )
    is_working = match["after"] or (match["kind"] or "").lower()[:4] in ("busi", "work")
    if is_working and factor == 1_440:
        unit, factor = "working_days", 1
    for value in _values(match):
        yield "duration", normal(value * factor), unit


def _when(match: re.Match[str]) -> Iterator[Fact]:
    said = re.sub(r"[\s-]", " ", match[0].lower())
    yield "when", next((day for day, own in _FOREIGN_WHEN.items() if own.fullmatch(said)), said)


def _quantity(match: re.Match[str]) -> Iterator[Fact]:
    unit = re.sub(r"\s", "", match["unit"].lower())
    if len(unit) > 3:
        unit = unit.removesuffix("s")
    for value in _values(match):
        yield "quantity", normal(value), unit


def _free(_: re.Match[str]) -> Iterator[Fact]:
    yield ("free",)


def _number(match: re.Match[str]) -> Iterator[Fact]:
    yield "number", normal(decimal(match[0]))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_EMAIL, _email),
    (_ADDRESS, _address),
    (_TICKET, _ticket),
    (_MASKED_ORDER, _masked_order),
    (_CODE, _code),
    (_ISO_DATE, _iso_date),
    (_SLASH_DATE, _slash_date),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (_WEEKDAY, _weekday),
    (_TIME, _time),
    (_MONEY, _money),
    (_MONEY_IN_WORDS, _money_in_words),
    (_HALF, _half),
    (_PERCENT, _percent),
    (_DURATION, _duration),
    (_WHEN, _when),
    (_PHONE, _phone),
    (_QUANTITY, _quantity),
    (_FREE, _free),
    (_AMOUNT, _amount),
    (_NUMBER, _number),
)
