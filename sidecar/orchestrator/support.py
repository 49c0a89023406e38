"""What stands behind what a model says; without it, its words are no answer.

The guard proves figures, names and promises. A sentence without any ("all our kettles are
dishwasher safe") it can only let pass, so an answer needs one more thing: a page that it cites,
found by a search that was sure enough or a policy on the very thing asked, a look-up of this turn,
or a deed of this turn that it tells. Until there is one, what was said waits unseen.
"""

from __future__ import annotations

from collections.abc import Iterable

from sidecar.guardrails.promises import unfulfilled
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import Passage
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.excerpt import policies_on

# What claims nothing of the shop may be said freely.
SOCIAL = frozenset({"small_talk", "decline"})


def is_supported(case: Case, text: str = "", marks: Iterable[str] = ()) -> bool:
    """Whether something stands behind the answer, with the proven `text` that is about to be said.

    `marks` are the passages that prove it.
    """
    answer = case.answer
    if case.route.intent in SOCIAL or answer.looked_up or answer.handed_off:
        return True
    cited = {*answer.cited, *marks}
    if case.confidence < case.parts.answer_threshold:
        cited.intersection_update(policies_on(case.message.text, case.evidence.passages))
    return bool(cited) or answer.tells_deed or tells_deed(case, text)


def tells_deed(case: Case, text: str) -> bool:
    """Whether a proven sentence tells of what a tool has done in this turn."""
    done = case.evidence.done
    return (
        bool(done)
        and unfulfilled(text, frozenset(), quoted=False)
        and not unfulfilled(text, done, quoted=False)
    )


def source_of(case: Case, text: str) -> str:
    """The mark of the passage that a proven sentence rests on; empty when it needs none.

    Of those that bear it out alone that is the closest; where only several do, the closest.
    """
    if _bears_out(case, text):
        return ""
    closest, _ = case.evidence.closest(text)
    bearing = [
        mark for mark, passage in case.evidence.passages.items() if _bears_out(case, text, passage)
    ]
    return closest if closest in bearing or not bearing else bearing[0]


def _bears_out(case: Case, text: str, *passages: Passage) -> bool:
    """Whether what tools gave proves a sentence, with these passages and no others."""
    evidence = Evidence(hosts=case.evidence.hosts, canary=case.evidence.canary)
    evidence.add_passages(passages)
    for result in case.answer.results:
        evidence.add_result(result, is_passages=result.call.name == "search_kb")
    return bool(evidence.judge(text).text)
