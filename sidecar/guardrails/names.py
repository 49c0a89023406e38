"""Names in a sentence that no evidence has: carriers, ways to pay, and places."""

from __future__ import annotations

import re
from collections.abc import Callable

from sidecar.guardrails import lexicon, moments

_BRANDS = re.compile(
    r"\b(?:DHL|GLS|DPD|UPS|FedEx|TNT|Hermes|Chronopost|Colissimo|Mondial Relay|La Poste|SEUR|MRW"
    r"|Nacex"
    r"|Correos|PostNL|Bpost|Royal Mail|Evri|Yodel|Parcelforce|An Post|USPS|PostNord|InPost|BRT"
    r"|Poste Italiane|PayPal|Klarna|Visa|Mastercard|American Express|Amex|Apple Pay|Google Pay"
    r"|Bitcoin|Bizum|Giropay|iDEAL|Bancontact|Twint)\b"
)
_NAME = r"(?P<name>[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:[- ][A-ZÀ-Ý][a-zà-ÿ]+)?|USA|UK|UAE)"
# Where a capital makes a name, what stands behind these words is a place or a maker.
_PLACES = re.compile(
    rf"(?<=[\w,;] )(?:in|from|near|to|at|à|au|en|de|chez|près de|vers|desde|hacia|a|da|di|uit"
    rf"|naar)\s(?:the\s)?{_NAME}"
)
# German writes all nouns so; a place has no article.
_GERMAN_PLACES = re.compile(
    rf"\b(?:[Ii]n|[Aa]us|[Nn]ach|[Bb]ei)\s(?!Ihr|Ihn|Sie\b|Euer|Eure){_NAME}(?=\W)"
)
_IS_GERMAN = re.compile(
    r"\b(?:der|die|das|ist|sind|wir|sie|ihre?|und|nicht|können)\b", re.IGNORECASE
)
_GERMAN_NOUNS = re.compile(
    r"(?:ung|heit|keit|schaft|tion|nis|tum|ment|age|alt|gang|trag|lauf|fall|kauf|tausch|weg)(?:en|s)?$"
    r"|^(?:kürze|ruhe|form|höhe|kontakt|zukunft|raten|bar|größe|farbe|echtzeit|versehen|teilen|fragen"
    r"|wunsch|bedarf|problemen|mängeln|defekten|paketen|pakete|ihrem?|ihren?|unserem?|unseren?|hause"
    r"|person|stoff|holz|metall|papier|handarbeit|erster|mehreren|einigen|allen|jedem|diesem|meinem"
    r"|mein|ordnung|prüfung|monaten|wochen|tagen|stunden|minuten|jahren|werktagen)$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*+(?:welcome|hello|hi|dear|thank|thanks|willkommen|hallo|liebe|danke|bienvenue|bonjour|merci"
    r"|bienvenid|hola|gracias|benvenut|ciao|grazie|welkom|bedankt)\w*\b",
    re.IGNORECASE,
)


def brands(text: str) -> frozenset[str]:
    """The carriers and ways to pay that a text names, as meanings of `lexicon`."""
    return frozenset(
        meaning
        for match in _BRANDS.finditer(text)
        for meaning in lexicon.words(lexicon.plain(match[0]))
    )


def unknown_places(sentence: str, knows: Callable[[str], bool]) -> frozenset[str]:
    """The places it names that are not known, as meanings of `lexicon`."""
    places = _GERMAN_PLACES if _IS_GERMAN.search(sentence) else _PLACES
    named = [match["name"] for match in places.finditer(sentence) if _is_place(match["name"])]
    return frozenset(
        word for name in named for word in lexicon.words(lexicon.plain(name)) if not knows(word)
    )


def unknown_name(sentence: str, knows: Callable[[str], bool]) -> str:
    """The first name that is not known, else empty; `knows` takes a meaning of `lexicon`."""
    found = [match[0] for match in _BRANDS.finditer(sentence)]
    # that nothing is sent to a place, or kept there, may follow from what is
    if not _GREETING.match(sentence) and not lexicon.is_negated(lexicon.plain(sentence)):
        places = _GERMAN_PLACES if _IS_GERMAN.search(sentence) else _PLACES
        found += [match["name"] for match in places.finditer(sentence) if _is_place(match["name"])]
    for name in found:
        meanings = lexicon.words(lexicon.plain(name))
        if not all(knows(word) or (word in lexicon.UNION and knows("europe")) for word in meanings):
            return name
    return ""


def _is_place(name: str) -> bool:
    return not (
        moments.WEEKDAY.fullmatch(name)
        or moments.LONE_MONTH.fullmatch(f"in {name}")
        or _GERMAN_NOUNS.search(name)
    )
