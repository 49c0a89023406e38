"""Conversations in which a shopper points back, in every language of the fixed texts."""

from __future__ import annotations

import pytest

from tests.fakes.shop import PROMPTS, Shop

CONVERSATIONS = {
    "en": ("Can I return a tent?", "And for shoes?", "Do you deliver to Spain?"),
    "de": ("Kann ich ein Zelt zurückgeben?", "Und für Schuhe?", "Liefern Sie nach Spanien?"),
    "fr": ("Puis-je retourner une tente ?", "Et pour les chaussures ?", "Livrez-vous en Espagne ?"),
    "es": ("¿Se puede devolver una tienda?", "¿Y para zapatos?", "¿Hacen envíos a Francia?"),
    "it": ("Si può restituire una tenda?", "E per le scarpe?", "Spedite anche in Spagna?"),
    "nl": ("Kan ik een tent terugsturen?", "En voor schoenen?", "Leveren jullie in Spanje?"),
}


@pytest.mark.parametrize("language", sorted(PROMPTS.texts))
async def test_a_follow_up_is_searched_with_what_it_follows(shop: Shop, language: str) -> None:
    first, follow_up, other = CONVERSATIONS[language]
    for place, text in enumerate((first, follow_up, other)):
        await shop.ask(text, f"message-{place}")
    first_search, second, third = (query.splitlines() for query in shop.pages.queries)
    assert (first_search[0], second[:2], third[0]) == (first, [first, follow_up], other)
    assert not {first, follow_up} & set(third)
