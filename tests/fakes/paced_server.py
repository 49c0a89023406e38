"""A chat-completions endpoint that paces a thousand streams at once, in a process of its own.

Each sentence it writes begins with the time at which it was sent, in joiners that have no width,
because a guard takes digits and unknown words for claims, and names its source. `Pace` says how
fast and how much; it can change between requests.

    with PacedServer() as server: … server.base_url, server.set(Pace(40, 50)), server.state()
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle
from typing import Any

import httpx

from tests.fakes.openai_server import USAGE, event

SENTENCE = (" you", " have", " 30", " days", " to", " return", " it [p1].")
TOKENS_PER_SENTENCE = 1 + len(SENTENCE)
POLL_S = 0.05
_STAMP_BITS = 40  # of microseconds: twelve days
_TO_JOINERS = str.maketrans("01", "\u200c\u200d")
_TO_BITS = str.maketrans("\u200c\u200d", "01")
_STAMP = re.compile(rf"[\u200c\u200d]{{{_STAMP_BITS}}}")
_HEAD, _TAIL = event({"content": "@"}).split(b"@")
_LAST = event({}, finish_reason="stop") + event(None, usage=USAGE) + b"data: [DONE]\n\n"
_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the answers to come are written; sentences have `TOKENS_PER_SENTENCE` tokens.

    The head of the response is sent at once, the first token after `silent_s`.
    """

    tokens_per_s: float = 40.0
    sentence_count: int = 50
    silent_s: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """What the server saw: requests, answers being written, and when (`time.monotonic`) a
    caller hung up on one."""

    begun_count: int
    open_count: int
    hung_up_s: list[float]


def stamps(text: str) -> list[float]:
    """When the first token of each sentence in `text` was sent, by `time.monotonic`."""
    micros = (int(found.translate(_TO_BITS), 2) for found in _STAMP.findall(text))
    return [micro / 1e6 for micro in micros]


class PacedServer:
    """The running process."""

    def __enter__(self) -> PacedServer:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.paced_server"], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def base_url(self) -> str:
        return f"{self._url}/v1"

    def set(self, pace: Pace) -> None:
        """How the requests to come are answered."""
        httpx.post(f"{self._url}/pace", json=asdict(pace)).raise_for_status()

    def state(self) -> State:
        """What it saw so far."""
        return State(**httpx.post(f"{self._url}/state").json())

    async def begun(self, count: int) -> None:
        """Waits until `count` answers have been begun."""
        while self.state().begun_count < count:  # noqa: ASYNC110 (another process's)
            await asyncio.sleep(POLL_S)

    async def hung_up(self, count: int) -> list[float]:
        """Waits until callers have hung up `count` times; gives when each did."""
        while len(found := self.state().hung_up_s) < count:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        return found


@dataclass
class _Endpoint:
    """What all connections share."""

    pace: Pace = field(default_factory=Pace)
    begun_count: int = 0
    open: set[_Connection] = field(default_factory=set)
    hung_up_s: list[float] = field(default_factory=list)

    def answer(self, connection: _Connection, path: str, body: bytes) -> None:
        if path == "/pace":
            self.pace = Pace(**json.loads(body))
        if path in ("/pace", "/state"):
            state = State(self.begun_count, len(self.open), self.hung_up_s)
            connection.send(json.dumps(asdict(state)).encode())
            return
        self.begun_count += 1
        self.open.add(connection)
        connection.begin(self.pace)


class _Connection(asyncio.Protocol):
    """One caller, who may ask one request after the other."""

    def __init__(self, endpoint: _Endpoint) -> None:
        self._endpoint = endpoint
        self._received = b""
        self._next: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, rest = self._received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if separator and len(rest) >= size:
            self._received = rest[size:]
            path = head.split(b" ", 2)[1].decode()
            self._endpoint.answer(self, path, rest[:size])

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self._endpoint.open:
            self._endpoint.hung_up_s.append(time.monotonic())
            self._endpoint.open.discard(self)
        if self._next is not None:
            self._next.cancel()

    def send(self, body: bytes) -> None:
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
            % (len(body), body)
        )

    def begin(self, pace: Pace) -> None:
        self._transport.write(_STREAM)
        loop, pause_s = asyncio.get_running_loop(), 1 / pace.tokens_per_s
        # Streams that were asked for together are not written in step.
        at = loop.time() + pace.silent_s + pause_s * random.random()
        self._next = loop.call_at(at, self._write, _tokens(pace.sentence_count), pause_s, at)

    def _write(self, tokens: Iterator[str], pause_s: float, at: float) -> None:
        token = next(tokens, None)
        if token is None:
            self._next = None
            self._endpoint.open.discard(self)
            self._chunk(_LAST)
            self._transport.write(b"0\r\n\r\n")
            return
        self._chunk(_HEAD + token.encode() + _TAIL)
        at += pause_s
        loop = asyncio.get_running_loop()
        self._next = loop.call_at(at, self._write, tokens, pause_s, at)

    def _chunk(self, data: bytes) -> None:
        self._transport.write(b"%x\r\n%s\r\n" % (len(data), data))


def _tokens(sentence_count: int) -> Iterator[str]:
    words = cycle(("", *SENTENCE))
    for number in range(sentence_count * TOKENS_PER_SENTENCE):
        word = next(words)
        if not word:
            bits = f"{time.monotonic_ns() // 1_000:0{_STAMP_BITS}b}"[-_STAMP_BITS:]
            word = " " * bool(number) + bits.translate(_TO_JOINERS)
        yield word


async def _serve() -> None:
    loop, endpoint = asyncio.get_running_loop(), _Endpoint()
    server = await loop.create_server(lambda: _Connection(endpoint), "127.0.0.1", 0, backlog=2_048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
