from __future__ import annotations

import json
import secrets
import signal
from collections.abc import AsyncIterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from sidecar.config import Config
from sidecar.v1 import agent_pb2 as pb
from tests.fakes.shop import ORDER, ORDER_TOOLS
from tests.sidecar.calling import Caller, reason_of
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

CHAT = "/sidecar.v1.Agent/Chat"
THREAD = "ab" * 16


@pytest.fixture
async def served(config: Config) -> AsyncIterator[tuple[Sidecar, Caller]]:
    with running(config, TURN_DEADLINE_S="30") as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            shop = Caller(channel, Signer())
            await shop.pair()
            yield sidecar, shop


def message(text: str) -> pb.ChatRequest:
    return pb.ChatRequest(
        thread_id=THREAD, message_id=secrets.token_hex(8), text=text, tools=ORDER_TOOLS
    )


async def stopping(channel: grpc.aio.Channel) -> None:
    """Returns once the health service has said that the sidecar stops."""
    watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=30)
    async for answer in watch:
        if answer.status == health_pb2.HealthCheckResponse.NOT_SERVING:
            watch.cancel()
            return


async def test_a_running_turn_ends_and_a_new_one_is_refused(
    served: tuple[Sidecar, Caller],
) -> None:
    sidecar, shop = served
    request = message("Where is my order 1042?")
    stream = shop.stream(CHAT, request, thr=THREAD)
    async for event in stream:
        if event.HasField("tool_request"):
            break
    call_id = event.tool_request.call_id

    sidecar.process.send_signal(signal.SIGTERM)
    await stopping(shop.channel)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await shop.stream(CHAT, message("And another?"), thr=THREAD).read()
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
    assert reason_of(refused.value) == "DRAINING"

    answer = await shop.call(
        "/sidecar.v1.Agent/ReturnToolResult",
        pb.ReturnToolResultRequest(
            thread_id=THREAD,
            message_id=request.message_id,
            call_id=call_id,
            result_json=json.dumps(ORDER),
        ),
        thr=THREAD,
    )
    assert answer.accepted
    events = [event async for event in stream]
    assert events[-1].HasField("done")
    assert "Processing" in "".join(event.delta.text for event in events)
    assert sidecar.process.wait(60) == 0
    assert sidecar.records[-1]["cut_off_turn_count"] == 0


async def test_nothing_a_shopper_wrote_is_in_the_log(served: tuple[Sidecar, Caller]) -> None:
    sidecar, shop = served
    canaries = ("Brunhilde", "brunhilde@post.example", "0170 1234567", THREAD)
    request = message("I am Brunhilde, brunhilde@post.example, 0170 1234567. Open a ticket!")
    request.known_fields.add(kind="name", value="Brunhilde Canary")
    async for _ in shop.stream(CHAT, request, thr=THREAD):
        pass
    assert sidecar.end(signal.SIGTERM) == 0
    assert any(record.get("method") == CHAT for record in sidecar.records)
    for canary in (*canaries, request.message_id):
        assert canary not in sidecar.text
    store = b"".join(path.read_bytes() for path in sidecar.files())
    for canary in canaries:
        assert canary.encode() not in store
