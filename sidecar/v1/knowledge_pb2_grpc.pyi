# Generated from proto/sidecar/v1/knowledge.proto by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import knowledge_pb2

class KnowledgeStub:
    def __init__(self, channel: grpc.aio.Channel) -> None: ...
    PutDocuments: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.PutDocumentsRequest, knowledge_pb2.PutDocumentsResponse]
    DeleteDocuments: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.DeleteDocumentsRequest, knowledge_pb2.DeleteDocumentsResponse]
    CommitSync: grpc.aio.UnaryStreamMultiCallable[knowledge_pb2.CommitSyncRequest, knowledge_pb2.SyncProgress]
    Search: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.SearchRequest, knowledge_pb2.SearchResponse]
    GetIndexStatus: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.GetIndexStatusRequest, knowledge_pb2.GetIndexStatusResponse]
    ListDocuments: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.ListDocumentsRequest, knowledge_pb2.ListDocumentsResponse]
    ListSources: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.ListSourcesRequest, knowledge_pb2.ListSourcesResponse]
    PutSource: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.PutSourceRequest, knowledge_pb2.PutSourceResponse]
    DeleteSource: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.DeleteSourceRequest, knowledge_pb2.DeleteSourceResponse]
    LoadSource: grpc.aio.UnaryStreamMultiCallable[knowledge_pb2.LoadSourceRequest, knowledge_pb2.SyncProgress]
    GetMirror: grpc.aio.UnaryUnaryMultiCallable[knowledge_pb2.GetMirrorRequest, knowledge_pb2.GetMirrorResponse]
    MakeMirror: grpc.aio.UnaryStreamMultiCallable[knowledge_pb2.MakeMirrorRequest, knowledge_pb2.SyncProgress]

class KnowledgeServicer:
    async def PutDocuments(
        self,
        request: knowledge_pb2.PutDocumentsRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.PutDocumentsRequest, knowledge_pb2.PutDocumentsResponse],
    ) -> knowledge_pb2.PutDocumentsResponse: ...
    async def DeleteDocuments(
        self,
        request: knowledge_pb2.DeleteDocumentsRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.DeleteDocumentsRequest, knowledge_pb2.DeleteDocumentsResponse],
    ) -> knowledge_pb2.DeleteDocumentsResponse: ...
    def CommitSync(
        self,
        request: knowledge_pb2.CommitSyncRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.CommitSyncRequest, knowledge_pb2.SyncProgress],
    ) -> AsyncIterator[knowledge_pb2.SyncProgress]: ...
    async def Search(
        self,
        request: knowledge_pb2.SearchRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.SearchRequest, knowledge_pb2.SearchResponse],
    ) -> knowledge_pb2.SearchResponse: ...
    async def GetIndexStatus(
        self,
        request: knowledge_pb2.GetIndexStatusRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.GetIndexStatusRequest, knowledge_pb2.GetIndexStatusResponse],
    ) -> knowledge_pb2.GetIndexStatusResponse: ...
    async def ListDocuments(
        self,
        request: knowledge_pb2.ListDocumentsRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.ListDocumentsRequest, knowledge_pb2.ListDocumentsResponse],
    ) -> knowledge_pb2.ListDocumentsResponse: ...
    async def ListSources(
        self,
        request: knowledge_pb2.ListSourcesRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.ListSourcesRequest, knowledge_pb2.ListSourcesResponse],
    ) -> knowledge_pb2.ListSourcesResponse: ...
    async def PutSource(
        self,
        request: knowledge_pb2.PutSourceRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.PutSourceRequest, knowledge_pb2.PutSourceResponse],
    ) -> knowledge_pb2.PutSourceResponse: ...
    async def DeleteSource(
        self,
        request: knowledge_pb2.DeleteSourceRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.DeleteSourceRequest, knowledge_pb2.DeleteSourceResponse],
    ) -> knowledge_pb2.DeleteSourceResponse: ...
    def LoadSource(
        self,
        request: knowledge_pb2.LoadSourceRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.LoadSourceRequest, knowledge_pb2.SyncProgress],
    ) -> AsyncIterator[knowledge_pb2.SyncProgress]: ...
    async def GetMirror(
        self,
        request: knowledge_pb2.GetMirrorRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.GetMirrorRequest, knowledge_pb2.GetMirrorResponse],
    ) -> knowledge_pb2.GetMirrorResponse: ...
    def MakeMirror(
        self,
        request: knowledge_pb2.MakeMirrorRequest,
        context: grpc.aio.ServicerContext[knowledge_pb2.MakeMirrorRequest, knowledge_pb2.SyncProgress],
    ) -> AsyncIterator[knowledge_pb2.SyncProgress]: ...

def add_KnowledgeServicer_to_server(
    servicer: KnowledgeServicer, server: grpc.aio.Server
) -> None: ...
