"""How fast content becomes searchable, how fast the sidecar starts, and what it holds in memory."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import grpc
import numpy as np
from grpc_health.v1 import health_pb2, health_pb2_grpc
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.index import lance
from sidecar.index.generation import Generation
from sidecar.index.segment import Vectors
from sidecar.ingest.child import Step
from sidecar.knowledge.candidates import Question
from sidecar.knowledge.choice import find
from sidecar.redaction import scrub
from sidecar.service.knowledge import INDEX_FOLDER, KnowledgeParts, knowledge_parts
from sidecar.store import Store, documents
from sidecar.store.documents import StoredDocument
from sidecar.store.key_file import load_or_create_key
from sidecar.telemetry import Metrics
from sidecar.v1.knowledge_pb2 import Document, PutDocumentsRequest
from tests.bench import Figure
from tests.bench.corpus import pages, questions, shop
from tests.bench.labelled import CACHE, MODEL_DIR, data_folder

RATE_PAGES = 150
SHOP_PASSAGES, LARGE_PASSAGES = 10_000, 100_000
QUESTION_COUNT, WARMING = 200, 20
KEPT_S = 20.0  # an index that was kept is there sooner
BATCH = 200
SAVES = 20
STARTS = 5
START_LIMIT_S = 30.0


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    CACHE.mkdir(parents=True, exist_ok=True)  # where indexes are, so that they can be linked
    with tempfile.TemporaryDirectory(prefix="run-", dir=CACHE) as folder:
        yield from asyncio.run(_rate(Path(folder, "rate")))
        home = Path(folder, "shop")
        asyncio.run(_furnish(home, SHOP_PASSAGES))
        yield from asyncio.run(_changes(home))
        yield from _start(home, f"{SHOP_PASSAGES:,} passages", limit_s=1, limit_mb=200)
        yield from _scale(Path(folder, "large"))


def _scale(home: Path) -> Iterator[Figure]:
    """Questions to a large shop: by the resident arrays, as served, and by LanceDB's index."""
    name = f"{LARGE_PASSAGES:,} passages"
    started = time.perf_counter()
    with patch.object(lance, "ENGINE_PASSAGE_COUNT", LARGE_PASSAGES - 1):
        generation = shop(data_folder(), LARGE_PASSAGES)
        by_lance = Generation.trust(generation.folder)
    if (took_s := time.perf_counter() - started) > KEPT_S:
        yield Figure(f"made and built, {name}", took_s, "s", at_most=300)
    served = Generation.trust(generation.folder)
    embedder = Embedder.open(MODEL_DIR)
    asked = questions(data_folder(), QUESTION_COUNT)
    ways = {"": served, " by LanceDB's index": by_lance}
    took_ms: dict[str, list[float]] = {way: [] for way in ways}
    for question in [*asked[:WARMING], *asked]:
        for way, known in ways.items():
            started = time.perf_counter()
            find(known, embedder, Question(scrub(question)))
            took_ms[way].append((time.perf_counter() - started) * 1000)
    exact = [_exact(served, embedder.embed([question])[0]) for question in asked]
    yield Figure(f"LanceDB's index is there, {name}", by_lance.uses_lance, "", at_least=1)
    for way, known in ways.items():
        p50, p95 = np.percentile(took_ms[way][WARMING:], [50, 95])
        held = [
            np.isin(best, known.nearest(known.turn(embedder.embed([question])[0]), 50)[0]).mean()
            for question, best in zip(asked, exact, strict=True)
        ]
        yield Figure(f"retrieval{way}, P50, {name}", p50, "ms")
        yield Figure(f"retrieval{way}, P95, {name}", p95, "ms", at_most=None if way else 10)
        yield Figure(f"the exact best 10 among our 50{way}, {name}", float(np.mean(held)), "")
    embedding_ms = []
    for question in asked:
        started = time.perf_counter()
        embedder.embed([question])
        embedding_ms.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(embedding_ms, [50, 95])
    yield Figure("of it, embedding alone, P50", p50, "ms")
    yield Figure("of it, embedding alone, P95", p95, "ms")
    asyncio.run(_furnish(home, LARGE_PASSAGES))
    yield from _start(home, name)


def _exact(generation: Generation, vector: Vectors) -> NDArray[np.int64]:
    """The rows of the ten nearest passages, all windows looked at."""
    (segment,) = generation.segments
    head, tail = np.split(generation.turn(vector), [segment.head.shape[1]])
    windows = segment.head @ head + segment.tail @ tail
    best: NDArray[np.int64] = np.argsort(-np.maximum.reduceat(windows, segment.starts))[:10]
    return best


async def _rate(home: Path) -> list[Figure]:
    """Passages and windows embedded a second by a first sync, its child's start left out."""
    async with _opened(home) as (_, parts):
        await parts.sync.put("bench-rate", pages(data_folder(), RATE_PAGES))
        times: dict[str, list[float]] = {}
        started = time.perf_counter()
        async for step in parts.sync.commit("bench-rate", full=True):
            times.setdefault(step.stage, []).append(time.perf_counter())
        took_s = times["embed"][-1] - times["embed"][0]
        status = parts.knowledge.status()
        folder = home / INDEX_FOLDER / status.generation
        windows = sum(len(np.load(path)) for path in folder.glob("segment-*/head.npy"))
        return [
            Figure("windows embedded", windows / took_s, "/s", at_least=90),
            Figure("passages cut and embedded", status.passage_count / took_s, "/s", at_least=35),
            Figure("windows a passage", windows / status.passage_count, ""),
            Figure(f"first sync of {RATE_PAGES} pages", time.perf_counter() - started, "s"),
        ]


async def _furnish(home: Path, count: int) -> None:
    """A data folder that holds `count` indexed pages."""
    generation = shop(data_folder(), count)
    target = home / INDEX_FOLDER / generation.name
    shutil.copytree(generation.folder, target, copy_function=os.link)
    store = Store.open(home / "deskhand.db", load_or_create_key(home.with_name("store.key")))
    held = [
        StoredDocument(doc_id, "page", f"https://shop.example/{doc_id}", doc_id, "<p>.</p>", digest)
        for doc_id, digest in generation.documents.items()
    ]
    now = time.time_ns() // 1_000_000
    await store.write(lambda db: documents.put(db, held, "bench-fill", now))
    await store.write(lambda db: documents.record_sync(db, now))
    store.close()


async def _changes(home: Path) -> list[Figure]:
    """Unchanged pages announced a second, and how long a saved page takes to be found."""
    async with _opened(home) as (store, parts):
        held = await store.read(documents.hashes)
        announced = [
            Document(
                doc_id=doc_id,
                kind="page",
                url=f"https://shop.example/{doc_id}",
                title=doc_id,
                content_hash=digest,
            )
            for doc_id, digest in held.items()
        ]
        started = time.perf_counter()
        for start in range(0, len(announced), BATCH):
            request = PutDocumentsRequest(
                sync_id="bench-again", documents=announced[start : start + BATCH]
            )
            response = await parts.calls.PutDocuments(request, None)
            assert response.unchanged_count == len(request.documents)
        unchanged = len(announced) / (time.perf_counter() - started)
        saves_ms = [await _save(parts, page) for page in pages(data_folder(), SAVES)]
        return [
            Figure("unchanged pages", unchanged, "/s", at_least=5_000),
            Figure("a saved page is found, median", statistics.median(saves_ms), "ms"),
            Figure(
                f"a saved page is found, P95, {SHOP_PASSAGES:,} passages",
                float(np.percentile(saves_ms, 95)),
                "ms",
                at_most=200,
            ),
        ]


async def _save(parts: KnowledgeParts, page: StoredDocument) -> float:
    """Milliseconds from putting a page until a search finds it."""
    word = f"quokka{page.doc_id.replace('-', '')}"
    body = f"<p>The {word} is here.</p>{page.body_html}"
    digest = hashlib.sha256(body.encode()).hexdigest()
    saved = replace(page, title=f"The {word}", body_html=body, content_hash=digest)
    started = time.perf_counter()
    await parts.sync.put("bench-save", [saved])
    steps: list[Step] = [step async for step in parts.sync.commit("bench-save", full=False)]
    found = await parts.knowledge.search(word)
    took_ms = (time.perf_counter() - started) * 1000
    if steps[-1].stage != "done" or found.passages[0].doc_id != page.doc_id:
        raise SystemExit("A saved page was not found.")
    return took_ms


def _start(
    home: Path, name: str, limit_s: float | None = None, limit_mb: float | None = None
) -> Iterator[Figure]:
    """Seconds from the command to serving, and what the process then holds."""
    took_s, held_mb = [], []
    for _ in range(STARTS):
        socket = home.with_name("bench.sock")
        environment = {
            **os.environ,
            "DESKHAND_DATA_DIR": str(home),
            "DESKHAND_KEY_FILE": str(home.with_name("store.key")),
            "DESKHAND_MODEL_DIR": str(MODEL_DIR),
            "DESKHAND_SOCKET": str(socket),
        }
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "sidecar", "serve"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_serving(server, socket)
            took_s.append(time.perf_counter() - started)
            held_mb.append(_resident_mb(server.pid))
        finally:
            server.terminate()
            server.wait()
    cold_s, idle_mb = statistics.median(took_s), statistics.median(held_mb)
    yield Figure(f"cold start to serving, {name}", cold_s, "s", at_most=limit_s)
    yield Figure(f"idle memory, {name}", idle_mb, "MB", at_most=limit_mb)


def _await_serving(server: subprocess.Popen[bytes], socket: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        if socket.exists():
            options = [("grpc.enable_http_proxy", 0)]
            with grpc.insecure_channel(f"unix:{socket}", options=options) as channel:
                stub = health_pb2_grpc.HealthStub(channel)
                try:
                    answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=START_LIMIT_S)
                except grpc.RpcError:
                    continue
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                return
        time.sleep(0.005)
    raise SystemExit("The sidecar did not start.")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def _opened(home: Path) -> AsyncIterator[tuple[Store, KnowledgeParts]]:
    store = Store.open(home / "deskhand.db", load_or_create_key(home.with_name("store.key")))
    try:
        async with knowledge_parts(
            store, home, MODEL_DIR, 48, lambda: (), None, "", Metrics()
        ) as parts:
            yield store, parts
    finally:
        store.close()
