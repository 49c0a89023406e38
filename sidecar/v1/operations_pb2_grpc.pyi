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
    ListJobs: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.ListJobsRequest, operations_pb2.ListJobsResponse]
    RetryJob: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.RetryJobRequest, operations_pb2.RetryJobResponse]
    ListDeliveries: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.ListDeliveriesRequest, operations_pb2.ListDeliveriesResponse]
    RetryDelivery: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.RetryDeliveryRequest, operations_pb2.RetryDeliveryResponse]
    VerifyAudit: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.VerifyAuditRequest, operations_pb2.VerifyAuditResponse]
    ListAudit: grpc.aio.UnaryUnaryMultiCallable[operations_pb2.ListAuditRequest, operations_pb2.ListAuditResponse]

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
    async def ListJobs(
        self,
        request: operations_pb2.ListJobsRequest,
        context: grpc.aio.ServicerContext[operations_pb2.ListJobsRequest, operations_pb2.ListJobsResponse],
    ) -> operations_pb2.ListJobsResponse: ...
    async def RetryJob(
        self,
        request: operations_pb2.RetryJobRequest,
        context: grpc.aio.ServicerContext[operations_pb2.RetryJobRequest, operations_pb2.RetryJobResponse],
    ) -> operations_pb2.RetryJobResponse: ...
    async def ListDeliveries(
        self,
        request: operations_pb2.ListDeliveriesRequest,
        context: grpc.aio.ServicerContext[operations_pb2.ListDeliveriesRequest, operations_pb2.ListDeliveriesResponse],
    ) -> operations_pb2.ListDeliveriesResponse: ...
    async def RetryDelivery(
        self,
        request: operations_pb2.RetryDeliveryRequest,
        context: grpc.aio.ServicerContext[operations_pb2.RetryDeliveryRequest, operations_pb2.RetryDeliveryResponse],
    ) -> operations_pb2.RetryDeliveryResponse: ...
    async def VerifyAudit(
        self,
        request: operations_pb2.VerifyAuditRequest,
        context: grpc.aio.ServicerContext[operations_pb2.VerifyAuditRequest, operations_pb2.VerifyAuditResponse],
    ) -> operations_pb2.VerifyAuditResponse: ...
    async def ListAudit(
        self,
        request: operations_pb2.ListAuditRequest,
        context: grpc.aio.ServicerContext[operations_pb2.ListAuditRequest, operations_pb2.ListAuditResponse],
    ) -> operations_pb2.ListAuditResponse: ...

def add_OperationsServicer_to_server(
    servicer: OperationsServicer, server: grpc.aio.Server
) -> None: ...
