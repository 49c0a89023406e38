"""What a message asks: its telling words, and what it leaves unsaid because it was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sidecar.nouns import Exchange
from sidecar.orchestrator.spelling import corrected
from sidecar.prompts import DEFAULT_LANGUAGE, Subject, speeches

# A message with more telling words than these stands alone.
MAX_LEANING_TERMS = 2
MAX_POINTING_TERMS = 4  # where it names no subject of its own, as "is it the same for hats?"
EARLIER_CHARS = 300

_WORD = re.compile(r"[^\W_]{2,}")
# Words that pages and shoppers use for each other, as `terms` cuts them.
_KIN = {
    "shipp": "ship", "shipment": "ship", "deliver": "ship", "delivery": "ship", "deliveri": "ship",
    "postage": "ship", "post": "send", "guarante": "warranty", "paid": "pay", "payment": "pay",
    "money": "refund", "size": "size", "siz": "size", "delet": "erase", "remov": "erase",
    "telephon": "phone", "e-mail": "email", "mail": "email",
}  # fmt: skip
_NAME_WORD = re.compile(r"\w+")


def terms(text: str) -> frozenset[str]:
    """Content words of an English text, cut to a rough stem."""
    cut = (
        word.removesuffix("ing").removesuffix("ed").removesuffix("es").removesuffix("s")[:8]
        for word in _telling(text, _english_stop())
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
    """Whether a message hardly says anything by itself and points back, in any language."""
    for speech in speeches().values():
        count = len(_telling(text, speech.stop))
        if (
            (count <= 1 and speech.bare.search(text))
            or (count <= MAX_LEANING_TERMS and speech.leaning.search(text))
            or (count <= MAX_POINTING_TERMS and speech.pointing.search(text))
        ):
            return True
    return False


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


def _telling(text: str, stop: frozenset[str]) -> set[str]:
    return set(_WORD.findall(text.lower())) - stop


def _english_stop() -> frozenset[str]:
    return speeches()[DEFAULT_LANGUAGE].stop


def _words_of(text: str) -> set[str]:
    stop = _english_stop()
    return {
        word if len(word) < 4 else word.removesuffix("s")
        for word in _NAME_WORD.findall(text.lower())
        if word not in stop
    }
