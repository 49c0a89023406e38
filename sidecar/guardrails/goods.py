"""What a rule for goods in general says of the one thing that is asked about.

"You can return unused items within 30 days" holds for the tent that the shopper asks about, though
no page names tents. It is taken so only where the sentence says nothing else that the rule does
not: the thing is what is returned or shipped, no circumstance ("for cash") and no quality ("used"),
the rule sets no condition that the sentence leaves out, and nothing in the evidence tells of the
thing, or of a category that it may belong to, otherwise. Whatever is unsure is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sidecar.guardrails import lexicon
from sidecar.guardrails.clauses import Clause, Words
from sidecar.guardrails.forms import has_all, lacking

# What is done with goods, and what is one rule where it is about another of them.
_RETURNS = frozenset(["return", "refund", "exchange", "revoke"])
_DONE = _RETURNS | {"ship", "repair", "warranty", "collect"}
# That goods are to be so, the page says of all; and what days are counted from.
_HARMLESS = frozenset(["unused", "unopen", "suivan", "folow", "partir"])
_FINAL = frozenset(["final", "defini", "endgul"])  # final sale
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s'’-]")
COMPOUNDING = frozenset(["de", "nl"])  # languages that write bicycle helmet as one word
MIN_INSIDE = 4  # letters of a word that may stand inside another: helmet in "bike-helmet"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, see words/en.toml."""

    determiners: frozenset[str]
    prepositions: frozenset[str]
    general: Words
    no_things: re.Pattern[str]
    categories: Words


def _tongue(path: Path) -> Tongue:
    lists = tomllib.loads(path.read_text(encoding="utf-8"))["goods"]
    return Tongue(
        determiners=frozenset(lists["determiners"].split()),
        prepositions=frozenset(lists["prepositions"].split()),
        general=lexicon.words(lexicon.plain(lists["general"])),
        no_things=re.compile(rf"(?:{lists['qualities']}|(?:{lists['others']})\w{{0,2}})", re.I),
        categories=lexicon.words(lexicon.plain(lists["categories"])) - lexicon.MEANINGS,
    )


TONGUES = {
    path.stem: _tongue(path) for path in sorted((Path(__file__).parent / "words").glob("*.toml"))
}
_GENERAL = frozenset[str]().union(*(tongue.general for tongue in TONGUES.values()))
_CATEGORIES = frozenset[str]().union(*(tongue.categories for tongue in TONGUES.values()))
# Qualities that a sentence still has to prove, of whatever they stand before.
_CLAIMED = frozenset(["sale", "frozen", "bespoke"])
# What bounds a rule; how long it holds may be left out.
_BOUNDS = frozenset(
    ["money", "quantity", "percent", "time", "weekday", "day", "date", "month", "when"]
)


def things(text: str, named: Words, spoken: frozenset[str]) -> dict[str, str]:
    """The things that a sentence says something of, meaning by word; `named` are those known."""
    tokens = _TOKEN.findall(text.lower())
    tongues = [TONGUES[name] for name in spoken]
    found: dict[str, str] = {}
    refused: set[str] = set()
    for place, token in enumerate(tokens):
        for meaning in lexicon.words(lexicon.plain(token)) - lexicon.MEANINGS:
            if not _is_form_of_any(meaning, named):
                continue
            is_thing = any(_is_thing(tokens, place, named, tongue) for tongue in tongues)
            (found.__setitem__(meaning, token) if is_thing else refused.add(meaning))
    return {meaning: token for meaning, token in found.items() if meaning not in refused}


def _is_thing(tokens: Sequence[str], place: int, named: Words, tongue: Tongue) -> bool:
    if tongue.no_things.fullmatch(tokens[place]) or _is_qualified(tokens, place + 1, tongue):
        return False
    before = place - 1
    while before >= 0 and _is_of_its_name(tokens[before], named, tongue):
        before -= 1
    above = tokens[before - 1] if before > 0 else ","
    begins = before < 0 or not tokens[before][0].isalpha()
    if begins or (tokens[before] in tongue.determiners and not above[0].isalpha()):
        return not _does(tokens, place)
    if tokens[before] in tongue.determiners:
        return above not in tongue.prepositions
    return bool(lexicon.words(lexicon.plain(tokens[before])) & _DONE)  # "return tents"


def _does(tokens: Sequence[str], place: int) -> bool:
    """Whether what begins a clause returns something itself: "the courier returns your tent"."""
    after = tokens[place + 1 : place + 2]
    return any(lexicon.words(lexicon.plain(token)) & _DONE for token in after)


def _is_qualified(tokens: Sequence[str], after: int, tongue: Tongue) -> bool:
    """Whether a quality stands behind a thing: "una lámpara usada", no "tents returned"."""
    if after >= len(tokens) or not tongue.no_things.fullmatch(tokens[after]):
        return False
    return not lexicon.words(lexicon.plain(tokens[after])) & (_DONE | _HARMLESS)


def _is_of_its_name(token: str, named: Words, tongue: Tongue) -> bool:
    """Whether it is a word of the same name, or says that the thing is new."""
    meanings = lexicon.words(lexicon.plain(token))
    if meanings & (_HARMLESS | _CLAIMED):
        return True
    return bool(meanings - lexicon.MEANINGS) and not tongue.no_things.fullmatch(token) and all(
        _is_form_of_any(meaning, named) for meaning in meanings
    )  # fmt: skip


def _is_form_of_any(word: str, others: Words) -> bool:
    return has_all(frozenset([word]), others)


def is_compound(token: str, text: str) -> bool:
    """Whether a longer word of the text ends in the thing, as "Fahrradhelme" in "Helm"."""
    return re.search(rf"\w{{2}}{re.escape(token)}\w{{0,2}}\b", text, re.IGNORECASE) is not None


def rules(
    said: Clause, words: Words, known: Sequence[Clause], things: Mapping[str, str], plain: Words
) -> tuple[Sequence[Clause], Words]:
    """The rules for all goods that say what a clause says of its `things`, and its other words.

    None where the evidence tells of these things otherwise, or may.
    """
    of_it = words & things.keys()
    rest = words - of_it
    done = rest & _DONE
    alike = done | (_RETURNS if done & _RETURNS else frozenset())
    tokens = [lexicon.plain(things[word]) for word in of_it]
    if not of_it or not done or any(_excepts(other, of_it, tokens, alike) for other in known):
        return (), words
    return [
        other
        for other in known
        if other.is_denied is not None
        and done <= other.words
        and has_all(rest, other.unit)
        and other.words & _GENERAL
        and not lacking(other.own - _HARMLESS - _GENERAL - plain, said.words)
        and all(said.facts.prove(fact) for fact in other.facts.facts if fact[0] in _BOUNDS)
    ], rest


def _excepts(other: Clause, things: Words, tokens: Sequence[str], alike: Words) -> bool:
    """Whether a clause tells of one of the things, or of what it may belong to, otherwise."""
    is_alike = bool(other.unit & alike)
    if other.is_denied and is_alike and any(map(_is_category, other.words)):
        return True
    if other.classes & {"only", "sole"} and other.words & alike and not other.words & _GENERAL:
        return True
    told = other.words | other.context
    if _has(told, things, tokens):
        return bool(
            other.is_denied or other.words & _FINAL or (is_alike and other.is_denied is not None)
        )
    if _has(other.subject, things, tokens):
        return bool(other.words & (alike | _FINAL))
    return False


def _has(words: Words, things: Words, tokens: Sequence[str]) -> bool:
    return any(_is_form_of_any(thing, words) for thing in things) or any(
        len(word) >= MIN_INSIDE and word in token
        for word in words - lexicon.MEANINGS
        for token in tokens
    )


def _is_category(word: str) -> bool:
    return any(
        word == known or (len(known) >= MIN_INSIDE and word.startswith(known))
        for known in _CATEGORIES
    )
