from __future__ import annotations

import pytest

from sidecar.errors import IndexUnavailable
from sidecar.knowledge import choice
from sidecar.knowledge.fusion import WEIGHTS
from sidecar.knowledge.query import Beside
from sidecar.nouns import Explanation
from tests.sidecar.shop import RETURNS, TENT, Library


async def explained(library: Library, query: str, **options: object) -> dict[str, Explanation]:
    found = await library.knowledge.search(query, explain=True, **options)  # type: ignore[arg-type]
    assert all(passage.explanation for passage in found.passages)
    return {passage.doc_id: passage.explanation for passage in found.passages}  # type: ignore[misc]


async def test_each_passage_says_what_speaks_for_it(library: Library) -> None:
    query = "How long do I have to send something back?"
    found = await library.knowledge.search(query, explain=True)
    for passage in found.passages:
        explanation = passage.explanation
        assert explanation is not None
        assert [signal.name for signal in explanation.signals] == list(WEIGHTS["fusion"])
        added = sum(signal.contribution for signal in explanation.signals)
        assert added == pytest.approx(passage.score, abs=1e-6)
    best = found.passages[0].explanation
    assert best is not None
    assert best.meaning_rank == 1 and best.word_rank >= 0
    assert best.text.endswith("1 by meaning.")


async def test_a_search_says_nothing_that_was_not_asked_for(library: Library) -> None:
    found = await library.knowledge.search("tent")
    assert all(passage.explanation is None for passage in found.passages)


async def test_what_a_rule_put_in_its_place_says_which(library: Library) -> None:
    query = "Can I exchange the enamel camping mug Fjell tent boots gift card?"
    by_rule = await explained(library, query, product_id=42, top_k=2)
    assert by_rule[TENT.doc_id].text == choice.BY_PRODUCT
    assert by_rule[RETURNS.doc_id].text == choice.BY_POLICY
    in_german = await explained(library, "Stiefel einlaufen boots size", locale="de", top_k=2)
    assert in_german.pop("rueckgabe").text.startswith("Its place is by its score")
    assert [explanation.text for explanation in in_german.values()] == [
        "Its score counts 85% because it is not in the language that was asked for."
    ]


async def test_a_question_is_explained_beside_the_process_that_serves(library: Library) -> None:
    beside = Beside.open(library.folder, library.embedder)
    served = await library.knowledge.search("tent", top_k=2, explain=True)
    assert beside.find("tent", top_k=2, explain=True) == served
    nothing = beside.find("[EMAIL_1]")
    assert (nothing.passages, nothing.confidence) == ((), 0.0)


async def test_a_folder_without_an_index_is_named(library: Library) -> None:
    with pytest.raises(IndexUnavailable) as refused:
        Beside.open(library.folder / "none", library.embedder)
    assert refused.value.reason == "INDEX_EMPTY"
