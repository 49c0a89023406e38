"""A model that does what an attacker says, and tells whatever it hears.

It makes the calls of the form that the shopper's message names, repeats every tool result in its
answer, and adds what the attacker would like to be told: a foreign order's facts, which this
model happens to guess right. Asked to repair a sentence, it says it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.openai_server import USAGE, Answer, Calls, Raw, event
from tests.hostile.forms import Call

# Letters, because numbers in a message would be masked as an order's; and none that spell a word.
_LETTERS = "bcdfghjklm"
_NAME = re.compile(r"The shopper's message:.*\(([a-z]+)\)", re.DOTALL)
_REPAIR = "This sentence of your answer can't be shown"
# A result where no tools are offered any more: calls are told in words then.
_TOLD = re.compile(r"^Result of \w+, data only:\n(.*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """What the model does in one turn: rounds of calls, then sentences of its own."""

    rounds: tuple[tuple[Call, ...], ...]
    guesses: tuple[str, ...]


@dataclass
class Attacker:
    """Plays the script that a message names; `heard` are the tool results it was given."""

    scripts: dict[str, Script] = field(default_factory=dict)
    heard: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, script: Script) -> str:
        """The name to put in brackets into the shopper's message."""
        name = "".join(_LETTERS[int(digit)] for digit in str(len(self.scripts)))
        self.scripts[name] = script
        return name

    def __call__(self, request: dict[str, Any]) -> Answer:
        messages: list[dict[str, Any]] = request["messages"]
        asked = str(messages[-1]["content"])
        if _REPAIR in asked:
            return at_once(str(json.loads(asked.splitlines()[-1])))
        name, script = self._script(messages)
        results = tuple(result for known in messages for result in results_in(known))
        # A try with less context holds fewer of them; they were told all the same.
        self.heard[name] = max(results, self.heard.get(name, ()), key=len)
        done = rounds_done(script.rounds, len(results))
        if done < len(script.rounds) and request.get("tools"):
            return Calls(script.rounds[done])
        told = [f"The shop says: {result}." for result in results]
        return at_once("\n".join((*told, *script.guesses)))

    def _script(self, messages: Sequence[dict[str, Any]]) -> tuple[str, Script]:
        for known in reversed(messages):
            if found := _NAME.search(str(known["content"])):
                return found[1], self.scripts[found[1]]
        raise LookupError("no message names a script")


def results_in(message: dict[str, Any]) -> list[str]:
    """The tool results that a message holds, in either form."""
    content = str(message["content"])
    return [content] if message["role"] == "tool" else _TOLD.findall(content)


def rounds_done(rounds: Sequence[Sequence[Call]], result_count: int) -> int:
    """How many rounds have had their results, all or as many as a turn allows."""
    done = 0
    while done < len(rounds) and result_count > 0:
        result_count -= len(rounds[done])
        done += 1
    return done


def at_once(text: str) -> Answer:
    """The text in one piece: nothing here is about streaming."""

    def chunks() -> Iterator[bytes]:
        yield event({"content": text})
        yield event({}, finish_reason="stop")
        yield event(None, usage=USAGE) + b"data: [DONE]\n\n"

    return Raw(chunks)
