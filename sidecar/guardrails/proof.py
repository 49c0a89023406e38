"""Proven or not shown: every checkable thing in a sentence stands in this turn's evidence.

Evidence is what this turn was given: passages of the shop's own pages and results of tools. A
sentence passes when each price, date, span, share, quantity, order state, ticket id, link,
address and telephone number in it stands there too, and when what it claims to have done was
done. Nothing here is asked of a model, so nothing a model says can change the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sidecar.guardrails import (
    assertion,
    clauses,
    comparison,
    facts,
    goods,
    ground,
    lexicon,
    names,
    placeholders,
    results,
    states,
    support,
    tongues,
    vocabulary,
)
from sidecar.guardrails.clauses import Clause
from sidecar.guardrails.facts import NO_FACTS, Facts
from sidecar.guardrails.ground import Ground
from sidecar.guardrails.links import addresses, clean, foreign_links, host_of, unknown_link
from sidecar.guardrails.moments import weekday_of
from sidecar.guardrails.orders import Orders
from sidecar.guardrails.promises import unfulfilled
from sidecar.guardrails.sentences import sentences
from sidecar.guardrails.states import OrderState
from sidecar.nouns import Passage, ToolResult

QUOTE_SHARE = 0.6  # of a sentence's content words in one passage sentence

_MARK = re.compile(r"\s{0,9}\[(p\d+)\]")
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
_NOT_YET = re.compile(
    r"\byet\b|\bstill no|\bnoch (?:nicht|kein)|\bpas encore\b|\b(?:todavía|aún) no\b|\bnon ancora\b"
    r"|\bnog (?:niet|geen)\b",
    re.IGNORECASE,
)
# What is heavier than a figure is compared with no other thing.
_BOUNDED = re.compile(r"\b(?:than|als|que|di|dan)\s+\d", re.IGNORECASE)
_NAMED_CODE = re.compile(r"\b(?=[A-Z-]*\d)[A-Z][A-Z\d-]{4,}\b")  # proven as facts
_OURS = re.compile(rf"\b(?:{tongues.OURS})\b", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ADDRESSES = re.compile(r"https?://\S+")


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
    clauses: tuple[Clause, ...]


@lru_cache(maxsize=256)
def _source(heading: str, body: str) -> _Source:
    """What a page says, some 20 kB. Kept, because the same few pages answer most questions."""
    parts = sentences(f"{heading}\n{body}")
    said = clauses.read(body, heading)
    return _Source(
        Facts.of_all([facts.read(heading), *(clause.facts for clause in said)]),
        tuple(_content_words(part) for part in parts),
        frozenset(map(letters, parts)),
        said,
    )


@dataclass(slots=True)
class Evidence:
    """What a turn may say; grows as passages and tool results arrive."""

    hosts: frozenset[str] = frozenset()
    canary: str = ""
    asked: str = ""  # the shopper's own words of this turn
    held: Mapping[str, str] = field(default_factory=dict)  # placeholders and their values
    passages: dict[str, Passage] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    _sources: dict[str, _Source] = field(default_factory=dict)
    _results: list[Facts] = field(default_factory=list)
    _ground: Ground = field(default_factory=Ground)
    _orders: Orders = field(default_factory=Orders)
    _states: list[OrderState] = field(default_factory=list)
    _spoken: frozenset[str] = frozenset()
    _products: frozenset[str] = frozenset()  # words of their names
    _links: set[str] = field(default_factory=set)
    _shown: str = ""
    _told: str = ""  # by results

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
            self._links |= addresses(f"{passage.url} {passage.text}")
            self._spoken |= vocabulary.languages(passage.text)
            if passage.kind == "product":
                self._products |= clauses.words_of(passage.title)
            heading = f"{passage.title}\n{passage.section}"
            self._sources[mark] = _source(heading, passage.text)
            self._ground.add(self._sources[mark].clauses)

    def add_result(self, result: ToolResult, *, is_passages: bool = False) -> None:
        """Registers what a tool gave; a failed call proves nothing."""
        if result.value is None:
            if result.call.name in ("list_orders", "get_order_status"):
                self._orders.note_failure()
            return
        self.done |= results.deeds_of(result)
        if result.action is not None:  # nothing was done; what would be stands in its summary
            self._results.append(facts.read(result.action.summary))
            return
        if is_passages:
            return
        value = results.unechoed(result, self._is_said)
        self._ground.add(results.clauses_of(value))
        text = "\n".join(results.lines(value))
        self._links |= addresses(text)
        self._told += f"\n{text}"
        self._products |= results.products_of(value)
        self._results.append(facts.read(text))
        self._orders.add(value)
        self._states += results.states_of(value)

    def judge(self, sentence: str, own: Facts = NO_FACTS, *, is_composed: bool = False) -> Verdict:
        """Cleans one sentence and proves it; `own` are facts that the shopper gave.

        Markdown stays; marks are taken out. A sentence `is_composed` when code made it of fixed
        texts and quotations: its figures and deeds are judged, its words are the shop's.
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
        if link := unknown_link(text, self._links):
            return Verdict("", f"no source has the link {link}")
        read = facts.read(text)
        is_quote = self._is_quote(text)
        if not is_quote and (mark := placeholders.foreign(text, self.held, self._stands)):
            return Verdict("", f"{mark} stands for nothing that may be said so")
        weekdays = self._weekdays(read, own)
        proving: list[str] = []
        for fact in sorted(read.facts):
            if fact[0] == "free" and not is_quote and lexicon.is_denied(lexicon.plain(text)):
                continue  # "not free" claims no gift; what it claims is judged below
            if fact[0] == "weekday" and weekdays and not is_quote:
                if fact[1] in weekdays:
                    continue
                return Verdict("", f"that date is no {fact[1]}day")
            if any(known.prove(fact) for known in (own, *self._results)):
                continue
            marks = [mark for mark, source in self._sources.items() if source.facts.prove(fact)]
            if not marks:
                return Verdict("", f"no source says {' '.join(fact[1:])} ({fact[0]})")
            proving += marks[:1]
        bare = placeholders.PLACEHOLDER.sub(" ", text)
        claimed = self._asserted(bare, is_all=False)
        spoken_of = self._asserted(bare, is_all=True) if "?" in bare else claimed
        if not is_quote:
            for part in dict.fromkeys(filter(str.strip, (spoken_of, claimed))):
                if reason := self._strays(part, own, is_composed=is_composed):
                    return Verdict("", reason)
        if not is_quote and not states.hold(self._restored(text), self._states):
            return Verdict("", "no tool result gives that order state")
        if not (is_quote or is_composed) and (reason := self._lacks(claimed, own)):
            return Verdict("", reason)
        closest, share = self.closest(text)
        if unfulfilled(text, self.done, share >= QUOTE_SHARE):
            return Verdict("", "it says something was done or will be done that no tool has done")
        if not named and not read.facts and share >= QUOTE_SHARE:
            proving = [closest]
        return Verdict(text, named=named, marks=tuple(dict.fromkeys(named + tuple(proving))))

    def admits(self, text: str, own_words: str) -> bool:
        """Whether all of a text that a model wrote for the shopper is proven like what it says.

        What the shopper stated in `own_words` bears it out too; what they ask states nothing.
        """
        own = facts.read(own_words)
        stated = "\n".join(part for part in sentences(own_words) if "?" not in part)
        heard = Ground()
        heard.add((*self._ground.clauses, *clauses.read(stated, "")))
        spoken = vocabulary.languages(stated) if stated.strip() else frozenset[str]()
        judge = replace(self, _ground=heard, _spoken=self._spoken | spoken).judge
        return all(judge(part, own).text for part in sentences(text) if part.strip())

    def is_harmless(self, text: str) -> bool:
        """Whether words that go into a ticket leak no instructions and lead to no other site."""
        return not self._leaks(text) and not foreign_links(text, self.hosts)

    def note_shown(self, text: str) -> None:
        """Remembers what was shown, so that a secret cut into sentences is still seen."""
        self._shown = (self._shown + letters(text))[-200:]

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
        return bool(self.canary) and letters(self.canary) in self._shown + letters(text)

    def _is_quote(self, text: str) -> bool:
        """Whether a passage has this very sentence: then its "your order" is every order."""
        said = letters(text)
        return any(said in source.said for source in self._sources.values())

    def _strays(self, text: str, own: Facts, *, is_composed: bool) -> str:
        """Why what is known is said wrongly here; empty when it is not."""
        brands = names.brands(text)
        is_compared = comparison.compares(text)
        compared = facts.read(text).facts if is_compared else frozenset()
        # what is not so yet, of an order that was looked up, is no policy
        of_an_order = bool(self._states) and _NOT_YET.search(text)
        for said in map(self._ground.located, clauses.of_sentence(text)):
            for fact in sorted(said.facts.facts):
                if said.is_denied and fact[0] == "free":
                    continue
                if not own.prove(fact) and self._ground.misplaced(said, fact, compared=compared):
                    return f"{' '.join(fact[1:])} ({fact[0]}) is said otherwise or of another"
            if not is_compared and any(
                self._ground.misnamed(said, name) for name in brands & said.words
            ):
                return "the source says it of another"
            if self._ground.of_another(said):
                return "the source says it of another"
            if not of_an_order and not compared and self._ground.contradicts(said, text):
                return "the closest source says the contrary"
        if comparison.is_unproven(text, self._ground.clauses):
            return "no figures bear the comparison out"
        if name := names.unknown_name(text, self._ground.knows):
            return f"no source names {name}"
        if self._orders.unproven(text, is_composed=is_composed):
            return "no tool result says that of the orders"
        return ""

    def _lacks(self, text: str, own: Facts) -> str:
        """Why no source bears out all that is said here; empty when one does."""
        spoken = vocabulary.languages(text, self._spoken)
        is_compared = comparison.compares(text) or comparison.is_lone(text, self._ground.clauses)
        plain = vocabulary.plain(
            text,
            spoken,
            is_of_orders=bool(self._results) or self._orders.has_failed,
            is_compared=is_compared or bool(_BOUNDED.search(text)),
            done=self.done,
        )
        bare = _NAMED_CODE.sub(" ", self._without_titles(text))
        read = clauses.of_sentence(states.without(bare) if self._states else bare)
        if self._spoken and not spoken & self._spoken:  # of a page in another language
            if not facts.read(text).facts and any(
                not said.is_denied and said.words - plain - lexicon.MEANINGS for said in read
            ):
                return "no source says so in this language"
            read = tuple(replace(said, words=said.words & lexicon.MEANINGS) for said in read)
        located = self._ground.located
        said = support.Said(
            text,
            clauses=tuple(map(located, read)),
            parts=lambda: tuple(map(located, clauses.parts(bare))),
            plain=plain,
            spoken=spoken,
            rules=lambda clause, words: goods.rules(
                clause, words, self._ground.clauses, self._things(bare, spoken), plain
            ),
            unheard=names.unknown_places(text, self._ground.knows),
        )
        return support.lack(
            said,
            self._ground.clauses,
            is_owned=own.prove,
            is_compared=is_compared,
            is_personal=ground.is_personal(text),
        )

    def _things(self, text: str, spoken: frozenset[str]) -> dict[str, str]:
        """The things in a text that a rule for all goods may hold for, meaning by word."""
        found = goods.things(text, clauses.words_of(self.asked) | self._products, spoken)
        if spoken & goods.COMPOUNDING:
            pages = "\n".join(page.text for page in self.passages.values())
            return {
                word: said for word, said in found.items() if not goods.is_compound(said, pages)
            }
        return found

    def _asserted(self, text: str, *, is_all: bool) -> str:
        """The text without what thanks, regrets or praises and, if not `is_all`, what asks."""
        spoken = vocabulary.languages(text, self._spoken)
        return assertion.asserted(
            text,
            asks=None if is_all else lambda clause: vocabulary.asks(clause, spoken),
            is_courtesy=lambda clause: _is_courtesy(clause, spoken),
        )

    def _restored(self, text: str) -> str:
        return placeholders.PLACEHOLDER.sub(lambda mark: self.held.get(mark[0], mark[0]), text)

    def _stands(self, value: str) -> bool:
        """Whether a page or a result has these very letters and digits."""
        texts = (*(page.text for page in self.passages.values()), self._told)
        return any(letters(value) in letters(text) for text in texts)

    def _is_said(self, value: str) -> bool:
        """Whether the shopper, a page or an earlier result has these very letters and digits."""
        return letters(value) in letters(self.asked) or self._stands(value)

    def _without_titles(self, text: str) -> str:
        """The text without links that are named as the page they lead to."""
        if _LINK.search(text) is None:
            return text
        titles = {letters(passage.title) for passage in self.passages.values()}
        return _LINK.sub(lambda link: " " if letters(link[1]) in titles else link[0], text)

    def _weekdays(self, read: Facts, own: Facts) -> frozenset[str]:
        """The days of the week of the sentence's dates, when it names one day beside them."""
        dates = [fact for fact in read.facts if fact[0] == "date"]
        if not dates or sum(fact[0] == "weekday" for fact in read.facts) != 1:
            return frozenset()
        known = (own, *self._results, *(source.facts for source in self._sources.values()))
        return frozenset(
            weekday_of(other)
            for date in dates
            for other in ([date] if date[1] else [fact for facts in known for fact in facts.facts])
            if other[0] == "date" and other[1] and other[2:] == date[2:]
        )


def joined(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict on several sentences: the text of those released, or why the first was not."""
    all_of = list(verdicts)
    kept = [verdict for verdict in all_of if verdict.text]
    if not kept:
        return next((verdict for verdict in all_of if verdict.reason), Verdict("", "it is empty"))
    return Verdict(
        "".join(verdict.text for verdict in kept),
        named=tuple(dict.fromkeys(mark for verdict in kept for mark in verdict.named)),
        marks=tuple(dict.fromkeys(mark for verdict in kept for mark in verdict.marks)),
    )


def _is_courtesy(clause: str, spoken: frozenset[str]) -> bool:
    """Whether it thanks, regrets or praises, and says nothing of the shop."""
    return (
        vocabulary.is_courtesy(clause, spoken)
        and not _OURS.search(clause)
        and not facts.read(clause).facts
        and not clauses.words_of(clause) & (lexicon.PREDICATES - {"arrive"})
    )


def letters(text: str) -> str:
    """Letters and digits alone, to find a text whatever stands between them."""
    return "".join(filter(str.isalnum, text.lower()))


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word[:7] for word in _WORD.findall(text.lower()) if word not in _STOP)
