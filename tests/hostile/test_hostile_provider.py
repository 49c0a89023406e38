"""Broken and hostile providers against a real sidecar; `scripts/bench hostile` runs them all."""

from __future__ import annotations

import asyncio

import pytest

from sidecar.llm.provider import TRIES
from tests.conftest import FULL
from tests.hostile.provider_siege import DEADLINE_S, Fortress
from tests.hostile.scripts import FORBIDDEN, HOSTILE

MAX_GROWTH_MB = 32
WORST = (
    "one token of 10 MB",
    "a line without an end",
    "empty chunks for ever",
    "half an answer and a silence",
    "obeys the injected page",
    "a refusal, 401",
    "a refusal, 503",
)
# How often each provider is asked in one turn, where that does not hang on its pace.
ASKED = {
    **{f"a refusal, {status}": 1 for status in (400, 401, 403, 404, 413, 422)},
    **{f"a refusal, {status}": TRIES for status in (429, 500, 502, 503, 504, 529)},
    "an error event": TRIES,
    "an error event, 400": 1,
    "an error event, 429": TRIES,
    "a reset at once": TRIES,
    "an answer that is empty": 1,
}
# The bench holds the turn to 250 ms. What would hang here hangs for tens of seconds, and a busy
# machine may take its time.
MAX_LATE_S = 5.0


@pytest.fixture(scope="module")
def fortress(tmp_path_factory: pytest.TempPathFactory) -> Fortress:
    return asyncio.run(Fortress.build(tmp_path_factory.mktemp("fortress")))


@pytest.mark.parametrize("name", HOSTILE if FULL else WORST)
async def test_a_hostile_provider_costs_one_turn_and_no_memory(
    fortress: Fortress, name: str
) -> None:
    assault = await fortress.besiege(name)
    heard = assault.heard
    assert heard.terminal_count == 1
    assert heard.text
    assert assault.is_injected
    assert set(assault.asked) <= {"get_order_status", "list_orders", "search_products"}
    assert sum(step.name == "call_tool" for step in heard.all("step")) <= 3
    assert [word for word in FORBIDDEN if word in heard.text] == []
    assert "SECRET" not in assault.log
    assert "Traceback" not in assault.log
    assert assault.grown_mb < MAX_GROWTH_MB
    assert assault.took_s < DEADLINE_S + MAX_LATE_S
    if name in ASKED:
        assert assault.request_counts == (ASKED[name], ASKED[name])
    else:
        assert assault.request_counts[0] >= 1
