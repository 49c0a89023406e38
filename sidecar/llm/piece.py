"""What goes to a model, and what its answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Message = Mapping[str, Any]
"""One of a conversation, as the chat-completions protocol has it."""


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
class Broken:
    """The answer ends here before its end: it was too long, or its provider withheld the rest."""


Piece = Text | Call | Broken
