"""What the child process is told to build, as lines on its input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TextIO

from sidecar.store.documents import StoredDocument


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One generation to build; `base` is empty to build from the documents alone."""

    generation: str
    draft: str
    base: str
    spill: str
    model_dir: str
    created_unix_ms: int
    document_count: int
    language: str
    removed: tuple[str, ...]


def encode(value: Blueprint | StoredDocument) -> bytes:
    """A line of the worker's input."""
    return json.dumps(asdict(value)).encode() + b"\n"


def read_blueprint(lines: TextIO) -> Blueprint:
    """The first line."""
    return Blueprint(**json.loads(lines.readline()))


def documents(lines: TextIO) -> Iterator[StoredDocument]:
    """The lines that follow."""
    for line in lines:
        values = json.loads(line)
        values["tags"], values["channels"] = tuple(values["tags"]), tuple(values["channels"])
        yield StoredDocument(**values)
