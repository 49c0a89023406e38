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
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sidecar.errors import BadSetting
from sidecar.prompts.policy import Policy

Known = TypeVar("Known")

HOME = Path(__file__).parent
DEFAULT_LANGUAGE = "en"
# The fields that code fills in of each text of model.toml.
_TOLD = {
    "turn.data": {"passages", "message"},
    "turn.no_answer": set(),
    "repair.ask": {"reason", "sentence"},
}
_APOSTROPHE = re.compile("['’‘`´]")
_ESCAPE = re.compile(r"\\.")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class IntentRules:
    """One section of intents.toml; `name` is its dotted heading.

    `patterns` are for texts in lower case: without a case to ignore they take half the time.
    """

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
class Speech:
    """A file of speech/: how a language points back; speech/en.toml says what each means."""

    stop: frozenset[str]
    bare: re.Pattern[str]
    leaning: re.Pattern[str]
    pointing: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every prompt and fixed text; `version` is 12 hex digits of their contents."""

    version: str
    texts: Mapping[str, Mapping[str, str]]
    intents: tuple[IntentRules, ...]
    subjects: tuple[Subject, ...]
    systems: Mapping[str, str]
    model: Mapping[str, str]
    protocol: str
    policy: Policy

    @classmethod
    def load(cls, *own: Path, home: Path = HOME) -> Prompts:
        """Reads the files below `home`, and over them those of each folder of `own`.

        A folder may hold `system.md`, `system.<locale>.md` and `protocol.md` of its own, and of
        `texts/<locale>.toml`, `model.toml` and `policy.toml` what it says otherwise; a locale is
        `de` or `de-AT`. Patterns and examples in `intents.toml` and `intents/` are added to those
        known. Raises BadSetting naming the file that is wrong.
        """
        digest = hashlib.sha256()
        texts: dict[str, dict[str, str]] = {}
        systems: dict[str, str] = {}
        model: dict[str, str] = {}
        policy: dict[str, dict[str, Any]] = {}
        last = {name: home / name for name in ("protocol.md", "subjects.toml", "policy.toml")}
        for folder in (home, *own):
            if not folder.is_dir():
                raise BadSetting(f"There is no folder of prompts {folder}.")
            for path in sorted((*folder.glob("*.md"), *folder.rglob("*.toml"))):
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
            for path in sorted(folder.glob("texts/*.toml")):
                texts.setdefault(_tag(path.stem), {}).update(_texts(path))
            for path in sorted(folder.glob("system*.md")):
                systems[_tag(path.stem.removeprefix("system").removeprefix("."))] = _system(path)
            if (path := folder / "model.toml").is_file():
                model.update(_told(path))
            if (path := folder / "policy.toml").is_file():
                for heading, table in _toml(path).items():
                    policy.setdefault(heading, {}).update(_table(path, heading, table))
            last |= {name: folder / name for name in last if (folder / name).is_file()}
        speeches(home)
        standard = _texts(home / "texts" / f"{DEFAULT_LANGUAGE}.toml")
        for name, known in texts.items():
            if "-" in name:  # what a region says otherwise lies over its language
                texts[name] = {**texts.get(language(name), standard), **known}
            _check_texts(name, texts[name], standard)
        if model.keys() != _TOLD.keys():
            raise BadSetting("model.toml must hold the texts that it came with.")
        intents = _intents(home, *own)
        topics = [rules.name.partition(".")[2] for rules in intents if "out_of" in rules.name]
        return cls(
            version=digest.hexdigest()[:12],
            texts=texts,
            intents=intents,
            subjects=tuple(_subjects(last["subjects.toml"])),
            systems=systems,
            model=model,
            protocol=_protocol(last["protocol.md"]),
            policy=Policy.of(last["policy.toml"], policy, topics),
        )

    def text(self, name: str, locale: str = "", **values: object) -> str:
        """The fixed text `section.key` in the locale, else its language, else English."""
        known = _nearest(self.texts, locale) or self.texts[DEFAULT_LANGUAGE]
        return _FIELD.sub(lambda field: str(values[field[1]]), known[name])

    def has_text(self, name: str) -> bool:
        """Whether there is a fixed text of that name."""
        return name in self.texts[DEFAULT_LANGUAGE]

    def told(self, name: str, **values: str) -> str:
        """What a model is told, `section.key` of model.toml."""
        return _FIELD.sub(lambda field: values[field[1]], self.model[name])

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

    def system(self, shop_name: str, canary: str, locale: str = "") -> str:
        """The system prompt of the locale, else its language, else the standard one.

        It holds nothing secret; `canary` shows when it leaks.
        """
        values = {"shop_name": shop_name or "the shop", "canary": canary}
        template = _nearest(self.systems, locale) or self.systems[""]
        return _FIELD.sub(lambda field: values[field[1]], template)


@cache
def speeches(home: Path = HOME) -> Mapping[str, Speech]:
    """Each language's, by its code. Raises BadSetting naming the file that is wrong."""
    return {path.stem: _speech(path) for path in sorted(home.glob("speech/*.toml"))}


def language(locale: str) -> str:
    """The primary subtag of `de-AT` or `de_AT`; English where there is none."""
    return re.split("[-_]", locale)[0].lower() or DEFAULT_LANGUAGE


def _tag(locale: str) -> str:
    """`de_at` as `de-AT`, the way files are named."""
    first, *rest = re.split("[-_]", locale)
    return "-".join([first.lower(), *(part.upper() for part in rest)])


def _nearest(known: Mapping[str, Known], locale: str) -> Known | None:
    """What is known of the locale: of its language with its region, else of the language."""
    tag = _tag(locale)
    return known.get(tag) or known.get(tag[:5]) or known.get(language(locale))


def _table(path: Path, heading: str, table: object) -> Mapping[str, Any]:
    if not isinstance(table, Mapping):
        raise BadSetting(f"{path.name}: {heading} must be a table.")
    return table


def _protocol(path: Path) -> str:
    """How a model without tool calls is told to make one: in the shape that is read again."""
    text = path.read_text("utf-8")
    if '{"tool":' not in text or '"arguments":' not in text:
        raise BadSetting(f'{path.name} must show a call as {{"tool": …, "arguments": …}}.')
    return text


def _subjects(path: Path) -> Iterator[Subject]:
    for name, table in _toml(path).items():
        asks = tuple(_pattern(path, name, text) for text in table["asks"])
        holds = _pattern(path, name, table["holds"]) if "holds" in table else None
        yield Subject(name, asks, table.get("words", ""), holds, frozenset(table.get("facts", ())))


def _speech(path: Path) -> Speech:
    table = _toml(path)
    kinds = ("bare", "leaning", "pointing")
    if table.keys() != {"stop", *kinds}:
        raise BadSetting(f"speech/{path.name} must hold stop, {', '.join(kinds)} alone.")
    bare, leaning, pointing = (_pattern(path, name, "|".join(table[name])) for name in kinds)
    return Speech(frozenset(table["stop"].split()), bare, leaning, pointing)


def _told(path: Path) -> dict[str, str]:
    known = _texts(path)
    if any(set(_FIELD.findall(text)) != _TOLD.get(name) for name, text in known.items()):
        raise BadSetting(f"{path.name} must hold the texts that it came with, and their fields.")
    return known


def _system(path: Path) -> str:
    template = path.read_text("utf-8")
    if set(_FIELD.findall(template)) != {"shop_name", "canary"}:
        raise BadSetting(f"{path.name} must hold {{shop_name}} and {{canary}}, and no other field.")
    return template


def _check_texts(name: str, known: Mapping[str, str], standard: Mapping[str, str]) -> None:
    """Raises BadSetting unless the texts are those of the standard, with no more fields."""
    for key in sorted(standard.keys() ^ known.keys()):
        word = "lacks" if key in standard else "has an unknown text,"
        raise BadSetting(f"texts/{name}.toml {word} {key}.")
    for key, text in known.items():
        for field in set(_FIELD.findall(text)) - set(_FIELD.findall(standard[key])):
            raise BadSetting(f"texts/{name}.toml: {key} can't be given {{{field}}}.")


def _texts(path: Path) -> dict[str, str]:
    sections = _toml(path)
    return {
        f"{section}.{key}": str(text)
        for section, entries in sections.items()
        for key, text in entries.items()
    }


def _intents(home: Path, *own: Path) -> tuple[IntentRules, ...]:
    """The sections of intents.toml in its order.

    intents/ adds patterns and examples to them, and so do the files of `own` folders.
    """
    path = home / "intents.toml"
    sections = dict(_sections(path))
    patterns = {name: list(_patterns(path, name, table)) for name, table in sections.items()}
    examples: dict[str, list[str]] = {name: [] for name in sections}
    more = [path for folder in own for path in sorted(folder.glob("intents.toml"))]
    for folder in (home, *own):
        more += sorted(folder.glob("intents/*.toml"))
    for other in more:
        for name, table in _sections(other):
            if name not in sections:
                raise BadSetting(f"{other.name}: intents.toml has no [{name}].")
            patterns[name] += _patterns(other, name, table)
            examples[name] += table.get("examples", ())
    return tuple(
        IntentRules(name, tuple(patterns[name]), tuple(examples[name]), table.get("max_words", 0))
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
    for text in table.get("patterns", ()):
        has_capitals = any(map(str.isupper, _ESCAPE.sub("", text)))
        yield _pattern(path, name, text, re.IGNORECASE if has_capitals else re.NOFLAG)


def _pattern(
    path: Path, name: str, text: str, flags: re.RegexFlag = re.IGNORECASE
) -> re.Pattern[str]:
    try:
        return re.compile(text, flags)
    except re.error as cause:
        raise BadSetting(f"{path.name}: a pattern of [{name}] is wrong: {cause}.") from cause


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise BadSetting(f"{path.name} is not valid TOML: {cause}.") from cause
