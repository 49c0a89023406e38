"""Number words of six languages, up to 999,999, read into digits.

Thirty days and dreißig Tage become 30 days and 30 Tage, one hundred and twenty and hundertzwanzig
120, quatre-vingt-dix and nonante 90. The words below a thousand are built once and looked up.
Words that mean something else as well, as one and once, are numbers only where something counted
follows; ein and un stay words, for they are articles as often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sidecar.guardrails.measures import SPAN, UNIT

_BELOW_20 = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    " fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien"
    " vijftien zestien zeventien achttien negentien",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize dix_sept dix_huit dix_neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
    " quattordici quindici sedici diciassette diciotto diciannove",
}
_TENS = {  # from twenty
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
}
_HUNDREDS_ES = (
    "cient", "doscient", "trescient", "cuatrocient", "quinient", "seiscient", "setecient",
    "ochocient", "novecient",
)  # fmt: skip
_THOUSAND = frozenset(["thousand", "tausend", "duizend", "mille", "mil", "mila"])
_WITHIN = ("tausend", "duizend", "mila")
_THOUSAND_WITHIN = re.compile(rf"(\w*?)(?:{'|'.join(_WITHIN)})(\w*)")
_FACTORS = {
    "hundred": 100, "hundert": 100, "honderd": 100, "dozen": 12, "dutzend": 12, "dozijn": 12,
    "docenas": 12, "douzaines": 12, "dozzine": 12, "million": 10**6, "millionen": 10**6,
    "millions": 10**6, "millones": 10**6, "milioni": 10**6, "miljoen": 10**6,
} | dict.fromkeys(_THOUSAND, 1000)  # fmt: skip
_MILLION = frozenset(word for word, value in _FACTORS.items() if value == 10**6)
_DIGITS_TIMES = re.compile(rf"(?<![\w.,])(\d{{1,3}})\s({'|'.join(_FACTORS)})\b(?!-)", re.IGNORECASE)
TIMES = {"twice": 2, "zweimal": 2, "tweemaal": 2, "thrice": 3, "dreimal": 3, "driemaal": 3}
"""Words that count nothing, unless something counted follows."""
# Once a year, due on Friday, onze winkel, sac à dos, un four, ten minste, 50 Cent, per cent.
_AMBIGUOUS = frozenset(
    ["once", "due", "sei", "elf", "neuf", "dos", "cent", "cento", "ciento", "onze", "sept",
     "quince", "seize", "otto", "mil", "mille", "null", "nul", "tre", "one"]
)  # fmt: skip
_NOT_A_NUMBER = re.compile(
    r"(?:(?<=\bau )|(?<=\ble )|(?<=\bun )|(?<=\bdu )|(?<=\bde )|(?<=\bce ))four\b"
    r"|ten (?:minste|laatste|opzichte|slotte|hoogste|gevolge|aanzien|behoeve"
    r"|onrechte|zeerste|tijde|einde|dele)\b",
    re.IGNORECASE,
)
# What was named just now, as in "the two of them".
_THE_TWO = re.compile(
    r"\b(?:the|these|those|your|die|diese|ihre|les|ces|vos|los|las|estos|estas|sus|i|le|de|deze)\s$",
    re.IGNORECASE,
)
# "You have two orders" is judged by how many were looked up, see `orders`.
_HAS = re.compile(
    r"\b(?:you (?:\w+ )?have|(?:can )?see|found|sie haben|sehe|finde|vous avez|vois|tiene|veo"
    r"|encuentro|vedo|zie|heeft)\b[^.;:,]{0,20}$",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\s(?:orders?|bestellung(?:en)?|commandes?|pedidos?|ordin[ei]|bestelling(?:en)?)\b",
    re.IGNORECASE,
)
_OF_A_SHARE = re.compile(r"\b(?:per|pour|por|pro)\s$", re.IGNORECASE)  # per cent
_MEASURE = rf"(?:{SPAN}|{UNIT})\b"
_AND_A_HALF = r"(?:and a half|et demie?|y medi[oa]|e mezz[oa]|und eine halbe)"
_HALVES = re.compile(
    rf"\b(?:(?P<one>one|an?|une?|un[ao]|eine?|een)|(?P<whole>\d{{1,3}}))(?P<unit>\s{_MEASURE})?"
    rf"\s{_AND_A_HALF}\b"
    r"|\b(?P<lone>anderthalbe?[nrsm]?|eineinhalb|anderhalve?|anderhalf)\b"
    r"|\b(?P<word>zwei|drei|vier|fünf|sechs|twee|drie|vijf|zes)"
    r"(?:einhalb|[eë]nhalf|[eë]nhalve)\b"
    r"|\b(?:half (?:of )?an? |(?:a )?half[- ]|(?:eine[nmrs]? |ein |een )?hal(?:be[nmrs]?|ve|f) "
    r"|(?:une? )?demie?[- ]|(?:una? )?medi[oa] |(?:un |una )?mezz(?:['’]|[oa] ))"
    rf"(?={_MEASURE})",
    re.IGNORECASE,
)
_OF_HALVES = ("half", "halve", "halb", "demi", "medi", "mezz")
_JOINTS = frozenset(" -\u00a0\u2010\u2011\u202f\n")
_MAX_WORDS = 7  # neuf cent quatre-vingt-dix-neuf has six
_WORD = re.compile(r"[^\W\d_]+")
_ENDS_IN_DIGIT = re.compile(r"\d\s$")
_BEGINS_WITH_DIGIT = re.compile(r"\s\d")


def _below_100(tongue: str) -> Iterator[tuple[int, str]]:
    below = [word.replace("_", " ") for word in _BELOW_20[tongue].split()]
    yield from enumerate(below)
    for number, ten in enumerate(_TENS[tongue].split(), 2):
        yield number * 10, ten
        for unit, word in enumerate(below[1:10], 1):
            for form in _joined(tongue, ten, unit, word):
                yield number * 10 + unit, form
    if tongue == "fr":
        yield from ((80, form) for form in ("quatre vingt", "quatre vingts", "octante"))
        for unit, word in enumerate(below[1:], 1):
            yield 80 + unit, f"quatre vingt {word}"
            if unit >= 10:
                yield 60 + unit, f"soixante {'et ' if unit == 11 else ''}{word}"
    if tongue == "es":
        yield 16, "dieciseis"
    if tongue == "de":
        yield 2, "zwo"


def _joined(tongue: str, ten: str, unit: int, word: str) -> Iterator[str]:
    """A ten and a unit as one number, in each way it is written."""
    if tongue == "en":
        yield f"{ten} {word}"
    elif tongue == "de":
        yield f"{'ein' if unit == 1 else word}und{ten}"
    elif tongue == "nl":
        yield f"{word}en{ten}"
        yield f"{word}ën{ten}"
    elif tongue == "fr":
        yield f"{ten} et {word}" if unit == 1 else f"{ten} {word}"
        if unit == 1:
            yield f"{ten} et une"
    elif tongue == "es" and ten == "veinte":
        yield f"veinti{word}"
        yield from {1: ("veintiún", "veintiun", "veintiuna"), 2: ("veintidós",),
                    3: ("veintitrés",), 6: ("veintiséis",)}.get(unit, ())  # fmt: skip
    elif tongue == "es":
        yield from (f"{ten} y {form}" for form in (("uno", "un", "una") if unit == 1 else (word,)))
    else:
        stem = ten[:-1] if word[0] in "uo" else ten
        yield f"{stem}{word}"
        if unit in (1, 3):
            yield f"{stem}{'un' if unit == 1 else 'tré'}"


def _hundreds(tongue: str, number: int, word: str, *, is_round: bool) -> Iterator[str]:
    """How a count of hundreds begins, or how it is written when nothing follows."""
    if tongue == "en":
        begins = [f"{word} hundred"] + (["hundred"] if number == 1 else [])
        yield from begins
        if not is_round:
            yield from (f"{begin} and" for begin in begins)
    elif tongue in ("de", "nl"):
        hundred = "hundert" if tongue == "de" else "honderd"
        and_ = "und" if tongue == "de" else "en"
        counts = {"de": ("", "ein"), "nl": ("",)}[tongue] if number == 1 else (word,)
        for count in counts:
            yield f"{count}{hundred}"
            if not is_round:
                yield f"{count}{hundred}{and_}"
    elif tongue == "fr":
        yield "cent" if number == 1 else f"{word} cent"
        if is_round and number > 1:
            yield f"{word} cents"
    elif tongue == "es":
        stem = _HUNDREDS_ES[number - 1]
        yield from (f"{stem}o", "cien") if number == 1 else (f"{stem}os", f"{stem}as")
    else:
        yield f"{'' if number == 1 else word}cento"


def _forms(tongue: str) -> Iterator[tuple[int, str]]:
    """All numbers below a thousand, and what shops say of more by hundreds, and their words."""
    small = list(_below_100(tongue))
    yield from small
    glue = "" if tongue in ("de", "nl", "it") else " "
    units = [word.replace("_", " ") for word in _BELOW_20[tongue].split()]
    for number in range(1, 20 if tongue == "en" else 10):
        if number == 10:
            continue
        for begin in _hundreds(tongue, number, units[number], is_round=True):
            yield number * 100, begin
        for begin in _hundreds(tongue, number, units[number], is_round=False):
            for value, rest in small[1:]:
                yield number * 100 + value, f"{begin}{glue}{rest}"
                if tongue == "it" and rest[0] == "o":
                    yield number * 100 + value, f"{begin[:-1]}{rest}"


def _spellings(form: str) -> Iterator[str]:
    yield form
    if "ß" in form:
        yield form.replace("ß", "ss")
    plain = form.replace("ü", "ue").replace("ö", "oe")
    if plain != form:
        yield plain


_BY_TONGUE: dict[str, dict[str, int]] = {
    tongue: {
        spelled: value
        for value, form in _forms(tongue)
        if value != 1
        for spelled in _spellings(form)
    }
    for tongue in _BELOW_20
}
_VALUES = {form: value for forms in _BY_TONGUE.values() for form, value in forms.items()} | {
    "dozen": 12, "dutzend": 12, "douzaine": 12, "docena": 12, "dozzina": 12, "dozijn": 12,
    "one": 1,
} | TIMES  # fmt: skip
_STARTS = frozenset(form.split(" ", 1)[0] for form in _VALUES) | _THOUSAND
_MAY_COUNT = _STARTS | _FACTORS.keys()
SIMPLE = {
    form: value
    for tongue, forms in _BY_TONGUE.items()
    if tongue != "en"
    for form, value in forms.items()
    if " " not in form and (2 <= value <= 20 or value == 24 or value in range(30, 101, 10))
}
"""The shortest words of other languages than English, as texts are cut and orders counted by."""


def words(tongue: str) -> frozenset[str]:
    """All words that numbers below a thousand of a language are written with."""
    return frozenset(word for form in _BY_TONGUE[tongue] for word in form.split())


def with_halves(text: str) -> str:
    """The text with one and a half as 1.5, and half of a unit as 0.5."""
    lower = text.lower()
    return _HALVES.sub(_half, text) if any(map(lower.__contains__, _OF_HALVES)) else text


def _half(match: re.Match[str]) -> str:
    whole = match["whole"] or ""
    if match["one"] or match["lone"]:
        whole = "1"
    elif match["word"]:
        whole = str(_VALUES[match["word"].lower()])
    if whole:
        return f"{whole}.5{match['unit'] or ''}"
    return "0.5 "


def in_digits(text: str, is_counted: Callable[[str, int, int], bool]) -> tuple[str, set[str]]:
    """The text with number words as digits, and the values of all number words in it.

    Those that may be other words stay when `is_counted` denies of the text, their start and their
    end that something counted stands there.
    """
    low = text.lower()
    if _MAY_COUNT.isdisjoint(_WORD.findall(low)) and not any(map(low.__contains__, _WITHIN)):
        return text, set()
    text = _DIGITS_TIMES.sub(lambda of: str(int(of[1]) * _FACTORS[of[2].lower()]), text)
    found = list(_WORD.finditer(text))
    lower = [word[0].lower() for word in found]
    parts: list[str] = []
    values: set[str] = set()
    done = at = 0
    while at < len(found):
        read = _number_at(text, found, lower, at)
        if read is None:
            at += 1
            continue
        value, count = read
        start, end = found[at].start(), found[at + count - 1].end()
        if value > 1 and lower[at] not in TIMES and not _NOT_A_NUMBER.match(text, start):
            values.add(str(value))
        if count > 1 or _is_number(text, start, end, lower[at], value, is_counted):
            between = text[done:start]
            if (parts and between == " ") or _ENDS_IN_DIGIT.search(between):
                between = f"{between[:-1]}, "  # "two 500 g bags" are not 2 500 g
            parts += between, str(value)
            done = end
            if _BEGINS_WITH_DIGIT.match(text, end):
                parts.append(",")
        at += count
    return "".join((*parts, text[done:])), values


def _is_number(
    text: str,
    start: int,
    end: int,
    word: str,
    value: int,
    is_counted: Callable[[str, int, int], bool],
) -> bool:
    """Whether a number word is one here."""
    if _NOT_A_NUMBER.match(text, start):
        return False
    if word in _AMBIGUOUS and _OF_A_SHARE.search(text, max(0, start - 6), start):
        return False
    if _ORDERS.match(text, end) and _HAS.search(text, max(0, start - 40), start):
        return False
    if (
        word in _AMBIGUOUS
        or word in TIMES
        or (value == 2 and _THE_TWO.search(text, max(0, start - 9), start))
    ):
        return is_counted(text, start, end)
    return True


def _number_at(
    text: str, found: list[re.Match[str]], lower: list[str], at: int
) -> tuple[int, int] | None:
    """The value of the longest number that begins with a word, and of how many words it is."""
    small = _below_1000_at(text, found, lower, at)
    if small is None:
        if lower[at] in _THOUSAND:
            small = (1, 0)
        else:
            return _compound(lower[at])
    value, count = small
    following = at + count
    if count and _reach(text, found, following - 1, 2) == 2 and lower[following] in _MILLION:
        return value * 10**6, count + 1
    is_joined = count == 0 or _reach(text, found, at + count - 1, 2) == 2
    if not is_joined or lower[following] not in _THOUSAND:
        return small
    value, count = value * 1000, count + 1
    if _reach(text, found, following, 2) == 2:
        skipped = 1 if lower[following + 1] == "and" else 0
        if following + 1 + skipped < len(found) and (
            rest := _below_1000_at(text, found, lower, following + 1 + skipped)
        ):
            return value + rest[0], count + skipped + rest[1]
    return value, count


def _below_1000_at(
    text: str, found: list[re.Match[str]], lower: list[str], at: int
) -> tuple[int, int] | None:
    if lower[at] not in _STARTS:
        return None
    for count in range(_reach(text, found, at, _MAX_WORDS), 0, -1):
        value = _VALUES.get(" ".join(lower[at : at + count]))
        if value is not None:
            return value, count
    return None


def _reach(text: str, found: list[re.Match[str]], at: int, most: int) -> int:
    """How many words from one on, at most so many, stand side by side."""
    count = 1
    while count < most and at + count < len(found):
        gap = text[found[at + count - 1].end() : found[at + count].start()]
        if gap not in _JOINTS:
            break
        count += 1
    return count


def _compound(word: str) -> tuple[int, int] | None:
    """The value of a number above a thousand that is written as one word."""
    parted = _THOUSAND_WITHIN.fullmatch(word)
    if parted is None:
        return None
    thousands = 1 if parted[1] in ("", "ein", "een") else _VALUES.get(parted[1])
    rest = _VALUES.get(parted[2]) if parted[2] else 0
    return None if thousands is None or rest is None else (thousands * 1000 + rest, 1)
