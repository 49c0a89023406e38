"""What a message asks: its telling words, and what it leaves unsaid because it was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sidecar.nouns import Exchange
from sidecar.orchestrator.spelling import corrected
from sidecar.prompts import Subject

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
# Words that pages and shoppers use for each other, as `terms` cuts them.
_KIN = {
    "shipp": "ship", "shipment": "ship", "deliver": "ship", "delivery": "ship", "deliveri": "ship",
    "postage": "ship", "post": "send", "guarante": "warranty", "paid": "pay", "payment": "pay",
    "money": "refund", "size": "size", "siz": "size", "delet": "erase", "remov": "erase",
    "telephon": "phone", "e-mail": "email", "mail": "email",
}  # fmt: skip
_NAME_WORD = re.compile(r"\w+")


def terms(text: str) -> frozenset[str]:
    """Content words, cut to a rough stem."""
    cut = (
        word.removesuffix("ing").removesuffix("ed").removesuffix("es").removesuffix("s")[:8]
        for word in _WORD.findall(text.lower())
        if word not in _STOP
    )
    return frozenset(_KIN.get(word, word) for word in cut)


def in_conversation(
    text: str, history: Sequence[Exchange], subjects: Iterable[Subject] = ()
) -> str:
    """What to search for: the message after the earlier ones that it leans on.

    "How long are they valid?" says of what only after "Do you have gift cards?". Behind it comes
    what pages say of its `subjects`: shops write "call us" where shoppers ask for a number.
    """
    parts = [corrected(text)]
    for exchange in reversed(history):
        if not leans(parts[0]):
            break
        parts.insert(0, exchange.question[:EARLIER_CHARS])
    parts += [subject.words for subject in subjects if subject.words]
    return "\n".join(parts)


def leans(text: str) -> bool:
    """Whether a message hardly says anything by itself and points back."""
    count = len(terms(text))
    if _BARE.search(text) and count <= 1:
        return True
    return bool(_LEANING.search(text)) and count <= MAX_LEANING_TERMS


def names(question: str, title: str) -> bool:
    """Whether the question has every word of a title up to its first comma."""
    words = _words_of(title.partition(",")[0])
    return bool(words) and words <= _words_of(question)


def named_share(question: str, title: str) -> int:
    """How many words of a title the question has; 0 for fewer than two, which may be chance."""
    count = len(_words_of(title) & _words_of(question))
    return count if count > 1 else 0


def shares_word(question: str, title: str) -> bool:
    """Whether the question has a word of a title."""
    return bool(_words_of(title) & _words_of(question))


def _words_of(text: str) -> set[str]:
    return {
        word if len(word) < 4 else word.removesuffix("s")
        for word in _NAME_WORD.findall(text.lower())
        if word not in _STOP
    }
