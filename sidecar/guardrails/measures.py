"""Spans of time and units of measure, and what they are counted in."""

from __future__ import annotations

import re
from decimal import Decimal

# Minutes, months or working days, so that equal spans are equal facts: what the words count in.
# A model answers in the shopper's language from pages in the shop's.
SPANS: tuple[tuple[str, str, int], ...] = (
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

# What is measured, in the smallest unit that shops write, so that 1.2 kg is 1,200 g.
_MEASURES: tuple[tuple[str, str, str], ...] = (
    (r"kg|kilos?|kilogram\w*", "g", "1000"),
    (r"mg|milligram\w*", "g", "0.001"),
    (r"g|gram\w*", "g", "1"),
    (r"km|kilomet\w+|kilómetros?|kilomètres?", "mm", "1000000"),
    (r"cm|centimet\w+|zentimeter\w*|centímetros?|centimètres?", "mm", "10"),
    (r"mm|millimet\w+|milímetros?|millimètres?", "mm", "1"),
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
    (r"times|fois|veces", "time", "1"),
    (r"lbs?|oz|wh|kwh|volts?|v|mah|gb|mb|tb|hz|pairs?|packs?|sheets?|points?|punkte?n?|puntos",
     "", "1"),
)  # fmt: skip
UNIT = "|".join(words for words, _, _ in _MEASURES)
UNITS = tuple(
    (re.compile(words, re.IGNORECASE), unit, Decimal(factor)) for words, unit, factor in _MEASURES
)
