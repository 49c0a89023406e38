"""Words of `lexicon` in their forms: "ship" is in a text that has "shipping"."""

from __future__ import annotations

from functools import lru_cache

MAX_ENDING = 2  # letters by which two forms of a word may differ
MIN_STEM = 3
_ENDINGS = frozenset(
    ["", "s", "e", "es", "ed", "d", "ing", "er", "n", "en", "t", "te", "a", "o", "as", "os", "i",
     "r", "re", "ez"]
)  # fmt: skip


def lacking(words: frozenset[str], unit: frozenset[str]) -> frozenset[str]:
    """Those of the words that the unit has in no form."""
    by_stem = _by_stem(unit)
    return frozenset(
        word
        for word in words - unit
        if not any(
            abs(len(word) - len(other)) <= MAX_ENDING and _is_form(word, other)
            for other in by_stem.get(word[:MIN_STEM], ())
        )
    )


def has_all(words: frozenset[str], unit: frozenset[str]) -> bool:
    """Whether the unit has each of the words, in whatever form."""
    return words <= unit or not lacking(words, unit)


@lru_cache(maxsize=2_048)
def _by_stem(unit: frozenset[str]) -> dict[str, list[str]]:
    """The words of a unit by how they begin; kept, because each sentence is laid beside it."""
    found: dict[str, list[str]] = {}
    for word in unit:
        found.setdefault(word[:MIN_STEM], []).append(word)
    return found


def _is_form(one: str, other: str) -> bool:
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same >= MIN_STEM and {one[same:], other[same:]} <= _ENDINGS
