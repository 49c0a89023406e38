"""Which letters follow each other in words: "xkjsdf" is none of any language that is known here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Of the triples of letters in a word, its ends counted, at most so many are known in one that was
# not meant as a word: 29 of 34 strings typed at random, 2 of 984 words (tests/intents, names of
# brands; November 2026).
KNOWN_SHARE = 0.34
LEAST_LETTERS = 3

_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},}}")


class Letters:
    """The triples of letters in the words of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = {triple for text in texts for word in _words(text) for triple in _of(word)}

    def are_random(self, text: str) -> bool:
        """Whether `text` has words, and none that could be one."""
        words = list(_words(text))
        return bool(words) and not any(self._could_be(word) for word in words)

    def _could_be(self, word: str) -> bool:
        triples = list(_of(word))
        return sum(triple in self._known for triple in triples) > KNOWN_SHARE * len(triples)


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    return iter(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _of(word: str) -> Iterator[str]:
    whole = f"<{word}>"
    return (whole[at : at + 3] for at in range(len(whole) - 2))
