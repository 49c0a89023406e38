"""The sidecar as a child process: start, stop, kill -9, and is it serving."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.site.process import Daemon

REPOSITORY = Path(__file__).parents[2]


class Sidecar(Daemon):
    """`deskhand serve` with its data, key and socket in folders of its own."""

    def __init__(self, data: Path, socket: Path, log: Path, env: Mapping[str, str]) -> None:
        self.data, self.socket = data, socket
        data.mkdir(parents=True, exist_ok=True)
        settings = {
            "DESKHAND_DATA_DIR": str(data),
            "DESKHAND_KEY_FILE": str(data.parent / f"{data.name}-key"),
            "DESKHAND_MODEL_DIR": str(REPOSITORY / "var/model"),
            "DESKHAND_SOCKET": str(socket),
            **env,
        }
        command = [str(Path(sys.executable).parent / "deskhand"), "serve"]
        super().__init__("the sidecar", command, log, self.serving, settings)

    @property
    def address(self) -> str:
        """The address as the plugin's setting writes it."""
        return f"unix:{self.socket}"

    def serving(self) -> bool:
        """Whether the health service says SERVING."""
        with grpc.insecure_channel(self.address) as channel:
            check = health_pb2_grpc.HealthStub(channel).Check
            try:
                answer = check(health_pb2.HealthCheckRequest(), timeout=2)
            except grpc.RpcError:
                return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
