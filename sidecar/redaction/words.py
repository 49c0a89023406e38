"""The words of `words.toml`, which tell of names and addresses in the languages of shoppers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SECTIONS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words(section: str, name: str) -> frozenset[str]:
    """One list of words."""
    return frozenset(_SECTIONS[section][name].split())


def phrases(section: str, name: str) -> list[list[str]]:
    """One list of phrases, each as its words."""
    return [phrase.split() for phrase in _SECTIONS[section][name].split(";")]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase, in small letters, where it stands, and the word before it."""

    kind: str
    phrase: str
    start: int
    end: int
    before: str


def said(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in small letters, with where they begin and end."""
    return [
        (found[0].lower().replace("’", "'"), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]


def cues(heard: list[tuple[str, int, int]]) -> Iterator[Cue]:
    """The phrases in what `said` gave, those of one place the longest first."""
    plain = [word for word, _, _ in heard]
    for index, word in enumerate(plain):
        for phrase, kind in _CUES.get(word, ()):
            if plain[index : index + len(phrase)] == phrase:
                before = plain[index - 1] if index else ""
                start, end = heard[index][1], heard[index + len(phrase) - 1][2]
                yield Cue(kind, " ".join(phrase), start, end, before)


def _cue_table() -> dict[str, list[tuple[list[str], str]]]:
    table: dict[str, list[tuple[list[str], str]]] = {}
    for kind in _SECTIONS["cues"]:
        for parts in phrases("cues", kind):
            table.setdefault(parts[0], []).append((parts, kind))
    for known in table.values():
        known.sort(key=lambda cue: -len(cue[0]))
    return table


_CUES = _cue_table()
