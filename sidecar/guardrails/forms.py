"""Words of `lexicon` in their forms: "ship" is in a text that has "shipping"."""

from __future__ import annotations

MAX_ENDING = 2  # letters by which two forms of a word may differ
MIN_STEM = 3
_ENDINGS = frozenset(
    ["", "s", "e", "es", "ed", "d", "ing", "er", "n", "en", "t", "te", "a", "o", "as", "os", "i",
     "r", "re", "ez"]
)  # fmt: skip


def lacking(words: frozenset[str], unit: frozenset[str]) -> frozenset[str]:
    """Those of the words that the unit has in no form."""
    return frozenset(
        word
        for word in words - unit
        if not any(
            abs(len(word) - len(other)) <= MAX_ENDING and _is_form(word, other) for other in unit
        )
    )


def has_all(words: frozenset[str], unit: frozenset[str]) -> bool:
    """Whether the unit has each of the words, in whatever form."""
    return words <= unit or not lacking(words, unit)


def _is_form(one: str, other: str) -> bool:
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same >= MIN_STEM and {one[same:], other[same:]} <= _ENDINGS
