"""Finds personal data and secrets in text, and takes them out.

Three ways to find: rules for what has a shape (`numbers`), cues and shapes for names and addresses
that a shopper types (`people`, `places`), and the values that WordPress named for this shopper.
Two ways to take out: a `Vault` gives placeholders that it can turn back, a `Scrubber` forgets.

What was found once as somebody's name or address is looked for in the rest of the text, and by a
vault in all that follows: who said "my name is Jane Doe" is Jane Doe in the next sentence as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from sidecar.nouns import KnownField
from sidecar.redaction.numbers import Span, emails, every, shaped
from sidecar.redaction.people import named, owners
from sidecar.redaction.places import homes, placed
from sidecar.redaction.words import cues, phrases, said

MAX_LEARNED = 40  # names and addresses that one vault remembers

Pattern = tuple[str, re.Pattern[str]]
"""A kind and what finds a value of it."""

_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
_ANY_PLACEHOLDER = re.compile(r"\[[A-Z]+(?:_\d+)?\]")
_OF_ONESELF = "|".join(r"\s+".join(words) for words in phrases("introductions", "of_oneself"))
_INTRODUCTION = re.compile(
    rf"(?<!\w)(?:{_OF_ONESELF})\W{{0,3}}\[NAME(?:_\d+)?\]".replace("'", "['’]"), re.IGNORECASE
)
_LEFT_OF_IT = re.compile(r"^(?:[,;.!]\s+)+")  # before the first word of a line
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")  # accents may be characters of their own
_DIGIT = re.compile(r"\d")
# As code names events and fields, most of what a log has: nothing is found in it by its shape.
_NAME_OF_OURS = re.compile(r"[a-z_]{1,31}")
_LEARNED_KINDS = ("NAME", "ADDRESS")
_ESCAPES = (("\\n", " \n"), ("\\r", " \n"), ("\\t", " \t"), ('\\"', ' "'))  # of the same length
# Told by whoever the name before them belongs to.
_OWNED_KINDS = ("ADDRESS", "PHONE", "EMAIL")


class Vault:
    """Typed placeholders for what was found: `[EMAIL_1]`, `[NAME_1]`, `[ORDER_2]`.

    Holds for one turn. The same words get the same placeholder; `restore(mask(text)) == text`,
    also for text that already holds something like a placeholder.
    """

    def __init__(self, known: Iterable[KnownField] = ()) -> None:
        self._known = _known_patterns(tuple(known))
        self._learned: dict[str, Pattern] = {}
        # A turn shows the same message to search, model, proof and memory; what was learned since
        # may find more in it.
        self._masked: dict[tuple[str, int], str] = {}
        self._placeholders: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    @property
    def held(self) -> Mapping[str, str]:
        """Its placeholders so far and what they stand for; grows with it."""
        return MappingProxyType(self._values)

    def mask(self, text: str) -> str:
        """`text` with placeholders for all that was found."""
        masked = self._masked.get((text, len(self._learned)))
        if masked is None:
            spans = _find(text, self._known, self._learned, placeholders=True)
            masked = _replace(text, spans, self._placeholder)
            self._masked[text, len(self._learned)] = masked
        return masked

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
        if _NAME_OF_OURS.fullmatch(text) and not any(
            pattern.search(text) for _, pattern in self._patterns
        ):
            return text
        spans = _find(text, self._patterns, {}, placeholders=False)
        return _replace(text, spans, lambda kind, _: f"[{kind}]")


def scrub(text: str, known: Iterable[KnownField] = ()) -> str:
    """`text` with all that was found forgotten."""
    return Scrubber(known).scrub(text)


def impersonal(masked: str) -> str:
    """A masked text without its placeholders and without saying who one is.

    That is its lines that are not empty, gaps single, no comma or stop before the first word.
    """
    text = _ANY_PLACEHOLDER.sub(" ", _INTRODUCTION.sub(" ", masked))
    lines = (_LEFT_OF_IT.sub("", " ".join(line.split()), 1) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _replace(text: str, spans: list[Span], substitute: Callable[[str, str], str]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, kind in spans:
        parts += text[position:start], substitute(kind, text[start:end])
        position = end
    return "".join(parts) + text[position:]


def _find(
    text: str, known: Sequence[Pattern], learned: dict[str, Pattern], *, placeholders: bool
) -> list[Span]:
    """What to take out, in order and without overlaps; earlier rules win.

    `learned` grows by the names and addresses that are found.
    """
    if "\\" in text:  # a line may end as JSON writes it, right before a name
        for escape, gap in _ESCAPES:
            text = text.replace(escape, gap)
    taken = bytearray(len(text))
    spans: list[Span] = []

    def take(candidates: Iterable[Span]) -> None:
        for start, end, kind in candidates:
            cut = taken.find(1, start, end)
            if cut > start and kind in _LEARNED_KINDS:  # grown into what was found before
                end, cut = start + len(text[start:cut].rstrip(" ,;\n")), -1
            if cut < 0 and end > start:
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, kind))

    if placeholders and "[" in text:
        take(every(_PLACEHOLDER, text, "TEXT"))
    for kind, pattern in known:
        if kind == "EMAIL":
            take(every(pattern, text, kind))
    take(emails(text))  # before the names that may stand in them
    for kind, pattern in (*known, *learned.values()):
        take(every(pattern, text, kind))
    spoken = said(text)
    heard = frozenset(word for word, _, _ in spoken)
    phrases = list(cues(spoken))
    take(shaped(text, heard))
    has_digits = _DIGIT.search(text) is not None
    if has_digits or any(cue.kind == "place" for cue in phrases):
        take(placed(text, heard, phrases))
    take(named(text, phrases))
    if has_digits:
        take(homes(text, [span for span in spans if span[2] == "NAME"]))
    take(owners(text, [span for span in spans if span[2] in _OWNED_KINDS]))
    for kind, pattern in _learn(text, spans, learned):
        take(every(pattern, text, kind))
    return sorted(spans)


def _learn(text: str, spans: list[Span], learned: dict[str, Pattern]) -> list[Pattern]:
    """Adds to `learned` what `spans` tell that it did not hold; gives what was added."""
    new: list[Pattern] = []
    for start, end, kind in spans:
        if kind not in _LEARNED_KINDS or len(learned) >= MAX_LEARNED:
            continue
        for form, flags in _typed_forms(kind, text[start:end]):
            if form not in learned and (expression := _expression(kind, form)):
                learned[form] = kind, re.compile(expression, flags)
                new.append(learned[form])
    return new


def _typed_forms(kind: str, value: str) -> Iterator[tuple[str, re.RegexFlag]]:
    """A typed value; also the parts of a name, but with a capital: a shop may sell roses."""
    yield value, re.IGNORECASE
    if kind == "ADDRESS":
        yield from ((part, re.IGNORECASE) for part in _forms(kind, value))
    if kind == "NAME":
        parts = (part for part in value.split() if len(part) > 3)
        yield from ((part[0].upper() + part[1:], re.NOFLAG) for part in parts)


@lru_cache(maxsize=64)  # a shopper asks more than once
def _known_patterns(known: tuple[KnownField, ...]) -> tuple[Pattern, ...]:
    """What finds each named value, longest first, whatever its case and spacing."""
    forms: dict[str, tuple[str, str]] = {}
    for field in known:
        kind = re.sub(r"[^A-Z]", "", field.kind.upper()) or "PRIVATE"
        # Composing changes a few letters for good: the value may also come as it was given.
        composed = unicodedata.normalize("NFC", field.value)
        for form in dict.fromkeys((*_forms(kind, composed), *_forms(kind, field.value))):
            for normal in (form, unicodedata.normalize("NFD", form)):
                if expression := _expression(kind, normal):
                    forms.setdefault(expression, (kind, normal))
    by_length = sorted(forms.items(), key=lambda item: -len(item[1][1]))
    return tuple((kind, re.compile(exp, re.IGNORECASE)) for exp, (kind, _) in by_length)


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
