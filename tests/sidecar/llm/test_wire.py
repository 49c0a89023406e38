"""HTTP/1.1 as servers speak it, well and badly, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.endpoint import Endpoint
from sidecar.llm import attempt, wire
from sidecar.llm.provider import Provider, Text
from sidecar.llm.wire import FULL_BYTES, Body, Wire
from tests.fakes.openai_server import event

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
HELLO = b"5\r\nhello\r\n0\r\n\r\n"

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Runs `script` for each request; counts connections and those that hung up."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.connection_count = 0
        self.requests: list[bytes] = []
        self.hung_up = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection_count += 1
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self.script(reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.hung_up.set()
        finally:
            writer.close()


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[tuple[Server, httpx2.AsyncClient, str]]:
    made = Server(script)
    listener = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1?x=%20y"
    async with httpx2.AsyncClient(transport=Wire(1.0, secure=False), timeout=5) as client:
        yield made, client, address
    listener.close()


def writes(*parts: bytes, closes: bool = False) -> Script:
    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if closes:
            writer.close()
            raise ConnectionError

    return script


async def test_a_whole_answer_keeps_its_connection_for_the_next() -> None:
    async with serving(writes(CHUNKED + HELLO)) as (server, client, address):
        for _ in range(3):
            assert (await client.get(address)).text == "hello"
    assert server.connection_count == 1
    assert server.requests[0].startswith(b"GET /v1?x=%20y HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\n",
    ],
)
async def test_a_server_that_closes_is_not_asked_again_on_the_same(head: bytes) -> None:
    async with serving(writes(head + b"hello")) as (server, client, address):
        for _ in range(2):
            assert (await client.get(address)).text == "hello"
    assert server.connection_count == 2


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"2;x=y\r\nhe\r\n3 \r\nllo\r\n0\r\nx-after: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5"
        b"\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\n\r\nhello",
        b"HTTP/1.1 200\r\ncontent-type: text/plain\r\n\r\nhello",
    ],
    ids=["chunked", "length", "after a hint", "until it closes", "no reason"],
)
async def test_bodies_end_where_their_kind_says(answer: bytes) -> None:
    for parts in ([answer], [answer[place : place + 1] for place in range(len(answer))]):
        async with serving(writes(*parts, closes=True)) as (_, client, address):
            assert (await client.get(address)).text == "hello"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello",
        CHUNKED + b"5\r\nhel",
        CHUNKED + b"5\r\nhello",
        CHUNKED + b"5\r\nhelloX\r\n0\r\n\r\n",
        CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"fffffffffffffffffff\r\nhello",
        CHUNKED + b"1" * 1_000,
        b"HTTP/1.1 200 OK\r\nx: y",
    ],
)
async def test_a_broken_answer_raises(answer: bytes) -> None:
    async with serving(writes(answer, closes=True)) as (_, client, address):
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.get(address)


async def test_a_head_without_end_is_left() -> None:
    async with serving(writes(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000)) as made:
        _, client, address = made
        with pytest.raises(httpx2.RemoteProtocolError):
            async with asyncio.timeout(5):
                await client.get(address)


@given(st.binary(max_size=300), st.lists(st.integers(1, 80), min_size=1), st.integers(1, 40))
def test_chunks_join_to_what_was_sent_wherever_they_are_cut(
    sent: bytes, sizes: list[int], step: int
) -> None:
    written, place = b"", 0
    while place < len(sent):
        size = sizes[place % len(sizes)]
        piece = sent[place : place + size]
        written += b"%x\r\n%s\r\n" % (len(piece), piece)
        place += size
    written += b"0\r\n\r\nNEXT"
    body, received, taken = Body(is_chunked=True), bytearray(), b""
    for start in range(0, len(written), step):
        received += written[start : start + step]
        taken += body.take(received)
    assert taken == sent
    assert body.is_done
    assert bytes(received) == b"NEXT"


async def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    requests = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += 1
        if requests == 2:  # it took the request, and goes
            raise ConnectionError
        writer.write(CHUNKED + HELLO)

    async with serving(script) as (server, client, address):
        for _ in range(2):
            assert (await client.get(address)).text == "hello"
    assert server.connection_count == 2


async def test_the_end_of_a_body_is_waited_for_after_the_end_of_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempt, "DRAIN_S", 5.0)
    answer = event({"content": "Yes."}) + b"data: [DONE]\n\n"
    has_read = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (server.requests[-1]).lower()
        await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
        writer.write(CHUNKED + b"%x\r\n%s\r\n" % (len(answer), answer))
        await has_read.wait()
        has_read.clear()
        writer.write(b"0\r\n\r\n")

    async with serving(script) as (server, _, address):
        provider = Provider(Endpoint(address, "", "m"))
        for _ in range(2):
            async for piece in provider.stream(({"role": "user", "content": "Hello?"},)):
                if isinstance(piece, Text):
                    has_read.set()
        await provider.close()
    assert len(server.requests) == 2
    assert server.connection_count == 1


async def test_leaving_an_answer_hangs_up() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + b"5\r\nhello\r\n")
        await reader.readexactly(1)

    async with serving(script) as (server, client, address):
        async with client.stream("GET", address) as response:
            assert await anext(response.aiter_raw()) == b"hello"
        await asyncio.wait_for(server.hung_up.wait(), 5)


async def test_what_nobody_asked_for_ends_a_kept_connection() -> None:
    async with serving(writes(CHUNKED + HELLO + b"HTTP/1.1 200 OK\r\n\r\nfalse")) as made:
        server, client, address = made
        for _ in range(2):
            assert (await client.get(address)).text == "hello"
    assert server.connection_count == 2


async def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "IDLE_S", 0.05)
    async with serving(writes(CHUNKED + HELLO)) as (server, client, address):
        await client.get(address)
        await asyncio.wait_for(server.hung_up.wait(), 5)


async def test_a_fast_server_waits_for_a_slow_reader() -> None:
    sent = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    async with (
        serving(script) as (_server, client, address),
        client.stream("GET", address) as response,
    ):
        for _ in range(50):
            before = sent
            await asyncio.sleep(0.1)
            if sent and sent == before:
                break
        assert sent == before
        read = 0
        async for data in response.aiter_raw():
            assert len(data) <= FULL_BYTES + 300_000
            read += len(data)
            if read > before:
                break


async def test_nobody_there_is_a_connection_that_failed() -> None:
    async with httpx2.AsyncClient(transport=Wire(1.0, secure=False)) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("http://127.0.0.1:9/")


async def test_a_header_with_a_line_in_it_is_not_sent() -> None:
    async with serving(writes(CHUNKED + HELLO)) as (server, client, address):
        with pytest.raises(httpx2.LocalProtocolError):
            await client.get(address, headers={"api-key": "a\r\nhost: evil.example"})
    assert server.requests == []
