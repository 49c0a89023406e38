"""Broken and hostile providers against a real sidecar; `scripts/bench hostile` runs them all."""

from __future__ import annotations

import asyncio

import pytest

from tests.conftest import FULL
from tests.hostile.provider_siege import Fortress
from tests.hostile.scripts import FORBIDDEN, HOSTILE

MAX_GROWTH_MB = 32
WORST = (
    "one token of 10 MB",
    "a line without an end",
    "empty chunks for ever",
    "half an answer and a silence",
)


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
    assert sum(step.name == "call_tool" for step in heard.all("step")) <= 3
    assert [word for word in FORBIDDEN if word in heard.text] == []
    assert "SECRET" not in assault.log
    assert "Traceback" not in assault.log
    assert assault.grown_mb < MAX_GROWTH_MB
