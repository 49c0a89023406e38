from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sidecar.errors import IndexUnavailable
from sidecar.knowledge import query as module
from sidecar.v1.knowledge_pb2 import IndexState
from tests.sidecar.shop import (
    HOUR_MS,
    MODEL_DIR,
    RETURNS,
    SHIPPING,
    TENT,
    WARRANTY,
    Library,
    page,
)

ODD_QUERIES = [
    "what's up?",
    "C++ (beta",
    "shipping to: UK",
    "the of and is",
    "🎉🎉",
    "متى يصل طلبي؟",
    'AND OR NOT title:* ~5 "unclosed',
    "a" * 4_000,
    "\x00\x01",
    "[EMAIL_1] [ORDER]",
]


async def test_an_answer_is_found_with_what_a_citation_needs(library: Library) -> None:
    found = await library.knowledge.search("How long do I have to send something back?")
    best = found.passages[0]
    assert (best.doc_id, best.title, best.url) == ("returns", RETURNS.title, RETURNS.url)
    assert "30 days" in best.text
    assert best.section == "How long you have"
    assert 0 < best.score <= 1
    assert best.updated_unix_ms == RETURNS.updated_unix_ms
    assert found.generation == library.shelf.current.name  # type: ignore[union-attr]


async def test_two_documents_at_one_address_give_one_passage(library: Library) -> None:
    found = await library.knowledge.search("which size of boots", top_k=5)
    urls = [passage.url for passage in found.passages]
    assert len(urls) == len(set(urls))
    assert "https://shop.example/sizes/" in urls


@pytest.mark.parametrize("top_k, count", [(1, 1), (3, 3), (5, 5), (9, 5)])
async def test_no_more_than_asked_for_and_five_comes_back(
    library: Library, top_k: int, count: int
) -> None:
    assert len(await library.found("tent", top_k=top_k)) == count


@pytest.mark.parametrize(
    "query, policy",
    [
        ("Can I exchange the enamel camping mug Fjell tent boots gift card?", RETURNS),
        ("Looking after a tent: is machine washing a defect under warranty?", WARRANTY),
        ("Gift cards for boots: do you ship opening hours Leeds", SHIPPING),
    ],
)
@pytest.mark.parametrize("top_k", [1, 3])
async def test_a_question_on_a_policy_always_gets_that_policy(
    library: Library, query: str, policy: object, top_k: int
) -> None:
    assert policy.doc_id in await library.found(query, top_k=top_k)  # type: ignore[attr-defined]


async def test_the_product_of_the_page_comes_first(library: Library) -> None:
    query = "Can I machine wash it or put it into the microwave?"
    assert (await library.found(query, product_id=42))[0] == TENT.doc_id
    assert (await library.found(query, product_id=41))[0] == "product-mug"


async def test_the_product_of_the_page_leaves_room_for_the_policy(library: Library) -> None:
    found = await library.found("What if it is faulty, is there a warranty?", product_id=42)
    assert found[0] == TENT.doc_id
    assert WARRANTY.doc_id in found


async def test_a_passage_in_the_preferred_language_wins(library: Library) -> None:
    query = "Stiefel boots size einlaufen"
    assert (await library.found(query, locale="de_AT"))[0] == "rueckgabe"
    await library.save(page("hours-de", "Boots", "<p>Boots size one up</p>", locale="de"))
    english = await library.found("boots size one up", locale="en_GB", top_k=5)
    assert english[0] != "hours-de"


async def test_content_for_other_channels_is_not_quoted(library: Library) -> None:
    assert "staff-only" not in await library.found("secret handshake for Slack", top_k=5)


async def test_a_deleted_document_is_gone_before_any_commit(library: Library) -> None:
    query = "how to look after and dry a tent"
    assert (await library.found(query))[0] == "tent-care"
    assert await library.sync.delete(["tent-care", "never-was"]) == 1
    assert "tent-care" not in await library.found(query, top_k=5)
    library = await library.reopened()
    assert "tent-care" not in await library.found(query, top_k=5)


@pytest.mark.parametrize("query", ODD_QUERIES)
async def test_whatever_is_typed_gets_an_answer_or_nothing(library: Library, query: str) -> None:
    found = await library.knowledge.search(query)
    assert 0 <= found.confidence <= 1


@pytest.mark.parametrize("query", ["", "   ", "[EMAIL_1]"])
async def test_nothing_to_search_for_finds_nothing(library: Library, query: str) -> None:
    found = await library.knowledge.search(query)
    assert (found.passages, found.confidence) == ((), 0.0)


async def test_personal_data_is_masked_before_it_is_embedded(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    tokens = library.embedder.tokens
    monkeypatch.setattr(
        type(library.embedder), "tokens", lambda self, text: (seen.append(text), tokens(text))[1]
    )
    await library.knowledge.search("Where is my refund? I am at jane.roe@example.test")
    assert "refund" in seen[0]
    assert "jane" not in seen[0] and "EMAIL" not in seen[0]


async def test_confidence_tells_an_answerable_question_from_another(library: Library) -> None:
    async def confidence(query: str) -> float:
        return (await library.knowledge.search(query)).confidence

    assert await confidence("How many days do I have to return something unused?") > 0.6
    assert await confidence("Who won the chess world championship in 1972?") < 0.3


async def test_search_is_off_while_nothing_is_indexed(empty_library: Library) -> None:
    assert empty_library.knowledge.status().state == IndexState.INDEX_STATE_EMPTY
    with pytest.raises(IndexUnavailable) as refused:
        await empty_library.knowledge.search("anything")
    assert refused.value.reason == "INDEX_EMPTY"


async def test_search_is_off_from_the_setting_s_hours_after_the_last_sync(
    library: Library,
) -> None:
    library.clock.now_unix_ms += 48 * HOUR_MS
    assert library.knowledge.status().state == IndexState.INDEX_STATE_READY
    library.clock.now_unix_ms += 1
    assert library.knowledge.status().state == IndexState.INDEX_STATE_STALE
    with pytest.raises(IndexUnavailable) as refused:
        await library.knowledge.search("returns")
    assert refused.value.reason == "INDEX_STALE"
    await library.commit(full=False)
    assert await library.found("returns")


async def test_a_question_that_always_fails_reads_the_index_again_once_a_minute(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[bool] = []
    check = library.shelf.check

    def counted() -> bool:
        checks.append(check())
        return checks[-1]

    def fail(*_: object, **__: object) -> None:
        raise ValueError("poison")

    async def failed_search() -> int:
        with pytest.raises(ValueError, match="poison"):
            await library.knowledge.search("anything")
        return len(checks)

    monkeypatch.setattr(library.shelf, "check", counted)
    monkeypatch.setattr(module, "find", fail)
    assert [await failed_search() for _ in range(3)] == [1, 1, 1]
    library.clock.now_unix_ms += module.RECHECK_AFTER_MS
    assert await failed_search() == 2
    await library.save(page("new", "New", "<p>Another generation.</p>"))
    assert await failed_search() == 3
    assert all(checks)


def test_searching_loads_neither_lancedb_nor_torch(shop_index: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.knowledge.candidates import Question
from sidecar.knowledge.choice import find
import sidecar.service.knowledge
folder = next(Path({str(shop_index)!r}).glob("g0*"))
embedder = Embedder.open(Path({str(MODEL_DIR)!r}))
assert find(Generation.open(folder), embedder, Question("returns"))[0]
assert not {{"lancedb", "pyarrow", "torch", "pandas"}} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)
