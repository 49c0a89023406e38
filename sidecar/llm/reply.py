"""What a stream of completion chunks says, whichever server writes it.

The shapes differ: calls come in parts or whole, with an index or the same one or none, with ids
or empty ones; arguments as text or as an object; text as one string or as a list of parts; usage
in a chunk of its own, in the last one, or under a name that begins with `x_`. Reasoning, which is
not for the shopper, comes in fields of its own and is dropped. All of it is bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.llm.piece import Call
from sidecar.nouns import Usage

MAX_TEXT_CHARS = 32_000
MAX_ARGUMENT_CHARS = 16_384
MAX_CALLS = 8
MAX_NAME_CHARS = 64
# Told counts beyond these are a fault, not a bill: a token is a byte at least, endpoints add words
# of their own about tools, and some count thought beyond the limit of an answer.
ADDED_TOKENS = 500
MAX_TIMES_LIMIT = 2
LIMITS = ("max_tokens", "max_completion_tokens")
# Reasons to finish, in any dialect, that leave an answer without its end.
STOPPED = frozenset(
    ("length", "max_tokens", "model_length", "content_filter", "safety", "recitation")
)
BYTES_PER_TOKEN = 3  # an estimate, for what an endpoint does not tell; English has 4 or more


class BrokenReply(Exception):
    """The endpoint reported an error in mid-stream; `status_code` where it names one of HTTP."""

    def __init__(self, error: object = None) -> None:
        super().__init__()
        self.status_code = _status(error)


@dataclass(slots=True)
class _Written:
    """A call as far as it is written."""

    call_id: str
    name: str = ""
    arguments: str = ""


class Reply:
    """One stream's answer so far."""

    def __init__(self) -> None:
        self.is_whole = False  # its writer said that it is
        self._was_stopped = False
        self._written_bytes = 0
        self._left_chars = MAX_TEXT_CHARS
        self._calls: list[_Written] = []
        self._by_index: dict[int, _Written] = {}
        self._told = Usage()

    @property
    def is_full(self) -> bool:
        """Whether no more text is taken."""
        return self._left_chars == 0

    @property
    def is_cut(self) -> bool:
        """Whether the answer ended for another reason than that all was said."""
        return self._was_stopped or self.is_full

    @property
    def calls(self) -> list[Call]:
        """The calls as written so far."""
        return [Call(call.name, call.arguments or "{}") for call in self._calls]

    def usage(self, request: Mapping[str, Any]) -> Usage:
        """Tokens in and out, estimated where the endpoint did not tell."""
        sent, written = self._told.input_tokens, self._told.output_tokens
        if not sent:
            sent = sent_tokens(request)
        if not written:
            arguments = sum(len(call.arguments) for call in self._calls)
            written = (self._written_bytes + arguments) // BYTES_PER_TOKEN
        return Usage(sent, written)

    def most(self, request: Mapping[str, Any]) -> Usage:
        """The most tokens that the request and what was written can have used."""
        limit = max((request[name] for name in LIMITS if name in request), default=0)
        return Usage(
            _byte_count(request) + ADDED_TOKENS, max(MAX_TIMES_LIMIT * limit, self._written_bytes)
        )

    def take(self, chunk: Mapping[str, Any]) -> tuple[str, bool]:
        """New text, and whether it brought text or a part of a call.

        Raises BrokenReply; of chunks of another shape, what misreading them raises.
        """
        if chunk.get("error"):
            raise BrokenReply(chunk["error"])
        choices = chunk.get("choices")
        choice = choices[0] if choices else {}
        reason = choice.get("finish_reason")
        if reason == "error":
            raise BrokenReply
        if reason:
            self.is_whole = True
            self._was_stopped = str(reason).lower() in STOPPED
        if reason or not choices or chunk.get("usage"):
            self._hear_usage(chunk)
        delta = choice.get("delta") or choice.get("message") or {}
        parts = delta.get("tool_calls") or ()
        for part in parts:
            self._add(part)
        content = delta.get("content")
        if isinstance(content, list):
            content = "".join(_texts(content))
        if not content:
            thought = delta.get("reasoning_content") or delta.get("reasoning") or ""
            self._written_bytes += len(thought)  # billed, and shown to nobody
            return "", bool(parts)
        text = _sound(content[: self._left_chars])
        self._left_chars -= len(text)
        self._written_bytes += len(text.encode())
        return text, True

    def _hear_usage(self, chunk: Mapping[str, Any]) -> None:
        told = chunk.get("usage")
        if told is None:
            extras = (value for name, value in chunk.items() if name.startswith("x_"))
            told = next((extra["usage"] for extra in extras if extra and "usage" in extra), None)
        if not told:
            return
        sent, written, total = (
            _count(told.get(name))
            for name in ("prompt_tokens", "completion_tokens", "total_tokens")
        )
        # Some count the tokens of reasoning in the total only.
        self._told = Usage(sent, max(written, total - sent if sent else 0))

    def _add(self, part: Mapping[str, Any]) -> None:
        index, call_id = part.get("index"), part.get("id") or ""
        function = part.get("function") or {}
        name, arguments = function.get("name") or "", function.get("arguments") or ""
        if not isinstance(index, int):
            index = -1
        call = self._by_index.get(index)
        if call is None or _is_another(call, index, call_id, name):
            if len(self._calls) == MAX_CALLS:
                return
            call = self._by_index[index] = _Written(call_id)
            self._calls.append(call)
        call.name = call.name or name[:MAX_NAME_CHARS]
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments, ensure_ascii=False)
        # One more than allowed is refused as too long.
        call.arguments = (call.arguments + _sound(arguments))[: MAX_ARGUMENT_CHARS + 1]


def _status(error: object) -> int | None:
    """The HTTP status that an error event tells, as a number or in digits."""
    told = error if isinstance(error, Mapping) else {}
    for value in (told.get("code"), told.get("status")):
        if isinstance(value, int | str) and re.fullmatch(r"[45]\d\d", str(value)):
            return int(value)
    return None


def sent_tokens(request: Mapping[str, Any]) -> int:
    """Tokens of a request's body, estimated."""
    return _byte_count(request) // BYTES_PER_TOKEN


def _byte_count(request: Mapping[str, Any]) -> int:
    return len(json.dumps(request, ensure_ascii=False).encode())


def _is_another(call: _Written, index: int, call_id: str, name: str) -> bool:
    """Whether a part with the index of `call` begins another one."""
    if call_id and call.call_id:
        return call_id != call.call_id
    return bool(name and call.name) and (index < 0 or _is_json(call.arguments))


def _is_json(text: str) -> bool:
    """Whether it is a JSON object."""
    if not text.endswith("}"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _sound(text: str) -> str:
    """The text without halves of characters, which JSON can hold and UTF-8 can't."""
    return text if text.isascii() else text.encode(errors="ignore").decode()


def _texts(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif part.get("type", "text") == "text" and isinstance(part.get("text"), str):
            yield part["text"]


def _count(told: object) -> int:
    """A told number of tokens; 0 for what is none."""
    return told if isinstance(told, int) and told >= 0 else 0
