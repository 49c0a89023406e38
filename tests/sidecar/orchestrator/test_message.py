"""What is refused at the edge, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from sidecar.errors import BadMessage
from sidecar.orchestrator.message import MAX_TEXT_CHARS, ShopperMessage
from sidecar.v1.agent_pb2 import ChatRequest, Page, ToolSpec
from tests.fakes.shop import ORDER_TOOLS, SHOPPER, THREAD

TAKEN = frozenset({"search_kb"})


def read(text: str = "Hello", **fields: Any) -> ShopperMessage:
    request = ChatRequest(**{"thread_id": THREAD, "message_id": "message-1", "text": text} | fields)
    return ShopperMessage.read(request, SHOPPER, TAKEN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * (MAX_TEXT_CHARS + 1), "MESSAGE_TOO_LONG"),
        ("x" * 64 * 1024, "MESSAGE_TOO_LONG"),
        ("a\x00b", "MESSAGE_INVALID"),
        ("a\x1bb", "MESSAGE_INVALID"),
        ("a\x85b", "MESSAGE_INVALID"),
        (" \n\t ", "MESSAGE_INVALID"),
    ],
)
def test_a_text_that_cannot_be_answered_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        read(text)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "text",
    ["مرحبا، أين طلبي؟", "שלום", "👩‍👩‍👧‍👦 🎁?", "Grüße\nzwei Zeilen\tTab", "x" * MAX_TEXT_CHARS],
)
def test_every_script_and_emoji_is_welcome(text: str) -> None:
    assert read(text).text == text


def test_text_is_normalised_so_that_equal_looks_are_equal() -> None:
    assert read("Cafe\u0301").text_hash == read("Caf\u00e9").text_hash


def test_a_lone_surrogate_cannot_even_be_sent() -> None:
    with pytest.raises((ValueError, UnicodeEncodeError)):
        ChatRequest(text="a\ud800b")


@pytest.mark.parametrize(
    "fields",
    [
        {"thread_id": "short"},
        {"thread_id": "../../etc/passwd"},
        {"message_id": "x" * 65},
        {"message_id": "with space"},
        {"after_seq": -1},
        {"wait_ms": -1},
        {"wait_ms": 20_001},
        {"page": Page(url="x" * 2_001)},
        {"page": Page(product_id=-1)},
        {"page": Page(locale="<script>")},
        {"tools": [ToolSpec(name="Bad Name", input_schema_json="{}")]},
        {"tools": [ToolSpec(name="search_kb", input_schema_json="{}")]},
        {"tools": [ORDER_TOOLS[0], ORDER_TOOLS[0]]},
        {"tools": [ToolSpec(name="t", input_schema_json="{nope")]},
        {"tools": [ToolSpec(name="t", input_schema_json='{"type": "nope"}')]},
        {"tools": [ToolSpec(name="t", input_schema_json='{"a":"' + "x" * 17_000 + '"}')]},
        {"tools": [ToolSpec(name=f"t{n}", input_schema_json="{}") for n in range(33)]},
    ],
)
def test_a_malformed_field_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        read(**fields)


def test_known_fields_are_not_kept() -> None:
    request = ChatRequest(thread_id=THREAD, message_id="message-1", text="Hi")
    request.known_fields.add(kind="name", value="Maeve Quilligan")
    message = ShopperMessage.read(request, SHOPPER, TAKEN)
    assert message.contact.name == "Maeve Quilligan"
    assert b"Quilligan" not in message.request
