"""What a shop's guard lets out, judged beside a page of a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sidecar.guardrails.proof import Evidence, Verdict
from tests.fakes.pages import page


def judged(source: str, sentence: str) -> Verdict:
    """What becomes of a sentence where a page on returns says only the source."""
    evidence = Evidence(hosts=frozenset({"shop.test"}))
    evidence.add_passages([page("Returns", source)])
    return evidence.judge(sentence)


def beside(sources: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Each sentence with the source that it stands under."""
    return [(source, sentence) for source, told in sources.items() for sentence in told]
