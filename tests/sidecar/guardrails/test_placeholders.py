"""What a placeholder may stand for in a sentence: the shopper, and never the shop."""

from __future__ import annotations

import pytest

from sidecar.guardrails import placeholders
from sidecar.redaction import Vault

VALUES = {
    "[PHONE_1]": "+353 1 555 0199",
    "[ADDRESS_1]": "4 Elm Road",
    "[EMAIL_1]": "jane@post.test",
    "[NAME_1]": "Jane",
}


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, [NAME_1], [EMAIL_1].",
        "We will write to you at [EMAIL_1].",
        "Our team will reply to [EMAIL_1].",
        "Unser Team wird Ihnen an [EMAIL_1] schreiben.",
        "Is your address still [ADDRESS_1]?",
        "We are sending it to [ADDRESS_1].",
        "The parcel went to [ADDRESS_1].",
        "You gave us [PHONE_1] as your number.",
    ],
)
def test_the_shopper_may_be_told_their_own(text: str) -> None:
    assert placeholders.foreign(text, VALUES, lambda _: False) == ""


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Our phone number is [PHONE_1].", "[PHONE_1]"),
        ("You can reach us on [PHONE_1].", "[PHONE_1]"),
        ("Call [PHONE_1] for help.", "[PHONE_1]"),
        ("[ADDRESS_1] is where our shop is.", "[ADDRESS_1]"),
        ("Unser Laden ist in [ADDRESS_1].", "[ADDRESS_1]"),
        ("Sie erreichen uns unter [PHONE_1].", "[PHONE_1]"),
        ("Notre adresse est [ADDRESS_1].", "[ADDRESS_1]"),
        ("Escríbanos a [EMAIL_1].", "[EMAIL_1]"),
        ("Il nostro numero è [PHONE_1].", "[PHONE_1]"),
        ("Ons adres is [ADDRESS_1].", "[ADDRESS_1]"),
        ("We are at [ADDRESS_1].", "[ADDRESS_1]"),
        ("Wir sind in [ADDRESS_1].", "[ADDRESS_1]"),
        ("Nous sommes au [ADDRESS_1].", "[ADDRESS_1]"),
        ("Send returns to [ADDRESS_1].", "[ADDRESS_1]"),
        ("Schicken Sie es zurück an [ADDRESS_1].", "[ADDRESS_1]"),
        ("It costs [EUR_45].", "[EUR_45]"),
    ],
)
def test_the_shop_has_no_data_of_the_shopper(text: str, mark: str) -> None:
    assert placeholders.foreign(text, VALUES, lambda _: False) == mark


def test_what_the_evidence_has_may_be_said_of_the_shop() -> None:
    text = "Our phone number is [PHONE_1]."
    assert placeholders.foreign(text, VALUES, VALUES["[PHONE_1]"].__eq__) == ""


def test_what_a_vault_masks_it_holds_from_then_on() -> None:
    vault = Vault()
    held = vault.held
    assert not held
    assert vault.mask("I am jane@post.test") == "I am [EMAIL_1]"
    assert held["[EMAIL_1]"] == "jane@post.test"
