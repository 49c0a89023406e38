from __future__ import annotations

import pytest

from sidecar.knowledge import choice
from sidecar.knowledge import query as module
from sidecar.knowledge.recent import MAX_AGE_MS, MAX_COUNT
from tests.sidecar.shop import Library, page

QUERY = "How long do I have to send something back?"


@pytest.fixture
def looked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that reached the index."""
    seen: list[str] = []

    def find(generation: object, embedder: object, question: object, **options: object) -> object:
        seen.append(question.text)  # type: ignore[attr-defined]
        return choice.find(generation, embedder, question, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "find", find)
    return seen


async def test_the_same_question_is_looked_for_once_a_minute(
    library: Library, looked_for: list[str]
) -> None:
    first = await library.knowledge.search(QUERY)
    library.clock.now_unix_ms += MAX_AGE_MS - 1
    assert await library.knowledge.search(f"  {QUERY} ") is first
    library.clock.now_unix_ms += 1
    assert await library.knowledge.search(QUERY) == first
    assert len(looked_for) == 2


async def test_another_product_language_or_count_is_another_question(
    library: Library, looked_for: list[str]
) -> None:
    for options in ({}, {"top_k": 1}, {"product_id": 41}, {"locale": "de"}):
        await library.knowledge.search(QUERY, **options)  # type: ignore[arg-type]
    assert len(looked_for) == 4


async def test_personal_data_is_no_part_of_what_is_kept(
    library: Library, looked_for: list[str]
) -> None:
    first = await library.knowledge.search("refund for jane.roe@example.test please")
    assert await library.knowledge.search("refund for max@example.test please") is first
    assert "example" not in looked_for[0]


async def test_what_was_found_goes_when_a_page_is_deleted_or_saved(
    library: Library, looked_for: list[str]
) -> None:
    assert "returns" in await library.found(QUERY)
    await library.sync.delete(["returns"])
    assert "returns" not in await library.found(QUERY)
    await library.save(page("returns-2", "Sending back", "<p>Send it back within 14 days.</p>"))
    assert "returns-2" in await library.found(QUERY)


async def test_no_more_is_kept_than_there_is_room_for(
    library: Library, looked_for: list[str]
) -> None:
    for number in range(MAX_COUNT + 1):
        await library.knowledge.search(f"tent {number}")
    await library.knowledge.search("tent 1")
    assert len(looked_for) == MAX_COUNT + 1
    await library.knowledge.search("tent 0")
    assert len(looked_for) == MAX_COUNT + 2
