"""The fixed texts of one version, as the Brain without a model says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sidecar.orchestrator.brain import Close, Context, Propose, Say, Utterance
from sidecar.prompts import Prompts


@dataclass(frozen=True, slots=True)
class Phrases:
    """Texts in the shopper's language."""

    prompts: Prompts

    def text(self, context: Context, name: str, **values: object) -> str:
        """The text `section.key` with its fields filled in."""
        return self.prompts.text(name, context.locale, **values)

    def offer(self, context: Context, name: str, outcome: int) -> Iterator[Utterance]:
        """Says the text and proposes a ticket with what the shopper wrote."""
        yield Say(self.text(context, name))
        yield Propose.of(context.text)
        yield Close(outcome, 0.0)

    def answer(
        self, context: Context, name: str, outcome: int, **values: object
    ) -> Iterator[Utterance]:
        """Says the text and is sure of it."""
        yield Say(self.text(context, name, **values))
        yield Close(outcome, 1.0)

    def was_said(self, context: Context, *names: str) -> bool:
        """Whether the last answer of the thread ends with one of these texts."""
        last = context.history[-1].answer.strip() if context.history else ""
        return any(last.endswith(self.text(context, name)) for name in names)
