"""The plugin's end of the wire: calls a running sidecar with signed messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from sidecar.v1 import agent_pb2, desk_pb2, knowledge_pb2, operations_pb2
from tests.sidecar.signing import Signer

DEADLINE_S = 60.0  # however loaded the machine is
SERVICES: tuple[ServiceDescriptor, ...] = tuple(
    service
    for file in (agent_pb2, knowledge_pb2, desk_pb2, operations_pb2)
    for service in file.DESCRIPTOR.services_by_name.values()
)
METHODS: dict[str, MethodDescriptor] = {
    f"/{service.full_name}/{method.name}": method
    for service in SERVICES
    for method in service.methods
}


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """The stable reason of a refusal; empty when it has none."""
    return str(dict(error.trailing_metadata() or ()).get("deskhand-reason", ""))


@dataclass(frozen=True)
class Caller:
    """Calls over `channel`, signing as `signer`."""

    channel: grpc.aio.Channel
    signer: Signer

    async def call(self, path: str, request: Message, **claims: Any) -> Any:
        """One unary answer; `claims` change the token."""
        return await self.send(path, request, self.signer.metadata(request, **claims))

    async def send(self, path: str, request: Message | bytes, metadata: Any = ()) -> Any:
        """One unary answer, with whatever metadata and bytes."""
        method = METHODS[path]
        assert not method.server_streaming
        answer = GetMessageClass(method.output_type)
        body = request.SerializeToString() if isinstance(request, Message) else request
        return await self.channel.unary_unary(path, response_deserializer=answer.FromString)(
            body, metadata=metadata, timeout=DEADLINE_S
        )

    def stream(
        self, path: str, request: Message, *, deadline_s: float = DEADLINE_S, **claims: Any
    ) -> Any:
        """The answers of a stream, as a call to iterate or cancel."""
        answer = GetMessageClass(METHODS[path].output_type)
        return self.channel.unary_stream(path, response_deserializer=answer.FromString)(
            request.SerializeToString(),
            metadata=self.signer.metadata(request, **claims),
            timeout=deadline_s,
        )

    async def pair(self, code: str = "") -> Any:
        """Registers the signer's key for its site."""
        return await self.call(
            "/sidecar.v1.Operations/Pair",
            operations_pb2.PairRequest(
                public_key=self.signer.public_key, site=self.signer.site, code=code
            ),
        )
