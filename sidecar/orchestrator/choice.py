"""Which size, colour or other choice of a product a shopper asks for, and whether it has that.

Read against the choices that WooCommerce gives with the product; nothing is known of any shop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LETTERS = r"xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl"
_LETTER = re.compile(rf"(?:{_LETTERS})$", re.IGNORECASE)
_SPELLED = {"small": "S", "medium": "M", "large": "L", "extra large": "XL", "x-large": "XL"}
_BEFORE = r"(?:sizes?|in|in an?|eu|uk|gr(?:ö|oe)(?:ß|ss)e|gr\.?|taille|talla|taglia|maat)"
_ASKED_LETTER = re.compile(
    rf"(?-i:(?<![\w'’])(?:XXS|XS|S|M|L|XL|XXL|XXXL|[2-5]XL)(?!\w))|\b{_BEFORE}\s+(?:{_LETTERS})\b"
    r"|\b(?:xxs|xs|xl|xxl|xxxl|[2-5]xl)\b",
    re.IGNORECASE,
)
_ASKED_NUMBER = re.compile(
    rf"\b{_BEFORE}\s+(\d{{1,3}})\b|(?<![\w.,€$£-])(\d{{2,3}})(?![\d.,]\d|\s?[€%])"
)
_RANGE = re.compile(r"(\d+)\s?[–—-]\s?(\d+)$")
_COLOUR_NAME = re.compile(r"colou?r|farbe|couleur|colore|kleur", re.IGNORECASE)
_COLOUR = re.compile(
    r"\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy|olive"
    r"|schwarz|weiß|rot|blau|grün|gelb|braun|grau|noir|blanc|rouge|bleu|vert|jaune|gris|negro"
    r"|blanco|rojo|azul|verde|nero|bianco|rosso|blu|zwart|wit|rood|blauw|groen)\b",
    re.IGNORECASE,
)
_UNITS = {"l": r"l(?:it(?:re|er)s?)?", "g": r"g(?:rams?)?", "kg": r"kg|kilos?"}
_ASKS_FOR_ALL = re.compile(
    r"\b(?:sizes?|colou?rs?|versions?|variants?|options?|come in|größen?|farben?|tailles?"
    r"|couleurs?|tallas?|colores|taglie|colori|maten|kleuren)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a product's choices.

    `lacking` names the choices that it does not have as asked; `variations` are those that fit
    what was asked, empty when nothing was; `for_all` tells that the list itself was asked for.
    """

    lacking: tuple[str, ...] = ()
    variations: tuple[Mapping[str, Any], ...] = ()
    for_all: bool = False


def asked_of(question: str, product: Mapping[str, Any]) -> Asked:
    """What the question asks of this product."""
    choices: Sequence[Mapping[str, Any]] = product.get("choices") or ()
    if not choices:
        return Asked()
    rest = _without_title(question, str(product["title"]))
    picked = [_picked(rest, choice["values"]) for choice in choices]
    lacking = tuple(
        str(choice["name"])
        for choice, values in zip(choices, picked, strict=True)
        if not values and _asks_in_vain(rest, choice)
    )
    if lacking or not any(picked):
        return Asked(lacking, for_all=bool(_ASKS_FOR_ALL.search(rest)))
    fitting = tuple(
        variation
        for variation in product.get("variations") or ()
        if all(
            not values or not value or value in values
            for value, values in zip(variation["values"], picked, strict=True)
        )
    )
    if fitting:
        return Asked(variations=fitting)
    return Asked(tuple(str(c["name"]) for c, values in zip(choices, picked, strict=True) if values))


def listed(product: Mapping[str, Any]) -> str:
    """All choices in one line: `Size: S, M; Colour: Peat`."""
    return "; ".join(
        f"{choice['name']}: {', '.join(choice['values'])}" for choice in product["choices"]
    )


def _without_title(question: str, title: str) -> str:
    """The question without the title, which may have numbers and colours of its own."""
    for word in re.findall(r"\w+", title):
        question = re.sub(rf"\b{word}s?\b", " ", question, count=1, flags=re.IGNORECASE)
    return question


def _picked(question: str, values: Sequence[str]) -> frozenset[str]:
    letters, numbers = _letters(question), _numbers(question)
    return frozenset(value for value in values if _is_picked(question, value, letters, numbers))


def _is_picked(question: str, value: str, letters: set[str], numbers: set[int]) -> bool:
    if _LETTER.match(value):
        return value.upper() in letters
    span = _RANGE.match(value)
    if span:
        return any(int(span[1]) <= number <= int(span[2]) for number in numbers)
    if value.isdecimal():
        return int(value) in numbers
    parts = (
        _UNITS.get(part.lower(), re.escape(part)) for part in re.findall(r"\d+|[^\W\d]+", value)
    )
    return bool(re.search(r"(?<!\w)" + r"[\s-]?".join(parts) + r"(?!\w)", question, re.IGNORECASE))


def _asks_in_vain(question: str, choice: Mapping[str, Any]) -> bool:
    """Whether a value of this choice is asked for, none of which it has."""
    values = [str(value) for value in choice["values"]]
    if _COLOUR_NAME.search(str(choice["name"])):
        return bool(_COLOUR.search(question))
    if all(_LETTER.match(value) for value in values):
        return bool(_letters(question) or _numbers(question))
    if all(value[:1].isdigit() for value in values):
        return bool(_numbers(question) or _letters(question))
    return False


def _letters(question: str) -> set[str]:
    found = {match[0].split()[-1].upper() for match in _ASKED_LETTER.finditer(question)}
    return found | {
        size
        for word, size in _SPELLED.items()
        if re.search(rf"\b{word}\b", question, re.IGNORECASE)
    }


def _numbers(question: str) -> set[int]:
    return {int(match[1] or match[2]) for match in _ASKED_NUMBER.finditer(question)}
