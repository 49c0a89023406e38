"""The plugin's gRPC client against real servers, over TCP and a unix socket."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc.aio
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sidecar.admission import token
from sidecar.v1 import agent_pb2, agent_pb2_grpc
from tests.wire.php_client import call, php_client

Context = Any
ChatHandler = Callable[[agent_pb2.ChatRequest, Context], AsyncIterator[agent_pb2.ChatEvent]]
ThreadHandler = Callable[
    [agent_pb2.GetThreadRequest, Context], Awaitable[agent_pb2.GetThreadResponse]
]


class Agent(agent_pb2_grpc.AgentServicer):
    """The real service; what it does with a request is up to the test."""

    address = ""
    chat: ChatHandler
    get_thread: ThreadHandler

    def __init__(self) -> None:
        self.returned: asyncio.Queue[str] = asyncio.Queue()

    async def Chat(self, request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: N802
        async for event in self.chat(request, context):
            yield event

    async def GetThread(self, request: Any, context: Any) -> Any:  # noqa: N802
        return await self.get_thread(request, context)

    async def ReturnToolResult(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.returned.put_nowait(request.call_id)
        return agent_pb2.ReturnToolResultResponse(accepted=True)


@pytest.fixture(params=["tcp", "unix"])
async def agent(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Agent]:
    """A server that runs, on TCP and on a unix socket in turn."""
    servicer = Agent()
    server = grpc.aio.server()
    agent_pb2_grpc.add_AgentServicer_to_server(servicer, server)
    if request.param == "tcp":
        servicer.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    else:
        servicer.address = f"unix:{tmp_path}/deskhand.sock"
        server.add_insecure_port(servicer.address)
    await server.start()
    yield servicer
    await server.stop(None)


def event(seq: int, **fields: Any) -> agent_pb2.ChatEvent:
    return agent_pb2.ChatEvent(seq=seq, message_id="m", **fields)


def seqs(lines: list[dict[str, Any]]) -> list[int]:
    return [line["seq"] for line in lines if "seq" in line]


def refusal(status: int, reason: str, text: str, retry_after_s: int = 0) -> dict[str, Any]:
    return {"status": status, "reason": reason, "text": text, "retry_after_s": retry_after_s}


def until_cancelled(gone: asyncio.Event) -> ChatHandler:
    """A chat of one event that sets `gone` when its caller goes away."""

    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        yield event(1)
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()

    return chat


async def test_a_unary_call_is_answered(agent: Agent) -> None:
    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        texts = [request.thread_id, str(request.limit)]
        return agent_pb2.GetThreadResponse(messages=[agent_pb2.Message(text=t) for t in texts])

    agent.get_thread = get_thread
    lines = await call("unary", agent.address, text="Grüße 👋".encode())
    assert lines == [{"messages": ["Grüße 👋", "7"]}]


async def test_a_stream_arrives_in_order_and_ends(agent: Agent) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        for seq in range(1, 301):
            yield event(seq, delta=agent_pb2.Delta(text="word "))

    agent.chat = chat
    lines = await call("stream", agent.address)
    assert seqs(lines) == list(range(1, 301))
    assert lines[-1] == {"ended": True}


async def test_each_message_arrives_while_the_stream_goes_on(agent: Agent) -> None:
    go_on = asyncio.Event()

    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        yield event(1)
        await go_on.wait()
        yield event(2)

    agent.chat = chat
    async with php_client("stream", agent.address) as client:
        await client.next()
        assert (await client.next())["seq"] == 1
        go_on.set()
        assert seqs(await client.rest()) == [2]


async def test_a_call_can_be_made_inside_a_stream(agent: Agent) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        for seq in range(1, 4):
            yield event(seq, tool_request=agent_pb2.ToolRequest(call_id=f"call-{seq}"))
            assert await agent.returned.get() == f"call-{seq}"
        yield event(4)

    agent.chat = chat
    lines = await call("stream", agent.address)
    assert [line for line in lines if "tick" not in line] == [
        *[
            line
            for seq in (1, 2, 3)
            for line in ({"seq": seq, "text_bytes": 0}, {"accepted": True})
        ],
        {"seq": 4, "text_bytes": 0},
        {"ended": True},
    ]


@pytest.mark.parametrize("size", [250_000, 3_000_000])
async def test_a_big_request_and_big_messages_pass(agent: Agent, size: int) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        for seq in range(1, 4):
            yield event(seq, delta=agent_pb2.Delta(text=request.text))

    agent.chat = chat
    # The text goes to PHP as an argument, which may not be longer than 128 kB.
    lines = await call("stream", agent.address, text=b"x", repeat=size)
    assert [line["text_bytes"] for line in lines if "seq" in line] == [size] * 3


async def test_an_error_before_the_stream_carries_status_reason_and_text(agent: Agent) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        context.set_trailing_metadata(
            (("deskhand-reason", "THREAD_BUSY"), ("deskhand-retry-after-s", "2.5"))
        )
        await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Später, 100% sicher\n")
        yield event(1)

    agent.chat = chat
    lines = await call("stream", agent.address)
    assert lines == [refusal(8, "THREAD_BUSY", "Später, 100% sicher\n", retry_after_s=3)]


async def test_an_error_amid_the_stream_comes_after_its_messages(agent: Agent) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        yield event(1)
        yield event(2)
        await context.abort(grpc.StatusCode.NOT_FOUND, "no such turn")

    agent.chat = chat
    lines = await call("stream", agent.address)
    assert seqs(lines) == [1, 2]
    assert lines[-1] == refusal(5, "NOT_FOUND", "no such turn")


async def test_a_unary_error_carries_its_status(agent: Agent) -> None:
    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        await context.abort(grpc.StatusCode.UNAUTHENTICATED, "")

    agent.get_thread = get_thread
    lines = await call("unary", agent.address)
    assert lines == [refusal(16, "UNAUTHENTICATED", "UNAUTHENTICATED")]


async def test_an_exception_in_the_server_shows_as_unknown(agent: Agent) -> None:
    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        raise ValueError("boom")

    agent.get_thread = get_thread
    assert (await call("unary", agent.address))[0]["status"] == 2


@pytest.mark.parametrize("op", ["unary", "stream"])
async def test_the_deadline_ends_a_call_on_both_sides(agent: Agent, op: str) -> None:
    gone = asyncio.Event()

    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        assert 0 < context.time_remaining() <= 0.3
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()

    agent.get_thread = get_thread
    agent.chat = until_cancelled(gone)
    lines = await call(op, agent.address, timeout_ms=300)
    assert (lines[-1]["status"], lines[-1]["reason"]) == (4, "DEADLINE_EXCEEDED")
    await asyncio.wait_for(gone.wait(), 10)


@pytest.mark.parametrize("how", [{"stop_after": 1}, {"stop_at_tick": 2}, {"throw_after": 1}])
async def test_a_cancelled_stream_ends_in_the_server_while_php_lives_on(
    agent: Agent, how: dict[str, int]
) -> None:
    gone = asyncio.Event()
    agent.chat = until_cancelled(gone)
    async with php_client("stream", agent.address, timeout_ms=120_000, **how) as client:
        await asyncio.wait_for(gone.wait(), 30)
        last = (await client.rest())[-1]
    expected = {"thrown": "from the callback"} if "throw_after" in how else {"ended": True}
    assert last == expected


async def test_ticks_come_while_nothing_else_does(agent: Agent) -> None:
    ticked = asyncio.Event()

    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        yield event(1)
        await ticked.wait()
        yield event(2)

    agent.chat = chat
    async with php_client("stream", agent.address) as client:
        lines = [await client.next() for _ in range(4)]
        ticked.set()
        assert [line.get("tick") for line in lines[1:]] == [None, 1, 2]
        assert seqs(await client.rest()) == [2]


async def test_ticks_come_while_messages_do_not_stop(agent: Agent) -> None:
    async def chat(request: agent_pb2.ChatRequest, context: Context) -> AsyncIterator[Any]:
        seq = 0
        while True:
            yield event(seq := seq + 1)
            await asyncio.sleep(0.002)

    agent.chat = chat
    lines = await call("stream", agent.address, stop_at_tick=2)
    assert [line["tick"] for line in lines if "tick" in line] == [1, 2]


async def test_each_call_has_a_token_for_its_body(agent: Agent) -> None:
    seen: list[tuple[str, bytes]] = []

    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        text = dict(context.invocation_metadata())["authorization"].removeprefix("Bearer ")
        seen.append((text, request.SerializeToString(deterministic=True)))
        return agent_pb2.GetThreadResponse()

    agent.get_thread = get_thread
    started_s = int(time.time())
    for _ in range(2):
        async with php_client("unary", agent.address, text=b"thread-1") as client:
            keys = await client.next()
            assert await client.rest() == [{"messages": []}]

    public_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys["public_key"]))
    claims = []
    for text, body in seen:
        assert jwt.get_unverified_header(text) == {"alg": "EdDSA", "typ": "JWT", "kid": keys["kid"]}
        claims.append(
            jwt.decode(text, public_key, algorithms=["EdDSA"], audience="https://shop.example")
        )
        held = token.verify(
            text, body, {keys["kid"]: public_key}, "https://shop.example", time.time()
        )
        assert held.identity.scopes == {"support.read_kb", "orders.read_own"}
        assert token.body_hash(body) == claims[-1]["bh"]
    first, second = claims
    assert set(first) == {"aud", "sub", "thr", "scp", "iat", "exp", "jti", "bh"}
    assert (first["sub"], first["thr"]) == ("u_" + "0a" * 16, "thread-1")
    assert first["exp"] - first["iat"] == 60
    assert started_s <= first["iat"] <= time.time()
    assert first["jti"] != second["jti"]
    assert len(bytes.fromhex(first["jti"])) == 16
    assert keys["kid"] == hashlib.sha256(bytes.fromhex(keys["public_key"])).hexdigest()[:16]


async def test_a_proxy_of_the_environment_is_not_asked(agent: Agent) -> None:
    async def get_thread(request: agent_pb2.GetThreadRequest, context: Context) -> Any:
        return agent_pb2.GetThreadResponse()

    agent.get_thread = get_thread
    proxies = {"http_proxy": "127.0.0.1:1", "ALL_PROXY": "127.0.0.1:1"}
    assert await call("unary", agent.address, env={**os.environ, **proxies}) == [{"messages": []}]


async def test_a_killed_server_is_unavailable() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.doomed_server", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        port = int(await asyncio.wait_for(process.stdout.readline(), 30))
        async with php_client("stream", f"127.0.0.1:{port}") as client:
            await client.next()
            assert (await client.next())["seq"] == 1
            process.kill()
            last = (await client.rest())[-1]
        assert (last["status"], last["reason"]) == (14, "CONNECTION_LOST")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_where_nobody_listens_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        for address in (f"127.0.0.1:{port}", f"unix:{tmp_path}/none.sock"):
            (line,) = await call("unary", address)
            assert (line["status"], line["reason"]) == (14, "UNREACHABLE")


async def test_a_server_that_does_not_answer_runs_into_the_deadline(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{tmp_path}/silent.sock")
        silent.listen()
        (line,) = await call("unary", f"unix:{tmp_path}/silent.sock", timeout_ms=200)
    assert (line["status"], line["reason"]) == (4, "DEADLINE_EXCEEDED")


@pytest.mark.parametrize("address", ["", "unix:", "127.0.0.1", "http://shop.example:80", "a b:1"])
async def test_a_malformed_address_is_named(address: str) -> None:
    (line,) = await call("unary", address)
    assert (line["status"], line["reason"]) == (14, "ADDRESS_INVALID")


async def test_a_request_that_no_message_can_carry_is_refused() -> None:
    (line,) = await call("unary", "127.0.0.1:1", text=b"\xff")
    assert (line["status"], line["reason"]) == (3, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("version", "has_http2", "fit"),
    [
        ("7.88.1", True, True),
        ("8.11.1", True, True),
        ("8.12.0", True, False),
        ("8.12.1", True, False),
        ("8.13.0", True, False),
        ("8.14.0", True, True),
        ("8.14.0", False, False),
    ],
)
async def test_a_libcurl_that_cannot_call_is_named(
    version: str, has_http2: bool, fit: bool
) -> None:
    async with php_client("curl", version=version, has_http2=has_http2) as client:
        assert ((await client.next())["obstacle"] is None) == fit
