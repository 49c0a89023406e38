"""Proven or not shown: every checkable thing in a sentence stands in this turn's evidence.

Evidence is what this turn was given: passages of the shop's own pages and results of tools. A
sentence passes when each price, date, span, share, quantity, order state, ticket id, link,
address and telephone number in it stands there too, and when what it claims to have done was
done. Nothing here is asked of a model, so nothing a model says can change the verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sidecar.guardrails import facts, tongues
from sidecar.guardrails.facts import NO_FACTS, Facts
from sidecar.guardrails.links import clean, foreign_links, host_of
from sidecar.guardrails.promises import unfulfilled
from sidecar.guardrails.sentences import sentences
from sidecar.nouns import Passage, ToolResult

QUOTE_SHARE = 0.6  # of a sentence's content words in one passage sentence

_MARK = re.compile(r"\s*\[(p\d+)\]")
_NO_WORDS = re.compile(r"\S{300}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the and for are was were will with you your our has have had this that from not can but"
        " its they their them all any may than then when which who how what where into out per"
        " been",
    )
)
# What tools and programs write, and people do not.
_MACHINE = re.compile(
    r"[\"']\w+[\"']\s*:\s*(?:[\"'\d\[{-]|true\b|false\b|null\b|None\b)"  # JSON
    r"|^[\s{}\[\]\",:]*[{}\[\]][\s{}\[\]\",:]*$"  # and what is left where lines are cut
    r"|(?<![\w@./-])[a-z]+(?:_[a-z\d]+)+\b(?![@.]\w)"  # order_id, tool names
    r"|\b(?=\d*[a-f])[\da-f]{16,}\b|\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-"  # ids and hashes
    r"|\bTraceback \(|\b\w+(?:Error|Exception)\b|\bFile \"[^\"]*\", line \d|\b\w+\.(?:py|php):\d+"
    r"|\b(?:stack trace|PHP (?:Fatal|Warning|Notice))\b|^\s*(?:at|in) \S+\(\S*:\d+\)|^\s*#\d+ /",
    re.MULTILINE,
)
_ADDRESSES = re.compile(r"https?://\S+")
_STATES = {
    "shipped": "shipped", "dispatched": "shipped", "sent": "shipped", "on its way": "shipped",
    "left": "shipped", "with the courier": "shipped", "with the carrier": "shipped",
    "arrived": "delivered",
    "in transit": "in transit", "out for delivery": "out for delivery", "delivered": "delivered",
    "processing": "processing", "being processed": "processing", "processed": "processed",
    "completed": "completed", "complete": "completed", "refunded": "refunded",
    "cancelled": "cancelled", "canceled": "cancelled", "on hold": "on hold", "on-hold": "on hold",
    "pending": "pending", "paid": "paid", "failed": "failed", "packed": "packed", "lost": "lost",
    "returned": "returned", "delayed": "delayed",
}  # fmt: skip
_STATE = "|".join(sorted(map(re.escape, _STATES), key=len, reverse=True))
_STATES_ABROAD = {
    state: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for state, words in tongues.STATES.items()
}
_STATE_CLAIM = re.compile(
    r"(?:\b(?:your|the|this|that)\s+(?:\w+\s+){0,3}?(?:order|parcel|package|shipment|delivery)"
    r"|\border\s+\S+|^\W*(?:it|they))\b.{0,50}?"
    r"(?:\b(?P<verb>is|are|was|were|has|have|status:?)\b|['’]s\b)(?P<said>.{0,50})"
    r"|\b(?:your|this|that)\s+(?:\w+\s+){0,2}?(?:order|parcel|package|shipment|delivery)"
    r"(?P<done>\s+(?:shipped|dispatched|left|arrived))\b",
    re.IGNORECASE,
)
_ANY_STATE = re.compile(rf"\b(?:{_STATE})\b", re.IGNORECASE)
_STATE_CLAIM_ABROAD = re.compile(rf"{tongues.STATE_CLAIM}(?P<said>.{{0,50}})", re.IGNORECASE)
_IN_TIME = re.compile(r"\s+(?:\w+\s+){0,2}?within\b", re.IGNORECASE)
_CONDITIONAL = re.compile(r"\b(?:if|once|when|after|until|unless|as soon as|before)\b", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a sentence: the text to show, empty when refused, and why.

    `named` are the passages it names, as `p1`, `p2` …; `marks` are those and what proves it.
    """

    text: str
    reason: str = ""
    named: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    facts: Facts
    words: tuple[frozenset[str], ...]  # content words, sentence by sentence
    said: frozenset[str]  # the sentences themselves, letters and digits only


@lru_cache(maxsize=256)
def _source(text: str) -> _Source:
    """What a page says, some 20 kB. Kept, because the same few pages answer most questions."""
    parts = sentences(text)
    return _Source(
        facts.read(text),
        tuple(_content_words(part) for part in parts),
        frozenset(map(_letters, parts)),
    )


@dataclass(slots=True)
class Evidence:
    """What a turn may say; grows as passages and tool results arrive."""

    hosts: frozenset[str] = frozenset()
    canary: str = ""
    passages: dict[str, Passage] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    _sources: dict[str, _Source] = field(default_factory=dict)
    _results: list[Facts] = field(default_factory=list)
    _states: set[str] = field(default_factory=set)
    _shown: str = ""

    def add_passages(self, passages: Iterable[Passage]) -> None:
        """Registers passages, named p1, p2 … in order; those known already keep their name."""
        known = {passage.passage_id for passage in self.passages.values()}
        for passage in passages:
            if passage.passage_id in known:
                continue
            mark = f"p{len(self.passages) + 1}"
            known.add(passage.passage_id)
            self.passages[mark] = passage
            # What is indexed lies on the shop's hosts or on those of a source the owner named.
            self.hosts |= {host_of(passage.url)} - {""}
            self._sources[mark] = _source(f"{passage.title}\n{passage.section}\n{passage.text}")

    def add_result(self, result: ToolResult, *, is_passages: bool = False) -> None:
        """Registers what a tool gave; a failed call proves nothing."""
        if result.value is None:
            return
        self.done |= {result.call.name}
        if is_passages:
            return
        text = "\n".join(_lines(result.value))
        self._results.append(facts.read(text))
        self._states |= {_STATES[state[0].lower()] for state in _ANY_STATE.finditer(text)}
        self._states |= _states_abroad(text)

    def judge(self, sentence: str, own: Facts = NO_FACTS) -> Verdict:
        """Cleans one sentence and proves it; `own` are facts that the shopper gave.

        Markdown stays; marks are taken out.
        """
        named = tuple(mark for mark in _MARK.findall(sentence) if mark in self.passages)
        text = clean(_MARK.sub("", sentence), self.hosts)
        if not text.strip():
            return Verdict("", "it is empty")
        if _NO_WORDS.search(text):
            return Verdict("", "it is not made of words")
        if _MACHINE.search(_ADDRESSES.sub(" ", text)):
            return Verdict("", "it shows data that is not for people")
        if self._leaks(text):
            return Verdict("", "it repeats the instructions")
        if foreign_links(text, self.hosts):
            return Verdict("", "its link does not lead to the shop")
        read = facts.read(text)
        proving: list[str] = []
        for fact in read.facts:
            if any(known.prove(fact) for known in (own, *self._results)):
                continue
            marks = [mark for mark, source in self._sources.items() if source.facts.prove(fact)]
            if not marks:
                return Verdict("", f"no source says {' '.join(fact[1:])} ({fact[0]})")
            proving += marks[:1]
        if not self._states_hold(text) and not self._is_quote(text):
            return Verdict("", "no tool result gives that order state")
        closest, share = self.closest(text)
        if unfulfilled(text, self.done, share >= QUOTE_SHARE):
            return Verdict("", "it says something was done or will be done that no tool has done")
        if not named and not read.facts and share >= QUOTE_SHARE:
            proving = [closest]
        return Verdict(text, named=named, marks=tuple(dict.fromkeys(named + tuple(proving))))

    def admits(self, text: str, own_words: str) -> bool:
        """Whether all of a text written for the shopper is proven, by their own words too."""
        own = facts.read(own_words)
        return all(self.judge(part, own).text for part in sentences(text) if part.strip())

    def is_harmless(self, text: str) -> bool:
        """Whether words that go into a ticket leak no instructions and lead to no other site."""
        return not self._leaks(text) and not foreign_links(text, self.hosts)

    def note_shown(self, text: str) -> None:
        """Remembers what was shown, so that a secret cut into sentences is still seen."""
        self._shown = (self._shown + _letters(text))[-200:]

    def closest(self, text: str) -> tuple[str, float]:
        """The passage whose best sentence shares most content words, and that share."""
        words = _content_words(text)
        best, best_share = "", 0.0
        for mark, source in self._sources.items():
            for known in source.words:
                share = len(words & known) / len(words) if words else 0.0
                if share > best_share:
                    best, best_share = mark, share
        return best, best_share

    def _leaks(self, text: str) -> bool:
        return bool(self.canary) and _letters(self.canary) in self._shown + _letters(text)

    def _is_quote(self, text: str) -> bool:
        """Whether a passage has this very sentence: then its "your order" is every order."""
        return any(_letters(text) in source.said for source in self._sources.values())

    def _states_hold(self, text: str) -> bool:
        for claim in _STATE_CLAIM.finditer(text):
            if _CONDITIONAL.search(text[: claim.end()]):
                continue
            said = claim["said"] or claim["done"]
            usually = (claim["verb"] or "").lower() in ("is", "are")
            for state in _ANY_STATE.finditer(said):
                if usually and _IN_TIME.match(said, state.end()):
                    continue  # "is sent within two days": what happens to every order
                if _STATES[state[0].lower()] not in self._states:
                    return False
        return all(
            _states_abroad(claim["said"]) <= self._states
            for claim in _STATE_CLAIM_ABROAD.finditer(text)
            if not tongues.CONDITION.search(text[: claim.end()])
        )


def _states_abroad(text: str) -> set[str]:
    """The order states that a text names in another language than English."""
    return {state for state, words in _STATES_ABROAD.items() if words.search(text)}


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word[:7] for word in _WORD.findall(text.lower()) if word not in _STOP)


def _lines(value: Any, currency: str = "", name: str = "") -> Iterator[str]:
    """A tool result as text in which amounts stand beside their currency."""
    if isinstance(value, Mapping):
        currency = str(value.get("currency") or currency)
        for key, inner in value.items():
            if not str(key).endswith("_id"):  # ours, for no one to read
                yield from _lines(inner, currency, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _lines(inner, currency, name)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield f"{name}: {value}" if isinstance(value, str) else f"{name}: {json.dumps(value)}"
        if currency and re.fullmatch(r"\d+(?:[.,]\d+)?", str(value)):
            yield f"{value} {currency}"
