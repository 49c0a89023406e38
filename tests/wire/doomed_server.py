"""A sidecar that streams one event, then nothing; prints its port, waits to be killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import agent_pb2, agent_pb2_grpc


class _Agent(agent_pb2_grpc.AgentServicer):
    async def Chat(  # noqa: N802 - the contract's name
        self,
        request: agent_pb2.ChatRequest,
        context: grpc.aio.ServicerContext[agent_pb2.ChatRequest, agent_pb2.ChatEvent],
    ) -> AsyncIterator[agent_pb2.ChatEvent]:
        yield agent_pb2.ChatEvent(seq=1)
        await asyncio.Event().wait()


async def _serve() -> None:
    server = grpc.aio.server()
    agent_pb2_grpc.add_AgentServicer_to_server(_Agent(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(_serve())
