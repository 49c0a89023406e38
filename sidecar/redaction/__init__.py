"""Finds personal data and secrets in text, and takes them out.

Two ways to find: rules for what has a shape (addresses, numbers, keys), and the values that
WordPress named for this shopper, which is the only way to know a person's name. Two ways to take
out: a `Vault` gives placeholders that it can turn back, a `Scrubber` forgets.

Numbers are candidates of a cheap expression first and are then checked by their own arithmetic
(Luhn, mod 97, a possible telephone number), so that prices, dates and sizes stay readable and
text without digits costs microseconds.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

import phonenumbers

from sidecar.nouns import KnownField

Span = tuple[int, int, str]
"""Start, end and kind of what was found."""

_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")

_EMAIL = re.compile(r"[\w.+'’-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.)+\w{2,24}", re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?                # JWT
      | \b(?:sk|pk|rk|gh[pousr]|xox[abprs]|glpat)[-_][\w-]{12,}      # providers' own prefixes
      | \bAKIA[A-Z0-9]{16}\b
      | (?<=bearer\s)[\w.~+/=-]{8,}
      | -----BEGIN[ ][A-Z ]+-----[\s\S]*?(?:-----END[ ][A-Z ]+-----|\Z)
      | \b[0-9a-f]{32,}\b
      | (?<!\w)(?=\w*\d)(?=\w*[a-z])\w{36,}""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED_SECRET = re.compile(
    r"(?:password|passwort|passwd|contraseña|mot\ de\ passe|secret|api[_ -]?key|token)"
    r"(?:\s+is|\s+ist)?\s*[:=]\s*[\"']?(?P<value>[^\s\"',;]{4,})",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE | re.ASCII)
# Looked for at every position, because a number before it may run into the card's.
_CARDS = tuple(
    re.compile(rf"(?<![\w.])(?=(?P<value>{shape})(?!\w))")
    for shape in (
        r"\d{13,19}",
        r"\d{4}(?:[ -]\d{4}){3}",
        r"\d{4}[ -]\d{6}[ -]\d{4,5}",
        r"\d(?:[ -]?\d){12,18}",
    )
)
_ORDER = re.compile(
    r"""(?: \b(?:order|bestellung|bestellnummer|auftrag|commande|pedido|ordine|zamówienie)
            (?:\s*(?:number|numbers|no|nr|num|id|nummer|numéro|número|n[°º]))?
            [\s.:#]{0,4}
          | \# )
        (?P<value>(?:[a-z]{1,4}-)?\d{2,12}(?:-\d{1,6})?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,])[+(]?\d(?:[ \t\u00a0().\-/]{0,3}\d){6,16}(?![\w%])")
_PHONE_WORD = re.compile(
    r"(?:phone|tel|call|mobil|cell|whatsapp|handy|fax|móvil|number)\S{0,8}"
    r"(?:\s+(?:me|us|is|at|on|ist|unter)){0,3}[\s:.]*$",
    re.IGNORECASE,
)
_NATIONAL_PHONE = re.compile(r"\(?0\d|\(\d{3}\)|\d{3}[ .-]\d{3}[ .-]\d{4}$")
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:\s|$)")
# Lengths of numbers differ between countries; one that is possible in none of these is no number.
_REGIONS = ("US", "GB", "DE")

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")  # accents may be characters of their own
_FOUR_DIGITS = re.compile(r"\d\D{0,3}\d\D{0,3}\d\D{0,3}\d")


class Vault:
    """Typed placeholders for what was found: `[EMAIL_1]`, `[NAME_1]`, `[ORDER_2]`.

    Holds for one turn. The same words get the same placeholder; `restore(mask(text)) == text`,
    also for text that already holds something like a placeholder.
    """

    def __init__(self, known: Iterable[KnownField] = ()) -> None:
        self._known = _known_patterns(known)
        self._placeholders: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """`text` with placeholders for all that was found."""
        return _replace(text, _find(text, self._known, placeholders=True), self._placeholder)

    def restore(self, text: str) -> str:
        """`text` with this vault's placeholders turned back; others are left as they are."""
        return _PLACEHOLDER.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _placeholder(self, kind: str, value: str) -> str:
        known = self._placeholders.get((kind, value))
        if known is not None:
            return known
        self._counts[kind] = self._counts.get(kind, 0) + 1
        placeholder = f"[{kind}_{self._counts[kind]}]"
        self._placeholders[kind, value] = placeholder
        self._values[placeholder] = value
        return placeholder


class Scrubber:
    """Forgets what is found: `[EMAIL]`, `[NAME]`, `[ORDER]`; `known` are named values."""

    def __init__(self, known: Iterable[KnownField] = ()) -> None:
        self.known = tuple(known)
        self._patterns = _known_patterns(self.known)

    def scrub(self, text: str) -> str:
        """`text` without what was found in it."""
        spans = _find(text, self._patterns, placeholders=False)
        return _replace(text, spans, lambda kind, _: f"[{kind}]")


def scrub(text: str, known: Iterable[KnownField] = ()) -> str:
    """`text` with all that was found forgotten."""
    return Scrubber(known).scrub(text)


def _replace(text: str, spans: list[Span], substitute: Callable[[str, str], str]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, kind in spans:
        parts += text[position:start], substitute(kind, text[start:end])
        position = end
    return "".join(parts) + text[position:]


def _find(text: str, known: list[tuple[str, re.Pattern[str]]], *, placeholders: bool) -> list[Span]:
    """What to take out, in order and without overlaps; earlier rules win."""
    taken = bytearray(len(text))
    spans: list[Span] = []
    for start, end, kind in _candidates(text, known, placeholders):
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            spans.append((start, end, kind))
    return sorted(spans)


def _candidates(
    text: str, known: list[tuple[str, re.Pattern[str]]], placeholders: bool
) -> Iterator[Span]:
    if placeholders and "[" in text:
        yield from _all(_PLACEHOLDER, text, "TEXT")
    for kind, pattern in known:
        yield from _all(pattern, text, kind)
    if "@" in text or "%40" in text:
        yield from _all(_EMAIL, text, "EMAIL")
    yield from _all(_TOKEN, text, "TOKEN")
    yield from _all(_NAMED_SECRET, text, "TOKEN")
    if ":" in text:
        yield from _all(_IPV6, text, "IP", _is_address)
    if "#" in text or any(character.isdigit() for character in text):
        yield from _all(_ORDER, text, "ORDER")
    if _FOUR_DIGITS.search(text):
        yield from _all(_IBAN, text, "IBAN", _is_iban)
        for pattern in _CARDS:
            yield from _all(pattern, text, "CARD", _is_card)
        yield from _all(_IPV4, text, "IP", _is_address)
        yield from _all(_PHONE, text, "PHONE", _is_phone)


def _all(
    pattern: re.Pattern[str],
    text: str,
    kind: str,
    holds: Callable[[re.Match[str]], bool] = lambda _: True,
) -> Iterator[Span]:
    group = "value" if "value" in pattern.groupindex else 0
    for found in pattern.finditer(text):
        if holds(found):
            yield (*found.span(group), kind)


def _is_address(found: re.Match[str]) -> bool:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return False
    return any(character.isdigit() for character in found[0])


def _is_iban(found: re.Match[str]) -> bool:
    """ISO 7064 mod 97-10."""
    value = re.sub(r"[ -]", "", found[0]).upper()
    digits = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
    return int(digits) % 97 == 1


def _is_card(found: re.Match[str]) -> bool:
    """ISO/IEC 7812 (Luhn)."""
    digits = [int(character) for character in reversed(found["value"]) if character.isdecimal()]
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_phone(found: re.Match[str]) -> bool:
    value = found[0]
    if value.startswith(("+", "00")):
        return _is_possible("+" + value.lstrip("+0"), None)
    if _DATE.match(value):
        return False
    before = found.string[max(0, found.start() - 40) : found.start()]
    if not _NATIONAL_PHONE.match(value) and not _PHONE_WORD.search(before):
        return False
    return any(_is_possible(value, region) for region in _REGIONS)


def _is_possible(value: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False


def _known_patterns(known: Iterable[KnownField]) -> list[tuple[str, re.Pattern[str]]]:
    """What finds each named value, longest first, whatever its case and spacing."""
    forms: dict[str, tuple[str, str]] = {}
    for field in known:
        kind = re.sub(r"[^A-Z]", "", field.kind.upper()) or "PRIVATE"
        for form in _forms(kind, unicodedata.normalize("NFC", field.value)):
            for normal in (form, unicodedata.normalize("NFD", form)):
                if expression := _expression(kind, normal):
                    forms.setdefault(expression, (kind, normal))
    by_length = sorted(forms.items(), key=lambda item: -len(item[1][1]))
    return [(kind, re.compile(exp, re.IGNORECASE)) for exp, (kind, _) in by_length]


def _forms(kind: str, value: str) -> Iterator[str]:
    """The value and the parts of it that tell on a person by themselves."""
    yield value
    if kind == "NAME":
        yield from (part for part in re.split(r"[\s,]+", value) if len(part) >= 3)
    if kind == "ADDRESS":
        lines = (part.strip() for part in re.split(r"[,;\n]", value))
        yield from (line for line in lines if len(line) >= 5 and re.search(r"\d", line))


def _expression(kind: str, value: str) -> str:
    if kind == "PHONE":
        # The last nine digits are the same with and without the country's code.
        digits = re.sub(r"\D", "", value)[-9:]
        gap = r"[\s().\-/]{0,3}"
        return rf"(?<!\d)\+?(?:\d{gap}){{0,6}}{gap.join(digits)}(?!\d)" if len(digits) > 5 else ""
    words = _WORD.findall(value)
    if sum(map(len, words)) < 2:
        return ""
    loose = r"[\W_]{0,3}".join(map(re.escape, words))
    return rf"(?<![^\W_])(?:{re.escape(value)}|{loose})(?![^\W_])"
