"""What stands behind what a model says; without it, its words are no answer.

The guard proves figures, names and promises. A sentence without any ("all our kettles are
dishwasher safe") it can only let pass, so an answer needs one more thing: a page that it cites,
found by a search that was sure enough or a policy on the very thing asked, or a look-up of this
turn. Until there is one, what was said waits unseen.
"""

from __future__ import annotations

from collections.abc import Iterable

from sidecar.orchestrator.case import Case
from sidecar.orchestrator.excerpt import policies_on

# What claims nothing of the shop may be said freely.
SOCIAL = frozenset({"small_talk", "decline"})


def is_supported(case: Case, marks: Iterable[str] = ()) -> bool:
    """Whether something stands behind the answer, with `marks` of what is about to be said."""
    answer = case.answer
    if case.route.intent in SOCIAL or answer.looked_up or answer.handed_off:
        return True
    cited = {*answer.cited, *marks}
    if case.confidence < case.parts.answer_threshold:
        cited.intersection_update(policies_on(case.message.text, case.evidence.passages))
    return bool(cited)
