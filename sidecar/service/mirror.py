"""What the shop's pages show of themselves, for the owner."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict

from sidecar.evaluation.mirrors import Mirrors
from sidecar.v1 import knowledge_pb2 as pb


class MirrorCalls:
    """The calls of the service Knowledge that are about the mirror; see there."""

    def __init__(self, mirrors: Mirrors) -> None:
        self._mirrors = mirrors

    async def get_mirror(self) -> pb.GetMirrorResponse:
        """The last one."""
        return await self._mirrors.last()

    async def make_mirror(self) -> AsyncGenerator[pb.SyncProgress]:
        """Makes one, or follows the one that is being made."""
        async with aclosing(self._mirrors.steps()) as steps:
            async for step in steps:
                yield pb.SyncProgress(**asdict(step))
