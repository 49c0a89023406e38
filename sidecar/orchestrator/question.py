"""What a message asks: its telling words, and what it leaves unsaid because it was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sidecar.nouns import Exchange

# A message with more telling words than these stands alone.
MAX_LEANING_TERMS = 2
EARLIER_CHARS = 300

_WORD = re.compile(r"[^\W_]{2,}")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the and for are was were will with you your our does do did have has had this that from"
        " not can could would should but its their they them all any may than then when which who"
        " how what where why is it in on of to an my me we us if or be as at by so am please there"
        " about into hi hello thanks yes no those these",
    )
)
_BARE = re.compile(r"^\W*(?:how (?:long|much|many|soon|often)|why)\b", re.IGNORECASE)
_LEANING = re.compile(
    r"^\W*(?:and|but|or|also|what about|how about|what if)\b"
    r"|\b(?:it|its|they|them|their|those|these|that one|this one)\b",
    re.IGNORECASE,
)
# Shops write "call us", shoppers ask for a number: as far apart as two words can be.
_FOR_CONTACT = re.compile(
    r"\b(?:your|the shop['’]?s|shop) (?:tele)?(?:phone|e-?mail|contact)"
    r"|^\W*(?:phone|telephone|e-?mail|contact)\b(?! (?:me|us)\b)"
    r"|\b(?:contact|reach|call|phone|ring|e-?mail|write to) (?:you|the shop)\b|\bget in touch\b",
    re.IGNORECASE,
)
_CONTACT_WORDS = "Contact: write to us or call us"
_NAME_WORD = re.compile(r"\w+")


def terms(text: str) -> frozenset[str]:
    """Content words, cut to a rough stem."""
    return frozenset(
        word.removesuffix("ing").removesuffix("ed").removesuffix("es").removesuffix("s")[:8]
        for word in _WORD.findall(text.lower())
        if word not in _STOP
    )


def in_conversation(text: str, history: Sequence[Exchange]) -> str:
    """What to search for: the message after the earlier ones that it leans on.

    "How long are they valid?" says of what only after "Do you have gift cards?".
    """
    parts = [text]
    for exchange in reversed(history):
        if not leans(parts[0]):
            break
        parts.insert(0, exchange.question[:EARLIER_CHARS])
    if _FOR_CONTACT.search(text):
        parts.append(_CONTACT_WORDS)
    return "\n".join(parts)


def leans(text: str) -> bool:
    """Whether a message hardly says anything by itself and points back."""
    count = len(terms(text))
    if _BARE.search(text) and count <= 1:
        return True
    return bool(_LEANING.search(text)) and count <= MAX_LEANING_TERMS


def names(question: str, title: str) -> bool:
    """Whether the question has every word of a title up to its first comma."""
    words = _NAME_WORD.findall(title.partition(",")[0].lower())
    return set(words) <= set(_NAME_WORD.findall(question.lower()))
