"""The child process that builds large generations, so that serving keeps its memory and pace.

`python -m sidecar.ingest.worker PARENT` reads a `Blueprint` and its documents, a JSON line each,
and writes JSON lines of progress `[stage, done, total]`; it exits 0 once the draft is sealed. It
ends with PARENT, the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from sidecar.embedder import Embedder
from sidecar.index import build
from sidecar.index.generation import Generation
from sidecar.index.manifest import Manifest
from sidecar.ingest.blueprint import documents, read_blueprint
from sidecar.ingest.passages import prepare
from sidecar.ingest.spill import Spill
from sidecar.lifeline import tie

THREAD_COUNT = 2
NICENESS = 10


def run(lines: TextIO, out: TextIO) -> None:
    """Builds and seals what `lines` describe."""
    blueprint = read_blueprint(lines)

    def progress(*step: Any) -> None:
        out.write(json.dumps(step) + "\n")
        out.flush()

    embedder = Embedder.open(Path(blueprint.model_dir), THREAD_COUNT)
    with closing(Spill(embedder, Path(blueprint.spill))) as spill:
        count, language = blueprint.document_count, blueprint.language
        passages = prepare(documents(lines), count, embedder, progress, spill, language)
    base = Generation.trust(Path(blueprint.base)) if blueprint.base else None
    manifest = Manifest(
        blueprint.generation,
        blueprint.created_unix_ms,
        embedder.model.fingerprint,
        {},
        0,
        {},
        language=language,
    )
    build.bulk(Path(blueprint.draft), base, passages, blueprint.removed, manifest, progress)


if __name__ == "__main__":
    os.nice(NICENESS)
    tie(int(sys.argv[1]))
    run(sys.stdin, sys.stdout)
