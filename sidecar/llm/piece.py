"""What a model's answer is made of."""

from __future__ import annotations

from dataclasses import dataclass

from sidecar.nouns import Usage


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A finished tool call, as the model wrote it: the arguments may be no JSON."""

    name: str
    arguments_json: str


@dataclass(frozen=True, slots=True)
class Used:
    """What an attempt took of which model; a failed one may be billed too, so several can come."""

    usage: Usage
    model: str


Piece = Text | Call | Used
