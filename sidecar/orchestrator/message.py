"""A shopper's message, checked at the edge; one that exists is well-formed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sidecar.desk.tickets import Contact
from sidecar.errors import BadMessage
from sidecar.nouns import KnownField, ToolSpec
from sidecar.tools.offered import tool_specs
from sidecar.v1.agent_pb2 import ChatRequest

MAX_TEXT_CHARS = 4_000
MAX_KNOWN_FIELDS = 16
MAX_WAIT_MS = 20_000
MAX_URL_CHARS = 2_000
MAX_ADDRESS_CHARS = 1_000

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LOCALE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
# Control characters other than tab, line feed and carriage return; lone surrogates.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ShopperMessage:
    """What was asked, by whom, with which tools. An empty `text` only attaches."""

    thread_id: str
    message_id: str
    subject: str
    text: str
    text_hash: str
    product_id: int
    locale: str
    tools: tuple[ToolSpec, ...]
    known: tuple[KnownField, ...]
    is_traced: bool
    return_address: str
    request: bytes  # as stored: the ChatRequest without what is kept elsewhere or not at all

    @classmethod
    def read(cls, request: ChatRequest, subject: str, taken_names: frozenset[str]) -> Self:
        """Checks a request. Raises BadMessage with a sentence that says what to send."""
        checked_id("thread_id", request.thread_id)
        checked_id("message_id", request.message_id)
        if request.after_seq < 0:
            raise BadMessage("after_seq must not be negative.")
        if not 0 <= request.wait_ms <= MAX_WAIT_MS:
            raise BadMessage(f"wait_ms must be 0 to {MAX_WAIT_MS}.")
        if len(request.page.url) > MAX_URL_CHARS:
            raise BadMessage(f"page.url must have at most {MAX_URL_CHARS} characters.")
        if request.page.product_id < 0:
            raise BadMessage("page.product_id must not be negative.")
        if request.page.locale and not _LOCALE.fullmatch(request.page.locale):
            raise BadMessage("page.locale must be a language tag such as en-GB.")
        if len(request.return_address) > MAX_ADDRESS_CHARS:
            raise BadMessage(f"return_address must have at most {MAX_ADDRESS_CHARS} characters.")
        text = checked_text(request.text)
        stored = ChatRequest()
        stored.CopyFrom(request)
        stored.ClearField("known_fields")
        stored.ClearField("trace")
        stored.ClearField("return_address")
        return cls(
            thread_id=request.thread_id,
            message_id=request.message_id,
            subject=subject,
            text=text,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            product_id=request.page.product_id,
            locale=request.page.locale.replace("_", "-"),
            tools=tool_specs(request.tools, taken_names),
            known=_known(request),
            is_traced=request.trace,
            return_address=request.return_address,
            request=stored.SerializeToString(),
        )

    @property
    def contact(self) -> Contact:
        """How to reach the shopper, as far as WordPress named it."""
        return Contact(_first(self.known, "name"), _first(self.known, "email"))


def checked_id(name: str, value: str) -> str:
    """A client-made id. Raises BadMessage."""
    if not _ID.fullmatch(value):
        raise BadMessage(f"{name} must be 8 to 64 characters of A-Z, a-z, 0-9, _ and -.")
    return value


def checked_text(text: str) -> str:
    """NFC and stripped; may be empty. Raises BadMessage."""
    if len(text) > 4 * MAX_TEXT_CHARS:
        raise BadMessage(_TOO_LONG, reason="MESSAGE_TOO_LONG")
    if _FORBIDDEN.search(text):
        raise BadMessage("The message holds control characters.", reason="MESSAGE_INVALID")
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if text and not normal:
        raise BadMessage("The message is blank.", reason="MESSAGE_INVALID")
    if len(normal) > MAX_TEXT_CHARS:
        raise BadMessage(_TOO_LONG, reason="MESSAGE_TOO_LONG")
    return normal


_TOO_LONG = f"The message must have at most {MAX_TEXT_CHARS} characters."


def _known(request: ChatRequest) -> tuple[KnownField, ...]:
    if len(request.known_fields) > MAX_KNOWN_FIELDS:
        raise BadMessage(f"At most {MAX_KNOWN_FIELDS} known_fields can be sent.")
    return tuple(
        KnownField(field.kind, field.value)
        for field in request.known_fields
        if 2 <= len(field.value) <= 200
    )


def _first(known: Iterable[KnownField], kind: str) -> str:
    return next((field.value for field in known if field.kind == kind), "")
