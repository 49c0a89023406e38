"""The checkable facts of a text, in one normal form whatever way they are written.

€1.234,50 = 1,234.50 EUR, thirty days = 30-day, 2 weeks = 14 days, 3 March 2026 = 2026-03-03.
Each pattern takes what it reads out of the text, so that the 30 of "30 days" is not a bare
number as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sidecar.guardrails import moments, numerals, tongues
from sidecar.guardrails.bounds import bounds_in
from sidecar.guardrails.figures import NUMBER, decimal, folded, normal, odd, range_of
from sidecar.guardrails.figures import WORDS as WORDS
from sidecar.guardrails.figures import WORDS_ABOVE_ONE as WORDS_ABOVE_ONE
from sidecar.guardrails.measures import CURRENCIES as CURRENCIES
from sidecar.guardrails.measures import (
    KIN,
    SIGN_BEHIND,
    SIGNS,
    SPAN,
    SPANS,
    UNIT,
    UNITS,
    UNREAD_SIGN,
)
from sidecar.guardrails.measures import SIGN as SIGN
from sidecar.guardrails.moments import Fact as Fact

# Kinds of fact, which stand first: money, free, without (free of), percent, duration, date, day (of
# any month), month, weekday, time, quantity, number, email, address, phone, code, order, ticket,
# amount (a price without its currency), when (tomorrow), count (things, in a word), sign (one that
# nobody reads, as it is).

_POUNDS = frozenset({"pound", "pounds", "pfund", "libras"})
_VALUES = ("first", "second", "low", "high")

_RANGE = range_of("an", "a", "une", "un", "una", "eine[mnrs]?", "ein", "een")
_KIND_OF_DAY = r"(?:business|working|work|calendar|full|consecutive)[\s-]"
_WORKING_AFTER = r"ouvr\w+|laborables?|h[áa]biles|lavorativi"
_COUNTED = range_of()  # "a person" counts nobody, "one person" is in digits by then
# What shops count besides.
_COUNTABLE = (
    r"orders?|parcels?|codes?|customers?|bestellungen|pakete?n?|kunden|commandes?|colis|clients?"
    r"|pedidos?|paquetes?|clientes|werkdag\w*|arbeits\w+|werk\w+"
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
# Vouchers, tracking and model numbers: capitals with a digit among them, or many digits.
_CODE = re.compile(
    r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{5,}\b|(?<=\bcode )[\"'“]?[A-Z][A-Z\d-]{3,}\b"
    r"|\b(?=[\d-]*[A-Z])(?=(?:[A-Z-]*\d){6})[A-Z\d]+(?:-[A-Z\d]+)+\b"
    r"|(?<![\w.,+-])(?:0\d{4,}|\d{10,})\b"
)
_TICKET = re.compile(r"\bT-[A-Z0-9]{6,}\b")
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[ \u00a0().\-/]{0,2}\d){6,15}(?![\w%])")
# Country codes have a fixed length each.
_ABROAD = re.compile(r"(?:\+|00)(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")
# Pounds are weight behind what weighs, and before what is heavy.
_WEIGHED = re.compile(
    r"\b(?:weigh\w*|wieg\w*|gewicht|pes[aeo]n?|peser|poids|weegt|gewogen)\b[^.;§]{0,25}$",
    re.IGNORECASE,
)
_HEAVY = re.compile(
    r"\s?(?:heavy|(?:in|of) weight|schwer|de (?:peso|poids)|di peso)\b", re.IGNORECASE
)
_MONEY = re.compile(
    rf"(?P<before>{SIGN})\s?(?P<first>{NUMBER})(?:\s?(?:-|–|to)\s?(?P<second>{NUMBER}))?"
    rf"|(?P<low>{NUMBER})(?:\s?(?:-|–|to)\s?(?P<high>{NUMBER}))?\s?(?P<after>{SIGN_BEHIND})",
    re.IGNORECASE,
)
_LONE_MONEY = re.compile(
    r"(?<![\w-])(?:an?|un|ein|een)\s?(?P<sign>[€$£]|(?:euro|dollar|pound|pfund)\b)", re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"\b(?:costs?|prices?|priced|total|fee|charge[sd]?|pay)\b[^\d§.!?]{{0,20}}(?P<amount>{NUMBER})",
    re.IGNORECASE,
)
_HALF = re.compile(r"\bhalf[\s-](?:the )?(?:price|off)\b", re.IGNORECASE)
_PERCENT = re.compile(
    rf"{_RANGE}\s?(?:%|per\s?cento?\b|prozent\b|procent\b|pour cent\b|por ciento\b"
    r"|(?P<mille>‰|promille\b|per mille\b|pour mille\b|por mil\b))",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"{_RANGE}[\s-]?\+?(?P<kind>{_KIND_OF_DAY})?"
    rf"(?P<unit>{SPAN})\b(?P<after>\s(?:{_WORKING_AFTER})\b)?",
    re.IGNORECASE,
)
QUANTITY = re.compile(rf"{_COUNTED}[\s-]?(?P<unit>{UNIT})(?![\w])", re.IGNORECASE)
_FREE = re.compile(
    r"(?<!feel )(?<![-\w])(?:free(?! to\b)|complimentary|no (?:extra )?(?:cost|charge)s?|gratis"
    rf"|{tongues.FREE})\b",
    re.IGNORECASE,
)
_ORDINAL = "|".join(tongues.ORDINALS.values())
_QUEUE = (
    r"queue|line|position|place|platz|warteschlange|reihe|dran|file|rang|cola|fila|turno|coda|rij"
)
_PLACE = re.compile(
    rf"\b(?P<ahead>{_ORDINAL})\b(?=.{{0,20}}\b(?:{_QUEUE})\b)"
    r"|\b(?:you(?: are|['’]re)|vous êtes|sie sind|es usted|lei è|u bent) (?:the |le |la |als "
    r"|der |el |il )?"
    rf"(?P<behind>{_ORDINAL})(?=\W*$)",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"\b({'|'.join(numerals.TIMES)})\b(?! (?:as|the|so)\b)", re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\w]){NUMBER}")
# What a number word counts that may be another word: "sei" is six and "you are".
_IS_COUNTED = re.compile(
    r"(?:(?:\s(?:to|or|and|bis|à|a|e|et|y|und|oder|ou|o|tot|en)\s|\s?[-–—]\s?)\w+)?"
    rf"(?:[\s-](?:(?:{_KIND_OF_DAY})?(?:{SPAN})|{UNIT}|(?P<things>{_COUNTABLE})"
    r"|prozent|procent|pour cent|por ciento|per\s?cento?)\b"
    rf"|\s?(?:%|{SIGN}))",
    re.IGNORECASE,
)
_IS_PAID = re.compile(rf"(?:{SIGN})\s?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_MARKUP = re.compile(r"\[p\d+\]|\[[A-Z]+_\d+\]|^[ \t]*\d{1,2}[.)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text; `numbers` are all values in it, of whatever kind.

    `bounds` are pairs of a fact and how it is bounded, see `bounds`; most facts have none.
    """

    facts: frozenset[Fact]
    numbers: frozenset[str]
    bounds: frozenset[tuple[Fact, str]] = frozenset()

    def bounds_of(self, fact: Fact) -> frozenset[str]:
        """How the fact is bounded wherever it is."""
        return frozenset(bound for known, bound in self.bounds if known == fact)

    @classmethod
    def of_all(cls, parts: Iterable[Facts]) -> Facts:
        """The facts of texts that stand side by side."""
        known = tuple(parts)
        return cls(
            frozenset().union(*(part.facts for part in known)),
            frozenset().union(*(part.numbers for part in known)),
            frozenset().union(*(part.bounds for part in known)),
        )

    def prove(self, fact: Fact) -> bool:
        """Whether `fact` stands here too."""
        if fact in self.facts:
            return True
        kind, *rest = fact
        if kind in ("number", "count"):
            return rest[0].removeprefix("×") in self.numbers
        if kind == "money":
            kin = KIN.get(rest[1]) or [word for word, codes in KIN.items() if rest[1] in codes]
            return any((kind, rest[0], sign) in self.facts for sign in kin)
        if kind == "sign":
            return any(known[0] == "money" and known[2] == CURRENCIES.get(rest[0])
                       for known in self.facts)  # fmt: skip
        if kind == "quantity" and rest[1] in ("piece", "pair", "pack", "sheet"):
            return rest[0] in self.numbers
        if kind == "amount":
            return any(known[0] == "money" and known[1] == rest[0] for known in self.facts)
        if kind in ("phone", "code"):
            said = _dialled(fact)
            return any(
                "phone" in (kind, known[0])
                and said[0] == (other := _dialled(known))[0]
                and (not other[1] or said[1] in ("", other[1]))
                for known in self.facts
                if known[0] in ("phone", "code")
            )
        if kind == "day":
            return any(known[0] == "date" and known[3] == rest[0] for known in self.facts)
        if kind == "date" and not rest[0]:
            return any(known[0] == kind and known[2:] == fact[2:] for known in self.facts)
        if kind == "month":
            return any(known[0] == "date" and known[2] == rest[0] for known in self.facts)
        return False


NO_FACTS = Facts(frozenset(), frozenset())


@lru_cache(maxsize=512)
def read(text: str) -> Facts:
    """All facts of `text`; about 2 µs a character."""
    found: set[Fact] = set()
    bounds: set[tuple[Fact, str]] = set()
    numbers: set[str] = set()
    text = folded(text)
    lower = text.lower()
    rest = _MARKUP.sub(" ", text)
    if signs := odd(rest):
        found.update(("sign", sign) for sign in re.findall(rf"\d*[{signs}]+", rest))
        rest = re.sub(f"[{signs}]+", "", rest)
    rest, spelled = numerals.in_digits(rest, _is_counted)
    rest = numerals.with_halves(rest)
    has_digit = _DIGIT.search(rest) is not None
    written = {normal(decimal(match[0])) for match in _NUMBER.finditer(text)}
    numbers |= written | spelled
    for pattern, facts_of, needs_digit, needed in _READERS:
        if (needs_digit and not has_digit) or (needed and not any(map(lower.__contains__, needed))):
            continue

        def take(match: re.Match[str], facts_of: _Reader = facts_of) -> str:
            facts = list(facts_of(match))
            found.update(facts)
            if facts:
                bounds.update(bounds_in(match, facts))
            numbers.update(part for fact in facts for part in fact[1:] if part[:1].isdigit())
            return " § " if facts else match[0]

        rest = pattern.sub(take, rest)
    for value in spelled - written:  # what counts things, as "four chairs", is no figure of one
        if (number := ("number", value)) in found:
            found = found - {number} | {("count", value)}
    return Facts(frozenset(found), frozenset(numbers), frozenset(bounds))


_Reader = Callable[[re.Match[str]], Iterator[Fact]]


def _is_counted(text: str, start: int, end: int) -> bool:
    """Whether a word stands where a number of something does; "one order" is any."""
    if counted := _IS_COUNTED.match(text, end):
        return not counted["things"] or text[start:end].lower() != "one"
    return bool(_IS_PAID.search(text, max(0, start - 18), start))


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


def _phone(match: re.Match[str]) -> Iterator[Fact]:
    digits = re.sub(r"[^\d+]", "", match[0].replace("(0)", ""))
    if len(digits) >= 7 and re.search(r"[+() \u00a0./-]", match[0]):
        yield "phone", digits


def _dialled(fact: Fact) -> tuple[str, str]:
    """A telephone number without its country code and first zero, and that code or nothing."""
    abroad = _ABROAD.match(fact[1])
    rest = fact[1][abroad.end() :] if abroad else fact[1]
    return rest.removeprefix("0"), abroad[1] if abroad else ""


def _money(match: re.Match[str]) -> Iterator[Fact]:
    sign = (match["before"] or match["after"]).lower()
    values = [decimal(match[group]) for group in _VALUES if match[group]]
    yield from _paid_or_weighed(match, values, sign)


def _lone_money(match: re.Match[str]) -> Iterator[Fact]:
    yield from _paid_or_weighed(match, [Decimal(1)], match["sign"].lower())


def _paid_or_weighed(match: re.Match[str], values: Iterable[Decimal], sign: str) -> Iterator[Fact]:
    is_weight = sign in _POUNDS and (
        _WEIGHED.search(match.string, max(0, match.start() - 40), match.start())
        or _HEAVY.match(match.string, match.end())
    )
    for value in values:
        if is_weight:
            yield "quantity", normal(value), "lb"
        else:
            yield "money", normal(value), CURRENCIES.get(sign, sign.upper())


def _amount(match: re.Match[str]) -> Iterator[Fact]:
    yield "amount", normal(decimal(match["amount"]))


def _sign(match: re.Match[str]) -> Iterator[Fact]:
    yield "sign", match[0]


def _half(_: re.Match[str]) -> Iterator[Fact]:
    yield "percent", "50"


def _percent(match: re.Match[str]) -> Iterator[Fact]:
    for value in _values(match):
        yield "percent", normal(value / 10 if match["mille"] else value)


def _duration(match: re.Match[str]) -> Iterator[Fact]:
    if match["unit"].lower() == "second" and match["low"].lower() in ("a", "an"):
        return  # a second one
    unit, factor = next(
        (unit, factor)
        for words, unit, factor in SPANS
        if re.fullmatch(words, match["unit"], re.IGNORECASE)
    )
    is_working = match["after"] or (match["kind"] or "").lower()[:4] in ("busi", "work")
    if is_working and factor == 1_440:
        unit, factor = "working_days", 1
    for value in _values(match):
        yield "duration", normal(value * factor), unit


def _quantity(match: re.Match[str]) -> Iterator[Fact]:
    said = match["unit"].lower()
    unit, factor = next(
        (unit or said.removesuffix("s"), factor)
        for words, unit, factor in UNITS
        if words.fullmatch(said)
    )
    for value in _values(match):
        yield "quantity", normal(value * factor), unit


def _free(match: re.Match[str]) -> Iterator[Fact]:
    is_without = match.string.startswith(" of ", match.end()) and not match.string.startswith(
        " of charge", match.end()
    )
    yield ("without" if is_without else "free",)


def _place(match: re.Match[str]) -> Iterator[Fact]:
    said = (match["ahead"] or match["behind"]).lower()
    yield "number", next(str(n) for n, words in tongues.ORDINALS.items() if re.match(words, said))


def _times(match: re.Match[str]) -> Iterator[Fact]:
    yield "count", f"×{numerals.TIMES[match[1].lower()]}"


def _number(match: re.Match[str]) -> Iterator[Fact]:
    yield "number", normal(decimal(match[0]))


# Pattern, reader, and without what the pattern is not tried: a digit, and one of these.
_READERS: tuple[tuple[re.Pattern[str], _Reader, bool, tuple[str, ...]], ...] = (
    (_EMAIL, _email, False, ("@",)),
    (_ADDRESS, _address, True, ()),
    (_TICKET, _ticket, False, ("t-",)),
    (_MASKED_ORDER, _masked_order, False, ("•",)),
    (moments.ISO_DATE, moments.iso_date, True, ()),
    (_CODE, _code, False, ()),
    (moments.SLASH_DATE, moments.slash_date, True, ()),
    (moments.DAY_MONTH, moments.day_month, True, ()),
    (moments.MONTH_DAY, moments.month_day, True, ()),
    (moments.DAY_OF_MONTH, moments.day_of_month, True, ()),
    (moments.LONE_MONTH, moments.lone_month, False, ()),
    (moments.WEEKDAY, moments.weekday, False, ()),
    (moments.TIME, moments.time_of_day, False, ()),
    (_MONEY, _money, True, SIGNS),
    (_LONE_MONEY, _lone_money, False, ("€", "$", "£", "euro", "dollar", "pound", "pfund")),
    (UNREAD_SIGN, _sign, False, ()),
    (_HALF, _half, False, ()),
    (_PERCENT, _percent, False, ("%", "cent", "prozent", "ciento", "‰", "mil")),
    (_DURATION, _duration, False, ()),
    (moments.WHEN, moments.when, False, ()),
    (_PHONE, _phone, True, ()),
    (QUANTITY, _quantity, True, ()),
    (_FREE, _free, False, ()),
    (_AMOUNT, _amount, True, ()),
    (_PLACE, _place, False, ()),
    (_TIMES, _times, False, ()),
    (_NUMBER, _number, True, ()),
)
