"""What the clauses of all evidence say together: of whom a figure is said, and what is denied.

A sentence is laid beside the clauses it shares most words with; rare words weigh more, for they
tell the subject. Its figure must stand in one of the closest clauses that have such a figure at
all, bounded the same way, and it may not say the contrary of the clause it is closest to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import sqrt

from sidecar.guardrails import lexicon, support
from sidecar.guardrails.bounds import agree
from sidecar.guardrails.clauses import Clause, Words
from sidecar.guardrails.moments import Fact

SUBJECT_SHARE = 1.3  # for a word of the heading, which tells of what the clause speaks
CONTEXT_SHARE = 0.6  # of a word's weight when only the sentence before the clause has it
UNKNOWN_SHARE = 0.35  # of a whole word's weight, for a word of the sentence that no clause has
UNHEARD_SHARE = 1.1  # of such a word of a denial: what is not said anywhere may well not be so
FACT_SHARE = 0.2  # for a figure that both have
PREDICATE_SHARE = 0.5  # less, of a word that is said of many things
MIN_MARGIN = 0.15  # by which a rival clause must be closer to tell that a figure is not its own
MIN_COVERED = 0.5  # of a sentence's words in a clause, to be its contrary

_KINDS = {"amount": "money", "free": "money", "month": "date"}  # rivals of one kind

_PERSONAL = re.compile(
    r"\b(?:(?-i:I)(?! \w+i\b)|i['’]\w+|ich|mir|mich|je|j['’]\w+|puedo|podido|encuentro|io|ik)\b",
    re.IGNORECASE,
)
_REGRET = re.compile(
    r"^\W*+(?:(?:i['’]m|i am) (?:so |very )?(?:sorry|afraid)|je suis désolée?|(?:es )?tut mir leid"
    r"|het spijt me|mi dispiace)\b|,\s(?:i['’]m|i am) afraid\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\?|^\W*+(?:if|in case|wenn|falls|si|cuando|indien)\b|\b(?:would you|should i|let me know)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Ground:
    """The clauses of a turn's evidence; grows with it."""

    clauses: list[Clause] = field(default_factory=list)
    _figured: list[Clause] = field(default_factory=list)  # those with facts
    _subjects: set[Words] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)
    _affirmed: set[str] = field(default_factory=set)
    _rows: set[Words] = field(default_factory=set)

    def add(self, clauses: Iterable[Clause]) -> None:
        """Adds what a passage or a result says."""
        for clause in clauses:
            self.clauses.append(clause)
            if clause.facts.facts or clause.facts.numbers:
                self._figured.append(clause)
            self._subjects.add(clause.subject)
            self._counts.update(clause.words)
            if not clause.is_denied or support.is_priced(clause):
                self._affirmed |= clause.words | clause.context
            if clause.is_denied is None:
                self._rows.add(clause.subject)

    def located(self, said: Clause) -> Clause:
        """A country that no clause names is meant by those that name the union it lies in."""
        unnamed = {word for word in said.words & lexicon.UNION if word not in self._counts}
        if not unnamed or "europe" not in self._counts:
            return said
        return replace(said, words=said.words - unnamed | {"europe"})

    def misplaced(
        self, said: Clause, fact: Fact, *, compared: frozenset[Fact] = frozenset()
    ) -> bool:
        """Whether a known fact is said here of another subject, or bounded otherwise.

        Those that are `compared` to it are no rivals.
        """
        kind = _kind(fact)
        bounds = said.facts.bounds_of(fact)
        if kind == "money":  # which of the prices is the question, not that it is one
            said = replace(said, words=said.words - {"free", "cost"})
        figures = [fact for fact in said.facts.facts if fact[0] == "quantity"]
        if figures:  # nor is a figure a word of its own subject
            said = replace(said, words=frozenset(w for w in said.words if not _begins(figures, w)))
        best, fitting, rival, is_contrary = -1.0, -1.0, -1.0, False
        has_other = fact[0] in ("free", "number", "without")  # as words, or by their absence
        for known in self.clauses if has_other else self._figured:
            if support.proves(known, fact) or (kind == "number" and fact[1] in known.subject):
                if kind == "money" and "total" in said.words - known.words:
                    is_contrary = True  # the price of one is not that of some together
                    continue
                if fact[0] == "weekday" and known.is_denied == (not said.is_denied):
                    is_contrary = True
                    continue
                if _abroad(said, known) or (known.is_only and self._elsewhere(said, known)):
                    is_contrary = True
                    continue
                near = self._closeness(said, known, but=fact, whole=True)
                best = max(best, near)
                if agree(bounds, known.facts.bounds_of(fact)):
                    fitting = max(fitting, near)
            elif any(_kind(other) == kind and known.facts.prove(other) for other in compared):
                continue
            elif (
                kind == "without"
                or any(_kind(other) == kind for other in known.facts.facts)
                or (fact[0] == "free" and "free" in known.words)
            ):
                rival = max(rival, self._closeness(said, known, but=fact))
        if best < 0:
            return is_contrary
        return fitting < 0 or max(best, rival) > fitting + MIN_MARGIN

    def _elsewhere(self, said: Clause, known: Clause) -> bool:
        """Whether it speaks of what the evidence knows, but not this clause."""
        others = said.own - known.words - known.context - known.subject
        return any(word in self._counts for word in others)

    def of_another(self, said: Clause) -> bool:
        """Whether only clauses on another of the things in results say so."""
        names = frozenset().union(*self._rows) - frozenset.intersection(
            *self._rows or [frozenset[str]()]
        )
        claim = {word for word in said.own - names if word in self._counts}
        if said.is_denied or not claim or not said.words & names:
            return False
        holding = [
            known.words & names
            for known in self.clauses
            if known.is_denied is not None and claim <= known.words
        ]
        return bool(holding) and not any(not named or named & said.words for named in holding)

    def misnamed(self, said: Clause, name: str) -> bool:
        """Whether what is said of a name is known, but of another."""
        if any(known.is_denied is None and name in known.words for known in self.clauses):
            return False
        scores: dict[bool, float] = {True: 0.0, False: 0.0}
        for known in self.clauses:
            has_name = name in known.words or name in known.subject or name in known.context
            scores[has_name] = max(scores[has_name], self._closeness(said, known))
        return scores[False] > scores[True] + MIN_MARGIN

    def contradicts(self, said: Clause, sentence: str) -> bool:
        """Whether the closest clauses all say the contrary."""
        if _OPEN.search(sentence) or is_personal(sentence):
            return False
        unheard = {word for word in said.own if word in self._counts} - self._affirmed
        if unheard and not said.is_denied:
            for known in self.clauses:
                if unheard <= known.words and len(known.own - said.words - known.subject) <= 2:
                    return True
        others = self._siblings(said)
        of_it = [known for known in self.clauses if known.subject not in others]
        scored = [
            (self._closeness(said, known), known)
            for known in of_it
            if known.is_denied is not None and (said.words & known.words) - known.subject
        ]
        best = max((score for score, _ in scored), default=0.0)
        near = [known for score, known in scored if score >= best - 0.05]
        if not near or any(support.agree(said, known) for known in near):
            return False
        heard = frozenset().union(*(known.words for known in of_it))
        return any(self._covers(known, said, heard) for known in near)

    def _siblings(self, said: Clause) -> set[Words]:
        """Headings that share a name with what is said, which names another of them more fully."""
        named = {subject: said.words & subject for subject in self._subjects}
        return {
            one
            for one, shared in named.items()
            if any(shared & other and shared < other for other in named.values())
            and one - said.words
        }

    def _covers(self, known: Clause, said: Clause, heard: Words) -> bool:
        """Whether the clause has most of what is said of its subject; `heard` are known words."""
        rest = said.words - known.subject
        unknown = UNHEARD_SHARE if said.is_denied else UNKNOWN_SHARE
        whole = sum(self._weight(word) if word in heard else unknown for word in rest)
        return self._closeness(replace(said, words=rest), known) >= MIN_COVERED * whole

    def knows(self, word: str) -> bool:
        """Whether any clause, or what stands around one, has the word."""
        return word in self._counts or any(word in known.subject for known in self.clauses)

    def _weight(self, word: str) -> float:
        return 1.0 / sqrt(self._counts[word] or 1)

    def _closeness(
        self, said: Clause, known: Clause, but: Fact | None = None, *, whole: bool = False
    ) -> float:
        """How much both share, facts besides `but` too.

        What stands before a clause that has no subject of its own counts fully if it is `whole`.
        """
        of_it = said.words & known.subject
        own = (said.words & known.words) - of_it
        around = (said.words & known.context) - own - of_it
        before = (said.context & (known.words | known.context | known.subject)) - said.words
        is_own = known.own <= said.words if known.own else whole
        share = 1.0 if is_own else CONTEXT_SHARE
        score = sum(map(self._weight, own)) + SUBJECT_SHARE * sum(map(self._weight, of_it))
        if but is not None:
            score -= PREDICATE_SHARE * sum(map(self._weight, own & lexicon.VERBS))
        score += share * sum(map(self._weight, around))
        score += CONTEXT_SHARE * sum(map(self._weight, before))
        shared = said.facts.facts & known.facts.facts
        return score + FACT_SHARE * sum(fact[0] != "number" and fact != but for fact in shared)


def is_personal(sentence: str) -> bool:
    """Whether it speaks of the speaker, and not only to say sorry."""
    return bool(_PERSONAL.search(_REGRET.sub("", sentence)))


def _abroad(said: Clause, known: Clause) -> bool:
    """Whether both name countries, and none in common."""
    here = said.words & lexicon.PLACES
    there = (known.words & lexicon.PLACES) or (known.context & lexicon.PLACES)
    return bool(here and there) and not here & (known.words | known.context | known.subject)


def _begins(facts: list[Fact], word: str) -> bool:
    """Whether a word is the figure of a fact, which may be in a smaller unit."""
    return word.isdigit() and any(fact[1].startswith(word) for fact in facts)


def _kind(fact: Fact) -> str:
    """Facts of one kind may be taken for each other: prices, or lengths, or days."""
    return fact[2] if fact[0] == "quantity" else _KINDS.get(fact[0], fact[0])
