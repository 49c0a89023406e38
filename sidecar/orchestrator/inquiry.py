"""What a turn asked of the shop's pages, kept so that the owner can see what they lack."""

from __future__ import annotations

import re

from sidecar.orchestrator.case import Case
from sidecar.orchestrator.question import leans
from sidecar.redaction import Vault
from sidecar.store.questions import Question
from sidecar.v1.agent_pb2 import Outcome

# What may have been called for a question that the pages are to answer. Live prices and orders
# make no answer to use again.
SEARCHES = frozenset({"search_kb"})
FRUITLESS = SEARCHES | {"search_products", "handoff_human"}
LACKING = (Outcome.OUTCOME_UNANSWERED, Outcome.OUTCOME_HANDED_OFF)

_PLACEHOLDER = re.compile(r"\[([A-Z]+)_\d+\]")


def inquiry(case: Case, outcome: int) -> Question | None:
    """The question and its answer, masked; None for a turn that was about anything else."""
    message, answer = case.message, case.answer
    called = {result.call.name for result in answer.results}
    if outcome == Outcome.OUTCOME_ANSWERED:
        if not answer.cited or not called <= SEARCHES:
            return None
    elif outcome not in LACKING or not called <= FRUITLESS:
        return None
    for exchange in case.history:  # who told a name there is known by it here
        case.vault.mask(exchange.question)
    text = case.question if leans(message.text) else message.text
    return Question(
        thread_id=message.thread_id,
        message_id=message.message_id,
        text=" ".join(_for_anyone(text, case.vault).split()),
        answer=_for_anyone(
            answer.text,
            case.vault,
            public="\n".join(passage.text for passage in answer.cited.values()),
        ),
    )


def _for_anyone(text: str, vault: Vault, public: str = "") -> str:
    """`text` without what is personal in it; what a cited page says is not."""

    def shown(found: re.Match[str]) -> str:
        value = vault.restore(found[0])
        return value if value in public else f"[{found[1]}]"

    return _PLACEHOLDER.sub(shown, vault.mask(text))
