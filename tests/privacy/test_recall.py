"""How much of what shoppers type of themselves is found, and what of a shop's questions is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sidecar.orchestrator.question import in_conversation
from sidecar.orchestrator.spelling import corrected
from sidecar.prompts import Prompts
from sidecar.redaction import Vault, scrub
from tests.privacy.identities import HELD_OUT, WRITTEN_FOR, messages, remains

RECALL = 0.97
SCENARIOS = Path(__file__).parents[1] / "scenarios"
# What a question may lose: order numbers and the few addresses that packs hold on purpose.
LOST = {"ORDER", "ADDRESS", "EMAIL"}


@pytest.mark.parametrize("path", [HELD_OUT, WRITTEN_FOR], ids=["held_out", "written_for"])
def test_what_shoppers_type_of_themselves_is_found(path: Path) -> None:
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for message in messages(path, 2_060):
        masked = Vault().mask(message.text)
        for kind, value in message.planted:
            planted[kind] += 1
            found[kind] += not remains(masked, kind, value)
    low = {kind: found[kind] / total for kind, total in planted.items()}
    assert all(share >= RECALL for share in low.values()), low
    assert sum(found.values()) / sum(planted.values()) >= RECALL
    assert min(planted.values()) >= 10  # each kind is there


def test_what_is_looked_for_is_readable_before_it_is_masked() -> None:
    for message in messages(HELD_OUT, 400):
        for kind, value in message.planted:
            assert kind == "email_spelled" or remains(message.text, kind, value)


def test_every_message_comes_back_as_it_was_typed() -> None:
    for message in messages(HELD_OUT, 400):
        vault = Vault()
        assert vault.restore(vault.mask(message.text)) == message.text


def test_the_questions_of_the_scenario_packs_stay_as_they_are() -> None:
    asked = [
        question
        for path in sorted(SCENARIOS.rglob("*.yaml"))
        for question in _questions(yaml.safe_load(path.read_text()))
    ]
    prompts = Prompts.load()
    searched = [
        in_conversation(question, (), prompts.subjects_of(corrected(question), locale))
        for question in asked
        for locale in ("en-GB", "de-DE", "fr-FR")
    ]
    changed = {text: scrub(text) for text in (*asked, *searched) if scrub(text) != text}
    assert len(asked) >= 200
    assert len(changed) <= 0.05 * (len(asked) + len(searched))
    assert all(any(f"[{kind}]" in text for kind in LOST) for text in changed.values()), changed


def _questions(node: Any) -> Iterator[str]:
    """Whatever a shopper says in a pack."""
    if isinstance(node, list):
        for child in node:
            yield from _questions(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name in ("ask", "say") and isinstance(child, str):
                yield child
            elif name == "after" and isinstance(child, list):
                yield from map(str, child)
            else:
                yield from _questions(child)
