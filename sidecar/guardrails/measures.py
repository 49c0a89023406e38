"""Spans of time, units of measure and currencies, and what they are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

# Minutes, months or working days, so that equal spans are equal facts: what the words count in.
# A model answers in the shopper's language from pages in the shop's.
SPANS: tuple[tuple[str, str, int], ...] = (
    (r"sec(?:ond)?s?|sekunden?|secondes?|segundos?|secondi", "seconds", 1),
    (r"min(?:ute)?s?|minuten|minutos?|minuti", "minutes", 1),
    (r"hours?|hrs?|std|stunden?|heures?|horas?|or[ae]|uur", "minutes", 60),
    (r"d|days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en)?", "minutes", 1_440),
    (r"werktage?n?|arbeitstage?n?|werkdag(?:en)?", "working_days", 1),
    (r"nights?", "nights", 1),
    (r"weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|weken", "minutes", 10_080),
    (r"months?|monate?n?|mois|mes(?:es)?|mes[ei]|maanden?", "months", 1),
    (r"years?|yrs?|jahre?n?|ans|années?|años?|ann[oi]|jaar", "months", 12),
    (r"fortnights", "minutes", 20_160),
    (r"decades?|jahrzehnten?|jahrzehnte|décennies?|décadas?|decenni", "months", 120),
)
SPAN = "|".join(words.removeprefix("d|") for words, _, _ in SPANS) + r"|(?<=\d )(?-i:d)"

# What is measured, in the smallest unit that shops write, so that 1.2 kg is 1,200 g.
_MEASURES: tuple[tuple[str, str, str], ...] = (
    (r"(?-i:t)(?![-'’])|tonnes?|tons|tonnen|tonnellat[ae]|toneladas?", "g", "1000000"),
    (r"kg|kilos?|kilogram\w*", "g", "1000"),
    (r"mg|milligram\w*", "g", "0.001"),
    (r"g|gram\w*", "g", "1"),
    (r"km|kilomet\w+|kilómetros?|kilomètres?", "mm", "1000000"),
    (r"cm|centimet\w+|zentimeter\w*|centímetros?|centimètres?", "mm", "10"),
    (r"mm|millimet\w+|milímetros?|millimètres?", "mm", "1"),
    (r"m2|qm|sqm|square met(?:re|er)s?|quadratmetern?|mètres? carrés?|metros? cuadrados?"
     r"|metri quadr[ai]ti?|metri quadri", "m2", "1"),
    (r"[cmk]m[23]|m3", "", "1"),
    (r"m|met(?:re|er)s?|mètres?|metros?|metri|metern", "mm", "1000"),
    (r"ml|millilit\w+|mililitros?", "ml", "1"),
    (r"cl|centilit\w+", "ml", "10"),
    (r"l|lit(?:re|er|ro)s?|litern|litri", "ml", "1000"),
    (r"kw|kilowatts?", "w", "1000"),
    (r"w|watts?|vatios", "w", "1"),
    (r"°\s?f|degrees fahrenheit", "°f", "1"),
    (r"°\s?c|°|degrees(?: celsius)?|grad(?: celsius)?|degrés|grados|gradi|graden", "°c", "1"),
    (r"inch(?:es)?|in(?=\s(?:wide|long|high|deep|tall|x|×)|[.,;)])", "inch", "1"),
    (r"ft|feet", "ft", "1"),
    (r"people|persons?|personnes?|personen|personas?|persone", "people", "1"),
    (r"cups?|tassen?|tasses?|tazas?", "cup", "1"),
    (r"pieces?|pcs|items?|stücke?|exemplaires?|unidades|pezzi|stuks", "piece", "1"),
    (r"times|fois|veces|volte", "time", "1"),
    (r"lbs?|oz|wh|kwh|volts?|v|mah|gb|mb|tb|hz|pairs?|packs?|sheets?|points?|punkte?n?|puntos",
     "", "1"),
)  # fmt: skip
UNIT = "|".join(words for words, _, _ in _MEASURES)
UNITS = tuple(
    (re.compile(words, re.IGNORECASE), unit, Decimal(factor)) for words, unit, factor in _MEASURES
)

# Sign or word, before or after the figure -> currency.
CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "$": "$", "us$": "USD", "dollar": "$", "dollars": "$", "¥": "JPY", "yen": "JPY", "fr.": "CHF",
    "zł": "PLN", "livres sterling": "GBP", "libras": "GBP", "pfund": "GBP", "dólares": "$",
    "sterline": "GBP", "dollari": "$", "₺": "TRY", "₽": "RUB", "₹": "INR", "₩": "KRW",
    "₴": "UAH", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB", "₦": "NGN", "₵": "GHS",
    "a$": "AUD", "c$": "CAD", "r$": "BRL", "kč": "CZK", "kr": "KR", "rs": "INR", "руб": "RUB",
    "tl": "TRY", "lei": "RON", "zloty": "PLN", "złoty": "PLN", "cent": "CENT", "¢": "CENT",
    "cents": "CENT", "centimes": "CENT", "céntimos": "CENT", "centesimi": "CENT",
    "franken": "CHF", "francs": "CHF", "francos": "CHF", "franchi": "CHF",
    "rubel": "RUB", "roubles": "RUB", "rubles": "RUB", "rublos": "RUB", "rubli": "RUB",
    "rupees": "INR", "rupien": "INR", "roupies": "INR", "rupias": "INR", "rupie": "INR",
    "liras": "TRY", "forint": "HUF", "pesos": "PESO", "kronen": "KR", "kroner": "KR",
    "kronor": "KR", "couronnes": "KR", "coronas": "KR", "corone": "KR",
}  # fmt: skip
_CODES = (
    "EUR|USD|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|INR|BRL|MXN|ZAR|TRY|RUB|KRW|RON|BGN"
    "|UAH|ILS|CNY|HKD|SGD|AED|SAR|THB|ISK|RSD|PHP|VND|NGN|MYR|IDR|ARS|CLP|COP"
)
# Currencies that share a word, and that word.
KIN = {
    "$": frozenset(["USD", "CAD", "AUD", "NZD", "HKD", "SGD"]),
    "KR": frozenset(["SEK", "NOK", "DKK", "ISK"]),
    "PESO": frozenset(["MXN", "ARS", "CLP", "COP"]),
}
_BEHIND_ONLY = frozenset(["lei", "kr", "rs", "tl", "cent", "cents"])  # in front, something else
_IN_CAPITALS = ("TRY", "RON", "COP", "PHP", "SAR")  # in front; who tries five has no lira


def _signs(known: Iterable[str]) -> str:
    """How signs are looked for: words as whole ones."""
    words = [sign for sign in known if len(sign) > 1]
    ends = [re.escape(word) + (r"\b" if word[-1].isalpha() else "") for word in words]
    return rf"[{''.join(sorted(set(known) - set(words)))}]|(?<![^\W\d_])(?:{'|'.join(ends)})"


SIGN = (
    _signs(
        [
            *(sign for sign in CURRENCIES if sign not in _BEHIND_ONLY),
            *(code for code in _CODES.split("|") if code not in _IN_CAPITALS),
        ]
    )
    + rf"|(?-i:\b(?:{'|'.join(_IN_CAPITALS)})\b)"
)
"""Of money, in front of a figure or behind it."""
SIGN_BEHIND = _signs([*CURRENCIES, *_CODES.split("|")])
_KNOWN = (*CURRENCIES, *_CODES.lower().split("|"))
SIGNS = tuple(
    sign for sign in _KNOWN if not any(other in sign for other in _KNOWN if other != sign)
)
"""One of these is in every text with a sign, in lower case."""
UNREAD_SIGN = re.compile(r"[$£¢¤¥֏؋৲৳৻૱௹฿៛\u20a0-\u20cf﷼]")
"""A sign of any currency."""
