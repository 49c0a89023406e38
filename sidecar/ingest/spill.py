"""The vectors of windows, each made once, and kept on the disk until a build has been switched to.

A build that was killed goes on from what its spill holds, and a page with a thousand copies is
embedded once. A record is torn when the system died while it was written: the spill ends before.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from sidecar.embedder import Embedder, Rows


class Spill:
    """Vectors by the token ids they were made of; without a `path` in memory alone."""

    def __init__(self, embedder: Embedder, path: Path | None = None) -> None:
        self._embedder = embedder
        self._record = np.dtype(
            [("name", "V16"), ("crc", "<u4"), ("vector", "<f4", embedder.model.dimensions)]
        )
        self._vectors: list[Rows] = []
        self._places: dict[bytes, int] = {}
        self._file = None if path is None else path.open("ab")
        if path is not None:
            self._resume(path)

    def places(self, windows: Sequence[Sequence[int]]) -> list[int]:
        """Where in `vectors()` that of each window is; makes those that are not there yet."""
        names = [self._name(window) for window in windows]
        fresh = {
            name: window
            for name, window in zip(names, windows, strict=True)
            if name not in self._places
        }
        if fresh:
            vectors = self._embedder.embed_tokens(list(fresh.values()))
            self._keep(list(fresh), vectors)
            self._write(list(fresh), vectors)
        return [self._places[name] for name in names]

    def vectors(self) -> Rows:
        """(n, d) every vector, in the order in which they were made."""
        return np.concatenate(
            [np.empty((0, self._embedder.model.dimensions), np.float32), *self._vectors]
        )

    def close(self) -> None:
        """Lets go of the file, which stays."""
        if self._file is not None:
            self._file.close()

    def _resume(self, path: Path) -> None:
        """Takes the whole records of an earlier build and cuts off what follows them."""
        content = path.read_bytes()
        count = len(content) // self._record.itemsize
        records = np.frombuffer(content, self._record, count)
        whole = [bool(_crc(record) == record["crc"]) for record in records]
        count = whole.index(False) if False in whole else count
        os.truncate(path, count * self._record.itemsize)
        self._keep(
            [record["name"].tobytes() for record in records[:count]], records["vector"][:count]
        )

    def _keep(self, names: Sequence[bytes], vectors: Rows) -> None:
        first = len(self._places)
        self._places |= {name: place for place, name in enumerate(names, first)}
        self._vectors.append(vectors)

    def _write(self, names: Sequence[bytes], vectors: Rows) -> None:
        if self._file is None:
            return
        records = np.zeros(len(names), self._record)
        for record, name, vector in zip(records, names, vectors, strict=True):
            record["name"], record["vector"] = np.void(name), vector
            record["crc"] = _crc(record)
        self._file.write(records.tobytes())
        self._file.flush()

    def _name(self, window: Sequence[int]) -> bytes:
        """What a vector is made of: the model and the tokens."""
        tokens = np.array(window, np.uint32).tobytes()
        key = bytes.fromhex(self._embedder.model.fingerprint)
        return blake2b(tokens, digest_size=16, key=key).digest()


def _crc(record: np.void) -> int:
    return zlib.crc32(record["vector"].tobytes(), zlib.crc32(record["name"].tobytes()))
