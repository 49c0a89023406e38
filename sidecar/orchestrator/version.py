"""Versions of the Brain, and which of them answers a thread.

A version is a set of prompts and an order of Brains. The owner's flags give a share of the threads
to one: by a hash of the thread's id, so that a thread stays with its version as long as the flags
stay, and nothing has to be remembered. A flag for some scenarios holds for those turns of a thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from sidecar.orchestrator.brain import Brain
from sidecar.prompts import Prompts
from sidecar.v1.operations_pb2 import Flag


@dataclass(frozen=True, slots=True)
class Version:
    """`brains` are tried in order; the last needs no model."""

    name: str
    prompts: Prompts
    brains: tuple[Brain, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version there is; the first answers where no flag says otherwise."""

    known: tuple[Version, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What flags may name."""
        return tuple(version.name for version in self.known)

    def without_models(self) -> Self:
        """The same with the Brains alone that need no model."""
        return replace(
            self,
            known=tuple(replace(version, brains=version.brains[-1:]) for version in self.known),
        )

    def answering(self, flags: Iterable[Flag], thread_id: str, scenario: str) -> Version:
        """The version that answers."""
        shown = [flag for flag in flags if not flag.shadow]
        return self._flagged(shown, thread_id, scenario) or self.known[0]

    def drafting(self, flags: Iterable[Flag], thread_id: str, scenario: str) -> Version | None:
        """The version that drafts beside it for staff to compare, if any does."""
        return self._flagged([flag for flag in flags if flag.shadow], thread_id, scenario)

    def weighed(
        self, flags: Iterable[Flag], thread_id: str, scenario: str
    ) -> list[Mapping[str, object]]:
        """Each flag, for staff: below its percent, a thread's `place` is within its share."""
        return [
            {
                "brain_version": flag.brain_version,
                "is_known": flag.brain_version in self.names,
                "is_shadow": flag.shadow,
                "holds_for": list(flag.scenarios) or "all",
                "scenario": scenario,
                "share_percent": flag.share_percent,
                "place": round(_place(thread_id, flag.brain_version), 1),
            }
            for flag in flags
        ]

    def _flagged(self, flags: Sequence[Flag], thread_id: str, scenario: str) -> Version | None:
        for flag in flags:
            version = next(
                (known for known in self.known if known.name == flag.brain_version), None
            )
            if (
                version is not None
                and (not flag.scenarios or scenario in flag.scenarios)
                and _place(thread_id, version.name) < flag.share_percent
            ):
                return version
        return None


def _place(thread_id: str, version: str) -> float:
    """Where a thread stands among all, 0 to below 100; another order for each version."""
    digest = hashlib.sha256(f"{version}\0{thread_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 * 100
