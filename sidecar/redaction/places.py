"""Finds postal addresses that a shopper typed.

An address has a head (a street with its number, a post-office box, a postcode of the kind that
names a few houses) and grows from there over flat, floor, postcode and town. The country stays
readable, and so does a five-digit postcode with its town alone: what is shipped where is what
shoppers ask. Text without digits has an address only where somebody says "my address is".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sidecar.redaction.numbers import Span, every
from sidecar.redaction.words import Cue, words

_ALWAYS_STREETS = words("places", "always_streets")
_BOX_WORDS = words("places", "box_words")
_TYPE_WORDS = words("places", "type_words")
_POSTCODE_WORDS = words("places", "postcode_words")
_UNITS_OF_GOODS = words("places", "units_of_goods")
_FUNCTION_WORDS = _UNITS_OF_GOODS | words("places", "function_words")
_ALWAYS_TYPES = words("places", "always_types")
_COUNTRIES = words("places", "countries")
_FRENCH_STOPS = words("places", "french_stops")
# German and Dutch streets are one word with one of these behind, and the number after it.
_ALWAYS_COMPOUND = tuple(words("places", "always_compound"))
_COMPOUND = (*_ALWAYS_COMPOUND, *words("places", "compound"))

_NUMBER = r"\d{1,5}(?:\s?[a-zA-Z](?![\w'’]))?(?:\s?[-/]\s?\d{1,4}[a-zA-Z]?)?(?!\w|[.,]\d|\s?[%€$£])"
_NAME = r"[^\W\d_][\w.'’\u0300-\u036f-]{0,30}"
_CAPITAL = r"(?:d['’]|l['’])?[A-ZÀ-ÖØ-ÞŁŚŻŹĆ][\w.'’\u0300-\u036f-]{0,30}"
_SMALL = (
    r"(?:an|am|der|den|de|del|della|di|do|du|des|la|le|les|las|los|el|en|im|in|van|sur|sous|upon|on"
    r"|y)"
)

_ENGLISH = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|tce|close|way"
    "|boulevard|blvd|crescent|cres|quay|row|mews|grove|gardens|gdns|hill|parade|highway|hwy|parkway"
    "|pkwy|circle|cir|trail|walk|view|rise|vale|heights|esplanade|green|park|alley|broadway"
)
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,€$£-])\d{{1,5}}[a-zA-Z]?(?:[-/]\d{{1,4}}[a-zA-Z]?)?,?\s"
    rf"(?P<words>(?:(?:[^\W\d_][\w.'’-]{{0,30}}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,4}}?)(?P<type>{_ENGLISH})\b\.?",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    rf"""(?<![\w.,])\d{{1,4}}\s?(?:(?:bis|ter|quater|[a-d])\b)?,?\s
         (?:(?:rue|avenue|av\.?|ave|boulevard|bd|blvd|pl\.|allée|allee|chemin|impasse|sentier|faubourg
             |rond-point|lotissement)\s
           |(?:place|route|quai|cours|square|passage|voie|villa|cité)\s
             (?=(?:de|du|des|la|le|les|aux?)\s|(?:d|l)['’]|[A-ZÀ-ÖØ-Þ]))
         (?:(?:{_SMALL}|et|à|aux|au|saint|sainte)\s|(?:d|l)['’]){{0,3}}
         [^\W\d_][\w'’-]{{1,30}}(?:\s(?:{_SMALL}\s){{0,2}}{_CAPITAL}){{0,3}}
         (?P<small>(?:\s[^\W\d_][\w'’-]{{2,30}}){{0,2}})""",
    re.VERBOSE,
)
_TYPE_FIRST = re.compile(
    rf"""(?<!\w)(?P<type> rue|avenue|chaussée|boulevard|place|quai|allée|chemin|drève
          |calle|c/|cl\.|avenida|avda\.?|av\.|plaza|pza\.?|paseo|p[º°]\.?|camino|carretera|ctra\.?
          |ronda|travesía|glorieta|carrer|rambla|urbanización|rua|praça
          |via|viale|piazza|piazzale|corso|largo|vicolo|strada|contrada
          |ul\.|ulica|al\.|aleja|plac|straat|laan )
         \s?(?P<words>(?:{_NAME}|\d{{1,2}}[ ]de)(?:[ ](?:{_NAME}|\d{{1,2}}[ ]de)){{0,5}}?),?\s
         (?:n[.º°o]{{0,2}}\s?|num\.?\s)?
         {_NUMBER}""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_NUMBER = re.compile(rf"(?<![\w'’-])(?P<word>[^\W\d_][\w'’-]*+)\.?[ ]{{1,2}}{_NUMBER}")
_BOX = re.compile(
    r"(?<!\w)(?:p\.?\s?o\.?\s?box|postfach|packstation|postbus|apartado(?:\sde\scorreos)?|b\.?p\.?"
    r"|casella\spostale|private\sbag)\s{0,2}(?:nr\.?|no\.?|n[º°]|number)?\s?"
    r"\d{1,4}(?:[ ]?\d{2,4}){0,2}(?!\w)",
    re.IGNORECASE,
)
# Postcodes that stand for a few houses: of the United Kingdom and of Ireland.
_UK = r"(?:GIR\s0AA|[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2})"
_EIRE = r"(?:[AC-FHKNPRTV-Y]\d[\dW]\s(?=\w{0,3}\d)(?=\w{0,3}[A-Z])[\dAC-FHKNPRTV-Y]{4})"
_FEW_HOUSES = re.compile(rf"(?<![\w-])(?:{_UK}|{_EIRE})(?![\w-])")
_POSTCODE_WORD = re.compile(
    r"\b(?:post(?:al)?\s?code|zip(?:\s?code)?|eircode|plz|postleitzahl|code\spostal|código\spostal"
    r"|c\.?p\.?|cap|postcode)(?:\s?[:=]|\s(?:is|ist|est|es|è))?\s{1,2}"
    r"(?P<value>[A-Z]{0,2}\d[A-Z\d]{1,4}(?:[ -]\d[A-Z\d]{1,3})?)(?!\w)",
    re.IGNORECASE,
)
# Any street, told by the postcode and town that follow it.
_BY_POSTCODE = re.compile(
    rf"""(?<![\w.])(?P<words>(?:{_CAPITAL}|{_SMALL})(?:[ ](?:{_CAPITAL}|{_SMALL})){{0,4}})\s{{1,2}}
         (?P<number>{_NUMBER}(?:,\s?[\w.º°ª]{{1,4}}(?:\s[\w.º°ª]{{1,6}})?)?)(?:\s?,\s?|\s{{1,2}})
         (?=(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:\s?[A-Z]{{2}})?\s[A-ZÀ-ÖØ-Þ])""",
    re.VERBOSE,
)
# A street in whatever letters, where a cue or a name before it says that there is one.
_ANY_STREET = re.compile(
    rf"""(?:(?:{_NAME}\s){{1,5}}?{_NUMBER}|{_NUMBER},?(?:\s{_NAME}){{1,3}}(?=\s?,\s?\S))
         (?=\s?(?:$|[\n,.;:!?()–-]|please|bitte|svp|s['’]il|por\sfavor|instead|and\b|und\b
           |liefern|schicken|senden|zustellen|merci|gracias))""",
    re.IGNORECASE | re.VERBOSE,
)
# What somebody's address is said to be, whatever the country: to the end of the sentence.
_WHOLE = re.compile(
    r"(?=[A-ZÀ-ÖØ-Þ\d][^\n.!?;]{2,90}[,\d])(?:[^\n.!?;]|(?<=\b[A-Z][a-z])\.|(?<=\d)\.){5,90}?"
    r"(?=\s?(?:$|[\n!?;]|(?<!\b[A-Z][a-z])\.(?:\s|$))|,\s\S{1,64}@"
    r"|,?\s(?:and|und|et|y|e|en|please|bitte|svp|por)\s)"
)
_IS = (" is", " ist", " lautet", " est", " es", " è")
_AFTER_CUE = re.compile(r"\s?[:=]?\s{1,2}")
_AFTER_NAME = re.compile(r"\s?(?:[,(]\s?|\s)\s?")
_UNIT = re.compile(
    r"""(?:\s?,\s?|\s)\s?(?:
        (?:apt|apartment|appartement|appt|app|flat|unit|suite|ste|floor|etage|étage|whg|wohnung|tür|top
          |stiege|stock|piso|planta|puerta|pta|esc|escalera|bât|bâtiment|scala|interno|int|bus|box
          |room|rm|porte|hs|huis)\b\.?\s?[\w.º°ª]{1,5}
      | \#\s?\w{1,5}
      | \d{1,2}\s?(?:st|nd|rd|th|e|er|ème|\.|[º°ª])?\s?
        (?:floor|og|eg|stock|étage|etage|piso|planta|izq|dcha|izda|drcha|[a-d](?!\w))\b\.?
      | (?:bajo|ático|entresuelo|izq|dcha|eg|dg|hinterhaus|vorderhaus|rdc)\b\.?
        (?:\s[a-d](?!\w))? )""",
    re.IGNORECASE | re.VERBOSE,
)
_UNIT_BEFORE = re.compile(
    r"(?:flat|apt|apartment|unit|suite|room|floor|house|c/o)\.?\s?[\w-]{1,5}\s?,?\s?$",
    re.IGNORECASE,
)
_TOWN = re.compile(
    rf"""(?:\s?,\s?|\s|\s-\s){{1,2}}(?:
        (?:(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:\s?[A-Z]{{2}}(?!\w))?|\d\d-\d{{3}}|\d{{4}}-\d{{3}})
          (?:\s[^\W\d_][\w'’-]{{1,30}}(?:(?:\s(?:{_SMALL}|am|bei|a\.))?\s{_CAPITAL}){{0,2}})?
      | (?:{_CAPITAL}(?:\s{_CAPITAL}){{0,2}},?\s)?
        (?:(?:[A-Z]{{2}}\s)?\d{{5}}(?:-\d{{4}})?|(?i:{_UK}|{_EIRE}))
      | \d{{5}}(?:-\d{{4}})? )(?!\w)""",
    re.VERBOSE,
)
_TOWN_ALONE = re.compile(
    rf"\s?,\s?(?P<town>{_CAPITAL}(?:\s{_CAPITAL}){{0,2}})(?=\s?(?:$|[\n,.;:!?)]|-\s))"
)
_TOWN_SIGN = re.compile(r"(?<![\w.,])(?:[A-Z]{1,2}-)?\d{4,5}(?:\s?[A-Z]{2})?\s[A-ZÀ-ÖØ-Þ]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STREET_ENDS = re.compile(
    r"\s?(?:$|[\n,.;:!?)-]|please|in\b|instead|and\b|apt|flat|thanks|by\b|\w{2,4}\s\d)"
)
_STREET_CUE = re.compile(r"(?:\b(?:to|at|from|address|is|live|lives)|[:,\n])\s?$", re.IGNORECASE)
_MODEL = re.compile(
    r"(?:model|type|size|bulb|lamp|led|ref|sku|art|item)\W{0,3}\w{0,3}\W{0,2}$", re.IGNORECASE
)
_ADJECTIVES = re.compile(rf"(?<![\w'’-])(?:(?:{_CAPITAL}|[^\W\d_]{{3,20}}er)[ ]){{1,2}}$")
_LINE_BEGIN = re.compile(r"[,\n]\s?$")
_JSON_PLACE = re.compile(
    r'"(?:(?:billing_|shipping_)?(?:address(?:_?(?:1|2|line_?[12]))?|street(?:_address)?|postcode'
    r'|postal_code|zip(?:_code)?)|anschrift|adresse|dirección)"\s?:\s?"(?P<value>[^"\\]{2,200})"',
    re.IGNORECASE,
)


def placed(text: str, heard: frozenset[str], cues: Iterable[Cue]) -> Iterator[Span]:
    """Addresses, none within another; `heard` are the words of `text`, in small letters."""
    heads = [*_heads(text, heard), *_cued(text, cues)]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_grown(text, *head) for head in heads):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    yield from ((start, end, "ADDRESS") for start, end in spans)
    if '"' in text:
        yield from every(_JSON_PLACE, text, "ADDRESS")


def homes(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Addresses that stand right behind a name."""
    for _, name_end, _ in names:
        gap = _AFTER_NAME.match(text, name_end)
        found = _ANY_STREET.match(text, gap.end()) if gap else None
        if found and _is_place(found):
            yield (*_grown(text, *found.span()), "ADDRESS")


def _heads(text: str, heard: frozenset[str]) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _FEW_HOUSES.finditer(text) if not _is_model(found))
    yield from (found.span() for found in _NUMBER_FIRST.finditer(text) if _is_street(found))
    for found in _FRENCH.finditer(text):
        yield found.start(), _french_end(found)
    for found in _BEFORE_NUMBER.finditer(text):
        if (start := _compound_start(found)) is not None:
            yield start, found.end()
    if _TOWN_SIGN.search(text):
        for found in _BY_POSTCODE.finditer(text):
            yield found.start(), found.end("number")
    if not _BOX_WORDS.isdisjoint(heard):
        yield from (found.span() for found in _BOX.finditer(text))
    if not _TYPE_WORDS.isdisjoint(heard):
        yield from (found.span() for found in _TYPE_FIRST.finditer(text) if _is_named(found))
    if not _POSTCODE_WORDS.isdisjoint(heard):
        yield from (found.span("value") for found in _POSTCODE_WORD.finditer(text))


def _cued(text: str, cues: Iterable[Cue]) -> Iterator[tuple[int, int]]:
    for cue in cues:
        gap = _AFTER_CUE.match(text, cue.end) if cue.kind == "place" else None
        if gap is None:
            continue
        found = _ANY_STREET.match(text, gap.end())
        if found and _is_place(found):
            yield found.span()
        elif cue.phrase.endswith(_IS) and (whole := _WHOLE.match(text, gap.end())):
            yield whole.span()


def _is_model(found: re.Match[str]) -> bool:
    """Whether a bulb or a model stands there instead of a postcode."""
    return _MODEL.search(found.string, max(0, found.start() - 20), found.start()) is not None


def _is_place(found: re.Match[str]) -> bool:
    """Whether what follows "send it to" is a place, not "Spain in 2 days"."""
    said = _WORDS.findall(found[0].lower())
    return _FUNCTION_WORDS.isdisjoint(said) and _COUNTRIES.isdisjoint(said)


def _is_street(found: re.Match[str]) -> bool:
    """Whether a number, words and `way` or `road` are an address, not "2 way radio"."""
    parts, kind, text = found["words"].split(), found["type"], found.string
    if not _FUNCTION_WORDS.isdisjoint(part.lower() for part in parts):
        return False
    if kind[0].isupper() and not any(part[0].islower() for part in parts):
        return True
    if len(parts) > 2 or not _STREET_ENDS.match(text, found.end()):
        return False
    is_cued = _STREET_CUE.search(text, max(0, found.start() - 12), found.start())
    return kind.lower() in _ALWAYS_STREETS or is_cued is not None


def _french_end(found: re.Match[str]) -> int:
    """Where the street ends; words in small letters count up to one that is none of it."""
    end = found.start("small")
    for word in re.finditer(r"\s([^\W\d_][\w'’-]*)", found["small"]):
        if word[1].lower() in _FUNCTION_WORDS or word[1].lower() in _FRENCH_STOPS:
            break
        end = found.start("small") + word.end()
    return end


def _is_named(found: re.Match[str]) -> bool:
    """Whether what follows `via` or `calle` is the name of a street."""
    parts = found["words"].split()
    if not _FUNCTION_WORDS.isdisjoint(part.lower() for part in parts) or _counts(found):
        return False
    return any(part[0].isupper() for part in parts) or found["type"].lower() in _ALWAYS_TYPES


def _counts(found: re.Match[str]) -> bool:
    """Whether the number is of days or centimetres."""
    after = _WORDS.match(found.string, found.end() + 1)
    return after is not None and after[0].lower() in _UNITS_OF_GOODS


def _compound_start(found: re.Match[str]) -> int | None:
    """Where `Kantstraße 14` or `Lange Straße 3` begins; None when it is no street."""
    word, text = found["word"], found.string
    low = word.lower()
    kind = next((suffix for suffix in _COMPOUND if low.endswith(suffix)), "")
    if not kind or _counts(found):
        return None
    before = _ADJECTIVES.search(text, max(0, found.start() - 40), found.start())
    start = before.start() if before else found.start()
    if kind in _ALWAYS_COMPOUND:
        return start if before or len(low) > len(kind) + 2 else None
    if not word[0].isupper() or len(low) <= len(kind) + 2:
        return None
    stands_alone = _LINE_BEGIN.search(text, max(0, start - 3), start) and _STREET_ENDS.match(
        text, found.end()
    )
    return start if stands_alone or _TOWN.match(text, found.end()) else None


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The address whose street is there, with the flat before it and the town behind."""
    before = _UNIT_BEFORE.search(text, max(0, start - 24), start)
    start = before.start() if before else start
    for _ in range(4):
        more = _UNIT.match(text, end) or _TOWN.match(text, end)
        if more is None:
            more = _TOWN_ALONE.match(text, end)
            if more is None or more["town"].lower() in _COUNTRIES:
                break
            end = more.end("town")
        else:
            end = more.end()
    return start, end
