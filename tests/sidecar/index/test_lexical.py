from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.index.lexical import Entry, LexicalIndex, stem_names, stems, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = ["Shipping to the UK takes two days.", "Café tables return.", "Nothing of note."]
    entries = [Entry(2**63 + n, n, f"Page {n}", "", text) for n, text in enumerate(texts)]
    write(tmp_path / "lexical", (), entries, bulk=True)
    return tmp_path / "lexical"


def keys(folder: Path, query: str) -> list[int]:
    found, scores = LexicalIndex(folder).search(dict.fromkeys(stems(query), 1.0), 10)
    assert list(scores) == sorted(scores, reverse=True)
    return [int(key) - 2**63 for key in found]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("shipping to: UK", [0]),
        ("ships", [0]),
        ("CAFE", [1]),
        ("returned?", [1]),
        ("what's up?", []),
        ("C++ (beta", []),
        ("the of and", []),
        ('"unclosed AND (', []),
        ("", []),
        ("🎉", []),
    ],
)
def test_whatever_is_typed_is_searched_by_its_words(
    folder: Path, query: str, expected: list[int]
) -> None:
    assert keys(folder, query) == expected


def test_removed_documents_are_gone_and_replaced_ones_are_new(folder: Path) -> None:
    write(folder, [0, 1], [Entry(2**63 + 1, 1, "Page 1", "", "Zebra")], bulk=False)
    assert keys(folder, "shipping") == keys(folder, "cafe") == []
    assert keys(folder, "zebra") == [1]
    assert LexicalIndex(folder).passage_count == 2


def test_a_rarer_word_weighs_more(folder: Path) -> None:
    common, rare, unknown = LexicalIndex(folder).rarity(["page", "uk", "zebra"])
    assert 0 < common < rare < unknown


def test_stems_are_distinct_and_named_alike_in_every_process() -> None:
    assert stems("Return, returns, returned!") == ["return"]
    assert stem_names(["return"]).tolist() == [0xA79E3F0F]
