"""HTTP/1.1 for streams, beneath the `openai` client: one connection a request, kept for the next.

With 200 streams of 40 tokens a second a token costs 43 µs of processor time from socket to `Text`,
and 84 µs with the client's own transport; a request 1.2 ms and 3.4 ms (measured November 2026). It
knows what answers of models need and nothing else: no proxies, no HTTP/2, no compression.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2

IDLE_S = 30.0
MAX_HEAD_BYTES = 64 * 1024
# A server that writes faster than it is read waits from here on.
FULL_BYTES = 128 * 1024
MAX_SIZE_CHARS = 256

_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: |$)")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")

Origin = tuple[str, str, int]


class Body:
    """Where a body ends, and what of the bytes received belongs to it.

    It is chunked, has a length, or goes on until the connection ends (`length` None).
    """

    def __init__(self, *, length: int | None = None, is_chunked: bool = False) -> None:
        self.is_done = length == 0
        self.needs_end = length is None and not is_chunked
        self._left = length or 0  # of the body, or of the chunk
        self._is_chunked = is_chunked
        self._after_chunk = False
        self._in_trailer = False

    def take(self, received: bytearray) -> bytes:
        """The body's bytes in `received`, which loses them. Raises ProtocolError."""
        if self.needs_end:
            taken = bytes(received)
            received.clear()
            return taken
        if self._is_chunked:
            return self._take_chunks(received)
        taken = bytes(received[: self._left])
        del received[: len(taken)]
        self._left -= len(taken)
        self.is_done = not self._left
        return taken

    def _take_chunks(self, received: bytearray) -> bytes:
        pieces: list[bytes] = []
        place = 0
        while not self.is_done:
            if self._left:
                piece = bytes(received[place : place + self._left])
                if not piece:
                    break
                pieces.append(piece)
                place += len(piece)
                self._left -= len(piece)
                self._after_chunk = not self._left
                continue
            end = received.find(b"\r\n", place)
            if end < 0:
                if len(received) - place > MAX_SIZE_CHARS:
                    raise httpx2.RemoteProtocolError("a chunk without a size")
                break
            line = bytes(received[place:end])
            place = end + 2
            self._read_line(line)
        del received[:place]
        return b"".join(pieces)

    def _read_line(self, line: bytes) -> None:
        """What stands between chunks: the end of one, the size of the next, fields at the end."""
        if self._after_chunk:
            if line:
                raise httpx2.RemoteProtocolError("a chunk longer than its size")
            self._after_chunk = False
        elif self._in_trailer:
            self.is_done = not line
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise httpx2.RemoteProtocolError("a chunk without a size")
            self._left = int(size[1], 16)
            self._in_trailer = not self._left


class Head:
    """The first lines of an answer. Raises RemoteProtocolError when they are none."""

    def __init__(self, text: bytes) -> None:
        first, *lines = text.split(b"\r\n")
        status = _STATUS.match(first)
        if status is None:
            raise httpx2.RemoteProtocolError("no HTTP/1.1")
        self.status = int(status[2])
        self.headers = [
            (name.strip().lower(), value.strip())
            for name, colon, value in (line.partition(b":") for line in lines)
            if colon
        ]
        known = dict(self.headers)
        length = known.get(b"content-length", b"")
        self.body = Body(
            length=int(length) if length.isdigit() else None,
            is_chunked=b"chunked" in known.get(b"transfer-encoding", b"").lower(),
        )
        self.is_kept = status[1] == b"1" and b"close" not in known.get(b"connection", b"").lower()


class Connection(asyncio.Protocol):
    """One connection. It waits for its reader when it has received `FULL_BYTES`."""

    def __init__(self) -> None:
        self.has_answered = False
        self._received = bytearray()
        self._transport: Any = None
        self._is_paused = False
        self._is_ended = False
        self._failure: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.has_answered = True
        self._received += data
        if len(self._received) > FULL_BYTES and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._is_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_ended = True
        self._failure = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def is_usable(self) -> bool:
        """Whether a request can be sent: it is open, and nothing came that nobody asked for."""
        return not (self._is_ended or self._received or self._transport.is_closing())

    def send(self, request: bytes) -> None:
        """Begins a request."""
        if self._expiry is not None:
            self._expiry.cancel()
        self.has_answered = False
        self._transport.write(request)

    async def head(self) -> Head:
        """The head of the answer; those that only say that it will come are left out."""
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end >= 0:
                head = Head(bytes(self._received[:end]))
                del self._received[: end + 4]
                if head.status >= 200:
                    return head
            elif len(self._received) > MAX_HEAD_BYTES:
                raise httpx2.RemoteProtocolError("a head without an end")
            elif self._is_ended:
                raise httpx2.ReadError("the connection ended before the answer")
            else:
                await self._wait()

    async def read(self, body: Body) -> bytes:
        """More of the body, at least a byte; none at its end."""
        while True:
            data = body.take(self._received)
            if self._is_paused and len(self._received) < FULL_BYTES:
                self._is_paused = False
                self._transport.resume_reading()
            if data or body.is_done:
                return data
            if self._is_ended:
                if body.needs_end and self._failure is None:
                    return b""
                raise httpx2.ReadError("the connection ended within the answer")
            await self._wait()

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def keep(self) -> None:
        """Closes it when no request comes for `IDLE_S`."""
        loop = asyncio.get_running_loop()
        self._expiry = loop.call_later(IDLE_S, self._transport.abort)

    def abort(self) -> None:
        """Hangs up at once, so that the far end stops working."""
        if self._expiry is not None:
            self._expiry.cancel()
        self._transport.abort()


class _Stream(httpx2.AsyncByteStream):
    """An answer's body; `leave` is told once whether all of it was read."""

    def __init__(self, connection: Connection, body: Body, leave: Callable[[bool], None]) -> None:
        self._connection = connection
        self._body = body
        self._leave: Callable[[bool], None] | None = leave

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while data := await self._connection.read(self._body):
            yield data

    async def aclose(self) -> None:
        leave, self._leave = self._leave, None
        if leave is not None:
            leave(self._body.is_done)


class Wire(httpx2.AsyncBaseTransport):
    """Connections to servers; to https ones when it is made `secure`, which takes 25 ms."""

    def __init__(self, connect_s: float, *, secure: bool) -> None:
        self._connect_s = connect_s
        self._security = httpx2.create_ssl_context() if secure else None
        self._idle: dict[Origin, list[Connection]] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2's ConnectError when nothing was sent, else ReadError or a protocol's."""
        url = request.url
        origin = (url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
        if (url.scheme == "https") != (self._security is not None):
            raise httpx2.UnsupportedProtocol("another scheme than the endpoint's")
        lines = [b"%s %s HTTP/1.1" % (request.method.encode(), url.raw_path)]
        lines += [b"%s: %s" % header for header in request.headers.raw]
        if any(b"\n" in line or b"\r" in line for line in lines):
            raise httpx2.LocalProtocolError("a header of several lines")
        data = b"\r\n".join(lines) + b"\r\n\r\n" + await request.aread()
        connection, head = await self._answer(origin, data)

        def leave(is_read: bool) -> None:
            if is_read and head.is_kept:
                connection.keep()
                self._idle.setdefault(origin, []).append(connection)
            else:
                connection.abort()

        return httpx2.Response(
            head.status, headers=head.headers, stream=_Stream(connection, head.body, leave)
        )

    async def _answer(self, origin: Origin, data: bytes) -> tuple[Connection, Head]:
        """The head of the answer, over a kept connection or a new one."""
        idle = self._idle.setdefault(origin, [])
        while idle:
            kept = idle.pop()
            if not kept.is_usable:
                continue
            try:
                return await self._ask(kept, data)
            except httpx2.ReadError:
                if kept.has_answered:
                    raise
                # It was closed while the request was on its way.
        return await self._ask(await self._connect(origin), data)

    async def _ask(self, connection: Connection, data: bytes) -> tuple[Connection, Head]:
        try:
            connection.send(data)
            return connection, await connection.head()
        except BaseException:
            connection.abort()
            raise

    async def _connect(self, origin: Origin) -> Connection:
        _, host, port = origin
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_s):
                _, connection = await loop.create_connection(
                    Connection,
                    host,
                    port,
                    ssl=self._security,
                    happy_eyeballs_delay=0.25,
                )
        except OSError as cause:  # a TimeoutError is one
            raise httpx2.ConnectError("no connection") from cause
        return connection

    async def aclose(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.abort()
        self._idle.clear()
