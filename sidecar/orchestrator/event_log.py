"""The events of one running turn, kept in memory and followed by any number of readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable

from sidecar.v1.agent_pb2 import ChatEvent

RUN_STRIDE = 1_000_000  # seq = run * RUN_STRIDE + n, so that it grows across restarts
MAX_FRAME_BYTES = 256_000
TERMINAL = frozenset({"done", "failed"})


def is_terminal(event: ChatEvent) -> bool:
    """Whether nothing follows it."""
    return event.WhichOneof("event") in TERMINAL


class EventLog:
    """Events of one run of one turn; exactly one terminal event closes it."""

    def __init__(self, message_id: str, run: int, now_unix_ms: Callable[[], int]) -> None:
        self.events: list[ChatEvent] = []
        self._message_id = message_id
        self._next_seq = run * RUN_STRIDE + 1
        self._now_unix_ms = now_unix_ms
        self._grown = asyncio.Condition()

    @property
    def closed(self) -> bool:
        """Whether the terminal event is there."""
        return bool(self.events) and is_terminal(self.events[-1])

    def stamp(self, payloads: Iterable[ChatEvent]) -> list[ChatEvent]:
        """The payloads as the events that would come next, without appending them."""
        stamped = []
        for seq, payload in enumerate(payloads, self._next_seq):
            event = ChatEvent(seq=seq, message_id=self._message_id, at_unix_ms=self._now_unix_ms())
            event.MergeFrom(payload)
            if event.ByteSize() > MAX_FRAME_BYTES:
                raise ValueError("an event is larger than a frame may be")
            stamped.append(event)
        return stamped

    async def append(self, *payloads: ChatEvent) -> None:
        """Appends events made of `payloads` and wakes the readers."""
        await self.extend(self.stamp(payloads))

    async def extend(self, stamped: Iterable[ChatEvent]) -> None:
        """Appends what `stamp` made. Raises ValueError once the log is closed."""
        async with self._grown:
            for event in stamped:
                if self.closed:
                    raise ValueError("the turn has ended")
                self.events.append(event)
                self._next_seq = event.seq + 1
            self._grown.notify_all()

    async def tail(self, after_seq: int, wait_s: float | None = None) -> AsyncGenerator[ChatEvent]:
        """Events after `after_seq`, as they come, up to the terminal one.

        Ends after `wait_s` seconds even though the turn goes on; None follows to its end.
        """
        loop = asyncio.get_running_loop()
        until = None if wait_s is None else loop.time() + wait_s
        place = 0
        while True:
            while place < len(self.events):
                event = self.events[place]
                place += 1
                if event.seq > after_seq:
                    yield event
            if self.closed:
                return
            try:
                async with asyncio.timeout_at(until), self._grown:
                    while len(self.events) == place:
                        await self._grown.wait()
            except TimeoutError:
                return
