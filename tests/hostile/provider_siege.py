"""A real sidecar whose two providers are hostile alike, one script a process.

Among the shop's pages is one that tells models what to do; what it says is what they are asked.

A process of its own for each script, so that its memory is that script's and a breaker which one
has opened hides no other.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc

from sidecar.config import Config
from sidecar.nouns import Passage
from sidecar.v1.knowledge_pb2 import Document
from tests.conftest import MODEL_DIR
from tests.fakes.openai_server import Answer, OpenAIServer, Says
from tests.fakes.shop import KETTLE, ORDER, Heard
from tests.fakes.wordpress import SITE, WordPress, sample_documents
from tests.hostile.scripts import HOSTILE, INJECTED
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

DEADLINE_S = 3.0
QUESTION = "How long do I have to return something?"
WARMING_TURNS = 20  # each as long as the deadline while the machine is busy
# As many kB as growth is measured in.
MEGABYTE_KB = 1024


@dataclass(frozen=True)
class Assault:
    """How one script went: `late_s` after the deadline the turn ended, negative before it.

    `asked` are the tools that WordPress was asked for; `is_injected` tells whether the provider
    read the page that tells it what to do.
    """

    name: str
    heard: Heard
    late_s: float
    grown_mb: float
    log: str
    request_counts: tuple[int, int]
    asked: tuple[str, ...]
    is_injected: bool

    @property
    def took_s(self) -> float:
        """What the turn took by its own monotonic clock."""
        ended = [line for line in self.log.splitlines() if '"turn_ended"' in line]
        return float(json.loads(ended[-1])["latency_ms"]) / 1_000


@dataclass(frozen=True)
class Fortress:
    """A sidecar's folder, paired and indexed once, to be started again and again."""

    config: Config
    signer: Signer

    @classmethod
    async def build(cls, folder: Path) -> Fortress:
        """Pairs a sidecar and has it index the sample shop."""
        config = Config(
            data_dir=folder / "data",
            key_file=folder / "keys" / "store.key",
            model_dir=MODEL_DIR,
            socket=folder / "d.sock",
        )
        signer = Signer()
        with running(config) as sidecar:
            async with _channel(config) as channel:
                site = WordPress.at(channel, signer)
                await site.pair()
                await site.push([*sample_documents(), _document(INJECTED)])
            sidecar.process.terminate()
            await asyncio.to_thread(sidecar.process.wait)
        return cls(config, signer)

    async def besiege(self, name: str) -> Assault:
        """One turn whose providers both play the script of that name."""
        first, second = OpenAIServer([Says("Hello.")]), OpenAIServer([Says("Hello.")])
        with first as main, second as other, self._besieged(main, other) as sidecar:
            async with _channel(self.config) as channel:
                site = WordPress.at(channel, self.signer)
                site.results = {
                    "get_order_status": lambda asked: (
                        ORDER if asked["order_id"] == 1042 else "NOT_FOUND"
                    ),
                    "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
                    "search_products": {"products": [KETTLE]},
                }
                await _warmed(site, first)
                for server in (first, second):
                    _play(server, HOSTILE[name])
                resident_kb = _memory_kb(sidecar, "VmRSS", forget_peak=True)
                began = time.monotonic()
                heard = await site.ask(QUESTION, thread_id=secrets.token_hex(16))
                late_s = time.monotonic() - began - DEADLINE_S
                grown_kb = _memory_kb(sidecar, "VmHWM") - resident_kb
            counts = len(first.requests), len(second.requests)
            return Assault(
                name,
                heard,
                late_s,
                grown_kb / MEGABYTE_KB,
                sidecar.text,
                counts,
                tuple(tool for tool, _ in site.asked),
                INJECTED.text in first.texts,
            )

    @contextmanager
    def _besieged(self, main: str, other: str) -> Iterator[Sidecar]:
        second = {"name": "second", "base_url": other, "api_key": "sk-2", "planner": "other"}
        changes = {
            "LLM_BASE_URL": main,
            "LLM_MODEL": "hostile",
            "LLM_API_KEY": "sk-1",
            "PROVIDERS": json.dumps([second]),
            "TURN_DEADLINE_S": str(DEADLINE_S),
        }
        with running(self.config, **changes) as sidecar:
            yield sidecar


async def _warmed(site: WordPress, server: OpenAIServer) -> None:
    """Asks until the provider is reached: what is loaded late is loaded then."""
    for _ in range(WARMING_TURNS):
        await site.ask("Is the mug safe in the microwave?", thread_id=secrets.token_hex(16))
        if server.requests:
            return
    raise RuntimeError("the provider was never asked")


def _document(page: Passage) -> Document:
    """The page as WordPress sends it."""
    return Document(
        doc_id=page.doc_id,
        kind=page.kind,
        url=f"{SITE}/{page.doc_id}/",
        title=page.title,
        body_html=f"<p>{page.text}</p>",
        content_hash=hashlib.sha256(page.text.encode()).hexdigest(),
        locale="en-GB",
        updated_unix_ms=page.updated_unix_ms,
    )


def _play(server: OpenAIServer, answers: Iterable[Answer]) -> None:
    """Has the server give these answers from now on."""
    server.answers = [*answers]
    server.restart()


def _channel(config: Config) -> grpc.aio.Channel:
    return grpc.aio.insecure_channel(f"unix:{config.socket}")


def _memory_kb(sidecar: Sidecar, field: str, *, forget_peak: bool = False) -> int:
    process = Path(f"/proc/{sidecar.process.pid}")
    if forget_peak:
        (process / "clear_refs").write_text("5")
    line = next(
        line for line in (process / "status").read_text().splitlines() if line.startswith(field)
    )
    return int(line.split()[1])
