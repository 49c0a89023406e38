from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sidecar.embedder import Embedder, Rows
from sidecar.ingest.passages import prepare
from sidecar.ingest.spill import Spill
from tests.sidecar.shop import page

WINDOWS = [[101 + n, 2_000 + n, 3_000] for n in range(5)]


class Counting(Embedder):
    """The real model, with a count of what it was asked to embed."""

    @classmethod
    def of(cls, embedder: Embedder) -> Counting:
        counting = cls(embedder.model, embedder._session, embedder.tokenizer, 1)
        counting.rows = 0
        return counting

    def embed_tokens(self, rows: Sequence[Sequence[int]]) -> Rows:
        self.rows += len(rows)
        return super().embed_tokens(rows)

    rows: int


@pytest.fixture
def counting(embedder: Embedder) -> Counting:
    return Counting.of(embedder)


def vectors(embedder: Embedder, path: Path, windows: list[list[int]]) -> Rows:
    spill = Spill(embedder, path)
    places = spill.places(windows)
    spill.close()
    return spill.vectors()[places]


def test_what_an_earlier_build_embedded_is_taken_from_the_disk(
    counting: Counting, tmp_path: Path
) -> None:
    vectors(counting, tmp_path / "spill", WINDOWS[:3])
    found = vectors(counting, tmp_path / "spill", [*WINDOWS, WINDOWS[0]])
    assert counting.rows == 5
    assert np.array_equal(found, counting.embed_tokens([*WINDOWS, WINDOWS[0]]))


@pytest.mark.parametrize("at", [-10, -2_000, 3])
def test_from_a_damaged_record_on_they_are_embedded_again(
    counting: Counting, tmp_path: Path, at: int
) -> None:
    path = tmp_path / "spill"
    vectors(counting, path, WINDOWS[:3])
    content = bytearray(path.read_bytes())
    content[at] ^= 0x40
    path.write_bytes(content)
    found = vectors(counting, path, WINDOWS)
    assert np.array_equal(found, counting.embed_tokens(WINDOWS))
    again = counting.rows
    vectors(counting, path, WINDOWS)
    assert counting.rows == again


def test_a_torn_record_is_cut_off(counting: Counting, tmp_path: Path) -> None:
    path = tmp_path / "spill"
    vectors(counting, path, WINDOWS[:3])
    path.write_bytes(path.read_bytes()[:-10])
    vectors(counting, path, WINDOWS[:3])
    assert counting.rows == 4
    vectors(counting, path, WINDOWS[:3])
    assert counting.rows == 4


def test_the_vectors_of_another_model_are_not_taken(counting: Counting, tmp_path: Path) -> None:
    vectors(counting, tmp_path / "spill", WINDOWS)
    counting.model = replace(counting.model, fingerprint="0f" * 32)
    vectors(counting, tmp_path / "spill", WINDOWS)
    assert counting.rows == 10


def test_a_thousand_copies_of_a_page_are_embedded_once(counting: Counting) -> None:
    copies = [page(f"copy-{n}", "Parcels", "<p>They leave on Monday.</p>") for n in range(1_000)]
    passages = prepare(copies, len(copies), counting, lambda *_: None)
    assert counting.rows == 1
    assert len(passages.records) == len(passages.vectors) == len(passages.documents) == 1_000
