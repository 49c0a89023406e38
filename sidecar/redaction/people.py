"""Finds people's names that a shopper typed, by the words around them.

A name is what follows a cue ("my name is", "ich heiße", "soy"), stands under a closing, behind a
title, before "here", or right before an address or a number of the same person. Cues are phrases,
looked up word by word, so a message costs its words and no more:

sure      a name follows, in small letters too ("my name is jane doe and …")
likely    words with capitals follow, or a common first name in small letters, and then the sentence
          ends or goes on as after a name
relation  as likely, behind a word for a person ("my husband Tom")
label     a name follows the colon of a form, in small letters too
role      words with capitals follow such a colon
title     one to three words with capitals follow
closing   a name is the next line, or the rest of this one
before    the name stands before the cue
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sidecar.redaction.numbers import Span, every
from sidecar.redaction.words import Cue, words

MAX_WORDS = 5

_PARTICLES = words("people", "particles")
_NO_NAMES = words("people", "no_names")
_FIRST_NAMES = words("people", "first_names")
_BRANDS = words("people", "brands")
_OTHER_NAMES = words("people", "other_names")
_NOUNS_FOLLOW = words("people", "nouns_follow")
_WHOSE = words("people", "whose")

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’-](?=[^\W\d_]))*")
_APOSTROPHE = re.compile(r"[a-zñ]['’](?=[^\W\d_])(?![a-zß-ÿ])")  # d'Aubigny
_AND = ("i", "y", "e")  # between two last names, or between a name and what follows it
_GAP = re.compile(r"[ \t\u00a0]{1,2}")
_INITIAL = re.compile(r"\.(?=[ \t]?[^\W\d_])")

_GREETED = re.compile(
    r"(?:^|[\n.!?:,-]\s?|\b(?:hi|hello|hey|hallo|bonjour|hola|ciao|salve|buenas|there|tag|again)\s)"
    r"\s?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"""\s{0,2}(?:$|[\n,;:!?)\]"”|/]|\.(?:\s|$|")|[-–—](?=\s))
      | \s(?:and|from|to|with|on|at|last|yesterday|here|again|speaking|calling|writing|btw|who|by|my
           |i|i['’](?:m|ve|d)|und|aus|vom|von|mein|meine|am|ich|wieder|et|de|d['’]\w+|j['’]\w+|je|qui
           |ma|mon|y|con|mi|e|ed|en|ik|is|ordered|has|will|wants|ausstellen|holt|geht|viendra|va|para
           |por)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TWO_WORDS = ("it'", "it ", "under", "name", "customer", "client", "kund", "klant")  # or more
_OPENINGS = ("it", "this", "c'est", "ici", "hier", "we ", "wir", "soy", "sono")
_HERE_ENDS = re.compile(r"\s?(?:$|[,.!;:\n–-]|again)")
_GREETING = re.compile(r"\s*(?:(?:hi|hello|hey|hallo|bonjour|hola|ciao)\s)?", re.IGNORECASE)
_LINE_END = re.compile(r"\s{0,2}[.,!)]?\s{0,2}(?:$|\n|\")")
_PLACE = r"(?:\s(?:aus|from|desde|depuis)\s[^\W\d_]+)?"  # of him who greets
_SAME_LINE = re.compile(_PLACE + r"[.,!:;) ]{0,3}\s?[-–—~]{0,2}\s?")
_NEXT_LINE = re.compile(_PLACE + r"[.,!:;) ]{0,3}(?:\n[ \t]?){1,3}[-–—~]{0,2}\s?")
_DASHED = re.compile(r"\n\s?[-–—~]{1,2}\s?(?=[^\W\d_])")
_COLON = re.compile(r"\s?[:=]\s{0,3}|\s[-–]\s")
_SPACE = re.compile(r"\s?[:=,(]?\s{1,2}\(?\s?")
_JSON_NAME = re.compile(
    r'"(?:(?:first|last|full|billing|shipping|customer|recipient|company|contact|display|user|sur)'
    r'_?name|customer|recipient|cardholder|nachname|vorname)"\s?:\s?"(?P<value>[^"\\]{2,200})"',
    re.IGNORECASE,
)
_APART = re.compile(r"\s?(?:[,;(]|\n|\s-)\s{0,2}(?:\w{3,12}[.:]{1,2}\s?)?$")
_BEGIN = re.compile(r"(?<![\w'’-])[^\W\d_]")


def named(text: str, cues: Iterable[Cue]) -> Iterator[Span]:
    """Names that cues tell of."""
    for cue in cues:
        finder = _FINDERS.get(cue.kind)
        if finder and (found := finder(text, cue)):
            yield (*found, "NAME")
    for dash in _DASHED.finditer(text) if "\n" in text else ():
        if (end := _words(text, dash.end(), small=False)) and _LINE_END.match(text, end):
            yield dash.end(), end, "NAME"
    if '"' in text:
        yield from every(_JSON_NAME, text, "NAME")


def owners(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Names that stand right before an address, a telephone number or the like."""
    for start, _, _ in spans:
        floor = max(0, start - 60)
        apart = _APART.search(text, floor, start)
        for begin in _BEGIN.finditer(text, floor, apart.start()) if apart else ():
            end = _words(text, begin.start(), small=False)
            if apart and end == apart.start() and " " in text[begin.start() : end]:
                yield begin.start(), end, "NAME"
                break


def _sure(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _SPACE.match(text, cue.end)
    if gap is None or cue.before in _OTHER_NAMES:
        return None
    return _span(gap.end(), _words(text, gap.end(), small=True))


def _likely(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _SPACE.match(text, cue.end)
    if gap is None or cue.before in _OTHER_NAMES:
        return None
    last = _words(text, gap.end(), small=_is_first_name(text, gap.end()))
    if not last or not _AFTER.match(text, last):
        return None
    value = text[gap.end() : last]
    if cue.phrase == "im" and value[0].isupper():
        return None  # German: in the
    opens = cue.phrase.startswith(_OPENINGS)
    if opens and not _GREETED.search(text, max(0, cue.start - 20), cue.start):
        return None
    if value.isupper() and not text[cue.start : cue.end].isupper() and len(text) > 3 * len(value):
        return None  # emphasis or an abbreviation
    if " " not in value and cue.phrase.startswith(_TWO_WORDS):
        return None
    return _span(gap.end(), last)


def _relation(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _SPACE.match(text, cue.end)
    if gap is None or cue.before not in _WHOSE:
        return None
    last = _words(text, gap.end(), small=_is_first_name(text, gap.end()))
    value = text[gap.end() : last]
    if cue.phrase in _NOUNS_FOLLOW and " " not in value:
        return _span(gap.end(), last) if _AFTER.match(text, last) else None
    return _span(gap.end(), last)


def _label(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _COLON.match(text, cue.end)
    if gap is None or cue.before in _OTHER_NAMES:
        return None
    return _span(gap.end(), _words(text, gap.end(), small=cue.kind == "label"))


def _title(text: str, cue: Cue) -> tuple[int, int] | None:
    title, after = text[cue.start : cue.end], text[cue.end : cue.end + 4]
    is_sure = len(title) > 4 or title[0].isupper() or cue.before in ("", "am", "i'm", "dear")
    if not is_sure or (cue.phrase == "frau" and cue.before in _WHOSE):
        return None
    if len(title) > 1 and title.isupper() and not after.isupper():
        return None  # MS Office
    gap = _GAP.match(text, cue.end + after.startswith("."))
    word = _WORD.match(text, gap.end()) if gap else None
    if gap is None or word is None or word[0].lower().removesuffix("'s") in _BRANDS:
        return None
    return _span(gap.end(), _words(text, gap.end(), small=False))


def _closing(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _NEXT_LINE.match(text, cue.end)
    small = gap is not None
    gap = gap or _SAME_LINE.match(text, cue.end)
    if gap is None or gap.end() == cue.end:
        return None
    last = _words(text, gap.end(), small=small)
    return _span(gap.end(), last) if last and _LINE_END.match(text, last) else None


def _before_cue(text: str, cue: Cue) -> tuple[int, int] | None:
    """`Anna Schmidt here.` at the beginning of a sentence."""
    if cue.phrase == "here" and not _HERE_ENDS.match(text, cue.end):
        return None
    first = max(text.rfind(sign, 0, cue.start) for sign in "\n.!?,;:") + 1
    first = _GREETING.match(text, first).end()  # type: ignore[union-attr]
    value = text[first : cue.start].rstrip()
    if value.endswith("ly") and " " not in value:
        return None  # strictly speaking
    last = _words(text, first, small=_is_first_name(text, first))
    return (first, last) if value and last == first + len(value) else None


_FINDERS = {
    "sure": _sure,
    "likely": _likely,
    "relation": _relation,
    "label": _label,
    "role": _label,
    "title": _title,
    "closing": _closing,
    "before": _before_cue,
}


def _span(start: int, end: int) -> tuple[int, int] | None:
    return (start, end) if end > start else None


def _is_first_name(text: str, start: int) -> bool:
    """Whether a name in small letters may begin there, after a cue that tells little."""
    word = _WORD.match(text, start)
    return word is not None and word[0] in _FIRST_NAMES


def _words(text: str, start: int, *, small: bool) -> int:
    """The end of the name that begins at `start`; 0 when none does.

    Words with capitals, with particles between them. Where `small` and the first word has no
    capital, words until one that can't belong to a name.
    """
    position, end, count, capitals = start, 0, 0, True
    while count < MAX_WORDS and (word := _WORD.match(text, position)):
        low = word[0].lower().replace("’", "'")
        has_capital = word[0][0].isupper() or _APOSTROPHE.match(word[0]) is not None
        is_particle = low in _PARTICLES and not has_capital
        if not count:
            capitals = has_capital or (is_particle and not small)
        if not is_particle and (low in _NO_NAMES or (capitals and not has_capital)):
            break
        if not (capitals or small) or (low in _AND and not capitals):
            break
        position = word.end()
        if not is_particle:
            end, count = position, count + 1
        if (initial := _INITIAL.match(text, position)) and len(word[0]) < 3:
            position = initial.end()
        gap = _GAP.match(text, position)
        if gap is None and initial is None:
            break
        position = gap.end() if gap else position
    return end
