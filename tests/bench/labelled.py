"""The labelled retrieval sets (BEIR form) and an index of each, built once and kept.

The sets are for measuring only and live outside the repository; their README names the split: a
query belongs to the test half when the first hex digit of the SHA-256 of its id is 8 or above.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import math
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.index import build
from sidecar.index.generation import Generation
from sidecar.index.manifest import Manifest
from sidecar.index.segment import HEAD_DIMENSIONS
from sidecar.ingest.passages import prepare
from sidecar.store.documents import StoredDocument

ROOT = Path(__file__).resolve().parents[2]
MODEL_DIR = ROOT / "var" / "model"
CACHE = ROOT / "var" / "bench"


def data_folder() -> Path:
    """Where the labelled sets are: DESKHAND_BENCH_DATA, by default ../shared/data."""
    return Path(os.environ.get("DESKHAND_BENCH_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the addresses that answer it."""

    query_id: str
    text: str
    relevant: frozenset[str]

    @property
    def is_test(self) -> bool:
        """Whether it belongs to the test half."""
        return hashlib.sha256(self.query_id.encode()).hexdigest()[0] >= "8"


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A corpus as documents, and its questions that have an answer in it."""

    name: str
    corpus: str
    documents: list[StoredDocument]
    queries: list[Query]


def labelled_sets(folder: Path) -> Iterator[LabelledSet]:
    """Every set under `folder`; one per file of questions."""
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        rows = list(_rows(home))
        documents = [_document(home.name, row) for row in rows]
        addresses = {row["_id"]: item.url for row, item in zip(rows, documents, strict=True)}
        relevant = defaultdict(set)
        for line in (home / "qrels.tsv").read_text().splitlines()[1:]:
            query_id, doc_id, score = line.split("\t")
            if float(score) > 0 and doc_id in addresses:
                relevant[query_id].add(addresses[doc_id])
        for path in sorted(home.glob("queries*.jsonl")):
            suffix = path.stem.removeprefix("queries").replace("_", "-")
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            queries = [
                Query(line["_id"], line["text"], frozenset(relevant[line["_id"]]))
                for line in lines
                if relevant[line["_id"]]
            ]
            yield LabelledSet(home.name + suffix, home.name, documents, queries)


def index_of(
    documents: Sequence[StoredDocument], name: str, cache: Path, model_dir: Path
) -> Generation:
    """An index of `documents`, from `cache` when it was built before by the same model."""
    embedder = Embedder.open(model_dir, thread_count=2)
    digest = hashlib.sha256(f"{embedder.model.fingerprint} {HEAD_DIMENSIONS}".encode())
    for document in documents:
        digest.update(f"{document.doc_id} {document.content_hash}\n".encode())
    folder = cache / f"{name}-{digest.hexdigest()[:16]}"
    if not (folder / "manifest.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()

        def progress(stage: str, done: int, total: int) -> None:
            took = time.monotonic() - started
            print(f"\r{name}: {stage} {done}/{total} {took:.0f} s ", end="", file=sys.stderr)

        passages = prepare(documents, len(documents), embedder, progress)
        draft = Manifest(name, 0, embedder.model.fingerprint, {}, 0, {})
        build.bulk(folder, None, passages, (), draft, progress)
        print(file=sys.stderr)
    return Generation.trust(folder)


def metrics(found: Sequence[str], query: Query) -> dict[str, float]:
    """nDCG@10, recall@5 and MRR@10 of distinct addresses, best first."""
    hits = [url in query.relevant for url in found[:10]]
    gain = sum(hit / math.log2(rank + 2) for rank, hit in enumerate(hits))
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(query.relevant))))
    first = hits.index(True) + 1 if any(hits) else 0
    return {
        "nDCG@10": gain / ideal,
        "recall@5": sum(hits[:5]) / min(5, len(query.relevant)),
        "MRR@10": 1 / first if first else 0.0,
    }


def _rows(home: Path) -> Iterator[dict[str, str]]:
    packed = home / "corpus.jsonl.gz"
    plain = home / "corpus.jsonl"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
    for line in text.splitlines():
        yield json.loads(line)


def _document(name: str, row: dict[str, str]) -> StoredDocument:
    text = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].splitlines())
    url = row.get("url") or f"https://{name}.example/{row['_id']}"
    title = row.get("title") or row["text"][:60].rpartition(" ")[0]
    content = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    return StoredDocument(row["_id"], "page", url, title, text, content)
