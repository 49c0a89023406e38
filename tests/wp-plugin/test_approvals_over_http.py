"""Approvals in a real shop: decided by staff, by shoppers and by nobody else, and carried out once
however often they are asked for and wherever a PHP worker is killed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sidecar.v1 import desk_pb2 as pb
from tests.conftest import FULL
from tests.fakes.desk import DONE, FakeDesk
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Refused, Shopper

HERE = Path(__file__).parent
FAILED, DECLINED = pb.APPROVAL_STATE_FAILED, pb.APPROVAL_STATE_DECLINED
RULES = {"enable_refunds": True, "customer_count": 0, "by_shopper": True}
PAIRED = """
update_option( Deskhand\\Pairing::OPTION, array( 'kid' => Deskhand\\parts()->keypair()->kid,
    'site' => untrailingslashit( (string) get_option( 'home' ) ),
    'address' => Deskhand\\Settings::load()->sidecar_address ) );
"""
# For each call an order of two tents from a stock of ten, and a refund of one that waits.
PROPOSE = """
$made = array();
foreach ( $data['calls'] as $call ) {
$user    = (int) $data['user'];
$product = new WC_Product_Simple();
$product->set_name( 'Tent' );
$product->set_regular_price( '40.00' );
$product->set_manage_stock( true );
$product->set_stock_quantity( 10 );
$product->save();
$order = wc_create_order( array( 'customer_id' => $user ) );
$item  = new WC_Order_Item_Product();
$item->set_name( 'Tent' );
$item->set_product_id( $product->get_id() );
$item->set_quantity( 2 );
$item->set_subtotal( '80.00' );
$item->set_total( '80.00' );
$item->update_meta_data( '_reduced_stock', 2 );
$order->add_item( $item );
$order->set_total( '80.00' );
$order->set_payment_method( $data['gateway'] );
$order->set_date_completed( time() );
$order->set_status( 'completed' );
$order->save();
$subject = Deskhand\\parts()->session()->subject( $user );
$shopper = new Deskhand\\Shopper( $user, $subject, $data['thread'] );
$action  = ( new Deskhand\\Tool_Runner( $shopper ) )->run( 'issue_refund', wp_json_encode( array(
    'order_id' => $order->get_id(), 'amount' => $data['amount'],
    'reason' => 'It <b>leaks</b>', 'items' => array( array( 'name' => 'Tent', 'quantity' => 1 ) ),
) ), $call );
$made[] = array( 'order' => $order->get_id(), 'product' => $product->get_id(),
    'action' => get_object_vars( $action ) );
}
return $made;
"""
STAND = """
global $wpdb;
$stands = array();
foreach ( $data as [ $order_id, $product_id ] ) {
    $order    = wc_get_order( $order_id );
    $refunds  = array_values( $order->get_refunds() );
    $notes    = $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $wpdb->comments
        WHERE comment_post_ID = %d AND comment_content LIKE '%%thread=%%'", $order_id ) );
    $stands[] = array(
        'refunds' => array_map( fn( $refund ) => wc_format_decimal( $refund->get_amount(), 2 ),
            $refunds ),
        'by'      => array_map( fn( $refund ) => method_exists( $refund, 'get_refunded_by' )
            ? $refund->get_refunded_by() : 0, $refunds ),
        'ledger'  => Deskhand\\Tests\\Ledger::of( $order_id ),
        'stock'   => (int) wc_get_product( $product_id )->get_stock_quantity(),
        'notes'   => (int) $notes,
    );
}
return $stands;
"""


@dataclass(frozen=True)
class Waiting:
    """A refund that waits."""

    approval_id: str
    order: int
    product: int
    thread: str
    action: dict[str, Any]


class Shop:
    """A site with payment services, and the fake end of its line to the sidecar."""

    def __init__(self, site: Site, desk: FakeDesk) -> None:
        self.site, self.desk = site, desk
        self.staff = self.browser("admin", "password")

    def browser(self, login: str, password: str) -> Shopper:
        return Shopper(self.site.url).log_in(login, password)

    def prepare(self, thread: str = "", **changes: Any) -> Waiting:
        """Have a customer's turn prepare a refund, and the sidecar keep it."""
        return self.prepare_many(1, thread, **changes)[0]

    def prepare_many(
        self,
        count: int,
        thread: str = "",
        gateway: str = "pays",
        amount: str = "40.00",
        **changes: Any,
    ) -> list[Waiting]:
        """The same of several orders."""
        thread = thread or secrets.token_hex(16)
        data = {
            "user": self.site.sample["customers"]["maeve"],
            "thread": thread,
            "calls": [secrets.token_hex(8) for _ in range(count)],
            "gateway": gateway,
            "amount": amount,
        }
        prepared = []
        for made in self.site.php(PROPOSE, data=data):
            name = f"a-{secrets.token_hex(12)}"
            self.desk.ask(name, thread, made["action"], **changes)
            prepared.append(Waiting(name, made["order"], made["product"], thread, made["action"]))
        return prepared

    def form(self, waiting: Waiting) -> dict[str, str]:
        """The hidden fields of an approval's form, as wp-admin shows it."""
        return self.forms()[waiting.approval_id]

    def forms(self) -> dict[str, dict[str, str]]:
        """The hidden fields of every form, by approval."""
        page = self.staff.http.get("/wp-admin/admin.php?page=deskhand-approvals").text
        found = re.findall(r"<form [^>]*admin-post\.php.*?</form>", page, re.DOTALL)
        fields = [
            dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
            for form in found
        ]
        return {each["approval"]: each for each in fields if "approval" in each}

    def press(
        self,
        fields: dict[str, str],
        decision: str = "approve",
        browser: Shopper | None = None,
        *,
        minutes_later: bool = False,
    ) -> httpx.Response:
        """Press a button of the form; minutes later a killed worker's lock holds no more."""
        data = fields | {"decision": decision, "sure": "1"}
        http = (browser or self.staff).http
        later = "?minutes_later=1" if minutes_later else ""
        return http.post(f"/wp-admin/admin-post.php{later}", data=data, follow_redirects=False)

    def stand(self, waiting: Waiting) -> dict[str, Any]:
        """What is there now: refunds, who made them, money that moved, stock, notes."""
        return self.stands([waiting])[0]

    def stands(self, waiting: list[Waiting]) -> list[dict[str, Any]]:
        """The same of several."""
        found: list[dict[str, Any]] = self.site.php(
            STAND, data=[[each.order, each.product] for each in waiting]
        )
        return found

    def die_at(self, rule: str) -> None:
        """The next PHP worker that comes to this step is killed."""
        dying = self.site.wordpress.docroot / "wp-content/die.txt"
        worker = self.site.wordpress.docroot / "wp-content/worker.txt"
        dying.write_text(rule)

        def kill() -> None:
            dying.unlink()
            os.kill(int(worker.read_text()), signal.SIGKILL)

        if rule.startswith("desk:"):
            setattr(self.desk, f"{rule.removeprefix('desk:')}_deciding", kill)

    def lives(self) -> None:
        """No worker is killed any more; fails when none was."""
        self.desk.before_deciding = self.desk.after_deciding = lambda: None
        assert not (self.site.wordpress.docroot / "wp-content/die.txt").exists()


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A shop whose payment services do as they are told."""
    options = Options(sidecar=False, settings={**UNLIMITED, "refunds": RULES})
    with Site.start(options) as site, FakeDesk(site.sidecar.address) as desk:
        extra = site.wordpress.docroot / "wp-content/mu-plugins"
        for file in (HERE / "gateways").iterdir():
            shutil.copy(file, extra / file.name)
        site.php(PAIRED)
        yield Shop(site, desk)


def customer(shop: Shop, at: int = 0) -> tuple[Shopper, str]:
    """A customer's browser with its thread, and the thread's id."""
    login, password = shop.site.customers[at]
    browser = shop.browser(login, password)
    browser.open()
    return browser, browser.thread.split(".")[0]


def test_staff_see_what_was_sealed_and_have_it_done_in_their_name(shop: Shop) -> None:
    waiting = shop.prepare(summary="Give a medal", tool="praise")
    page = shop.staff.http.get("/wp-admin/admin.php?page=deskhand-approvals").text
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
    assert stand["by"] in ([1], [0])
    assert shop.desk.approvals[waiting.approval_id].state == DONE
    assert shop.desk.approvals[waiting.approval_id].decided_by == "admin"
    after = shop.staff.http.get(answer.headers["location"]).text
    assert "has been refunded" in after


def test_a_refund_that_is_declined_is_not_made(shop: Shop) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)
    shop.press(fields, "decline")
    assert shop.desk.approvals[waiting.approval_id].state == DECLINED
    shop.desk.approvals[waiting.approval_id].state = pb.APPROVAL_STATE_WAITING
    shop.press(fields)
    assert shop.stand(waiting)["refunds"] == [], "a sidecar that forgot the no changes nothing"
    assert shop.desk.decisions[-1].state == DECLINED


@pytest.mark.parametrize(
    "change", ["no nonce", "no tick", "another decision", "a customer", "nobody", "other seal"]
)
def test_a_click_that_is_not_staffs_own_does_nothing(shop: Shop, change: str) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)
    browser = shop.staff
    if change == "no nonce":
        fields.pop("_wpnonce")
    elif change == "other seal":
        other = shop.prepare(amount="1.00")
        shop.desk.approvals[waiting.approval_id].sealed = other.action["sealed"]
    elif change in ("a customer", "nobody"):
        browser = customer(shop)[0] if change == "a customer" else Shopper(shop.site.url)
    before = len(shop.desk.decisions)
    if change == "no tick":
        data = fields | {"decision": "approve"}
        browser.http.post("/wp-admin/admin-post.php", data=data, follow_redirects=False)
    else:
        shop.press(fields, "praise" if change == "another decision" else "approve", browser)
    assert shop.stand(waiting)["refunds"] == []
    assert len(shop.desk.decisions) == before


@pytest.mark.parametrize("change", ["altered", "of another thread", "made up"])
def test_what_this_site_did_not_seal_has_no_buttons_and_is_not_done(
    shop: Shop, change: str
) -> None:
    waiting = shop.prepare()
    fields = shop.form(waiting)
    approval = shop.desk.approvals[waiting.approval_id]
    if change == "altered":
        approval.sealed = approval.sealed[:-9] + "AAAAAAAAA"
    elif change == "made up":
        approval.sealed = secrets.token_urlsafe(300)
    else:
        approval.thread_id = secrets.token_hex(16)
    page = shop.staff.http.get("/wp-admin/admin.php?page=deskhand-approvals").text
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
    assert shop.site.php(late, data=waiting.action["sealed"]) == [True, False]
    shop.desk.approvals[waiting.approval_id].state = pb.APPROVAL_STATE_EXPIRED
    answer = shop.staff.http.get("/wp-admin/admin.php?page=deskhand-approvals").text
    assert f'value="{waiting.approval_id}"' not in answer
    assert shop.stand(waiting)["refunds"] == []


def test_the_shopper_confirms_a_small_refund(shop: Shop) -> None:
    browser, thread = customer(shop)
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
    browser, thread = customer(shop)
    waiting = shop.prepare(thread)
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": False}
    assert browser.post("approval", body)["state"] == "declined"
    assert browser.post("approval", body | {"agree": True})["state"] == "declined"
    assert shop.stand(waiting)["refunds"] == []


@pytest.mark.parametrize(
    "case", ["staffs", "another thread", "another shopper", "another guest", "no word", "forged"]
)
def test_a_shopper_decides_nothing_that_is_not_theirs(shop: Shop, case: str) -> None:
    browser, thread = customer(shop)
    waiting = shop.prepare(thread if case != "another thread" else "")
    approval = shop.desk.approvals[waiting.approval_id]
    if case == "staffs":  # a hostile sidecar says that it is the shopper's
        shop.site.set({"refunds": RULES | {"by_shopper": False}})
        waiting = shop.prepare(thread, by_shopper=True)
        shop.site.set({"refunds": RULES})
    elif case == "another shopper":
        approval.thread_id = thread
        browser, other = customer(shop, 1)
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
    assert shop.desk.approvals[waiting.approval_id].state == pb.APPROVAL_STATE_WAITING
    shop.desk.approvals[waiting.approval_id].state = DECLINED


def test_an_owner_who_takes_it_back_takes_it_back_at_once(shop: Shop) -> None:
    browser, thread = customer(shop)
    waiting = shop.prepare(thread)
    shop.site.set({"refunds": RULES | {"by_shopper": False}})
    body = {"thread": browser.thread, "approval_id": waiting.approval_id, "agree": True}
    with pytest.raises(Refused) as refused:
        browser.post("approval", body)
    shop.site.set({"refunds": RULES})
    assert refused.value.code == "approval_closed"
    assert shop.stand(waiting)["refunds"] == []


@pytest.mark.parametrize("who", ["staff", "shopper"])
def test_twenty_at_once_make_one_refund(shop: Shop, who: str) -> None:
    browser, thread = customer(shop)
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
    action = shop.site.php(again, data=data)
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
    assert shop.desk.approvals[waiting.approval_id].state == pb.APPROVAL_STATE_WAITING
    shop.press(fields)
    assert shop.desk.approvals[waiting.approval_id].state == DONE
    assert shop.stand(waiting)["ledger"] == ["40.00"]


# Where a PHP worker is killed, what else must hold: `sure` when the money can be told from here.
STEPS = {
    "before the lock": ("query:INSERT IGNORE INTO \\S+options", True),
    "after the lock": ("query:SELECT option_value .*deskhand_action_", True),
    "before it is opened": ("query:INSERT INTO \\S+options .*deskhand_action_", True),
    "before the mark": ("query:START TRANSACTION", True),
    "within the mark": ("query:COMMIT", True),
    "after the mark": ("action:woocommerce_create_refund", True),
    "before the service is asked": ("query:INSERT INTO \\S+options .*asked", True),
    "while the service is asked": ("gateway:asked", False),
    "after the service paid": ("gateway:paid", False),
    "after its yes is noted": (
        "action:woocommerce_order_partially_refunded:-9223372036854775808",
        True,
    ),
    "before the hooks": ("query:INSERT INTO \\S+options .*told", True),
    "among the hooks": ("action:woocommerce_order_partially_refunded:5", True),
    "after the hooks": ("action:woocommerce_order_refunded", True),
    "before stock and note": ("query:START TRANSACTION:2", True),
    "before the outcome": ("query:INSERT INTO \\S+options .*outcome\\S+state", True),
    "within stock and note": ("query:COMMIT:2", True),
    "before the sidecar is told": ("desk:before", True),
    "after the sidecar is told": ("desk:after", True),
    "before the lock is given back": ("query:DELETE FROM \\S+options .*deskhand_lock_", True),
}


@pytest.mark.parametrize("gateway", ["pays", "by_hand"])
def test_a_killed_worker_leaves_one_refund(shop: Shop, gateway: str) -> None:
    asks = gateway == "pays"
    steps = [step for step in STEPS if asks or not ("service" in step or "yes" in step)]
    for _ in range(25 if FULL else 1):
        prepared = dict(zip(steps, shop.prepare_many(len(steps), gateway=gateway), strict=True))
        forms = shop.forms()
        for step, waiting in prepared.items():
            fields = forms[waiting.approval_id]
            shop.die_at(STEPS[step][0])
            assert shop.press(fields).status_code == 502, f"{step}: the worker was not killed"
            shop.lives()
            assert shop.press(fields, minutes_later=True).status_code == 302, step
        found = dict(zip(steps, shop.stands(list(prepared.values())), strict=True))
        for step, stand in found.items():
            state = shop.desk.approvals[prepared[step].approval_id].state
            assert (stand["refunds"], stand["notes"]) == (["40.00"], 1), step
            if STEPS[step][1]:
                assert stand["ledger"] == (["40.00"] if asks else []), step
                assert (state, stand["stock"]) == (DONE, 11), step
            else:  # nobody can tell, and that is what is said
                assert len(stand["ledger"]) <= 1, step
                assert (state, stand["stock"]) == (FAILED, 10), step


def test_wp_cli_lists_approves_and_declines(shop: Shop) -> None:
    if shop.site.wp_cli is None:
        pytest.skip("WP-CLI is not here")
    one, two = shop.prepare(), shop.prepare()
    listed = shop.site.wp(
        "deskhand", "approvals", "list", "--state=waiting", "--format=csv", "--fields=id,reason"
    )
    assert f"{one.approval_id}," in listed.stdout
    nobody = shop.site.wp("deskhand", "approvals", "approve", one.approval_id, "--yes")
    assert nobody.returncode == 1
    maeve = shop.site.customers[0][0]
    for login, code in ((maeve, 1), ("admin", 0)):
        done = shop.site.wp(
            "deskhand", "approvals", "approve", one.approval_id, "--yes", f"--user={login}"
        )
        assert done.returncode == code, done.stderr
    declined = shop.site.wp(
        "deskhand", "approvals", "decline", two.approval_id, "--yes", "--user=admin"
    )
    assert declined.returncode == 0, declined.stderr
    assert shop.stand(one)["refunds"] == ["40.00"]
    assert shop.stand(two)["refunds"] == []
    missing = shop.site.wp("deskhand", "approvals", "approve", "a-nothing", "--yes", "--user=admin")
    assert missing.returncode == 1
