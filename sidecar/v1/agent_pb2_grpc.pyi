# Generated from proto/sidecar/v1/agent.proto by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import agent_pb2

class AgentStub:
    def __init__(self, channel: grpc.aio.Channel) -> None: ...
    Chat: grpc.aio.UnaryStreamMultiCallable[agent_pb2.ChatRequest, agent_pb2.ChatEvent]
    ToolCall: grpc.aio.UnaryUnaryMultiCallable[agent_pb2.ToolCallRequest, agent_pb2.ToolCallResponse]
    ReturnToolResult: grpc.aio.UnaryUnaryMultiCallable[agent_pb2.ReturnToolResultRequest, agent_pb2.ReturnToolResultResponse]
    StopTurn: grpc.aio.UnaryUnaryMultiCallable[agent_pb2.StopTurnRequest, agent_pb2.StopTurnResponse]
    RateTurn: grpc.aio.UnaryUnaryMultiCallable[agent_pb2.RateTurnRequest, agent_pb2.RateTurnResponse]
    GetThread: grpc.aio.UnaryUnaryMultiCallable[agent_pb2.GetThreadRequest, agent_pb2.GetThreadResponse]

class AgentServicer:
    def Chat(
        self,
        request: agent_pb2.ChatRequest,
        context: grpc.aio.ServicerContext[agent_pb2.ChatRequest, agent_pb2.ChatEvent],
    ) -> AsyncIterator[agent_pb2.ChatEvent]: ...
    async def ToolCall(
        self,
        request: agent_pb2.ToolCallRequest,
        context: grpc.aio.ServicerContext[agent_pb2.ToolCallRequest, agent_pb2.ToolCallResponse],
    ) -> agent_pb2.ToolCallResponse: ...
    async def ReturnToolResult(
        self,
        request: agent_pb2.ReturnToolResultRequest,
        context: grpc.aio.ServicerContext[agent_pb2.ReturnToolResultRequest, agent_pb2.ReturnToolResultResponse],
    ) -> agent_pb2.ReturnToolResultResponse: ...
    async def StopTurn(
        self,
        request: agent_pb2.StopTurnRequest,
        context: grpc.aio.ServicerContext[agent_pb2.StopTurnRequest, agent_pb2.StopTurnResponse],
    ) -> agent_pb2.StopTurnResponse: ...
    async def RateTurn(
        self,
        request: agent_pb2.RateTurnRequest,
        context: grpc.aio.ServicerContext[agent_pb2.RateTurnRequest, agent_pb2.RateTurnResponse],
    ) -> agent_pb2.RateTurnResponse: ...
    async def GetThread(
        self,
        request: agent_pb2.GetThreadRequest,
        context: grpc.aio.ServicerContext[agent_pb2.GetThreadRequest, agent_pb2.GetThreadResponse],
    ) -> agent_pb2.GetThreadResponse: ...

def add_AgentServicer_to_server(
    servicer: AgentServicer, server: grpc.aio.Server
) -> None: ...
