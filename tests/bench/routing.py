"""Group `routing`: whether messages go where they should without a language model, and how fast.

The held-out pack was written apart from the router and its examples, and is read by nobody who
works on them. What the packs call out of scope is so in a shop as it is installed: whoever switches
refunds on wants the agent to see to "refund order 5531". Beside it stands what such a shop does.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.orchestrator.intent import Router
from sidecar.prompts import Prompts
from sidecar.v1.agent_pb2 import ToolSpec
from tests.bench import Figure
from tests.conftest import MODEL_DIR
from tests.fakes.shop import CUSTOMER_TOOLS
from tests.intents import packs, turns

REFUNDS = ("check_refund_policy", "issue_refund")
INSTALLED = [tool for tool in CUSTOMER_TOOLS if tool.name not in REFUNDS]


def figures() -> Iterator[Figure]:
    """Macro F1 over intents, and what out-of-scope messages make the agent do."""
    embedder = Embedder.open(MODEL_DIR)
    router = Router(Prompts.load().intents, embedder)
    pack = packs.load("held_out")
    score = packs.score(pack, asyncio.run(packs.routed(router, pack)))
    yield Figure("macro F1, held out", score.macro_f1, "", at_least=0.92)
    for intent, f1 in score.f1.items():
        yield Figure(f"F1, {intent}", f1, "")
    held_out = [item.text for item in pack if item.intent.startswith(packs.OUT_OF_SCOPE)]
    for name, messages in (("ours", packs.out_of_scope()), ("held out", held_out)):
        figure = f"out of scope, {name}: orders or tickets touched"
        yield Figure(figure, _touching(messages, embedder, INSTALLED), "%", at_most=1)
        yield Figure(f"{figure}, refunds on", _touching(messages, embedder, CUSTOMER_TOOLS), "%")
    times = asyncio.run(_times_ms(router, [item.text for item in pack]))
    yield Figure("time a message, P50", statistics.median(times), "ms")
    yield Figure("time a message, P95", sorted(times)[int(len(times) * 0.95)], "ms")
    embedding = [_embedding_ms(embedder, item.text) for item in pack]
    yield Figure("of that its embedding, P50", statistics.median(embedding), "ms")


def _touching(messages: Sequence[str], embedder: Embedder, tools: Sequence[ToolSpec]) -> float:
    """Per cent of the messages. Each turn would log a line among the figures."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        acting = asyncio.run(turns.acting(messages, Path(folder), embedder, tools))
    return 100 * len(acting) / len(messages)


async def _times_ms(router: Router, texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        await router.route(text)
        times.append((time.perf_counter() - began) * 1_000)
    return times


def _embedding_ms(embedder: Embedder, text: str) -> float:
    began = time.perf_counter()
    embedder.embed([text])
    return (time.perf_counter() - began) * 1_000
