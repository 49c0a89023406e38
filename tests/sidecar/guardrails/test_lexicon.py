"""What is denied, and what only seems to be."""

from __future__ import annotations

import pytest

from tests.sidecar.guardrails import beside, judged

AGREEING = {
    "Sale items are excluded from returns.": (
        "Sale items are excluded from returns.",
        "Sale items can't be returned.",
        "Returns are not possible for sale items.",
        "No, sale items are excluded from returns.",
    ),
    "Reduzierte Ware ist vom Umtausch ausgeschlossen.": (
        "Reduzierte Ware können Sie nicht umtauschen.",
        "Reduzierte Ware ist vom Umtausch ausgeschlossen.",
        "Nein, reduzierte Ware ist vom Umtausch ausgeschlossen.",
    ),
    "Les articles soldés sont exclus des retours.": (
        "Les articles soldés ne peuvent pas être retournés.",
        "Les articles soldés sont exclus des retours.",
        "Non, les articles soldés sont exclus des retours.",
    ),
    "Los artículos rebajados están excluidos de la devolución.": (
        "Los artículos rebajados no se pueden devolver.",
        "Los artículos rebajados están excluidos de la devolución.",
        "No, los artículos rebajados están excluidos de la devolución.",
    ),
    "Sale items are not excluded from returns.": (
        "Sale items are not excluded from returns.",
        "Sale items can be returned.",
    ),
    "Reduzierte Ware ist nicht vom Umtausch ausgeschlossen.": (
        "Reduzierte Ware können Sie umtauschen.",
    ),
    "Underwear cannot be returned or exchanged.": (
        "Underwear can't be returned and can't be exchanged.",
    ),
    "La ropa interior no se puede devolver ni cambiar.": (
        "No se puede devolver ni cambiar la ropa interior.",
    ),
    "La lingerie n'est ni reprise ni échangée.": ("La lingerie n'est pas échangée.",),
    "Items not in their original box are excluded from returns.": (
        "Items not in their original box are excluded from returns.",
    ),
}
CONTRARY = {
    "Sale items are excluded from returns.": (
        "Sale items are not excluded from returns.",
        "Sale items aren't excluded from returns.",
        "No sale items are excluded from returns.",
        "Sale items are never excluded from returns.",
        "It is not true that sale items are excluded from returns.",
        "Sale items are in no way excluded from returns.",
        "Sale items aren't, however, excluded from returns.",
        "None of the sale items are excluded from returns.",
        "Returns do not exclude sale items.",
    ),
    "Reduzierte Ware ist vom Umtausch ausgeschlossen.": (
        "Reduzierte Ware ist nicht vom Umtausch ausgeschlossen.",
        "Reduzierte Ware ist keineswegs vom Umtausch ausgeschlossen.",
        "Keine reduzierte Ware ist vom Umtausch ausgeschlossen.",
        "Es ist nicht so, dass reduzierte Ware vom Umtausch ausgeschlossen ist.",
        "Reduzierte Ware ist weder vom Umtausch noch von der Rückgabe ausgeschlossen.",
    ),
    "Les articles soldés sont exclus des retours.": (
        "Les articles soldés ne sont pas exclus des retours.",
        "Aucun article soldé n'est exclu des retours.",
    ),
    "Los artículos rebajados están excluidos de la devolución.": (
        "Los artículos rebajados no están excluidos de la devolución.",
        "Ningún artículo rebajado está excluido de la devolución.",
    ),
    "Sale items are not excluded from returns.": (
        "Sale items are excluded from returns.",
        "Sale items can't be returned.",
    ),
    "Reduzierte Ware ist nicht vom Umtausch ausgeschlossen.": (
        "Reduzierte Ware ist vom Umtausch ausgeschlossen.",
        "Reduzierte Ware kann nicht umgetauscht werden.",
    ),
    "Underwear cannot be returned or exchanged.": ("Underwear can be returned.",),
    "La ropa interior no se puede devolver ni cambiar.": ("La ropa interior se puede devolver.",),
    "La lingerie n'est ni reprise ni échangée.": ("La lingerie est reprise et échangée.",),
}


@pytest.mark.parametrize(("source", "sentence"), beside(AGREEING))
def test_however_often_it_is_denied_it_is_denied_once(source: str, sentence: str) -> None:
    verdict = judged(source, sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(("source", "sentence"), beside(CONTRARY))
def test_what_is_denied_twice_is_affirmed(source: str, sentence: str) -> None:
    assert not judged(source, sentence).text
