"""The base segment as LanceDB tables: the store, and the engine beyond 150,000 passages.

The one door to LanceDB. It is imported when it is used: it takes 1.2 s and 180 to 400 MB, which a
small shop's serving process never pays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidecar.index.segment import Segment, Vectors

WINDOWS, PASSAGES = "windows", "passages"
# Up to here the resident arrays are faster, at about the same recall (docs/decisions.md, 45).
ENGINE_PASSAGE_COUNT = 150_000
BATCH_ROWS = 4_096
# Its graph is searched for so many times what is asked for; wider only takes longer.
SEARCHED_FACTOR = 2


def write(folder: Path, segment: Segment) -> None:
    """Stores a segment: `windows` (key, turned vector) and `passages` (key and texts)."""
    import lancedb
    from lancedb.index import IvfHnswSq

    database = lancedb.connect(str(folder))
    windows = database.create_table(WINDOWS, schema=_window_schema(segment))
    passages = database.create_table(PASSAGES, schema=_passage_schema())
    if len(segment.rows):
        windows.add(_window_batches(segment))
        passages.add(_passage_batches(segment))
    if len(segment.rows) > ENGINE_PASSAGE_COUNT:
        windows.create_index("vector", config=IvfHnswSq(distance_type="dot"))


class LanceWindows:
    """The windows of a large base segment, searched through LanceDB's own index."""

    def __init__(self, folder: Path) -> None:
        import lancedb

        self._table: Any = lancedb.connect(str(folder)).open_table(WINDOWS)

    def nearest(self, turned: Vectors, limit: int) -> NDArray[np.uint64]:
        """Keys of the passages of the nearest windows, at most `limit`; approximate.

        The more are asked for, the fewer of the nearest are missed.
        """
        found = (
            self._table.search(turned, vector_column_name="vector")
            .distance_type("dot")
            .select(["key", "_distance"])
            .ef(SEARCHED_FACTOR * limit)
            .limit(limit)
            .to_arrow()
        )
        keys: NDArray[np.uint64] = np.unique(found.column("key").to_numpy())
        return keys


def _window_schema(segment: Segment) -> Any:
    import pyarrow  # type: ignore[import-untyped]

    dimensions = segment.head.shape[1] + segment.tail.shape[1]
    vector = pyarrow.list_(pyarrow.float32(), dimensions)
    return pyarrow.schema([("key", pyarrow.uint64()), ("vector", vector)])


def _passage_schema() -> Any:
    import pyarrow

    texts = [(name, pyarrow.string()) for name in ("doc_id", "title", "url", "section", "text")]
    return pyarrow.schema([("key", pyarrow.uint64()), *texts])


def _window_batches(segment: Segment) -> Any:
    import pyarrow

    schema = _window_schema(segment)
    keys = np.repeat(segment.rows["key"], segment.rows["window_count"])
    for start in range(0, len(keys), BATCH_ROWS):
        part = slice(start, start + BATCH_ROWS)
        vectors = np.concatenate([segment.head[part], segment.tail[part]], axis=1)
        flat = pyarrow.array(vectors.ravel())
        column = pyarrow.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array(keys[part]), column], schema=schema)


def _passage_batches(segment: Segment) -> Any:
    import pyarrow

    schema = _passage_schema()
    for start in range(0, len(segment.rows), BATCH_ROWS):
        rows = range(start, min(start + BATCH_ROWS, len(segment.rows)))
        records = [
            {"key": int(segment.rows["key"][row])}
            | {name: segment.fields(row)[name] for name in schema.names[1:]}
            for row in rows
        ]
        yield pyarrow.RecordBatch.from_pylist(records, schema=schema)
