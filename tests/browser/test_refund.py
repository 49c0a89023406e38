"""A refund from the first word to the money, on a whole shop: nothing faked but the service that
pays.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_site import log_in
from tests.browser.widget import Widget
from tests.faults.refund_shop import APPROVALS, GATEWAYS
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

RULES = {"enable_refunds": True, "customer_count": 0, "by_shopper": True}
# An order that was delivered just now.
ORDER = """
$order = wc_create_order( array( 'customer_id' => $data['user'] ) );
$item  = new WC_Order_Item_Product();
$item->set_name( 'Kettle' );
$item->set_quantity( 1 );
$item->set_subtotal( $data['total'] );
$item->set_total( $data['total'] );
$order->add_item( $item );
$order->set_total( $data['total'] );
$order->set_payment_method( 'pays' );
$order->set_date_paid( time() );
$order->set_date_completed( time() );
$order->set_status( 'completed' );
return $order->save();
"""
REFUNDS = """
$refunds = wc_get_order( $data )->get_refunds();
return array(
    'ledger'  => Deskhand\\Tests\\Ledger::of( $data ),
    'refunds' => array_map( fn( $refund ) => array( $refund->get_amount(),
        (int) $refund->get_refunded_by() ), $refunds ),
);
"""


@pytest.fixture(scope="module")
def paying() -> Iterator[Site]:
    """A shop whose payment service pays back, and whose shoppers may confirm up to €50."""
    with Site.start(Options(settings={**UNLIMITED, "refunds": RULES})) as site:
        for file in GATEWAYS.iterdir():
            shutil.copy(file, site.wordpress.docroot / "wp-content/mu-plugins" / file.name)
        yield site


def bought(site: Site, total: str) -> int:
    """An order of the first customer."""
    login = site.customers[0][0]
    data = {"user": site.sample["customers"][login], "total": total}
    return int(site.php(ORDER, data=data))


def stand(site: Site, order: int) -> dict[str, Any]:
    found: dict[str, Any] = site.php(REFUNDS, data=order)
    return found


def test_a_shopper_confirms_a_small_refund(page: Page, widget: Widget, paying: Site) -> None:
    order = bought(paying, "40.00")
    log_in(page, paying, *paying.customers[0])
    widget.open(paying.url)
    widget.ask(f"I want a refund for order {order}")
    card = widget.log.get_by_role("region", name="Please confirm")
    expect(card).to_contain_text("40.00")
    assert stand(paying, order) == {"ledger": [], "refunds": []}
    card.get_by_role("button", name="Confirm", exact=True).click()
    expect(card).to_contain_text("has been refunded")
    shopper = paying.sample["customers"][paying.customers[0][0]]
    assert stand(paying, order) == {"ledger": ["40.00"], "refunds": [["40.00", shopper]]}


@pytest.mark.usefixtures("wp_cli")
def test_staff_decide_on_a_larger_one_and_the_chat_says_so(
    page: Page, widget: Widget, paying: Site
) -> None:
    order = bought(paying, "80.00")
    log_in(page, paying, *paying.customers[0])
    widget.open(paying.url)
    widget.ask(f"I want a refund for order {order}")
    expect(widget.answer()).to_contain_text("I have asked the shop to approve the refund.")
    with Shopper(paying.url) as staff:
        staff.log_in(*paying.admin)
        assert "80.00" in staff.page(APPROVALS)
    approvals = ("deskhand", "approvals")
    (waiting,) = json.loads(
        paying.wp(*approvals, "list", "--state=waiting", "--format=json").stdout
    )
    approved = paying.wp(*approvals, "approve", waiting["id"], "--user=admin", "--yes")
    assert approved.returncode == 0, approved.stderr
    assert stand(paying, order) == {"ledger": ["80.00"], "refunds": [["80.00", 1]]}
    expect(widget.log).to_contain_text("has been refunded")
