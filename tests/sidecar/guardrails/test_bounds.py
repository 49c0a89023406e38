"""Which way figures are bounded."""

from __future__ import annotations

import pytest

from sidecar.guardrails.bounds import agree
from sidecar.guardrails.facts import read
from tests.sidecar.guardrails import beside, judged


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("free for orders over €60", "above"),
        ("ab einem Bestellwert von 50 €", "from"),
        ("jusqu'à 80 € d'achat", "most"),
        ("en un plazo de 30 días", "most"),
        ("höchstens jedoch 20 €", "most"),
        ("€40 or more", "least"),
        ("erst nach 14 Tagen", "least"),
        ("orders before 2 pm", "most"),
        ("spätestens 2 Tage vorher", "least"),
        ("to Norway it costs €12.90 after all", ""),
        ("Nach Österreich berechnen wir 12,90 €", ""),
    ],
)
def test_a_figure_is_bounded_by_the_words_beside_it(text: str, bound: str) -> None:
    assert {known for _, known in read(text).bounds} == ({bound} if bound else set())


@pytest.mark.parametrize(
    "text",
    [
        "2 to 4 days",
        "2–4 Tage",
        "between 2 and 4 days",
        "entre 2 et 4 jours",
        "2 days to 4 days",
        "€2 to €4",
        "between €2 and €4",
    ],
)
def test_a_range_has_two_ends(text: str) -> None:
    ends = {fact[1]: bound for fact, bound in read(text).bounds if bound in ("low", "high")}
    assert [ends[value] for value in sorted(ends, key=float)] == ["low", "high"]


def test_two_figures_are_no_range() -> None:
    assert not read("7 and 14 days").bounds


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("von 8 bis 16 Uhr", "8:00", "16:00"),
        ("9 am to 5 pm", "9:00", "17:00"),
        ("10:00-12:30", "10:00", "12:30"),
        ("entre las 9:00 y las 17:00", "9:00", "17:00"),
        ("de 9 h à 17 h", "9:00", "17:00"),
        ("we open at 9 am and close at 5 pm", "9:00", "17:00"),
    ],
)
def test_hours_open_and_close(text: str, opens: str, closes: str) -> None:
    assert read(text).bounds == {(("time", opens), "opens"), (("time", closes), "closes")}


@pytest.mark.parametrize(
    ("said", "known", "fits"),
    [
        ("", "most", True),
        ("most", "", True),
        ("from", "least", True),
        ("from", "", True),
        ("least", "", False),
        ("least", "most", False),
        ("most", "from", False),
        ("above", "least", True),
        ("most", "below", True),
        ("", "low", False),
        ("least", "low", True),
        ("above", "low", False),
        ("most", "low", False),
        ("", "high", False),
        ("most", "high", True),
        ("below", "high", False),
        ("least", "high", False),
        ("low", "", True),
        ("", "closes", True),
        ("most", "closes", True),
        ("from", "closes", False),
        ("opens", "closes", False),
        ("most", "opens", False),
    ],
)
def test_a_bound_may_be_left_out_but_not_turned_round(said: str, known: str, fits: bool) -> None:
    def bounds(name: str) -> frozenset[str]:
        return frozenset({name} - {""})

    assert agree(bounds(said), bounds(known)) == fits


WHOLE = {
    "Delivery takes 2 to 4 working days.": (
        "Delivery takes 2 to 4 working days.",
        "Delivery takes at least 2 working days.",
        "Delivery takes up to 4 working days.",
        "Delivery takes at most 4 working days.",
        "Delivery is within 4 working days.",
        "Delivery takes between 2 and 4 working days.",
        "Die Lieferung dauert 2 bis 4 Werktage.",
        "Die Lieferung dauert höchstens 4 Werktage.",
        "La livraison prend 2 à 4 jours ouvrés.",
        "La livraison prend au plus 4 jours ouvrés.",
        "La entrega tarda de 2 a 4 días laborables.",
        "La entrega tarda como máximo 4 días laborables.",
        "Delivery takes two to four working days.",
        "La entrega tarda entre 2 y 4 días laborables.",
    ),
    "Express delivery takes between 1 and 2 working days. Repairs cost between €20 and €60.": (
        "Repairs cost between €20 and €60.",
        "Repairs cost from €20.",
        "Repairs cost at least €20.",
        "Repairs cost at most €60.",
        "Express delivery takes 1 to 2 working days.",
        "Express delivery takes up to 2 working days.",
    ),
    "Der Standardversand dauert 2 bis 4 Werktage.": (
        "Der Standardversand dauert zwei bis vier Werktage.",
        "Der Standardversand dauert mindestens 2 Werktage.",
        "Der Standardversand dauert bis zu 4 Werktage.",
        "Der Standardversand dauert zwischen 2 und 4 Werktagen.",
        "Der Standardversand dauert maximal 4 Werktage.",
    ),
    "La livraison prend 2 à 4 jours ouvrés.": (
        "La livraison prend de 2 à 4 jours ouvrés.",
        "La livraison prend entre 2 et 4 jours ouvrés.",
        "La livraison prend au moins 2 jours ouvrés.",
        "La livraison prend jusqu'à 4 jours ouvrés.",
    ),
    "La entrega tarda de 2 a 4 días laborables.": (
        "La entrega tarda entre 2 y 4 días laborables.",
        "La entrega tarda al menos 2 días laborables.",
        "La entrega tarda hasta 4 días laborables.",
    ),
    "Delivery takes 2 to 4 working days, express delivery 1 to 2 working days.": (
        "Express delivery takes up to 2 working days.",
    ),
    "We are open 9 am to 5 pm.": (
        "We are open 9 am to 5 pm.",
        "We are open until 5 pm.",
        "We are open from 9 am.",
        "Wir haben von 9 bis 17 Uhr geöffnet.",
        "Nous sommes ouverts de 9 h à 17 h.",
        "We open at 9 am.",
        "We close at 5 pm.",
        "We are open between 9 am and 5 pm.",
        "Wir haben bis 17 Uhr geöffnet.",
        "Nous sommes ouverts jusqu'à 17 h.",
        "Estamos abiertos de 9 a 17 h.",
        "We're closed until 9 am.",
    ),
    "Wir haben Montag bis Freitag von 9 bis 17 Uhr geöffnet.": (
        "Wir haben bis 17 Uhr geöffnet.",
        "Wir haben ab 9 Uhr geöffnet.",
        "Wir öffnen um 9 Uhr.",
        "Wir schließen um 17 Uhr.",
        "Wir haben zwischen 9 und 17 Uhr geöffnet.",
    ),
    "Nous sommes ouverts du lundi au vendredi de 9 h à 17 h.": (
        "Nous sommes ouverts jusqu'à 17 h.",
        "Nous ouvrons à 9 h.",
        "Nous fermons à 17 h.",
        "Nous sommes ouverts entre 9 h et 17 h.",
        "Nous sommes ouverts dès 9 h.",
    ),
    "Abrimos de lunes a viernes de 9:00 a 17:00.": (
        "Abrimos hasta las 17:00.",
        "Abrimos a las 9:00.",
        "Cerramos a las 17:00.",
        "Abrimos entre las 9:00 y las 17:00.",
        "Abrimos de 9:00 a 17:00.",
    ),
    "Open Monday to Friday 10:00-12:30 and 14:00-18:00.": (
        "We are open from 10:00 to 12:30 and from 14:00 to 18:00.",
        "We are open until 18:00.",
        "We close at 12:30.",
    ),
}
TURNED = {
    "Delivery takes 2 to 4 working days.": (
        "Delivery takes 2 working days.",
        "Delivery takes up to 2 working days.",
        "Delivery takes at most 2 working days.",
        "Delivery takes less than 4 working days.",
        "Die Lieferung dauert höchstens 2 Werktage.",
        "La livraison prend au plus 2 jours ouvrés.",
        "La entrega tarda como máximo 2 días laborables.",
        "Delivery takes 4 working days.",
        "Delivery takes at least 4 working days.",
        "Delivery takes more than 2 working days.",
        "Delivery takes within 2 working days.",
    ),
    "Express delivery takes between 1 and 2 working days. Repairs cost between €20 and €60.": (
        "Express delivery takes 1 working day.",
        "Repairs cost €20.",
        "Repairs cost up to €20.",
        "Repairs cost €60 or more.",
        "Express delivery takes at least 2 working days.",
    ),
    "Der Standardversand dauert 2 bis 4 Werktage.": (
        "Der Standardversand dauert 2 Werktage.",
        "Der Standardversand dauert bis zu 2 Werktage.",
        "Der Standardversand dauert weniger als 4 Werktage.",
        "Der Standardversand dauert höchstens zwei Werktage.",
        "Der Standardversand dauert mehr als 4 Werktage.",
    ),
    "La livraison prend 2 à 4 jours ouvrés.": (
        "La livraison prend 2 jours ouvrés.",
        "La livraison prend moins de 4 jours ouvrés.",
        "La livraison prend au maximum 2 jours ouvrés.",
    ),
    "La entrega tarda de 2 a 4 días laborables.": (
        "La entrega tarda 2 días laborables.",
        "La entrega tarda hasta 2 días laborables.",
        "La entrega tarda menos de 4 días laborables.",
    ),
    "Delivery takes 2 to 4 working days, express delivery 1 to 2 working days.": (
        "Delivery takes 2 working days.",
        "Express delivery takes 1 working day.",
    ),
    "We are open 9 am to 5 pm.": (
        "We are open 5 pm to 9 am.",
        "We are open until 9 am.",
        "We are open from 5 pm.",
        "Wir haben bis 9 Uhr geöffnet.",
        "Nous sommes ouverts jusqu'à 9 h.",
        "Estamos abiertos hasta las 9 de la mañana.",
        "Wir haben von 17 bis 9 Uhr geöffnet.",
        "Nous sommes ouverts de 17 h à 9 h.",
        "We open at 5 pm.",
        "We close at 9 am.",
        "We are open after 5 pm.",
        "We're closed from 9 am.",
        "Our shop closes at 9 am.",
    ),
    "Wir haben Montag bis Freitag von 9 bis 17 Uhr geöffnet.": (
        "Wir haben bis 9 Uhr geöffnet.",
        "Wir haben ab 17 Uhr geöffnet.",
        "Wir öffnen um 17 Uhr.",
        "Wir schließen um 9 Uhr.",
        "Wir haben von 17 Uhr bis 9 Uhr geöffnet.",
    ),
    "Nous sommes ouverts du lundi au vendredi de 9 h à 17 h.": (
        "Nous sommes ouverts jusqu'à 9 h.",
        "Nous sommes ouverts à partir de 17 h.",
        "Nous fermons à 9 h.",
    ),
    "Abrimos de lunes a viernes de 9:00 a 17:00.": (
        "Abrimos hasta las 9:00.",
        "Abrimos desde las 17:00.",
        "Abrimos de 17:00 a 9:00.",
        "Cerramos a las 9:00.",
    ),
    "Open Monday to Friday 10:00-12:30 and 14:00-18:00.": (
        "We are open until 14:00 on Fridays.",
        "We are open from 12:30 to 14:00.",
    ),
}


@pytest.mark.parametrize(("source", "sentence"), beside(WHOLE))
def test_ranges_and_hours_may_be_said_whole_or_by_one_bound(source: str, sentence: str) -> None:
    verdict = judged(source, sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(("source", "sentence"), beside(TURNED))
def test_one_end_is_not_the_range_and_hours_do_not_turn_round(source: str, sentence: str) -> None:
    assert not judged(source, sentence).text
