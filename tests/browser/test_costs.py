"""What the owner sees of money, and decides: a priced model, a budget that ends, versions."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_admin import UNFIT, Owner
from tests.fakes.openai_server import OpenAIServer, Says
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

SAID = "I am happy to help you with that."
# A call of the stand-in is billed 100 tokens in and 20 out, at 10.00 a million: 0.0012.
ENV = {
    "DESKHAND_LLM_MODEL": "small",
    "DESKHAND_LLM_API_KEY": "none",
    "DESKHAND_LLM_INPUT_PRICE": "10",
    "DESKHAND_LLM_OUTPUT_PRICE": "10",
    "DESKHAND_TURN_DEADLINE_S": "30",
}


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIServer]:
    yield OpenAIServer([Says(SAID)])


@pytest.fixture(scope="module")
def shop(model: OpenAIServer) -> Iterator[Site]:
    """A shop that answers with a model that has prices."""
    with model as address:
        env = {**ENV, "DESKHAND_LLM_BASE_URL": address}
        with Site.start(Options(indexed=False, settings=UNLIMITED, sidecar_env=env)) as site:
            yield site


@pytest.fixture
def owner(page: Page, shop: Site) -> Owner:
    return Owner(page, shop)


def test_a_budget_ends_and_shoppers_are_helped_without_the_model(
    owner: Owner, shop: Site, model: OpenAIServer
) -> None:
    page, spend = owner.page, owner.page.locator(".deskhand-spend")
    owner.connect()
    expect(spend).to_be_hidden()
    with Shopper(shop.url) as guest:
        assert SAID in guest.ask("Hello, are you there?").text
    owner.press("Check again")
    expect(spend).to_contain_text("0.0012 spent this month; no monthly budget is set.")
    expect(spend).to_contain_text("1 conversation with a model, at 0.0012.")
    expect(spend.get_by_role("row", name="small")).to_contain_text("0.0012")
    expect(spend.get_by_role("meter")).to_be_hidden()

    page.get_by_label("Monthly budget").fill("about 5")
    owner.press("Save Changes")
    expect(page.locator(".notice").first).to_contain_text("Monthly budget: this must be an amount")
    page.get_by_label("Monthly budget").fill("0.002")
    owner.press("Save Changes")
    expect(page.get_by_label("Monthly budget")).to_have_value("0.0020")
    expect(spend).to_contain_text("0.0012 of 0.0020 spent this month (60 %).")
    expect(spend.get_by_role("meter")).to_have_js_property("value", 60)

    asked = len(model.requests)
    with Shopper(shop.url) as guest:
        answer = guest.ask("How long do I have to return something?")
    assert SAID not in answer.text
    assert answer.text
    assert len(model.requests) == asked
    owner.press("Check again")
    expect(owner.step[2]).to_contain_text("answers come from the shop's pages until")
    for _ in range(2):
        shop.php("do_action( 'deskhand_jobs' ); return 1;")
    [mail] = [mail for mail in shop.mails() if "budget for the language model" in mail["subject"]]
    assert "0.0012 of 0.0020 are spent." in mail["message"]
    expect(spend).to_contain_text("1 conversation with a model, at 0.0012.")
    assert page.evaluate(UNFIT) == []

    rows = json.loads(shop.wp("deskhand", "cost", "--format=json").stdout)
    assert {row["model"].split("/")[-1]: (row["cost"], row["failed"]) for row in rows} == {
        "small": ("0.001200", 0),
        "extractive": ("0.000000", 0),
    }
    assert shop.wp("deskhand", "cost", "--format=count").stdout.strip() == "2"


def test_a_share_of_the_conversations_is_given_to_another_version(owner: Owner, shop: Site) -> None:
    page = owner.page
    owner.connect()
    expect(page.get_by_role("heading", name="Versions of the assistant")).to_be_hidden()

    def two_versions(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"versions": ["standard", "next"]})

    page.route("**/deskhand/v1/admin/status", two_versions)
    owner.connect()
    page.get_by_label("Version, row 1").select_option("next")
    page.get_by_label("Share of conversations in percent, row 1").fill("5")
    page.get_by_label("Only for, row 1").fill("policy, product")
    owner.press("Save Changes")
    expect(page.get_by_label("Version, row 1")).to_have_value("next")
    expect(page.get_by_label("Share of conversations in percent, row 1")).to_have_value("5")
    expect(page.get_by_label("Version, row 2")).to_have_value("")
    expect(page.get_by_role("heading", name="Versions of the assistant")).to_be_visible()
    assert page.evaluate(UNFIT) == []
    [flag] = shop.php("return Deskhand\\parts()->settings()->flags;")
    assert flag == {
        "brain_version": "next",
        "share_percent": 5,
        "scenarios": ["policy", "product"],
        "shadow": False,
    }
