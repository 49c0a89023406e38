"""The child process that makes a mirror, so that serving keeps its memory and pace.

`python -m sidecar.evaluation.worker FOLDER MODEL_DIR PARENT` reads a JSON array of hidden document
ids and writes JSON lines: `[stage, done, total]`, and in the end the mirror, a serialised
GetMirrorResponse in base64. It ends with PARENT, the process that started it.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from sidecar.embedder import Embedder
from sidecar.evaluation.mirror import make
from sidecar.lifeline import tie

NICENESS = 15  # less than indexing: a mirror is in nobody's way


def main(folder: Path, model_dir: Path) -> None:
    """Makes the mirror of one generation."""

    def write(value: Any) -> None:
        print(json.dumps(value), flush=True)

    hidden = json.loads(sys.stdin.read())
    embedder = Embedder.open(model_dir)
    mirror = make(folder, hidden, embedder, lambda *step: write(step))
    write(base64.b64encode(mirror.SerializeToString()).decode())


if __name__ == "__main__":
    os.nice(NICENESS)
    tie(int(sys.argv[3]))
    main(Path(sys.argv[1]), Path(sys.argv[2]))
