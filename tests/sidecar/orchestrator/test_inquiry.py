"""What is kept of a turn's question, and of which turns."""

from __future__ import annotations

import pytest

from sidecar.nouns import KnownField
from sidecar.store import Store
from sidecar.v1.agent_pb2 import Outcome
from tests.fakes.pages import Pages, page
from tests.fakes.shop import Shop

MAEVE = KnownField("name", "Maeve Quilligan")


async def kept(store: Store) -> list[tuple[str, str]]:
    return await store.read(
        lambda db: [tuple(row) for row in db.execute("SELECT text, answer FROM questions")]
    )


async def test_an_unanswered_question_is_kept_without_personal_data(shop: Shop) -> None:
    text = "I am Maeve Quilligan, mq@example.com: is there a zeppelin museum?"
    heard = await shop.ask(text, known=[MAEVE])
    assert heard.outcome == Outcome.OUTCOME_UNANSWERED
    ((question, _),) = await kept(shop.store)
    assert question == "I am [NAME], [EMAIL]: is there a zeppelin museum?"


async def test_an_answered_one_is_kept_with_what_the_page_says_in_full(store: Store) -> None:
    contact = page("Contact", "You can write to hello@shop.test about anything you like.")
    shop = Shop(store, pages=Pages([contact]))
    heard = await shop.ask("Can I write to you about anything?")
    assert heard.outcome == Outcome.OUTCOME_ANSWERED
    ((_, answer),) = await kept(store)
    assert "hello@shop.test" in answer


@pytest.mark.parametrize(
    "text",
    ["Hello!", "Where is my order 1042?", "How much is the copper kettle?", "Cancel my order"],
)
async def test_what_the_pages_need_not_answer_is_not_kept(shop: Shop, text: str) -> None:
    await shop.ask(text)
    assert await kept(shop.store) == []


async def test_a_question_that_leans_on_another_is_kept_with_it(shop: Shop) -> None:
    await shop.ask("Do you sell zeppelins?", "message-1")
    await shop.ask("How long are they?", "message-2")
    assert (await kept(shop.store))[-1][0] == "Do you sell zeppelins? How long are they?"
