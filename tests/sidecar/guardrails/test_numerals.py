"""Numbers in words, which prove and are proven like those in digits."""

from __future__ import annotations

import pytest

from sidecar.guardrails import facts, numerals
from sidecar.guardrails.proof import Evidence
from tests.fakes.pages import page


def is_released(sentence: str, text: str) -> bool:
    made = Evidence(hosts=frozenset({"shop.test"}))
    made.add_passages((page("Shop", text),))
    return bool(made.judge(sentence).text)


def number(text: str) -> str:
    return numerals.in_digits(text, lambda *_: True)[0]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("seventy-eight", 78),
        ("one hundred and twenty", 120),
        ("one-hundred", 100),
        ("twelve hundred", 1200),
        ("two thousand five hundred", 2500),
        ("siebzehn", 17),
        ("einundzwanzig", 21),
        ("hundertzwanzig", 120),
        ("zweihundertfuenfundvierzig", 245),
        ("zweitausendfünfhundert", 2500),
        ("soixante et onze", 71),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-neuf", 99),
        ("septante-cinq", 75),
        ("nonante et un", 91),
        ("vingt-et-un", 21),
        ("deux cent vingt", 220),
        ("deux cents", 200),
        ("dieciséis", 16),
        ("veintitrés", 23),
        ("treinta y cinco", 35),
        ("ciento veinte", 120),
        ("quinientas", 500),
        ("ventuno", 21),
        ("quarantotto", 48),
        ("centoventi", 120),
        ("centotto", 108),
        ("drieëntwintig", 23),
        ("zevenentachtig", 87),
        ("honderdtwintig", 120),
        ("dix mille", 10_000),
        ("two million", 2_000_000),
        ("3 hundred", 300),
        ("2 Dutzend", 24),
    ],
)
def test_a_number_word_has_its_value(words: str, value: int) -> None:
    assert number(words) == str(value)


def test_each_number_below_a_thousand_has_a_word_in_each_language() -> None:
    for tongue, forms in numerals._BY_TONGUE.items():
        assert set(forms.values()) >= set(range(1000)) - {1}, tongue


def test_a_word_has_one_value_in_all_languages() -> None:
    values: dict[str, int] = {}
    for forms in numerals._BY_TONGUE.values():
        for form, value in forms.items():
            assert values.setdefault(form, value) == value


@pytest.mark.parametrize(
    "text",
    [
        "once a year",
        "it is due on Friday",
        "onze winkel",
        "un sac à dos",
        "un vélo neuf",
        "il va au four",
        "ten minste",
        "per cent",
        "one of them",
        "the two of them",
        "twice as heavy",
        "you have two orders",
        "es sei denn",
    ],
)
def test_what_only_looks_like_a_number_stays(text: str) -> None:
    assert numerals.in_digits(text, lambda *_: False)[0] == text


def test_both_ends_of_a_range_in_words_are_read() -> None:
    assert facts.read("one or two days").facts == facts.read("1 or 2 days").facts
    assert facts.read("zwei bis drei Werktage").facts == facts.read("2 bis 3 Werktage").facts
    assert facts.read("entre once y doce días").facts >= facts.read("12 días").facts


def test_a_number_in_words_beside_one_in_digits_stays_apart() -> None:
    assert facts.read("Two 500 ml bottles").facts == {("count", "2"), ("quantity", "500", "ml")}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("half an hour", "30"),
        ("a half-hour", "30"),
        ("two and a half hours", "150"),
        ("one and a half hours", "90"),
        ("an hour and a half", "90"),
        ("eine halbe Stunde", "30"),
        ("anderthalb Stunden", "90"),
        ("zweieinhalb Stunden", "150"),
        ("une demi-heure", "30"),
        ("deux heures et demie", "150"),
        ("media hora", "30"),
        ("dos horas y media", "150"),
        ("mezz'ora", "30"),
        ("due ore e mezza", "150"),
        ("een half uur", "30"),
        ("tweeënhalf uur", "150"),
    ],
)
def test_a_half_is_a_half(text: str, minutes: str) -> None:
    assert facts.read(text).facts == {("duration", minutes, "minutes")}


SPAN = "You can return goods within 30 days. Rückgabe innerhalb von 30 Tagen."
PRICE = "Delivery costs €4.90. Der Versand kostet 4,90 €. La livraison coûte 4,90 €."


@pytest.mark.parametrize(
    "sentence",
    [
        f"{begin} {count} {unit}."
        for begin, unit, counts in (
            ("Sie können Waren zurückgeben innerhalb von", "Tagen", "siebzig achtzig hundertzwanzig"
             " hundertachtzig siebzehn einundzwanzig fünfundvierzig"),
            ("Vous pouvez retourner les articles dans les", "jours", "quatre-vingts vingt-et-un"
             " quatre-vingt-dix septante soixante-dix cent-vingt"),
            ("Puede devolver los artículos en", "días", "setenta ochenta ciento veintiún"),
            ("Può restituire gli articoli entro", "giorni", "settanta ottanta centoventi ventuno"),
            ("U kunt artikelen retourneren binnen", "dagen", "veertig zeventig honderdtwintig"),
            ("You can return goods within", "days", "one-hundred twice seventy forty-five"
             " one-hundred-and-twenty"),
        )
        for count in counts.split()
    ],
)  # fmt: skip
def test_another_span_in_words_is_refused(sentence: str) -> None:
    assert not is_released(sentence, SPAN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Versand kostet siebzig Euro.",
        "La livraison coûte quatre-vingts euros.",
        "Delivery costs ten €.",
        "Delivery costs ten EUR.",
        "Delivery costs EUR ten.",
        "Delivery costs €ten.",
        "Delivery costs ten GBP.",
        "Delivery costs one GBP.",
        "Delivery costs ten.",
        "Delivery costs ten cents.",
        "Delivery costs £ seventy-five.",
        "El envío cuesta once euros.",
        "El envío cuesta ochenta euros.",
    ],
)
def test_another_price_in_words_is_refused(sentence: str) -> None:
    assert not is_released(sentence, PRICE)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Sie können Waren innerhalb von siebzig Tagen zurückgeben.",
         "Waren können Sie innerhalb von 70 Tagen zurückgeben."),
        ("Sie können Waren innerhalb von 70 Tagen zurückgeben.",
         "Waren können Sie innerhalb von siebzig Tagen zurückgeben."),
        ("Sie können Waren innerhalb von hundertachtzig Tagen zurückgeben.",
         "Waren können Sie innerhalb von 180 Tagen zurückgeben."),
        ("Vous pouvez retourner les articles sous quatre-vingt-dix jours.",
         "Vous pouvez retourner les articles sous 90 jours."),
        ("Puede devolver los artículos en ciento veinte días.",
         "Puede devolver los artículos en 120 días."),
        ("Può restituire gli articoli entro ventuno giorni.",
         "Può restituire gli articoli entro 21 giorni."),
        ("U kunt artikelen retourneren binnen veertig dagen.",
         "U kunt artikelen retourneren binnen 40 dagen."),
        ("You can return goods within one hundred and twenty days.",
         "You can return goods within 120 days."),
        ("Der Versand kostet siebzehn Euro.", "Der Versand kostet 17 €."),
        ("Delivery costs ten €.", "Delivery costs €10."),
        ("Delivery costs EUR ten.", "Delivery costs €10."),
        ("Delivery costs ten.", "Delivery costs €10."),
        ("Delivery costs one euro.", "Delivery costs €1."),
        ("We answer within a working day.", "We answer within one working day."),
        ("There are seven colours.", "There are 7 colours."),
        ("Rinse the jacket twice.", "Rinse the jacket twice."),
        ("Rinse the jacket twice.", "Rinse the jacket 2 times."),
        ("There are 7 colours.", "There are seven colours."),
    ],
)  # fmt: skip
def test_the_same_number_in_words_is_released(sentence: str, text: str) -> None:
    assert is_released(sentence, text)


@pytest.mark.parametrize(
    "sentence", ["There are nine colours.", "Rinse the jacket twice.", "Es gibt acht Farben."]
)
def test_another_count_in_words_is_refused(sentence: str) -> None:
    assert not is_released(sentence, "There are 7 colours. Es gibt 7 Farben. Rinse the jacket.")
