"""Approvals in a real shop: decided by staff, by shoppers and by nobody else, and carried out once
however often they are asked for and wherever a PHP worker is killed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sidecar.v1 import desk_pb2 as pb
from tests.conftest import FULL
from tests.fakes.desk import DONE
from tests.faults.refund_shop import FAILED, STEPS, Shop, Waiting, kill_workers, steps_of
from tests.site.shopper import Refused, Shopper

DECLINED, WAITING = pb.APPROVAL_STATE_DECLINED, pb.APPROVAL_STATE_WAITING
# What is killed on every run; each step of both services is with DESKHAND_FULL.
CLICKED = ["before the locks", "between the locks", "after the locks", "after its yes is noted"]
BY_CRON = {
    "pays": [
        "before the mark",
        "after the mark",
        "before the service is asked",
        "while the service is asked",
        "after its yes is noted",
        "within stock and note",
        "before the sidecar is told",
        "before all is settled",
    ],
    "by_hand": ["before the hooks", "before the outcome"],
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A shop whose payment services do as they are told."""
    with Shop.open() as shop:
        yield shop


def test_staff_see_what_was_sealed_and_have_it_done_in_their_name(shop: Shop) -> None:
    waiting = shop.prepare(summary="Give a medal", tool="praise")
    page = shop.page()
    assert "Give a medal" not in page, "the sidecar's words are not shown of what waits"
    assert "It &lt;b&gt;leaks&lt;/b&gt;" in page
    assert "40.00" in page
    answer = shop.press(shop.form(waiting))
    assert answer.status_code == 302
    assert "said=done" in answer.headers["location"]
    stand = shop.stand(waiting)
    assert stand["refunds"] == stand["ledger"] == ["40.00"]
    assert stand["stock"] == 11
    assert stand["notes"] == 1
    assert stand["by"] == [1]
    assert shop.desk.approvals[waiting.approval_id].state == DONE
    assert shop.desk.approvals[waiting.approval_id].decided_by == "admin"
    assert shop.desk.decisions[-1].person_id == 1
    after = shop.staff.http.get(answer.headers["location"]).text
    assert "has been refunded" in after


def test_a_refund_that_is_declined_is_not_made(shop: Shop) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)
    shop.press(fields, "decline")
    assert shop.desk.approvals[waiting.approval_id].state == DECLINED
    shop.desk.approvals[waiting.approval_id].state = WAITING
    shop.press(fields)
    assert shop.stand(waiting)["refunds"] == [], "a sidecar that forgot the no changes nothing"
    assert shop.desk.decisions[-1].state == DECLINED


CLICKS = ["no nonce", "no tick", "another decision", "a customer", "nobody", "other seal"]
SEALS = ["altered", "of another thread", "made up"]


@pytest.fixture(scope="module")
def shown(shop: Shop) -> dict[str, tuple[Waiting, dict[str, str]]]:
    """For each case a refund that waits, with the form that staff saw of it."""
    prepared = shop.prepare_many(len(CLICKS + SEALS))
    forms = shop.forms()
    found = [(waiting, forms[waiting.approval_id]) for waiting in prepared]
    return dict(zip(CLICKS + SEALS, found, strict=True))


@pytest.mark.parametrize("change", CLICKS)
def test_a_click_that_is_not_staffs_own_does_nothing(
    shop: Shop, shown: dict[str, tuple[Waiting, dict[str, str]]], change: str
) -> None:
    waiting, fields = shown[change]
    browser = shop.staff
    if change == "no nonce":
        fields.pop("_wpnonce")
    elif change == "other seal":
        other, _ = shown[SEALS[0]]
        shop.desk.approvals[waiting.approval_id].sealed = other.action["sealed"]
    elif change in ("a customer", "nobody"):
        browser = shop.customer()[0] if change == "a customer" else Shopper(shop.site.url)
    before = len(shop.desk.decisions)
    if change == "no tick":
        data = fields | {"decision": "approve"}
        browser.http.post("/wp-admin/admin-post.php", data=data, follow_redirects=False)
    else:
        shop.press(fields, "praise" if change == "another decision" else "approve", browser)
    assert shop.stand(waiting)["refunds"] == []
    assert len(shop.desk.decisions) == before


@pytest.mark.parametrize("change", SEALS)
def test_what_this_site_did_not_seal_has_no_buttons_and_is_not_done(
    shop: Shop, shown: dict[str, tuple[Waiting, dict[str, str]]], change: str
) -> None:
    waiting, fields = shown[change]
    approval = shop.desk.approvals[waiting.approval_id]
    if change == "altered":
        approval.sealed = approval.sealed[:-9] + "AAAAAAAAA"
    elif change == "made up":
        approval.sealed = secrets.token_urlsafe(300)
    else:
        approval.thread_id = secrets.token_hex(16)
    page = shop.page()
    assert "cannot be approved" in page
    assert f'value="{waiting.approval_id}"' not in page
    shop.press(fields)
    assert shop.stand(waiting)["refunds"] == []
    approval.state = DECLINED


def test_a_seal_that_ended_is_not_done(shop: Shop) -> None:
    waiting = shop.prepare()
    late = """
        $seal = new Deskhand\\Seal( Deskhand\\parts()->keypair()->derive( 'seal' ),
            fn() => time() + 7 * DAY_IN_SECONDS );
        return array( is_null( Deskhand\\Proposal::open( $seal, $data ) ),
            is_null( Deskhand\\Proposal::open( Deskhand\\parts()->seal(), $data ) ) );
    """
    assert shop.php(late, waiting.action["sealed"]) == [True, False]
    shop.desk.approvals[waiting.approval_id].state = pb.APPROVAL_STATE_EXPIRED
    answer = shop.page()
    assert f'value="{waiting.approval_id}"' not in answer
    assert shop.stand(waiting)["refunds"] == []


def test_the_shopper_confirms_a_small_refund(shop: Shop) -> None:
    browser, thread = shop.customer()
    waiting = shop.prepare(thread)
    assert waiting.action["by_shopper"]
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}
    first = browser.post("approval", body)
    assert first["state"] == "done"
    assert "40.00" in first["text"]
    assert browser.post("approval", body) == first
    assert shop.stand(waiting)["refunds"] == ["40.00"]
    assert shop.desk.approvals[waiting.approval_id].decided_by == "shopper"


def test_the_shopper_turns_a_refund_down(shop: Shop) -> None:
    browser, thread = shop.customer()
    waiting = shop.prepare(thread)
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": False}
    assert browser.post("approval", body)["state"] == "declined"
    assert browser.post("approval", body | {"agree": True})["state"] == "declined"
    assert shop.stand(waiting)["refunds"] == []


FOREIGN = ["staffs", "another thread", "another shopper", "another guest", "no word", "forged"]


@pytest.fixture(scope="module")
def confirmable(shop: Shop) -> tuple[str, dict[str, Waiting]]:
    """A customer's thread token, and for each case a refund that this thread may confirm."""
    browser, thread = shop.customer()
    return browser.thread, dict(zip(FOREIGN, shop.prepare_many(len(FOREIGN), thread), strict=True))


@pytest.mark.parametrize("case", FOREIGN)
def test_a_shopper_decides_nothing_that_is_not_theirs(
    shop: Shop, confirmable: tuple[str, dict[str, Waiting]], case: str
) -> None:
    browser, _ = shop.customer()
    browser.thread, waiting = confirmable[0], confirmable[1][case]
    thread = waiting.thread
    if case == "another thread":
        waiting = shop.prepare()
    approval = shop.desk.approvals[waiting.approval_id]
    if case == "staffs":  # a hostile sidecar says that it is the shopper's
        shop.set({"by_shopper": False})
        waiting = shop.prepare(thread, by_shopper=True)
        shop.set({})
    elif case == "another shopper":
        approval.thread_id = thread
        browser, other = shop.customer(1)
        approval.thread_id = other
    elif case == "another guest":
        browser = Shopper(shop.site.url)
        browser.open()
    elif case == "forged":
        browser.thread = thread + "." + "0" * 64
    body: dict[str, Any] = {"thread": browser.thread, "approval_id": waiting.approval_id}
    with pytest.raises(Refused) as refused:
        browser.post("approval", body | {"agree": 1 if case == "no word" else True})
    assert refused.value.status in (400, 403, 404, 409)
    assert shop.stand(waiting)["refunds"] == []
    assert shop.desk.approvals[waiting.approval_id].state == WAITING
    shop.desk.approvals[waiting.approval_id].state = DECLINED


PROVEN = {
    "still": "",
    "the proof has ended": """
        global $wpdb;
        foreach ( $wpdb->get_col( "SELECT option_name FROM $wpdb->options
            WHERE option_name LIKE '\\_transient\\_deskhand\\_verified\\_%'" ) as $name ) {
            update_option( $name, array( 'until' => time() ) + get_option( $name ) );
        }
    """,
    "the address has changed": """
        $order = wc_get_order( $data );
        $order->set_billing_email( 'someone.else@example.com' );
        $order->save();
    """,
}


@pytest.mark.parametrize("change", PROVEN)
def test_a_guest_confirms_while_the_order_is_proven_and_no_longer(shop: Shop, change: str) -> None:
    browser = Shopper(shop.site.url)
    browser.open()
    thread, cookie = browser.thread.split(".")[0], browser.http.cookies["deskhand_anon"]
    waiting = shop.prepare(thread, guest=cookie)
    assert waiting.action["by_shopper"]
    shop.php(PROVEN[change], waiting.order)
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}
    if change == "still":
        assert browser.post("approval", body)["state"] == "done"
        assert shop.stand(waiting)["ledger"] == ["40.00"]
        return
    with pytest.raises(Refused) as refused:
        browser.post("approval", body)
    assert refused.value.code == "approval_closed"
    assert "its time is over" in refused.value.text
    assert shop.stand(waiting)["refunds"] == shop.stand(waiting)["ledger"] == []
    assert shop.state(waiting) == WAITING, "staff can still decide"
    assert browser.post("approval", body | {"agree": False})["state"] == "declined"


def test_an_owner_who_takes_it_back_takes_it_back_at_once(shop: Shop) -> None:
    browser, thread = shop.customer()
    waiting = shop.prepare(thread)
    shop.set({"by_shopper": False})
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}
    with pytest.raises(Refused) as refused:
        browser.post("approval", body)
    shop.set({})
    assert refused.value.code == "approval_closed"
    assert shop.stand(waiting)["refunds"] == []


@pytest.mark.parametrize("who", ["staff", "shopper"])
def test_twenty_at_once_make_one_refund(shop: Shop, who: str) -> None:
    browser, thread = shop.customer()
    waiting = shop.prepare(thread)
    fields = shop.form(waiting)
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}

    def once(_: int) -> str:
        if who == "staff":
            assert shop.press(fields).status_code == 302
            return ""
        try:
            browser.post("approval", body)
        except Refused as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(20) as pool:
        refusals = set(pool.map(once, range(20)))
    assert refusals <= {"", "approval_busy", "busy"}
    if refusals == {"busy"}:  # No worker could be spared for any of them; the next click does it.
        once(20)
    stand = shop.stand(waiting)
    assert stand["refunds"] == stand["ledger"] == ["40.00"]
    assert (stand["stock"], stand["notes"]) == (11, 1)
    assert shop.desk.approvals[waiting.approval_id].state == DONE


def test_two_refunds_of_one_order_at_once_never_exceed_it(shop: Shop) -> None:
    one = shop.prepare()
    data = {"order": one.order, "thread": one.thread}
    again = """
        $shopper = new Deskhand\\Shopper( wc_get_order( $data['order'] )->get_customer_id(),
            'u_' . str_repeat( '0', 32 ), $data['thread'] );
        return get_object_vars( ( new Deskhand\\Tool_Runner( $shopper ) )->run( 'issue_refund',
            wp_json_encode( array( 'order_id' => $data['order'], 'amount' => '80.00',
            'reason' => 'All of it' ) ), 'another-call' ) );
    """
    action = shop.php(again, data)
    two = Waiting(f"a-{secrets.token_hex(12)}", one.order, one.product, one.thread, action)
    shop.desk.ask(two.approval_id, one.thread, action)
    forms = [shop.form(one), shop.form(two)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(shop.press, forms))
    for form in forms:
        shop.press(form)
    stand = shop.stand(one)
    assert stand["refunds"] in (["40.00"], ["80.00"])
    assert stand["ledger"] == stand["refunds"]


def test_a_sidecar_that_is_down_is_told_later(shop: Shop) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)

    def die() -> None:
        shop.desk.down = True

    shop.desk.before_deciding = die
    assert shop.press(fields).status_code == 502
    shop.desk.before_deciding, shop.desk.down = lambda: None, False
    assert shop.stand(waiting)["refunds"] == ["40.00"]
    assert shop.desk.approvals[waiting.approval_id].state == WAITING
    shop.press(fields)
    assert shop.desk.approvals[waiting.approval_id].state == DONE
    assert shop.stand(waiting)["ledger"] == ["40.00"]


@pytest.mark.parametrize("gateway", ["pays", "by_hand"] if FULL else ["pays"])
def test_a_killed_worker_leaves_one_refund_to_the_next_click(shop: Shop, gateway: str) -> None:
    names = steps_of(gateway) if FULL else CLICKED
    assert kill_workers(shop, names, gateway, by_cron=False).harm == []


@pytest.mark.parametrize("gateway", ["pays", "by_hand"])
def test_a_killed_worker_leaves_one_refund_to_cron(shop: Shop, gateway: str) -> None:
    begun = [name for name in steps_of(gateway) if STEPS[name].has_begun]
    names = begun if FULL else BY_CRON[gateway]
    before = len(shop.site.mails())
    assert kill_workers(shop, names, gateway, by_cron=True).harm == []
    mails = shop.site.mails()[before:]
    finished = [mail for mail in mails if "Finished after an interruption" in mail["subject"]]
    assert len(finished) == sum(not STEPS[name].is_settled for name in names)
    unclear = [mail for mail in finished if "may or may not have been paid" in mail["message"]]
    assert len(unclear) == sum(not STEPS[name].is_clear for name in names)
    shop.cron()
    assert len(shop.site.mails()) == before + len(mails), "once"


def test_what_was_begun_is_shown_as_such_and_can_not_be_declined(shop: Shop) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)
    shop.die_at(STEPS["after its yes is noted"].rule)
    assert shop.press(fields).status_code == 502
    assert shop.lives()
    page = shop.page()
    assert "Decided by admin and being carried out since" in page
    assert waiting.approval_id not in page, "it has no buttons"
    shop.press(fields, "decline", minutes_later=True)
    assert shop.state(waiting) == WAITING
    shop.cron()
    assert shop.state(waiting) == DONE
    assert shop.desk.approvals[waiting.approval_id].decided_by == "admin"
    stand = shop.stand(waiting)
    assert (stand["refunds"], stand["ledger"], stand["by"]) == (["40.00"], ["40.00"], [1])
    assert "being carried out since" not in shop.page()


@pytest.mark.parametrize("step", ["after the service paid", "after the hooks"])
def test_what_a_shopper_confirmed_is_finished_by_cron_and_staff_are_told(
    shop: Shop, step: str
) -> None:
    browser, thread = shop.customer()
    waiting = shop.prepare(thread)
    before = len(shop.site.mails())
    shop.die_at(STEPS[step].rule)
    with pytest.raises(Refused):
        browser.post(
            "approval",
            {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True},
        )
    assert shop.lives()
    shop.cron()
    assert shop.state(waiting) == (DONE if STEPS[step].is_clear else FAILED)
    assert shop.desk.approvals[waiting.approval_id].decided_by == "shopper"
    stand = shop.stand(waiting)
    assert (stand["refunds"], stand["ledger"]) == (["40.00"], ["40.00"])
    assert stand["by"] == [shop.site.sample["customers"]["maeve"]]
    told = [
        mail["message"] for mail in shop.site.mails()[before:] if "interruption" in mail["subject"]
    ]
    assert len(told) == 1
    assert ("may or may not have been paid" in told[0]) == (not STEPS[step].is_clear)


def test_refunds_of_one_customer_at_once_keep_to_their_cap(shop: Shop) -> None:
    browser, thread = shop.customer(1)
    shop.set({"customer_count": 1})
    prepared = shop.prepare_many(4, thread, customer=1)

    def confirm(waiting: Waiting) -> str:
        body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}
        try:
            return str(browser.post("approval", body)["state"])
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        first = list(pool.map(confirm, prepared))
    again = [confirm(waiting) for waiting in prepared]
    shop.set({})
    assert set(first) <= {"done", "failed", "approval_busy", "busy"}
    assert sorted(again) == ["done", "failed", "failed", "failed"]
    ledger = [amount for stand in shop.stands(prepared) for amount in stand["ledger"]]
    assert ledger == ["40.00"]


RUN = """
$said = array();
$given = get_current_user_id();
foreach ( $data as [ $login, $command ] ) {
    wp_set_current_user( 'given' === $login ? $given : (int) username_exists( $login ) );
    $said[] = WP_CLI::runcommand( "deskhand approvals $command",
        array( 'launch' => false, 'exit_error' => false, 'return' => 'all' ) );
}
echo "\\n" . wp_json_encode( $said );
"""


def test_wp_cli_lists_approves_and_declines(shop: Shop) -> None:
    if shop.site.wp_cli is None:
        pytest.skip("WP-CLI is not here")
    one, two = shop.prepare_many(2)
    many = [f"a-many-{number}" for number in range(250)]
    for name in many:
        shop.desk.ask(name, one.thread, one.action, state=FAILED)
    maeve = shop.site.customers[0][0]
    commands = [
        ("nobody", "list --state=waiting --format=csv --fields=id,reason"),
        ("nobody", "list --state=failed --limit=230 --format=count"),
        ("nobody", "list --state=praised"),
        ("nobody", f"approve {one.approval_id} --yes"),
        (maeve, f"approve {one.approval_id} --yes"),
        ("given", f"approve {one.approval_id} --yes"),
        ("given", "approve a-nothing --yes"),
        ("given", f"decline {two.approval_id} --yes"),
    ]
    # One process for all of them: WordPress starts once.
    code = f"$data = json_decode( {json.dumps(json.dumps(commands))}, true );{RUN}"
    *listed, last = shop.site.wp("eval", code, "--user=admin").stdout.splitlines()
    said = json.loads(last)
    for name in many:
        del shop.desk.approvals[name]
    assert any(line.startswith(f"{one.approval_id},") for line in listed)
    assert "230" in (*listed, said[1]["stdout"].strip())
    assert "Say one of: waiting, done" in said[2]["stderr"]
    assert [each["return_code"] for each in said] == [0, 0, 1, 1, 1, 0, 1, 0]
    assert "There is no such action" in said[6]["stderr"]
    stands = shop.stands([one, two])
    assert [stand["refunds"] for stand in stands] == [["40.00"], []]
