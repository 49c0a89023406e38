"""The gRPC server: it listens, serves, and on SIGTERM lets what runs come to its end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2_grpc

from sidecar.config import Config
from sidecar.errors import StoreFull
from sidecar.service.listening import listen_on_socket, listen_on_tcp
from sidecar.service.parts import Parts, parts
from sidecar.telemetry import configure_logs, configure_traces, log
from sidecar.v1 import agent_pb2_grpc, desk_pb2_grpc, knowledge_pb2_grpc, operations_pb2_grpc

DRAIN_S = 30.0
# Of the drain, what calls that outlive the turns get.
LAST_CALLS_S = 5.0
MAX_CALLS = 4_000
# How long a thread that searches may keep the loop waiting. With 20 answers being written and 60
# searches a second, sentences are 2.4 ms late and P99 13, with Python's 5 ms 2.9 and 25 (medians of
# 7 runs in turns on a busy machine, November 2026).
SWITCH_INTERVAL_S = 0.0005
OPTIONS = (
    # Two sidecars on one port would each get some of the calls.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 5 * 1024 * 1024),  # 4 MB of documents and their frame
    ("grpc.max_send_message_length", 5 * 1024 * 1024),
    ("grpc.max_concurrent_streams", 1_000),
    ("grpc.max_metadata_size", 16 * 1024),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
)


@asynccontextmanager
async def serving(config: Config) -> AsyncIterator[int]:
    """Serves until the block ends, then drains; gives the TCP port, 0 without one.

    Raises BadSetting when it cannot listen where it should, or a part cannot be made.
    """
    async with parts(config) as made:
        server, health_servicer = _server(made)
        port = listen_on_tcp(server, config.listen) if config.listen else 0
        if config.socket is not None:
            listen_on_socket(server, config.socket, config.socket_group)
        conversations = made.answering.conversations
        try:
            await conversations.recover()
        except StoreFull as cause:  # the turns wait for a start with room
            log("server").error("not_recovered", reason=cause.reason)
        await server.start()
        log("server").info("serving", socket=str(config.socket or ""), port=port)
        try:
            yield port
        finally:
            await health_servicer.enter_graceful_shutdown()
            # Calls are still taken: a running turn may wait for a tool's result.
            cut_off = await conversations.drain(DRAIN_S - LAST_CALLS_S)
            await server.stop(LAST_CALLS_S)
            log("server").info("stopped", cut_off_turn_count=cut_off)


async def serve(config: Config, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serves until SIGTERM or SIGINT; a hang-up changes nothing."""
    configure_logs(config.log_level)
    configure_traces(config.traces)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    with contextlib.suppress(ValueError):  # not on this system
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    async with serving(config):
        on_ready()
        await stop.wait()


def _server(made: Parts) -> tuple[grpc.aio.Server, Any]:
    server = grpc.aio.server(
        interceptors=[made.gate], options=OPTIONS, maximum_concurrent_rpcs=MAX_CALLS
    )
    health_servicer = health.aio.HealthServicer()  # type: ignore[attr-defined]
    health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
    agent_pb2_grpc.add_AgentServicer_to_server(made.answering.agent, server)
    desk_pb2_grpc.add_DeskServicer_to_server(made.answering.desk, server)
    knowledge_pb2_grpc.add_KnowledgeServicer_to_server(made.knowledge, server)
    operations_pb2_grpc.add_OperationsServicer_to_server(made.operations, server)
    return server, health_servicer
