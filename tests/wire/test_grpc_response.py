"""What the plugin's client makes of answers that are byte for byte made up."""

from __future__ import annotations

import pytest

from tests.wire.php_client import call
from tests.wire.raw_http2 import GRPC, Headers, answering

EMPTY = b"\x00" * 5
OK: Headers = (("grpc-status", "0"),)


@pytest.mark.parametrize(
    ("headers", "body", "trailers", "status", "reason"),
    [
        (GRPC, EMPTY, None, 14, "CONNECTION_LOST"),
        (GRPC, EMPTY, (("other", "x"),), 14, "CONNECTION_LOST"),
        (GRPC, EMPTY[:4], OK, 14, "CONNECTION_LOST"),
        (GRPC, b"\x00\x00\x00\x00\x02a", OK, 14, "CONNECTION_LOST"),
        (GRPC, b"\x01\x00\x00\x00\x00", OK, 13, "BAD_RESPONSE"),
        (GRPC, b"\x00\x00\x40\x00\x01", OK, 8, "BAD_RESPONSE"),
        (GRPC, b"\x00\xff\xff\xff\xff", OK, 8, "BAD_RESPONSE"),
        (GRPC, b"\x00\x00\x00\x00\x01\x0a", OK, 13, "BAD_RESPONSE"),
        (GRPC, EMPTY * 2, OK, 13, "BAD_RESPONSE"),
        (GRPC, b"", OK, 13, "BAD_RESPONSE"),
        (GRPC, b"", (("grpc-status", "99"),), 2, "UNKNOWN"),
        (GRPC, b"", (("grpc-status", "x"),), 2, "UNKNOWN"),
        (GRPC, b"", (("grpc-status", "5"), ("grpc-message", "%ff")), 5, "NOT_FOUND"),
        (GRPC, b"", (("grpc-status", "5"), ("deskhand-reason", "a b")), 5, "NOT_FOUND"),
        ([(":status", "200"), ("content-type", "text/html")], b"<html>", None, 2, "BAD_RESPONSE"),
        ([(":status", "404")], b"", None, 12, "BAD_RESPONSE"),
        ([(":status", "503")], b"busy", None, 14, "BAD_RESPONSE"),
    ],
)
async def test_a_bad_answer_is_one_clear_error(
    headers: Headers, body: bytes, trailers: Headers | None, status: int, reason: str
) -> None:
    async with answering(headers, body, trailers) as address:
        (line,) = await call("unary", address)
    assert (line["status"], line["reason"]) == (status, reason)
    assert line["text"]


async def test_a_good_answer_by_hand_is_taken() -> None:
    async with answering(GRPC, EMPTY, OK) as address:
        assert await call("unary", address) == [{"messages": []}]
