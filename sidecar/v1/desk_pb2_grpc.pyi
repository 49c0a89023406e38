# Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import desk_pb2

class DeskStub:
    def __init__(self, channel: grpc.aio.Channel) -> None: ...
    ListThreads: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListThreadsRequest, desk_pb2.ListThreadsResponse]
    ReadThread: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ReadThreadRequest, desk_pb2.ReadThreadResponse]
    ListTickets: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListTicketsRequest, desk_pb2.ListTicketsResponse]
    UpdateTicket: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.UpdateTicketRequest, desk_pb2.UpdateTicketResponse]

class DeskServicer:
    async def ListThreads(
        self,
        request: desk_pb2.ListThreadsRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ListThreadsRequest, desk_pb2.ListThreadsResponse],
    ) -> desk_pb2.ListThreadsResponse: ...
    async def ReadThread(
        self,
        request: desk_pb2.ReadThreadRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ReadThreadRequest, desk_pb2.ReadThreadResponse],
    ) -> desk_pb2.ReadThreadResponse: ...
    async def ListTickets(
        self,
        request: desk_pb2.ListTicketsRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ListTicketsRequest, desk_pb2.ListTicketsResponse],
    ) -> desk_pb2.ListTicketsResponse: ...
    async def UpdateTicket(
        self,
        request: desk_pb2.UpdateTicketRequest,
        context: grpc.aio.ServicerContext[desk_pb2.UpdateTicketRequest, desk_pb2.UpdateTicketResponse],
    ) -> desk_pb2.UpdateTicketResponse: ...

def add_DeskServicer_to_server(
    servicer: DeskServicer, server: grpc.aio.Server
) -> None: ...
