from __future__ import annotations

from sidecar.nouns import KnownField
from sidecar.store import Store
from tests.fakes.modelled_shop import modelled
from tests.fakes.openai_server import Calls, Says


async def test_a_name_told_long_ago_stays_home(store: Store) -> None:
    async with modelled(store, [Says("You have 30 days, [NAME_1] [p1].")]) as made:
        await made.shop.ask("My name is Maeve Quilligan. May I return it?", "message-00")
        for turn in range(1, 13):
            heard = await made.shop.ask("How long may I take to return it?", f"message-{turn:02}")
    assert heard.text.startswith("You have 30 days, Maeve Quilligan.")
    assert "Quilligan" not in made.server.texts


async def test_what_a_model_searches_for_names_nobody(store: Store) -> None:
    query = "May [NAME_1] return order [ORDER_1] to a@b.example?"
    script = [Calls((("search_kb", {"query": query}),)), Says("You have 30 days [p1].")]
    async with modelled(store, script) as made:
        await made.shop.ask(
            "I am Maeve Quilligan. May I return order 1042?",
            known=[KnownField("name", "Maeve Quilligan")],
        )
    searched = " ".join(made.shop.pages.queries)
    assert "May [NAME] return order [ORDER] to [EMAIL]?" in searched
    assert "Quilligan" not in searched
