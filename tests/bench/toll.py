"""What kill -9 cost: whatever was promised to happen once happened once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench import Figure

SEED = 20_261_120  # the same picks the same moments


@dataclass
class Toll:
    """Kills by what was under way, and every broken promise, worded: its words begin with that.

    `unheard_count` are calls that were cut off before their answer came, `ready_s` how long a start
    after a kill took.
    """

    kills: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unheard_count: int = 0
    ready_s: list[float] = field(default_factory=list)

    @property
    def harm(self) -> list[str]:
        """All that should be empty."""
        return self.lost + self.doubled + self.broken

    def count(self, told: str, what: str, count: int) -> None:
        """Notes how often something is there that should be there once."""
        if count != 1:
            (self.doubled if count else self.lost).append(f"{told}: {count} {what}")

    def figures(self, name: str, least: int) -> Iterator[Figure]:
        """The kills, of which there should be `least`, and the harm."""
        yield Figure(f"{name}: kills", self.kills.total(), "", at_least=least)
        yield from self.harm_figures(name)

    def harm_figures(self, name: str, told: str = "") -> Iterator[Figure]:
        """The harm of which words begin with `told`; each is told on stderr."""
        for word, harm in (("lost", self.lost), ("doubled", self.doubled), ("broken", self.broken)):
            of_it = [one for one in harm if one.startswith(told)]
            print(*of_it, sep="\n", end="", file=sys.stderr)
            yield Figure(f"{name}: {word}", len(of_it), "", at_most=0)

    def __add__(self, other: Toll) -> Toll:
        return Toll(
            self.kills + other.kills,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.broken + other.broken,
            self.unheard_count + other.unheard_count,
            self.ready_s + other.ready_s,
        )
