"""A real shop whose PHP workers are killed as they carry out refunds.

Its payment services keep a ledger of the money they moved outside of the database, and the far end
of its line to the sidecar is a fake, so that what came of every refund can be counted.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sidecar.v1 import desk_pb2 as pb
from tests.fakes.desk import DONE, FakeDesk
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

GATEWAYS = Path(__file__).parents[1] / "wp-plugin" / "gateways"
APPROVALS = "/wp-admin/admin.php?page=deskhand-approvals"
FAILED = pb.APPROVAL_STATE_FAILED
RULES = {"enable_refunds": True, "customer_count": 0, "by_shopper": True}
PAIRED = """
update_option( Deskhand\\Pairing::OPTION, array( 'kid' => Deskhand\\parts()->keypair()->kid,
    'site' => untrailingslashit( (string) get_option( 'home' ) ),
    'address' => Deskhand\\Settings::load()->sidecar_address ) );
"""
SET = """
update_option( Deskhand\\Settings::OPTION, Deskhand\\Settings::from_values(
    $data + Deskhand\\Settings::load()->values() )->values() );
"""
# For each call an order of two tents from a stock of ten, and a refund of one that waits. The order
# of a guest is proven in the thread first.
PROPOSE = """
$made = array();
$_COOKIE[ Deskhand\\Session::COOKIE ] = $data['guest'];
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
if ( '' !== $data['guest'] ) {
    $order->set_billing_email( 'orla@example.com' );
    $order->save();
    Deskhand\\parts()->verifications()->bind( $shopper, $order, Deskhand\\Verified_Order::FULL );
}
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
        'by'      => array_map( fn( $refund ) => (int) $refund->get_refunded_by(), $refunds ),
        'ledger'  => Deskhand\\Tests\\Ledger::of( $order_id ),
        'stock'   => (int) wc_get_product( $product_id )->get_stock_quantity(),
        'notes'   => (int) $notes,
    );
}
return $stands;
"""
# A few minutes later: locks of killed workers hold no more, and the recurring event is due.
CRON = """
global $wpdb;
$wpdb->query( "UPDATE $wpdb->options SET option_value = CONCAT( '1|', option_name )
    WHERE option_name LIKE 'deskhand\\\\_lock\\\\_%'" );
$wpdb->query( "UPDATE $wpdb->options
    SET option_value = REGEXP_REPLACE( option_value, '\\"at\\":[0-9]+', '\\"at\\":1' )
    WHERE option_name LIKE 'deskhand\\\\_action\\\\_%'" );
do_action( 'deskhand_jobs' );
"""


@dataclass(frozen=True)
class Step:
    """A moment at which a worker is killed.

    `rule` is as `die.php` has it. `by_gateway`: only where a payment service is asked. `is_clear`:
    it can be told from here whether money moved. `has_begun`: that somebody agreed was written
    down, so that cron goes on. `is_settled`: all is done and everyone knows.
    """

    rule: str
    by_gateway: bool = False
    is_clear: bool = True
    has_begun: bool = True
    is_settled: bool = False


STEPS: Mapping[str, Step] = {
    "before the locks": Step("query:INSERT IGNORE INTO \\S+options", has_begun=False),
    "between the locks": Step("query:INSERT IGNORE INTO \\S+options:2", has_begun=False),
    "after the locks": Step("query:SELECT option_value .*deskhand_action_", has_begun=False),
    "before it is opened": Step(
        "query:INSERT INTO \\S+options .*deskhand_action_", has_begun=False
    ),
    "before the mark": Step("query:START TRANSACTION"),
    "within the mark": Step("query:COMMIT"),
    "after the mark": Step("action:woocommerce_create_refund"),
    "before the service is asked": Step("query:INSERT INTO \\S+options .*asked", by_gateway=True),
    "while the service is asked": Step("gateway:asked", by_gateway=True, is_clear=False),
    "after the service paid": Step("gateway:paid", by_gateway=True, is_clear=False),
    "after its yes is noted": Step(
        "action:woocommerce_order_partially_refunded:-9223372036854775808", by_gateway=True
    ),
    "before the hooks": Step("query:INSERT INTO \\S+options .*told"),
    "among the hooks": Step("action:woocommerce_order_partially_refunded:5"),
    "after the hooks": Step("action:woocommerce_order_refunded"),
    "before stock and note": Step("query:START TRANSACTION:2"),
    "before the outcome": Step("query:INSERT INTO \\S+options .*outcome\\S+state"),
    "within stock and note": Step("query:COMMIT:2"),
    "before the sidecar is told": Step("desk:before"),
    "after the sidecar is told": Step("desk:after"),
    "before all is settled": Step("query:INSERT INTO \\S+options .*is_settled\\W+true"),
    "before the locks are given back": Step(
        "query:DELETE FROM \\S+options .*deskhand_lock_", is_settled=True
    ),
}


def steps_of(gateway: str) -> list[str]:
    """The steps that a refund by a payment service has."""
    return [name for name, step in STEPS.items() if gateway == "pays" or not step.by_gateway]


@dataclass(frozen=True)
class Waiting:
    """A refund that waits."""

    approval_id: str
    order: int
    product: int
    thread: str
    action: dict[str, Any]


@dataclass
class Toll:
    """What kills cost; all but the count should be empty."""

    kill_count: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)

    @property
    def harm(self) -> list[str]:
        """Every broken promise, worded."""
        return self.lost + self.doubled + self.differing + self.survived

    def add(self, other: Toll) -> None:
        """Takes over what other kills cost."""
        self.kill_count += other.kill_count
        self.lost += other.lost
        self.doubled += other.doubled
        self.differing += other.differing
        self.survived += other.survived


class Shop:
    """A site with payment services, and the fake end of its line to the sidecar."""

    def __init__(self, site: Site, desk: FakeDesk) -> None:
        self.site, self.desk = site, desk
        self.staff = self.browser("admin", "password")
        self._customers: dict[int, Shopper] = {}

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Shop]:
        """A shop of its own, closed at the end."""
        options = Options(sidecar=False, settings={**UNLIMITED, "refunds": RULES})
        with Site.start(options) as site, FakeDesk(site.sidecar.address) as desk:
            extra = site.wordpress.docroot / "wp-content/mu-plugins"
            for file in GATEWAYS.iterdir():
                shutil.copy(file, extra / file.name)
            shop = cls(site, desk)
            shop.php(PAIRED)
            yield shop

    def browser(self, login: str, password: str) -> Shopper:
        return Shopper(self.site.url).log_in(login, password)

    def customer(self, at: int = 0) -> tuple[Shopper, str]:
        """A customer's browser with a thread of its own, and the thread's id."""
        if at not in self._customers:
            self._customers[at] = self.browser(*self.site.customers[at])
        browser = self._customers[at]
        browser.thread = ""
        browser.open()
        return browser, browser.thread.split(".")[0]

    def php(self, code: str, data: object = None, user: int = 1) -> Any:
        """Run PHP statements in WordPress; what they `return`, as JSON gives it."""
        return self.site.php(code, data=data, user=user)

    def set(self, rules: Mapping[str, object]) -> None:
        """Change the owner's rules on refunds."""
        self.php(SET, {"refunds": {**RULES, **rules}})

    def cron(self) -> None:
        """Minutes pass, and the recurring event comes."""
        self.php(CRON, user=0)

    def prepare(self, thread: str = "", **changes: Any) -> Waiting:
        """Have a customer's turn prepare a refund, and the sidecar keep it."""
        return self.prepare_many(1, thread, **changes)[0]

    def prepare_many(
        self,
        count: int,
        thread: str = "",
        gateway: str = "pays",
        amount: str = "40.00",
        customer: int = 0,
        guest: str = "",
        **changes: Any,
    ) -> list[Waiting]:
        """The same of several orders; `guest` is a browser's cookie where a guest asks."""
        thread = thread or secrets.token_hex(16)
        login = self.site.customers[customer][0]
        data = {
            "user": 0 if guest else self.site.sample["customers"][login],
            "guest": guest,
            "thread": thread,
            "calls": [secrets.token_hex(8) for _ in range(count)],
            "gateway": gateway,
            "amount": amount,
        }
        prepared = []
        for made in self.php(PROPOSE, data):
            name = f"a-{secrets.token_hex(12)}"
            self.desk.ask(name, thread, made["action"], **changes)
            prepared.append(Waiting(name, made["order"], made["product"], thread, made["action"]))
        return prepared

    def state(self, waiting: Waiting) -> int:
        """How it stands in the sidecar."""
        return self.desk.approvals[waiting.approval_id].state

    def page(self) -> str:
        """The screen of approvals."""
        return self.staff.http.get(APPROVALS).text

    def form(self, waiting: Waiting) -> dict[str, str]:
        """The hidden fields of an approval's form, as wp-admin shows it."""
        return self.forms()[waiting.approval_id]

    def forms(self) -> dict[str, dict[str, str]]:
        """The hidden fields of every form, by approval."""
        found = re.findall(r"<form [^>]*admin-post\.php.*?</form>", self.page(), re.DOTALL)
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
        """Press a button of the form; minutes later a killed worker's locks hold no more."""
        data = fields | {"decision": decision, "sure": "1"}
        http = (browser or self.staff).http
        later = "?minutes_later=1" if minutes_later else ""
        return http.post(f"/wp-admin/admin-post.php{later}", data=data, follow_redirects=False)

    def stand(self, waiting: Waiting) -> dict[str, Any]:
        """What is there now: refunds, who made them, money that moved, stock, notes."""
        return self.stands([waiting])[0]

    def stands(self, waiting: list[Waiting]) -> list[dict[str, Any]]:
        """The same of several."""
        found: list[dict[str, Any]] = self.php(
            STAND, [[each.order, each.product] for each in waiting]
        )
        return found

    def die_at(self, rule: str) -> None:
        """The next PHP worker that comes to this step is killed."""
        worker = self.site.wordpress.docroot / "wp-content/worker.txt"
        self._dying.write_text(rule)

        def kill() -> None:
            self._dying.unlink()
            os.kill(int(worker.read_text()), signal.SIGKILL)

        if rule.startswith("desk:"):
            setattr(self.desk, f"{rule.removeprefix('desk:')}_deciding", kill)

    def lives(self) -> bool:
        """No worker is killed any more; whether one was."""
        self.desk.before_deciding = self.desk.after_deciding = lambda: None
        was_killed = not self._dying.exists()
        self._dying.unlink(missing_ok=True)
        return was_killed

    @property
    def _dying(self) -> Path:
        return self.site.wordpress.docroot / "wp-content/die.txt"


def kill_workers(
    shop: Shop, names: Sequence[str], gateway: str, *, by_cron: bool, customer: int = 0
) -> Toll:
    """Kills a worker at each of the steps `names`, has cron or another click go on, and counts.

    Of what had not begun cron knows nothing: those always take another click.
    """
    toll = Toll()
    prepared = shop.prepare_many(len(names), gateway=gateway, customer=customer)
    forms = shop.forms()
    for name, waiting in zip(names, prepared, strict=True):
        fields = forms[waiting.approval_id]
        shop.die_at(STEPS[name].rule)
        answer = shop.press(fields, minutes_later=True)
        if shop.lives() and answer.status_code == 502:
            toll.kill_count += 1
        else:
            toll.survived.append(f"{gateway}, {name}: answered {answer.status_code}")
        if not (by_cron and STEPS[name].has_begun):
            shop.press(fields, minutes_later=True)
    if by_cron:
        shop.cron()
    for name, waiting, stand in zip(names, prepared, shop.stands(prepared), strict=True):
        _judge(toll, f"{gateway}, {name}", STEPS[name], stand, shop.state(waiting), gateway)
    return toll


def _judge(
    toll: Toll, name: str, step: Step, stand: Mapping[str, Any], state: int, gateway: str
) -> None:
    """One refund, one payment where there is a service, one note, and the truth told."""
    told = f"{name}: {dict(stand)}, state {state}"
    paid = len(stand["ledger"])
    most_paid = 1 if gateway == "pays" else 0
    counts = (len(stand["refunds"]), stand["notes"])
    if max(counts) > 1 or paid > most_paid:
        toll.doubled.append(told)
    elif min(counts) < 1 or (step.is_clear and paid < most_paid):
        toll.lost.append(told)
    expected = (DONE, 11) if step.is_clear else (FAILED, 10)
    if (state, stand["stock"]) != expected or set(stand["refunds"] + stand["ledger"]) > {"40.00"}:
        toll.differing.append(told)
