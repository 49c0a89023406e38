"""Learning from examples, and keeping what was learned."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.embedder import Embedder
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.likeness import Likeness
from sidecar.prompts import Prompts
from tests.conftest import MODEL_DIR

EXAMPLES = [
    ("order", "Where is my order?"),
    ("order", "When will my parcel arrive?"),
    ("policy", "Where is your shop?"),
    ("policy", "When are you open?"),
    ("off_topic", "Who won the match?"),
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.open(MODEL_DIR)


@pytest.fixture
def likeness(embedder: Embedder, tmp_path: Path) -> Likeness:
    return Likeness(EXAMPLES, embedder, str.lower, tmp_path / "none.npz")


def test_a_text_is_most_like_the_kind_that_says_the_same(likeness: Likeness) -> None:
    likeness.learn()
    shares = likeness.to_each(*["has my parcel arrived"] * 2)
    assert max(shares, key=lambda kind: shares[kind]) == "order"
    assert shares.keys() == {"order", "policy", "off_topic"}


def test_equal_words_part_what_means_nearly_the_same(likeness: Likeness) -> None:
    likeness.learn()
    shares = likeness.to_each(*["where is your shop"] * 2)
    assert shares["policy"] > 0.5 > 0.2 > shares["order"]


def test_it_is_ready_once_learned(likeness: Likeness) -> None:
    assert not likeness.is_ready
    likeness.learn()
    assert likeness.is_ready


def test_what_was_learned_is_kept(likeness: Likeness, embedder: Embedder, tmp_path: Path) -> None:
    file = tmp_path / "learned.npz"
    likeness.learn().save(file, likeness.digest)
    again = Likeness(EXAMPLES, embedder, str.lower, file)
    assert again.is_ready
    said = "when do you open"
    assert again.to_each(said, said) == pytest.approx(likeness.to_each(said, said), abs=0.02)


def test_what_other_examples_taught_is_not_used(
    likeness: Likeness, embedder: Embedder, tmp_path: Path
) -> None:
    file = tmp_path / "learned.npz"
    likeness.learn().save(file, likeness.digest)
    assert not Likeness(EXAMPLES[1:], embedder, str.lower, file).is_ready


async def test_until_the_examples_are_learned_patterns_decide(embedder: Embedder) -> None:
    rules = [
        known for known in Prompts.load().intents if known.name.partition(".")[0] != "small_talk"
    ]  # other examples than those learned
    router = Router(rules, embedder)
    assert router.likeness is not None
    assert not router.likeness.is_ready
    assert (await router.route("Where is my order?")).intent == "order"
    assert (await router.route("Which of these would suit me?")).intent == "policy"
