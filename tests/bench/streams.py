"""Many chats at once with a real sidecar whose model is paced, and what each of them felt.

The delay of a sentence is the time from the token that completes it to its delta in the client's
hands: nothing is shown before it is proven, and a sentence is complete when the next one begins.
So it holds the endpoint's client, the guard, the event log and gRPC, and none of the model's pace.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import grpc

from sidecar.config import Config
from sidecar.v1 import agent_pb2 as pb
from tests.conftest import MODEL_DIR
from tests.fakes.paced_server import PacedServer, stamps
from tests.fakes.wordpress import AGENT, WordPress, sample_documents
from tests.sidecar.running import OWN_CONNECTION, Sidecar, running
from tests.sidecar.signing import Signer

LIMITS = {
    "MESSAGES_PER_SUBJECT_MINUTE": "6000",
    "MESSAGES_PER_SITE_MINUTE": "100000",
    "TURN_DEADLINE_S": "60",
    "ANSWER_THRESHOLD": "0",  # how sure the search is of a page is not what is measured
}
CHAT = AGENT + "Chat"
DEADLINE_S = 90.0


@dataclass
class Stream:
    """One chat as its listener felt it; times are `time.monotonic`."""

    began_s: float = 0.0
    first_s: float = 0.0
    heard: list[tuple[float, list[float]]] = field(default_factory=list)
    terminal: list[str] = field(default_factory=list)
    failure: str = ""

    @property
    def sentence_count(self) -> int:
        return sum(len(sent) for _, sent in self.heard)

    def delays_ms(self) -> Iterator[float]:
        """Of each sentence but the last, which the end of the answer completes."""
        for (heard_s, _), (_, next_sent) in pairwise(self.heard):
            yield (heard_s - next_sent[0]) * 1_000

    def fault(self, sentence_count: int) -> str:
        """What is wrong with it; empty when it was answered by the model, whole and once."""
        if self.failure or self.terminal != ["answered"]:
            return self.failure or f"ended as {self.terminal}"
        heard = self.sentence_count
        return "" if heard == sentence_count else f"{heard} of {sentence_count} sentences"


@dataclass
class Crowd:
    """Shoppers of one sidecar, each with a thread of their own."""

    socket: Path
    site: WordPress
    sidecar: Sidecar
    _questions: Iterator[str] = field(default_factory=lambda: _questions())
    _count: int = 0

    def request(self) -> pb.ChatRequest:
        """A new shopper's first message."""
        self._count += 1
        thread_id = f"{self._count:032x}"
        return self.site.request(next(self._questions), "message-1", thread_id=thread_id)

    def metadata(self, request: pb.ChatRequest) -> Any:
        """A token for `request`, from the shopper whose thread it names."""
        thread_id = request.thread_id
        return self.site.caller.signer.metadata(request, sub=_subject(request), thr=thread_id)

    def chat(self, request: pb.ChatRequest) -> AbstractAsyncContextManager[Any]:
        """An open Chat on a connection of its own."""
        return chat(self.socket, request.SerializeToString(), self.metadata(request))

    async def stream(self, count: int, within_s: float) -> list[Stream]:
        """`count` chats, begun evenly `within_s`, each heard to its end."""
        requests = [self.request() for _ in range(count)]
        # Signing is the plugin's work, not the sidecar's.
        calls = [self.chat(request) for request in requests]
        began = time.monotonic()

        async def listen(number: int) -> Stream:
            await asyncio.sleep(began + within_s * number / count - time.monotonic())
            async with calls[number] as call:
                return await hear(call)

        return await asyncio.gather(*map(listen, range(count)))

    async def drop(self, request: pb.ChatRequest, count: int) -> None:
        """Opens a Chat of `request` `count` times and resets it at its first event."""
        for _ in range(count):
            metadata = self.metadata(request)
            call = self.site.caller.channel.unary_stream(
                CHAT, response_deserializer=pb.ChatEvent.FromString
            )(request.SerializeToString(), metadata=metadata, timeout=DEADLINE_S)
            await call.read()
            call.cancel()

    async def stop(self, request: pb.ChatRequest) -> None:
        """Stops the answer to `request`."""
        stop = pb.StopTurnRequest(thread_id=request.thread_id, message_id=request.message_id)
        await self.site.call("StopTurn", stop, _subject(request))

    async def drop_and_stop(self, turn_count: int, drop_count: int) -> None:
        """Begins turns, drops `drop_count` listeners of each, and stops its answer.

        Ten at a time, as more PHP processes would not be listening.
        """
        left = iter(range(turn_count))

        async def one_after_another() -> None:
            for _ in left:
                request = self.request()
                async with self.chat(request) as call:
                    await until(call, "delta")
                await self.drop(request, drop_count - 1)
                await self.stop(request)

        await asyncio.gather(*(one_after_another() for _ in range(10)))

    async def stop_unheard(self, server: PacedServer, count: int) -> None:
        """Stops `count` answers that have been asked for and of which nothing has come."""
        begun_count = server.state().begun_count
        requests = [self.request() for _ in range(count)]
        async with AsyncExitStack() as open_chats:
            for request in requests:
                call = await open_chats.enter_async_context(self.chat(request))
                await until(call, "started")
            await server.begun(begun_count + count)
            await asyncio.gather(*map(self.stop, requests))


@asynccontextmanager
async def crowd(
    folder: Path, server: PacedServer, first_piece_s: float = 2.5
) -> AsyncIterator[Crowd]:
    """A sidecar below `folder` that has indexed the sample shop and asks `server`.

    It is started anew after the sync, so that it holds what serving needs and no more, and gives
    up a model that says nothing for `first_piece_s`.
    """
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
    )
    assert config.socket is not None
    signer, address = Signer(), f"unix:{config.socket}"
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(address, OWN_CONNECTION) as channel:
            site = WordPress.at(channel, signer)
            await site.pair()
            await site.push(sample_documents())
        sidecar.process.terminate()
        await asyncio.to_thread(sidecar.process.wait)
    paced = {
        "name": "paced",
        "base_url": server.base_url,
        "planner": "paced",
        "first_piece_s": first_piece_s,
    }
    with running(config, **LIMITS, PROVIDERS=json.dumps([paced])) as sidecar:
        async with grpc.aio.insecure_channel(address, OWN_CONNECTION) as channel:
            yield Crowd(config.socket, WordPress.at(channel, signer), sidecar)


@asynccontextmanager
async def chat(socket: Path, body: bytes, metadata: Any) -> AsyncIterator[Any]:
    """An open Chat on a connection of its own, as each of PHP's calls has one."""
    async with grpc.aio.insecure_channel(f"unix:{socket}", OWN_CONNECTION) as channel:
        method = channel.unary_stream(CHAT, response_deserializer=pb.ChatEvent.FromString)
        yield method(body, metadata=metadata, timeout=DEADLINE_S)


async def until(call: Any, kind: str) -> None:
    """Reads up to the first event of a kind. Raises RuntimeError when none comes."""
    while (event := await call.read()) is not grpc.aio.EOF:
        if event.HasField(kind):
            return
    raise RuntimeError(f"no {kind}")


async def hear(call: Any) -> Stream:
    """Listens to the end."""
    stream = Stream(began_s=time.monotonic())
    try:
        while (event := await call.read()) is not grpc.aio.EOF:
            now = time.monotonic()
            stream.first_s = stream.first_s or now
            if event.HasField("delta") and (sent := stamps(event.delta.text)):
                stream.heard.append((now, sent))
            elif event.HasField("done"):
                stream.terminal.append(pb.Outcome.Name(event.done.outcome)[8:].lower())
            elif event.HasField("failed"):
                stream.terminal.append(event.failed.reason)
    except grpc.aio.AioRpcError as failure:
        stream.failure = f"{failure.code().name} {failure.details()}"
    return stream


def faults(streams: Iterable[Stream], sentence_count: int) -> list[str]:
    """What is wrong with `streams`, one text for each that was not answered whole and once."""
    return [fault for stream in streams if (fault := stream.fault(sentence_count))]


def _subject(request: pb.ChatRequest) -> str:
    return f"u_{request.thread_id}"


def _questions() -> Iterator[str]:
    """No question twice: what was found is kept for a minute."""
    for name in map("".join, product(ascii_lowercase, repeat=3)):
        yield f"How many days do I have to return the mug that {name.title()} bought?"


def share(values: Iterable[float], quantile: float) -> float:
    """The value below which `quantile` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * quantile), len(ordered) - 1)]
