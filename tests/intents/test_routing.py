"""Routing, measured on packs of labelled messages.

Nobody who works on the router reads the held-out pack: what fails on it is told in counts only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sidecar.embedder import Embedder
from sidecar.orchestrator.intent import AFTER_OFFER, Router
from sidecar.prompts import Prompts
from sidecar.v1.agent_pb2 import ToolSpec
from tests.conftest import MODEL_DIR
from tests.fakes.shop import CUSTOMER_TOOLS, GUEST_TOOLS
from tests.intents import packs, turns

PROMPTS = Prompts.load()
LEAST_MACRO_F1 = 0.92
MOST_ACTING_SHARE = 0.01


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.open(MODEL_DIR)


@pytest.fixture(scope="module")
def router(embedder: Embedder) -> Router:
    return Router(PROMPTS.intents, embedder)


def report(score: packs.Score) -> str:
    rows = (
        f"{intent}: {count}, P {score.precision[intent]:.2f}, R {score.recall[intent]:.2f}"
        for intent, count in score.counts.items()
    )
    confused = (
        f"{meant} as {found}: {count}" for (meant, found), count in score.confusions.items()
    )
    return "\n".join([f"macro F1 {score.macro_f1:.4f}", *rows, *confused])


@pytest.mark.parametrize(("name", "least_count"), [("development", 300), ("held_out", 500)])
def test_a_pack_is_large_and_in_six_languages(name: str, least_count: int) -> None:
    pack = packs.load(name)
    languages = [item.language for item in pack]
    intents = {item.intent for item in pack}
    unlike_count = len({item.text for item in pack})
    del pack  # a failed assertion would show it
    assert len(languages) == unlike_count >= least_count
    assert set(languages) == {"en", "de", "fr", "es", "it", "nl"}
    assert sum(language != "en" for language in languages) >= 0.15 * len(languages)
    assert intents <= {rules.name for rules in PROMPTS.intents}


def test_no_example_is_taken_from_the_held_out_pack() -> None:
    examples = {text.lower() for rules in PROMPTS.intents for text in rules.examples}
    telling = [item for item in packs.load("held_out") if len(item.text.split()) > 4]
    taken_count = sum(item.text.lower() in examples for item in telling)
    del telling, examples  # a failed assertion would show them
    assert taken_count == 0


def test_what_the_examples_teach_came_with_them(router: Router) -> None:
    assert router.likeness is not None
    assert router.likeness.is_ready, "examples have changed: run scripts/learn"


async def test_the_development_pack_is_routed_as_labelled(router: Router) -> None:
    pack = packs.load("development")
    score = packs.score(pack, await packs.routed(router, pack))
    assert score.macro_f1 >= 0.98, report(score)


async def test_the_held_out_pack_is_routed_as_labelled(router: Router) -> None:
    pack = packs.load("held_out")
    score = packs.score(pack, await packs.routed(router, pack))
    del pack  # a failed assertion would show it
    assert score.macro_f1 >= LEAST_MACRO_F1, report(score)


async def test_after_an_offer_only_a_yes_or_a_no_answers_it() -> None:
    router = Router(PROMPTS.intents, None)
    pack = [item for item in packs.load("development") if item.intent not in AFTER_OFFER]
    moved = [
        item.text
        for item in pack
        if (await router.route(item.text, after_offer=True)).intent in AFTER_OFFER
    ]
    assert not moved


@pytest.mark.parametrize("tools", [CUSTOMER_TOOLS, GUEST_TOOLS], ids=["customer", "guest"])
async def test_what_is_out_of_scope_hardly_ever_runs_tools_or_opens_tickets(
    embedder: Embedder, tmp_path: Path, tools: Sequence[ToolSpec]
) -> None:
    messages = packs.out_of_scope()
    assert len(messages) >= 300
    acting = await turns.acting(messages, tmp_path, embedder, tools)
    assert len(acting) <= MOST_ACTING_SHARE * len(messages), acting
