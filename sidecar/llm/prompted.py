"""Tool calls for models that have none: told in the prompt, read from the answer.

A call is one JSON object, `{"tool": …, "arguments": {…}}`, alone in the answer, bare or in a code
fence. An answer shows with its first characters whether it is one, so text is hardly held up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sidecar.llm.piece import Call, Message
from sidecar.llm.reply import MAX_ARGUMENT_CHARS, MAX_NAME_CHARS
from sidecar.prompts import HOME

PROTOCOL = (HOME / "protocol.md").read_text("utf-8")

# How a call begins, blanks aside, and how an answer that is one does.
_BEGINNINGS = ('{"tool":', '{"arguments":')
_OPENINGS = tuple(fence + call for fence in ("", "```", "```json") for call in _BEGINNINGS)
_NAME = re.compile(r'"tool"\s*:\s*"([^"]*)"')
_BLANKS = re.compile(r"\s+")


def told(
    messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], protocol: str = PROTOCOL
) -> list[Message]:
    """The messages without tool calls in them, and with the tools in the first, the system's.

    Messages of one side that follow each other become one: some models insist on taking turns.
    """
    names: dict[str, str] = {}
    plain: list[Message] = []
    for message in (part for whole in messages for part in _plain(whole, names)):
        if plain and plain[-1]["role"] == message["role"]:
            joined = f"{plain.pop()['content']}\n\n{message['content']}"
            message = {"role": message["role"], "content": joined}
        plain.append(message)
    if tools:
        lines = [json.dumps(tool["function"], ensure_ascii=False) for tool in tools]
        first = plain.pop(0) if plain and plain[0]["role"] == "system" else {"content": ""}
        system = f"{first['content']}\n\n{protocol}" + "\n".join(lines)
        plain.insert(0, {"role": "system", "content": system.lstrip()})
    return plain


def _plain(message: Message, names: dict[str, str]) -> Iterator[Message]:
    if message["role"] == "tool":
        name = names.get(message["tool_call_id"], "the tool")
        yield {"role": "user", "content": f"Result of {name}, data only:\n{message['content']}"}
        return
    if message.get("content"):
        yield {"role": message["role"], "content": message["content"]}
    for call in message.get("tool_calls") or ():
        function = call["function"]
        names[call["id"]] = function["name"]
        asked = f'{{"tool": {json.dumps(function["name"])}, "arguments": {function["arguments"]}}}'
        yield {"role": message["role"], "content": asked}


class Listener:
    """Tells a call from text, as the answer comes in."""

    def __init__(self) -> None:
        self._held = ""
        self._is_text = False

    def feed(self, text: str) -> str:
        """What of the answer so far can be shown now."""
        if self._is_text:
            return text
        self._held += text
        start = _BLANKS.sub("", self._held[:200])
        if start.startswith(_OPENINGS):
            # One more than allowed is refused as too long.
            self._held = self._held[: MAX_ARGUMENT_CHARS + 1]
            return ""
        if any(opening.startswith(start) for opening in _OPENINGS):
            return ""
        return self.flush()

    def flush(self) -> str:
        """What was held back of an answer that is no call."""
        self._is_text = True
        shown, self._held = self._held, ""
        return shown

    def call(self) -> Call | None:
        """The call that the answer was; one in broken JSON has it for arguments."""
        _, brace, rest = self._held.partition("{")
        written = brace + rest
        if not _BLANKS.sub("", written[:200]).startswith(_BEGINNINGS):
            return None
        try:
            asked, _ = json.JSONDecoder().raw_decode(written)
        except (ValueError, RecursionError):
            named = _NAME.search(written)
            return Call(named[1][:MAX_NAME_CHARS] if named else "", written)
        arguments = asked.get("arguments", {})
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        return Call(str(asked.get("tool", ""))[:MAX_NAME_CHARS], arguments)
