# Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
from collections.abc import AsyncIterator

import grpc.aio

from sidecar.v1 import operations_pb2

class OperationsStub:
    def __init__(self, channel: grpc.aio.Channel) -> None: ...
    Pair: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.PairRequest, operations_pb2.PairResponse]
    GetStatus: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.GetStatusRequest, operations_pb2.GetStatusResponse]
    GetMetrics: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.GetMetricsRequest, operations_pb2.GetMetricsResponse]
    PutSettings: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.PutSettingsRequest, operations_pb2.PutSettingsResponse]
    LeaseJobs: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.LeaseJobsRequest, operations_pb2.LeaseJobsResponse]
    GetSpend: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.GetSpendRequest, operations_pb2.GetSpendResponse]
    CompleteJob: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.CompleteJobRequest, operations_pb2.CompleteJobResponse]

class OperationsServicer:
    async def Pair(
        self,
        request: operations_pb2.PairRequest,
        context: grpc.aio.ServicerContext[operations_pb2.PairRequest, operations_pb2.PairResponse],
    ) -> operations_pb2.PairResponse: ...
    async def GetStatus(
        self,
        request: operations_pb2.GetStatusRequest,
        context: grpc.aio.ServicerContext[operations_pb2.GetStatusRequest, operations_pb2.GetStatusResponse],
    ) -> operations_pb2.GetStatusResponse: ...
    async def GetMetrics(
        self,
        request: operations_pb2.GetMetricsRequest,
        context: grpc.aio.ServicerContext[operations_pb2.GetMetricsRequest, operations_pb2.GetMetricsResponse],
    ) -> operations_pb2.GetMetricsResponse: ...
    async def PutSettings(
        self,
        request: operations_pb2.PutSettingsRequest,
        context: grpc.aio.ServicerContext[operations_pb2.PutSettingsRequest, operations_pb2.PutSettingsResponse],
    ) -> operations_pb2.PutSettingsResponse: ...
    async def LeaseJobs(
        self,
        request: operations_pb2.LeaseJobsRequest,
        context: grpc.aio.ServicerContext[operations_pb2.LeaseJobsRequest, operations_pb2.LeaseJobsResponse],
    ) -> operations_pb2.LeaseJobsResponse: ...
    async def GetSpend(
        self,
        request: operations_pb2.GetSpendRequest,
        context: grpc.aio.ServicerContext[operations_pb2.GetSpendRequest, operations_pb2.GetSpendResponse],
    ) -> operations_pb2.GetSpendResponse: ...
    async def CompleteJob(
        self,
        request: operations_pb2.CompleteJobRequest,
        context: grpc.aio.ServicerContext[operations_pb2.CompleteJobRequest, operations_pb2.CompleteJobResponse],
    ) -> operations_pb2.CompleteJobResponse: ...

def add_OperationsServicer_to_server(
    servicer: OperationsServicer, server: grpc.aio.Server
) -> None: ...
