"""How long chromadb, and sqlite-vec with FTS5, take for the same questions on the same passages.

Run by `tests.bench.retrieval` in an interpreter that has them (`tests/bench/requirements.txt`):
`python tests/bench/rivals.py FOLDER`, where `vectors.npy` (p, d), `questions.npy` (q, d) and
`texts.json` lie; imports nothing of the project. Prints JSON: milliseconds of each question by
name; a rival that is not installed is left out.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

LIMIT = 50
RRF_K = 60
BATCH_ROWS = 2_000

Search = Callable[[str, Any], Sequence[int]]


def chromadb_dense(folder: Path, texts: list[str], vectors: Any) -> Search:
    """Its HNSW index with cosine distance, and the texts of the hits."""
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    table = client.create_collection("passages", metadata={"hnsw:space": "cosine"})
    for start in range(0, len(texts), BATCH_ROWS):
        part = range(start, min(start + BATCH_ROWS, len(texts)))
        table.add(
            ids=[str(row) for row in part],
            embeddings=vectors[part.start : part.stop],
            documents=texts[part.start : part.stop],
        )
    return lambda _, vector: [
        int(row) for row in table.query([vector], n_results=LIMIT, include=["documents"])["ids"][0]
    ]


def sqlite_hybrid(folder: Path, texts: list[str], vectors: Any) -> Search:
    """Exact nearest vectors and BM25 of stems, joined by reciprocal rank fusion."""
    import pysqlite3 as sqlite3  # many builds of Python load no extensions into their own
    import sqlite_vec

    database = sqlite3.connect(str(folder / "passages.db"))
    database.enable_load_extension(True)
    sqlite_vec.load(database)
    database.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')")
    database.execute(
        f"CREATE VIRTUAL TABLE near USING vec0(v float[{vectors.shape[1]}] distance_metric=cosine)"
    )
    rows = [(row, text) for row, text in enumerate(texts)]
    database.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", rows)
    blobs = ((row, vector.tobytes()) for row, vector in enumerate(vectors))
    database.executemany("INSERT INTO near (rowid, v) VALUES (?, ?)", blobs)
    database.commit()

    def search(text: str, vector: Any) -> list[int]:
        asked = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        by_words = database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (asked, LIMIT)
        )
        by_meaning = database.execute(
            "SELECT rowid FROM near WHERE v MATCH ? AND k = ? ORDER BY distance",
            (vector.tobytes(), LIMIT),
        )
        scores: dict[int, float] = defaultdict(float)
        for found in (by_words, by_meaning):
            for rank, (row,) in enumerate(found, 1):
                scores[row] += 1 / (RRF_K + rank)
        best = sorted(scores, key=lambda row: -scores[row])[:LIMIT]
        marks = ", ".join("?" * len(best))
        database.execute(f"SELECT text FROM words WHERE rowid IN ({marks})", best).fetchall()
        return best

    return search


RIVALS = {"chromadb, dense": chromadb_dense, "sqlite-vec + FTS5": sqlite_hybrid}


def main(folder: Path) -> None:
    """Measures every rival that is installed."""
    asked = json.loads((folder / "texts.json").read_text())
    vectors, questions = np.load(folder / "vectors.npy"), np.load(folder / "questions.npy")
    took: dict[str, list[float]] = {}
    for name, open_rival in RIVALS.items():
        try:
            search = open_rival(folder, asked["passages"], vectors)
        except ImportError:
            continue
        pairs = list(zip(asked["questions"], questions, strict=True))
        runs = []
        for text, vector in [*pairs[:20], *pairs]:
            started = time.perf_counter()
            search(text, vector)
            runs.append((time.perf_counter() - started) * 1000)
        took[name] = runs[20:]
    print(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
