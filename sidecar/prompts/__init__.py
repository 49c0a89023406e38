"""What the agent says and how it is told to behave, as files beside the code.

`Prompts.load` reads and checks all of them once, at the start; `version` changes whenever one
of them does, and every turn records it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sidecar.errors import BadSetting

HOME = Path(__file__).parent
DEFAULT_LANGUAGE = "en"
_APOSTROPHE = re.compile("['’‘`´]")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class IntentRules:
    """One section of intents.toml; `name` is its dotted heading."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]
    max_words: int


@dataclass(frozen=True, slots=True)
class Subject:
    """One section of subjects.toml; `words` and `holds` are of English pages only."""

    name: str
    asks: tuple[re.Pattern[str], ...]
    words: str
    holds: re.Pattern[str] | None
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every prompt and fixed text; `version` is 12 hex digits of their contents."""

    version: str
    texts: Mapping[str, Mapping[str, str]]
    intents: tuple[IntentRules, ...]
    subjects: tuple[Subject, ...]
    system_template: str

    @classmethod
    def load(cls, home: Path = HOME) -> Prompts:
        """Reads the files below `home`. Raises BadSetting naming the file that is wrong."""
        digest = hashlib.sha256()
        for path in sorted((*home.glob("*.md"), *home.rglob("*.toml"))):
            digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
        texts = {path.stem: _texts(path) for path in sorted(home.glob("texts/*.toml"))}
        for language, known in texts.items():
            if missing := texts[DEFAULT_LANGUAGE].keys() - known.keys():
                raise BadSetting(f"texts/{language}.toml lacks {min(missing)}.")
        return cls(
            version=digest.hexdigest()[:12],
            texts=texts,
            intents=_intents(home),
            subjects=tuple(_subjects(home / "subjects.toml")),
            system_template=(home / "system.md").read_text("utf-8"),
        )

    def text(self, name: str, locale: str = "", **values: object) -> str:
        """The fixed text `section.key` in the language of `locale`, else in English."""
        known = self.texts.get(language(locale), self.texts[DEFAULT_LANGUAGE])
        return _FIELD.sub(lambda field: str(values[field[1]]), known[name])

    def has_text(self, name: str) -> bool:
        """Whether there is a fixed text of that name."""
        return name in self.texts[DEFAULT_LANGUAGE]

    def subjects_of(self, text: str, shop_locale: str) -> tuple[Subject, ...]:
        """What `text` asks about; without English words where the shop writes no English."""
        plain = _APOSTROPHE.sub("", text)
        found = (
            subject
            for subject in self.subjects
            if any(pattern.search(plain) for pattern in subject.asks)
        )
        if language(shop_locale) == DEFAULT_LANGUAGE:
            return tuple(found)
        return tuple(replace(subject, words="", holds=None) for subject in found if subject.facts)

    def system(self, shop_name: str, canary: str) -> str:
        """The system prompt. It holds nothing secret; `canary` shows when it leaks."""
        return self.system_template.format(shop_name=shop_name or "the shop", canary=canary)


def language(locale: str) -> str:
    """The primary subtag of `de-AT` or `de_AT`; English where there is none."""
    return re.split("[-_]", locale)[0].lower() or DEFAULT_LANGUAGE


def _subjects(path: Path) -> Iterator[Subject]:
    for name, table in _toml(path).items():
        asks = tuple(_pattern(path, name, text) for text in table["asks"])
        holds = _pattern(path, name, table["holds"]) if "holds" in table else None
        yield Subject(name, asks, table.get("words", ""), holds, frozenset(table.get("facts", ())))


def _texts(path: Path) -> dict[str, str]:
    sections = _toml(path)
    return {
        f"{section}.{key}": str(text)
        for section, entries in sections.items()
        for key, text in entries.items()
    }


def _intents(home: Path) -> tuple[IntentRules, ...]:
    """The sections of intents.toml in its order; other languages add patterns to them."""
    path = home / "intents.toml"
    sections = dict(_sections(path))
    patterns = {name: list(_patterns(path, name, table)) for name, table in sections.items()}
    for other in sorted(home.glob("intents/*.toml")):
        for name, table in _sections(other):
            if name not in sections:
                raise BadSetting(f"{other.name}: intents.toml has no [{name}].")
            patterns[name] += _patterns(other, name, table)
    return tuple(
        IntentRules(
            name, tuple(patterns[name]), tuple(table["examples"]), int(table.get("max_words", 0))
        )
        for name, table in sections.items()
    )


def _sections(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Dotted headings and their tables in the file's order, which tomllib does not keep."""
    tables = _toml(path)
    for heading in re.findall(r"^\[([\w.]+)\]", path.read_text("utf-8"), re.MULTILINE):
        table: Any = tables
        for part in heading.split("."):
            table = table[part]
        yield heading, table


def _patterns(path: Path, name: str, table: Mapping[str, Any]) -> Iterator[re.Pattern[str]]:
    for text in table["patterns"]:
        yield _pattern(path, name, text)


def _pattern(path: Path, name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as cause:
        raise BadSetting(f"{path.name}: a pattern of [{name}] is wrong: {cause}.") from cause


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise BadSetting(f"{path.name} is not valid TOML: {cause}.") from cause
