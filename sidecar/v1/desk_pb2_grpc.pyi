# Generated from proto/sidecar/v1/desk.proto by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import desk_pb2

class DeskStub:
    def __init__(self, channel: grpc.aio.Channel) -> None: ...
    ListThreads: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListThreadsRequest, desk_pb2.ListThreadsResponse]
    ReadThread: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ReadThreadRequest, desk_pb2.ReadThreadResponse]
    TakeThread: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.TakeThreadRequest, desk_pb2.TakeThreadResponse]
    ReleaseThread: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ReleaseThreadRequest, desk_pb2.ReleaseThreadResponse]
    ReplyThread: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ReplyThreadRequest, desk_pb2.ReplyThreadResponse]
    ListApprovals: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListApprovalsRequest, desk_pb2.ListApprovalsResponse]
    GetApproval: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.GetApprovalRequest, desk_pb2.GetApprovalResponse]
    DecideApproval: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.DecideApprovalRequest, desk_pb2.DecideApprovalResponse]
    ListTickets: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListTicketsRequest, desk_pb2.ListTicketsResponse]
    UpdateTicket: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.UpdateTicketRequest, desk_pb2.UpdateTicketResponse]
    ListUnanswered: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListUnansweredRequest, desk_pb2.ListUnansweredResponse]
    CloseUnanswered: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.CloseUnansweredRequest, desk_pb2.CloseUnansweredResponse]
    ListMacros: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.ListMacrosRequest, desk_pb2.ListMacrosResponse]
    PutMacro: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.PutMacroRequest, desk_pb2.PutMacroResponse]
    DeleteMacro: grpc.aio.UnaryUnaryMultiCallable[desk_pb2.DeleteMacroRequest, desk_pb2.DeleteMacroResponse]

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
    async def TakeThread(
        self,
        request: desk_pb2.TakeThreadRequest,
        context: grpc.aio.ServicerContext[desk_pb2.TakeThreadRequest, desk_pb2.TakeThreadResponse],
    ) -> desk_pb2.TakeThreadResponse: ...
    async def ReleaseThread(
        self,
        request: desk_pb2.ReleaseThreadRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ReleaseThreadRequest, desk_pb2.ReleaseThreadResponse],
    ) -> desk_pb2.ReleaseThreadResponse: ...
    async def ReplyThread(
        self,
        request: desk_pb2.ReplyThreadRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ReplyThreadRequest, desk_pb2.ReplyThreadResponse],
    ) -> desk_pb2.ReplyThreadResponse: ...
    async def ListApprovals(
        self,
        request: desk_pb2.ListApprovalsRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ListApprovalsRequest, desk_pb2.ListApprovalsResponse],
    ) -> desk_pb2.ListApprovalsResponse: ...
    async def GetApproval(
        self,
        request: desk_pb2.GetApprovalRequest,
        context: grpc.aio.ServicerContext[desk_pb2.GetApprovalRequest, desk_pb2.GetApprovalResponse],
    ) -> desk_pb2.GetApprovalResponse: ...
    async def DecideApproval(
        self,
        request: desk_pb2.DecideApprovalRequest,
        context: grpc.aio.ServicerContext[desk_pb2.DecideApprovalRequest, desk_pb2.DecideApprovalResponse],
    ) -> desk_pb2.DecideApprovalResponse: ...
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
    async def ListUnanswered(
        self,
        request: desk_pb2.ListUnansweredRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ListUnansweredRequest, desk_pb2.ListUnansweredResponse],
    ) -> desk_pb2.ListUnansweredResponse: ...
    async def CloseUnanswered(
        self,
        request: desk_pb2.CloseUnansweredRequest,
        context: grpc.aio.ServicerContext[desk_pb2.CloseUnansweredRequest, desk_pb2.CloseUnansweredResponse],
    ) -> desk_pb2.CloseUnansweredResponse: ...
    async def ListMacros(
        self,
        request: desk_pb2.ListMacrosRequest,
        context: grpc.aio.ServicerContext[desk_pb2.ListMacrosRequest, desk_pb2.ListMacrosResponse],
    ) -> desk_pb2.ListMacrosResponse: ...
    async def PutMacro(
        self,
        request: desk_pb2.PutMacroRequest,
        context: grpc.aio.ServicerContext[desk_pb2.PutMacroRequest, desk_pb2.PutMacroResponse],
    ) -> desk_pb2.PutMacroResponse: ...
    async def DeleteMacro(
        self,
        request: desk_pb2.DeleteMacroRequest,
        context: grpc.aio.ServicerContext[desk_pb2.DeleteMacroRequest, desk_pb2.DeleteMacroResponse],
    ) -> desk_pb2.DeleteMacroResponse: ...

def add_DeskServicer_to_server(
    servicer: DeskServicer, server: grpc.aio.Server
) -> None: ...
