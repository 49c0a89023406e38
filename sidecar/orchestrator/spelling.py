"""Mends the words of a shop's chat that shoppers mistype most.

Only words that every shop knows: what its pages call their things is the index's to forgive.
"""

from __future__ import annotations

import re

_WORDS = (
    "delivery", "deliver", "shipping", "return", "returns", "refund", "refunds", "policy",
    "policies", "warranty", "guarantee", "exchange", "payment", "payments", "invoice", "opening",
    "voucher", "discount", "discounts", "tracking", "address", "contact", "available", "privacy",
    "account", "cancel", "parcel", "package", "damaged", "customer", "service", "receive",
    "received", "colour", "repair",
)  # fmt: skip
# Right as they are, though one letter from a word above.
_RIGHT = frozenset(
    {
        "shopping", "skipping", "chipping", "police", "contract", "contacts", "cracking",
        "trucking", "accounts", "repairs", "parcels", "packages", "packaged", "delivers",
        "cancels", "cancer", "receives", "receiver", "services", "serviced", "customers",
        "invoices", "invoiced", "vouchers", "exchanged", "exchanges", "colours", "color",
        "damages", "damage", "openings", "despair", "repaid", "payment", "returned", "refunded",
    }
)  # fmt: skip
_SHORT = {
    "ordr": "order", "odrer": "order", "oredr": "order", "wher": "where",
    "hav": "have", "refnd": "refund", "retrn": "return", "shiping": "shipping",
    "recieve": "receive", "recieved": "received",
    "adress": "address", "garantee": "guarantee", "waranty": "warranty",
}  # fmt: skip
_SHORTEST = 5
_TYPED = re.compile(r"[^\W\d_]{3,}")


def corrected(text: str) -> str:
    """`text` with each such word that has one slip in it put right; others are left alone."""
    return _TYPED.sub(lambda word: _right(word[0]), text)


def _right(word: str) -> str:
    plain = word.lower()
    if plain in _SHORT:
        return _SHORT[plain]
    if len(plain) < _SHORTEST or plain in _WORDS or plain in _RIGHT or not plain.isascii():
        return word
    return next((known for known in _WORDS if len(known) > 5 and _one_slip(plain, known)), word)


def _one_slip(typed: str, known: str) -> bool:
    """Whether one letter was left out, added, changed or swapped with the next."""
    if typed[0] != known[0] or abs(len(typed) - len(known)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), None)
    if same is None:
        return True
    rests = ((same, same + 1), (same + 1, same), (same + 1, same + 1))
    if any(typed[one:] == known[other:] for one, other in rests):
        return True
    swapped = typed[same : same + 2][::-1] + typed[same + 2 :]
    return swapped == known[same:]
