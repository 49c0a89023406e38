"""Which clauses of a sentence claim something."""

from __future__ import annotations

import pytest

from sidecar.guardrails import assertion, vocabulary


def claims(text: str) -> str:
    spoken = vocabulary.languages(text)
    return assertion.asserted(
        text,
        asks=lambda clause: vocabulary.asks(clause, spoken),
        is_courtesy=lambda clause: vocabulary.is_courtesy(clause, spoken),
    )


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("All kettles are safe.", "All kettles are safe."),
        ("Shall I open a ticket?", ""),
        ("Which kettle do you mean: the K2, or the K3?", ""),
        ("If you like, shall I look?", ""),
        ("Another kettle?", ""),
        ("All kettles are safe, shall I open a ticket?", "All kettles are safe"),
        ("Shall I help, as all kettles are safe?", "all kettles are safe"),
        ("Is there more because all kettles are safe?", "all kettles are safe"),
        ("Shall I help? All kettles are safe.", "All kettles are safe."),
        ("Did you know that all kettles are safe?", "Did you know that all kettles are safe?"),
        ("May I add that all kettles are safe?", "May I add that all kettles are safe?"),
        ("Soll ich sagen, dass alles gut ist?", "Soll ich sagen, dass alles gut ist?"),
        ("Thanks for asking, the jacket is vegan.", "the jacket is vegan."),
        ("Thanks for asking and the jacket is vegan.", "the jacket is vegan."),
        ("I understand that it leaks, and that it is old.", ""),
        ("Danke für Ihre Frage, die Jacke ist vegan.", "die Jacke ist vegan."),
        ("Alle Messer sind rostfrei, soll ich helfen?", "Alle Messer sind rostfrei"),
        ("Toutes les tentes sont sèches, puis-je aider ?", "Toutes les tentes sont sèches"),
        ("Todo es seguro, ¿quiere un ticket?", "Todo es seguro,"),
        ("Tutto è sicuro, vuole un ticket?", "Tutto è sicuro"),
        ("Alles is veilig, zal ik helpen?", "Alles is veilig"),
    ],
)
def test_what_asks_or_thanks_claims_nothing_and_the_rest_does(text: str, claimed: str) -> None:
    assert claims(text) == claimed
