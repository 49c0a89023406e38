"""Measurements, run by `scripts/bench`: each group is a module that gives its `figures()`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and the bounds it must keep; one without bounds is there to compare."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def target(self) -> str:
        """The bounds in words; empty without."""
        bounds = (("≤", self.at_most), ("≥", self.at_least))
        return ", ".join(f"{sign} {bound:,g}" for sign, bound in bounds if bound is not None)

    @property
    def ok(self) -> bool:
        """Whether the value keeps its bounds."""
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_least is None or self.value >= self.at_least)
