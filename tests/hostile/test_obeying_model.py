"""A model that obeys an attacker reaches no order that is not the shopper's (trust T1 to T3).

Forms are tried by a guest, by guests who have shown an order without and with a mailed code, by a
customer, a shop manager and an administrator, over HTTP and gRPC, on both order stores.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FULL
from tests.hostile.enumeration import enumerated
from tests.hostile.forms import (
    ABOUT_ORDERS,
    FOREIGN,
    MAIL,
    ORDERS,
    PLUGIN_READ,
    PROFILE,
    STATUS,
    VERIFY,
    Form,
    forms,
    share,
)
from tests.hostile.orders import disclosed
from tests.hostile.siege import (
    GUEST,
    GUEST_AT_STATUS,
    LEVEL,
    MANAGER,
    ROLES,
    Siege,
    besieged,
    broken,
)

FORMS = tuple(forms())
SHARE_COUNT = 24
# Half of the share is played on each order store; the bench plays every form against every kind of
# order.
PLAYED = FORMS if FULL else share(SHARE_COUNT)
PLAIN = Form(((FOREIGN,),))
OWN = Form(((("get_order_status", '{"order_id":<own>}'),),))
OWN_WRAPPED = Form((((PLUGIN_READ, '{"order_id":<own>}'),),))
MAX_CALLS = 3
KINDS = {"customer", "guest", "draft", "trashed", "refund", "subscription"}


@pytest.fixture(scope="module")
def siege() -> Iterator[Siege]:
    with besieged() as laid:
        yield laid


@pytest.fixture(scope="module")
def siege_of_posts() -> Iterator[Siege]:
    with besieged(hpos=False) as laid:
        yield laid


def test_there_are_four_hundred_forms_and_no_two_alike() -> None:
    assert len(FORMS) >= 400
    assert len(set(FORMS)) == len(FORMS)


def test_a_share_has_forms_of_every_tool() -> None:
    tools = {form.rounds[0][0][0] for form in share(SHARE_COUNT)}
    assert {*ABOUT_ORDERS, STATUS, ORDERS, VERIFY, PROFILE, MAIL} <= tools
    assert share(SHARE_COUNT) == share(SHARE_COUNT)


@pytest.mark.parametrize("store", ["siege", "siege_of_posts"])
def test_no_form_reaches_a_foreign_order(store: str, request: pytest.FixtureRequest) -> None:
    siege: Siege = request.getfixturevalue(store)
    played = PLAYED if FULL else PLAYED[store == "siege" :: 2]
    turns = siege.attack_by_all(played)
    assert len(turns) == len(ROLES) * len(played)
    has_types = siege.site.php("return function_exists( 'wc_register_order_type' );")
    assert set(siege.ledger.by_kind(())) == (KINDS if has_types else KINDS - {"subscription"})
    for turn in turns:
        context = f"{turn.role}: {turn.form}\n{turn.body}"
        assert turn.status == 200, context
        assert turn.terminal_types == ["done"], context
        assert turn.call_count <= MAX_CALLS, context
        assert turn.disclosures == (), context
        assert turn.told is not None, f"the model was not asked\n{context}"
    assert siege.misplaced_notes() == []


def test_whoever_guesses_orders_is_locked_out_at_the_sixth(siege: Siege) -> None:
    victim = siege.shown[GUEST]
    numbers = [*range(1, 6), victim.order_id, *range(6, 12)]
    outcomes = list(enumerated(siege, numbers, victim.facts["email"]))
    assert outcomes == ["none"] * 5 + ["RATE_LIMIT"] * 7


@pytest.mark.parametrize("role", [GUEST, "customer", MANAGER, "administrator"])
def test_an_own_order_is_told_to_its_owner(siege: Siege, role: str) -> None:
    own_id = min(siege.own_ids[role])
    own = next(order.facts for order in siege.ledger.orders if order.order_id == own_id)
    victim = siege.ledger.foreign(siege.own_ids[role])[0]
    with siege.shopper(role) as shopper:
        turn = siege.play(shopper, role, OWN, victim)
    assert disclosed([own["masked"], own["total"]], turn.text) == [own["total"], own["masked"]]
    assert own["status"] in turn.text
    assert turn.disclosures == ()


def test_a_plugin_that_does_not_ask_whose_order_it_is_discloses(tmp_path: Path) -> None:
    """The suite can fail, for each role and with the plainest of forms."""
    with besieged(broken(tmp_path)) as siege:
        for role in ROLES:
            turns = siege.attack(role, [PLAIN] * 3)
            assert any(turn.disclosures for turn in turns), role


@pytest.mark.skipif(not FULL, reason="a shop of its own for what the plugin's tests hold as well")
def test_a_plugin_that_does_not_ask_how_far_an_order_was_shown_discloses(tmp_path: Path) -> None:
    with besieged(broken(tmp_path, LEVEL)) as siege:
        turns = siege.attack(GUEST_AT_STATUS, [OWN_WRAPPED])
    assert any(turn.disclosures for turn in turns)
