from __future__ import annotations

from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sidecar.index import build, lance
from sidecar.index import generation as module
from sidecar.index.generation import Generation
from sidecar.index.lexical import stem_names, stems
from sidecar.index.manifest import Manifest
from sidecar.index.segment import PassageRecord, Vectors, hash64

DIMENSIONS = 384
DRAFT = Manifest("g1", 0, "model", {}, 0, {})


def passages(count: int, seed: int = 7, prefix: str = "doc") -> build.Passages:
    """Passages of one to three windows with random unit vectors, each a document."""
    chance = np.random.default_rng(seed)
    records = []
    for number in range(count):
        doc_id, text = f"{prefix}-{number}", f"parcel {number} of {prefix}"
        fields = {"doc_id": doc_id, "title": "T", "url": doc_id, "section": "", "text": text}
        key, windows = hash64(doc_id + str(seed)), int(chance.integers(1, 4))
        terms = stem_names(stems(f"T {text}"))
        records.append(
            PassageRecord(key, doc_id, doc_id, key, number, 0, 0, "", fields, windows, terms)
        )
    vectors = chance.standard_normal((sum(r.window_count for r in records), DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    hashes = {record.doc_id: "hash" for record in records}
    return build.Passages(records, vectors.astype(np.float32), hashes)


def built(folder: Path, added: build.Passages) -> Generation:
    build.bulk(folder, None, added, (), DRAFT, lambda *_: None)
    return Generation.open(folder)


def best_documents(added: build.Passages, vector: Vectors, limit: int) -> list[str]:
    """What comparing every window with the question gives."""
    owners = [record.doc_id for record in added.records for _ in range(record.window_count)]
    order = np.argsort(-(added.vectors @ vector))
    return list(dict.fromkeys(owners[at] for at in order))[:limit]


def found_documents(generation: Generation, vector: Vectors, limit: int) -> list[str]:
    rows, cosines = generation.nearest(generation.turn(vector), limit)
    assert len(rows) <= limit and list(rows) == sorted(set(rows))
    best_first = rows[np.argsort(-cosines)]
    return [generation.fields(int(row))["doc_id"] for row in best_first]


def test_the_scan_of_heads_finds_what_comparing_every_window_finds(tmp_path: Path) -> None:
    added = passages(300)
    generation = built(tmp_path / "g1", added)
    chance = np.random.default_rng(1)
    for number in range(20):
        near = added.vectors[number * 7] + chance.standard_normal(DIMENSIONS) * 0.02
        vector = (near / np.linalg.norm(near)).astype(np.float32)
        exact = best_documents(added, vector, 1)
        assert found_documents(generation, vector, 10)[:1] == exact


def test_scores_are_the_cosines_of_the_best_windows(tmp_path: Path) -> None:
    added = passages(40)
    generation = built(tmp_path / "g1", added)
    vector = added.vectors[11]
    rows, scores = generation.nearest(generation.turn(vector), 5)
    for row, score in zip(rows, scores, strict=True):
        start = int(generation.segments[0].starts[row])
        end = start + int(generation.rows["window_count"][row])
        assert score == pytest.approx(float((added.vectors[start:end] @ vector).max()), abs=1e-3)


def test_rows_that_are_asked_for_come_with_their_cosines_however_far(tmp_path: Path) -> None:
    added = passages(module.RESCORED_COUNT + 30)
    build.bulk(tmp_path / "g1", None, added, (), DRAFT, lambda *_: None)
    build.delta(
        tmp_path / "g2",
        Generation.open(tmp_path / "g1"),
        passages(3, prefix="late"),
        (),
        replace(DRAFT, generation="g2"),
        lambda *_: None,
    )
    generation = Generation.open(tmp_path / "g2")
    vector = added.vectors[11]
    last = len(generation.rows) - 1
    turned = generation.turn(vector)
    every, cosines = generation.nearest(turned, last + 1, [np.arange(last + 1)])
    assert list(every) == list(range(last + 1))
    farthest = [int(np.argmin(cosines)), last]
    rows, scores = generation.nearest(turned, 2, [np.array(farthest[:1]), np.array(farthest[1:])])
    assert set(farthest) < set(rows.tolist()) and len(rows) == 4
    assert scores == pytest.approx(cosines[rows], abs=1e-5)
    generation.hide([generation.fields(row)["doc_id"] for row in farthest])
    assert not set(farthest) & set(generation.nearest(turned, last + 1)[0].tolist())


def test_a_delta_replaces_removes_and_adds(tmp_path: Path) -> None:
    base_passages, fresh = passages(30), passages(2, seed=9)
    base = built(tmp_path / "g1", base_passages)
    draft = Manifest("g2", 0, "model", {}, 0, {})
    build.delta(tmp_path / "g2", base, fresh, ["doc-5"], draft, lambda *_: None)
    generation = Generation.open(tmp_path / "g2", base)
    assert len(generation.documents) == generation.passage_count == 29
    assert generation.lexical.passage_count == 29
    old = base_passages.vectors[0]
    assert found_documents(generation, fresh.vectors[0], 1) == ["doc-0"]
    rows, scores = generation.nearest(generation.turn(old), 29)
    assert scores.max() < 0.99
    rows, _ = generation.matching(dict.fromkeys(stems("parcel 5"), 1.0), 50)
    assert "doc-5" not in [generation.fields(int(row))["doc_id"] for row in rows]


def test_small_segments_are_folded_into_one(tmp_path: Path) -> None:
    generation = built(tmp_path / "g1", passages(30))
    for number in range(2, 14):
        draft = Manifest(f"g{number}", 0, "model", {}, 0, {})
        added = passages(1, seed=number, prefix=f"new{number}")
        folder = tmp_path / draft.generation
        build.delta(folder, generation, added, (), draft, lambda *_: None)
        generation = Generation.open(folder, generation)
        assert len(generation.segments) <= build.MAX_SMALL_SEGMENTS + 1
        assert found_documents(generation, added.vectors[0], 1) == [f"new{number}-0"]
    assert generation.passage_count == generation.lexical.passage_count == 42
    assert len(generation.documents) == 42


def test_a_bulk_build_carries_over_what_has_not_changed(tmp_path: Path) -> None:
    added = passages(30)
    base = built(tmp_path / "g1", added)
    draft, fresh = Manifest("g2", 0, "model", {}, 0, {}), passages(200, seed=3, prefix="more")
    build.bulk(tmp_path / "g2", base, fresh, ["doc-3"], draft, lambda *_: None)
    generation = Generation.open(tmp_path / "g2")
    assert generation.manifest.fitted_count > base.manifest.fitted_count
    assert len(generation.documents) == 229
    assert found_documents(generation, added.vectors[0], 1) == ["doc-0"]
    assert found_documents(generation, fresh.vectors[0], 1) == ["more-0"]


def test_coverage_is_the_share_of_the_weights_of_the_terms_that_are_held(tmp_path: Path) -> None:
    generation = built(tmp_path / "g1", passages(5))
    names = stem_names(stems("parcel 3 zebra"))
    weights = np.array([1, 2, 5], np.float32)
    rows = np.arange(5)
    assert generation.coverage(rows, names, weights) == pytest.approx([1 / 8] * 3 + [3 / 8, 1 / 8])
    assert list(generation.coverage(rows, names[:0], weights[:0])) == [0] * 5


def with_copies(count: int) -> build.Passages:
    """Thirty passages, and `count` that read as the first and would outdo all others."""
    few, many = passages(30), passages(count, prefix="copy")
    copies = [replace(record, window_count=1, content=1) for record in many.records]
    return build.Passages(
        [*few.records, *copies],
        np.concatenate([few.vectors, np.repeat(few.vectors[:1], count, axis=0)]),
        few.documents | many.documents,
    )


@pytest.mark.parametrize("engine_count", [10_000, 500])
def test_a_thousand_copies_drown_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine_count: int
) -> None:
    monkeypatch.setattr(lance, "ENGINE_PASSAGE_COUNT", engine_count)
    added = with_copies(1_000)
    generation = built(tmp_path / "g1", added)
    found = found_documents(generation, added.vectors[0], 20)
    assert sum(doc_id.startswith("copy") for doc_id in found) == module.MAX_COPIES
    assert found[0] in {"doc-0", *(f"copy-{n}" for n in range(1_000))}
    rows, _ = generation.matching(dict.fromkeys(stems("parcel copy"), 1.0), 20)
    words = [generation.fields(int(row))["doc_id"] for row in rows]
    assert sum(doc_id.startswith("copy") for doc_id in words) == module.MAX_COPIES
    assert len(words) > module.MAX_COPIES
    generation.hide([doc_id for doc_id in found if doc_id.startswith("copy")])
    again = found_documents(generation, added.vectors[0], 20)
    assert sum(doc_id.startswith("copy") for doc_id in again) == module.MAX_COPIES
    assert generation.passage_count == 1_026


def test_a_copy_leaves_out_what_the_original_still_finds(tmp_path: Path) -> None:
    added = passages(40)
    generation = built(tmp_path / "g1", added)
    first, second = found_documents(generation, added.vectors[0], 2)
    thinned = copy(generation)
    thinned.leave_out(np.array([0]))
    assert found_documents(thinned, added.vectors[0], 1) == [second]
    assert found_documents(generation, added.vectors[0], 1) == [first]
    assert thinned.passage_count == generation.passage_count - 1


def test_a_generation_of_nothing_finds_nothing(tmp_path: Path) -> None:
    generation = built(tmp_path / "g1", passages(0))
    assert found_documents(generation, np.ones(DIMENSIONS, np.float32), 5) == []
    assert len(generation.matching(dict.fromkeys(stems("parcel"), 1.0), 5)[0]) == 0


def test_a_large_base_is_searched_through_lancedb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lance, "ENGINE_PASSAGE_COUNT", 400)
    added = passages(600)
    generation = built(tmp_path / "g1", added)
    assert generation.uses_lance
    hits = 0
    for number in range(20):
        vector = added.vectors[number * 31]
        hits += found_documents(generation, vector, 5)[:1] == best_documents(added, vector, 1)
    assert hits >= 19
