"""The child process that builds large generations, so that serving keeps its memory and pace.

`python -m sidecar.ingest.worker` reads one JSON line that describes the job (`Job`) and one line
per document from its input, and writes JSON lines of progress `[stage, done, total]`; it exits 0
once the draft is sealed. It ends by itself when the process that started it is gone.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from sidecar.embedder import Embedder
from sidecar.index import build
from sidecar.index.generation import Generation
from sidecar.index.manifest import Manifest
from sidecar.ingest.passages import prepare
from sidecar.store.documents import StoredDocument

THREAD_COUNT = 2
NICENESS = 10


@dataclass(frozen=True, slots=True)
class Job:
    """One generation to build; `base` is empty to build from the documents alone."""

    generation: str
    draft: str
    base: str
    model_dir: str
    created_unix_ms: int
    document_count: int
    removed: tuple[str, ...]


def encode(value: Job | StoredDocument) -> bytes:
    """A line of the worker's input."""
    return json.dumps(asdict(value)).encode() + b"\n"


def run(lines: TextIO, out: TextIO, parent: int) -> None:
    """Builds and seals what `lines` describe."""
    job = Job(**json.loads(lines.readline()))

    def progress(*step: Any) -> None:
        if os.getppid() != parent:
            raise SystemExit("The sidecar is gone.")
        out.write(json.dumps(step) + "\n")
        out.flush()

    embedder = Embedder.open(Path(job.model_dir), THREAD_COUNT)
    passages = prepare(_documents(lines), job.document_count, embedder, progress)
    base = Generation.trust(Path(job.base)) if job.base else None
    manifest = Manifest(job.generation, job.created_unix_ms, embedder.model.fingerprint, {}, 0, {})
    build.bulk(Path(job.draft), base, passages, job.removed, manifest, progress)


def _documents(lines: TextIO) -> Iterator[StoredDocument]:
    for line in lines:
        values = json.loads(line)
        values["tags"], values["channels"] = tuple(values["tags"]), tuple(values["channels"])
        yield StoredDocument(**values)


if __name__ == "__main__":
    os.nice(NICENESS)
    run(sys.stdin, sys.stdout, os.getppid())
