"""The judge's exam: sentences beside evidence that bears them out, or does not.

Each `LANGUAGE_TOPIC.yaml` is a list of cases: evidence (`passages`, `results` and `failed` tools)
and the sentences that it supports and does not, each under its kind: the way it was put, or the
way it was altered. The sentences are written from the evidence alone, apart from the judge's code.

A fixed hash of its text puts a sentence into the half that is shown to whoever mends the judge,
or into the half that is held out. `third/` is a pack of its own in six languages, of what has no
figure to check: permissions, scope, availability, states, words for spans, promises; whoever mends
the judge sees of its held-out half the totals alone. `fourth/` asks what slips by a judge of lone
sentences: a claim behind a condition, a question or thanks, in a repair, in a placeholder, or
proven once and outgrown since; and what a rule for all goods says of the one that was `asked` for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sidecar.guardrails.proof import Evidence, joined, letters
from sidecar.guardrails.sentences import sentences
from sidecar.nouns import Passage, ToolCall, ToolErrorCode, ToolResult

LANGUAGES = ("english", "french", "german", "spanish")
_WAYS_TO_PUT = """
bold boolean combined comparator comparison conditional contact date exact format hours link list
negation number_word offer order_contents percent polite promise_kept quantity range rephrased state
stock time tracking translated
"""
_WAYS_TO_ALTER = """
boolean comparator comparison contact currency date digit failed_tool format hours link negation
number_word order_contents other_product percent promise quantity question_figure range state stock
time tracking unit
"""
_WITHOUT_FIGURES = "condition permission quantifier scope words"
_BESIDE = "courtesy goods placeholder question"
KINDS_OF_TRUE = frozenset(_WAYS_TO_PUT.split())
KINDS_OF_FALSE = frozenset(_WAYS_TO_ALTER.split())
KINDS_WITHOUT_FIGURES = frozenset(_WITHOUT_FIGURES.split())
KINDS_BESIDE = frozenset(_BESIDE.split())


@dataclass(frozen=True, eq=False)
class Pair:
    """A sentence and its evidence; `is_true` when the evidence bears the sentence out.

    `repair` is what a model wrote instead of another sentence, with this one in it; `asked` are the
    shopper's words and `held` their placeholders; `later` results arrive while it waits.
    """

    language: str
    topic: str
    kind: str
    sentence: str
    is_true: bool
    passages: tuple[Passage, ...]
    results: tuple[ToolResult, ...]
    repair: str = ""
    asked: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    later: tuple[ToolResult, ...] = ()

    @property
    def is_held_out(self) -> bool:
        """Whether the sentence belongs to the half that nobody works on."""
        return hashlib.sha256(self.sentence.encode()).digest()[0] % 2 == 1

    def evidence(self) -> Evidence:
        """What the shop's tools and pages said before the sentence was written."""
        evidence = Evidence(hosts=frozenset({"shop.test"}), asked=self.asked, held=self.held)
        evidence.add_passages(list(self.passages))
        for result in self.results:
            evidence.add_result(result)
        return evidence

    def is_released(self) -> bool:
        """Whether the judge lets the sentence out; one about a link, whether with the link.

        A link taken out of a sentence leads nobody astray.
        """
        evidence = self.evidence()
        text = self._said(evidence)
        for result in self.later:
            evidence.add_result(result)
        if self.later:
            text = text and self._said(evidence)
        return bool(text) and (self.kind != "link" or "://" in text)

    def _said(self, evidence: Evidence) -> str:
        if not self.repair:
            return evidence.judge(self.sentence).text
        text = joined(map(evidence.judge, sentences(self.repair))).text
        return text if letters(self.sentence) in letters(text) else ""


def pairs(pack: str = "") -> tuple[Pair, ...]:
    """All pairs of a folder, file by file. Raises KeyError for a kind that is none."""
    folder = Path(__file__).parent / pack
    return tuple(pair for path in sorted(folder.glob("*.yaml")) for pair in _pairs_of(path))


def offenders(wrong: Iterable[Pair]) -> str:
    """A line for each pair; those held out by language and kind alone, counted."""
    wrong = list(wrong)
    shown = [
        f"{'refused ' if pair.is_true else 'released'} {pair.language}_{pair.topic}"
        f" {pair.kind}: {pair.sentence}"
        for pair in wrong
        if not pair.is_held_out
    ]
    held_out = Counter(
        f"{'refused ' if pair.is_true else 'released'} {pair.language} {pair.kind}, held out"
        for pair in wrong
        if pair.is_held_out
    )
    return "\n".join([*shown, *(f"{name}: {count}" for name, count in sorted(held_out.items()))])


def _pairs_of(path: Path) -> Iterator[Pair]:
    language, topic = path.stem.split("_", 1)
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        passages = tuple(_passages(case.get("passages", ())))
        results = tuple(_results(case))
        known = {
            "asked": case.get("asked", ""),
            "held": case.get("held", {}),
            "later": tuple(_results({"results": case.get("later", ())})),
        }
        for side, is_true in (("supported", True), ("unsupported", False)):
            kinds = KINDS_BESIDE | (
                KINDS_OF_TRUE if is_true else KINDS_OF_FALSE | KINDS_WITHOUT_FIGURES
            )
            for entry in case[side]:
                repair = entry.pop("in", "")
                ((kind, sentence),) = entry.items()
                if kind not in kinds:
                    raise KeyError(f"{path.name}: {kind}")
                yield Pair(
                    language, topic, kind, sentence, is_true, passages, results,
                    repair=repair.format(sentence), **known,
                )  # fmt: skip


def _passages(rows: Sequence[Mapping[str, str]]) -> Iterator[Passage]:
    for number, row in enumerate(rows, 1):
        yield Passage(
            passage_id=f"p{number}",
            doc_id=f"d{number}",
            kind="page",
            title=row["title"],
            url=row["url"],
            section="",
            text=row["text"],
            score=0.9,
            updated_unix_ms=0,
        )


def _results(case: Mapping[str, Any]) -> Iterator[ToolResult]:
    for row in case.get("results", ()):
        for name, value in row.items():
            yield ToolResult(ToolCall(f"c-{name}", name, {}), value)
    for name, code in case.get("failed", {}).items():
        yield ToolResult(ToolCall(f"c-{name}", name, {}), error_code=ToolErrorCode(code))
