"""A server that answers one HTTP/2 request with exactly the bytes it was told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

Headers = Sequence[tuple[str, str]]

GRPC: Headers = ((":status", "200"), ("content-type", "application/grpc"))
_DATA, _HEADERS, _SETTINGS = 0, 1, 4
_END_STREAM, _END_HEADERS, _ACK = 1, 4, 1
_PREFACE_BYTES = 24


@asynccontextmanager
async def answering(headers: Headers, body: bytes, trailers: Headers | None) -> AsyncIterator[str]:
    """The address of a server that sends these; without `trailers` the body ends the answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(_PREFACE_BYTES)
        writer.write(_frame(_SETTINGS, 0, 0, b"") + _frame(_SETTINGS, _ACK, 0, b""))
        while True:
            head = await reader.readexactly(9)
            await reader.readexactly(int.from_bytes(head[:3], "big"))
            if head[3] == _DATA and head[4] & _END_STREAM:
                break
        writer.write(_frame(_HEADERS, _END_HEADERS, 1, _fields(headers)))
        writer.write(_frame(_DATA, 0 if trailers else _END_STREAM, 1, body))
        if trailers:
            writer.write(_frame(_HEADERS, _END_HEADERS | _END_STREAM, 1, _fields(trailers)))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return (
        len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload
    )


def _fields(headers: Headers) -> bytes:
    """HPACK, each field a literal that is not indexed (RFC 7541, 6.2.2); below 127 bytes each."""
    return b"".join(
        bytes([0, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in headers
    )
