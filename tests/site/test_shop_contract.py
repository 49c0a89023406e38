"""What Deskhand relies on in WooCommerce holds in the real one, on both order stores, and in the
stand-in.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site import Options, Site, sources

KINDS = ("stand-in", "real, orders in tables", "real, orders in posts")


@pytest.fixture(scope="module", params=KINDS)
def shop(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A shop without the plugin, on one kind of WooCommerce."""
    kind = sources.stand_in() if request.param == "stand-in" else sources.woocommerce()
    if request.param != "stand-in" and kind.origin == "stand-in":
        pytest.skip("WooCommerce is not here and cannot be downloaded")
    options = Options(
        woocommerce=kind, plugin=None, sidecar=False, hpos=request.param != "real, orders in posts"
    )
    with Site.start(options) as running:
        yield running


def test_the_whole_sample_shop_is_loaded(shop: Site) -> None:
    counts = shop.php(
        """
        $published = array( 'status' => 'publish', 'limit' => -1, 'return' => 'ids' );
        return array(
            'products'  => count( wc_get_products( $published ) ),
            'customers' => count( get_users( array( 'role' => 'customer' ) ) ),
            'articles'  => (int) wp_count_posts( 'post' )->publish,
            'orders'    => count(
                wc_get_orders( array( 'limit' => -1, 'return' => 'ids', 'type' => 'shop_order' ) )
            ),
        );
        """
    )
    assert counts["products"] == 30
    assert counts["customers"] == 6
    assert counts["articles"] >= 12
    assert counts["orders"] == 38, "40 less the two in the trash"
    assert len(shop.sample["orders"]) == 40


def test_an_order_of_a_customer_is_found_by_owner_and_number(shop: Site) -> None:
    found = shop.php(
        """
        $orders = wc_get_orders( array(
            'post__in' => array( $data['order'] ), 'customer_id' => $data['owner'],
            'type' => 'shop_order', 'status' => array_keys( wc_get_order_statuses() ),
            'limit' => 1, 'orderby' => 'date', 'order' => 'DESC',
        ) );
        $order = $orders[0];
        return array(
            $order->get_id(), $order->get_type(), $order->get_status(), $order->get_customer_id(),
            wc_format_decimal( $order->get_total(), 2 ), $order->get_currency(),
            wc_get_order_status_name( $order->get_status() ),
            array_values( array_map(
                fn( $item ) => array( $item->get_name(), $item->get_quantity() ),
                $order->get_items()
            ) ),
        );
        """,
        data={
            "order": shop.sample["orders"]["maeve-processing"],
            "owner": shop.sample["customers"]["maeve"],
        },
    )
    assert found == [
        shop.sample["orders"]["maeve-processing"],
        "shop_order",
        "processing",
        shop.sample["customers"]["maeve"],
        "364.00",
        "EUR",
        "Processing",
        [["Tarn 2 Tent", 1], ["Storm Pegs, set of 10", 2]],
    ]


def test_an_order_asked_for_under_another_owner_is_not_found(shop: Site) -> None:
    found = shop.php(
        "return count( wc_get_orders( array( 'post__in' => array( $data['order'] ),"
        " 'customer_id' => $data['owner'] ) ) );",
        data={
            "order": shop.sample["orders"]["maeve-processing"],
            "owner": shop.sample["customers"]["tomasz"],
        },
    )
    assert found == 0


def test_orders_come_newest_first_and_without_the_trash(shop: Site) -> None:
    found = shop.php(
        "return wc_get_orders( array( 'customer_id' => $data, 'limit' => 10, 'return' => 'ids',"
        " 'orderby' => 'date', 'order' => 'DESC', 'type' => 'shop_order' ) );",
        data=shop.sample["customers"]["maeve"],
    )
    newest_first = ["processing", "completed", "refunded", "cancelled", "old"]
    assert found == [shop.sample["orders"][f"maeve-{name}"] for name in newest_first]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("tomasz-onhold", "on-hold"),
        ("tomasz-pending", "pending"),
        ("tomasz-failed", "failed"),
        ("ingrid-cancelled", "cancelled"),
        ("ingrid-refunded", "refunded"),
        ("liam-draft", "checkout-draft"),
        ("maeve-trashed", "trash"),
        ("guest-orla-processing", "processing"),
    ],
)
def test_an_order_is_read_in_its_state(shop: Site, name: str, status: str) -> None:
    assert (
        shop.php("return wc_get_order( $data )->get_status();", data=shop.sample["orders"][name])
        == status
    )


def test_a_guests_order_belongs_to_nobody(shop: Site) -> None:
    read = shop.php(
        "$order = wc_get_order( $data );"
        "return array( $order->get_customer_id(), $order->get_billing_email() );",
        data=shop.sample["orders"]["guest-pieter-completed"],
    )
    assert read == [0, "p.devries@example.net"]


def test_a_guests_order_is_found_by_number_and_address_and_by_no_other(shop: Site) -> None:
    found = shop.php(
        """
        $find = fn( $email, $ids ) => array_map( fn( $order ) => $order->get_id(), wc_get_orders(
            array( 'post__in' => $ids, 'billing_email' => $email, 'type' => 'shop_order',
                'status' => array_keys( wc_get_order_statuses() ), 'limit' => 1 )
        ) );
        return array( $find( 'p.devries@example.net', array( $data ) ),
            $find( 'P.DeVries@example.net', array( $data ) ),
            $find( 'someone@example.net', array( $data ) ),
            $find( 'p.devries@example.net', array( PHP_INT_MAX ) ) );
        """,
        data=shop.sample["orders"]["guest-pieter-completed"],
    )
    order = shop.sample["orders"]["guest-pieter-completed"]
    assert found == [[order], [order], [], []]


def test_orders_are_counted_by_pages(shop: Site) -> None:
    counted = shop.php(
        "$page = wc_get_orders( array( 'customer_id' => $data, 'type' => 'shop_order',"
        " 'status' => array_keys( wc_get_order_statuses() ), 'limit' => 1, 'return' => 'ids',"
        " 'paginate' => true ) ); return array( $page->total, count( $page->orders ) );",
        data=shop.sample["customers"]["maeve"],
    )
    assert counted == [5, 1]


def test_a_number_as_it_is_typed_leads_to_an_id(shop: Site) -> None:
    ids = shop.php(
        "return array_map( fn( $typed ) => apply_filters("
        " 'woocommerce_shortcode_order_tracking_order_id', $typed ), $data );",
        data=["4106", "#4106", "order"],
    )
    assert ids == [4106, 4106, 0]


def test_plugins_may_give_orders_numbers_of_their_own(shop: Site) -> None:
    number = shop.php(
        "add_filter( 'woocommerce_order_number', fn( $number, $order ) =>"
        " 'W-' . $order->get_id(), 10, 2 ); return wc_get_order( $data )->get_order_number();",
        data=shop.sample["orders"]["maeve-processing"],
    )
    assert number == f"W-{shop.sample['orders']['maeve-processing']}"


def test_an_order_has_the_amounts_that_it_comes_to(shop: Site) -> None:
    read = shop.php(
        """
        $order = wc_get_order( $data );
        $item  = array_values( $order->get_items() )[0];
        return array_map( 'floatval', array(
            $order->get_subtotal(), $order->get_shipping_total(), $order->get_shipping_tax(),
            $order->get_total_tax(), $order->get_total(), $item->get_total(),
            $item->get_total_tax(), $item->get_subtotal_tax(),
        ) );
        """,
        data=shop.sample["orders"]["ingrid-refunded"],
    )
    assert read == [94, 9.9, 0, 0, 103.9, 94, 0, 0]


def test_what_is_written_into_an_orders_meta_is_read_again(shop: Site) -> None:
    written = '[{"number":"It\'s \\"5\\" \\\\"}]'
    read = shop.php(
        """
        $order = wc_get_order( $data[0] );
        $item  = array_values( $order->get_items() )[0];
        $order->update_meta_data( 'text', $data[1] );
        $item->update_meta_data( 'text', $data[1] );
        $order->save();
        $order = wc_get_order( $data[0] );
        return array( $order->get_meta( 'text' ),
            array_values( $order->get_items() )[0]->get_meta( 'text' ),
            $order->get_meta( 'nothing' ) );
        """,
        data=[shop.sample["orders"]["yusuf-completed"], written],
    )
    assert read == [written, written, ""]


def test_a_refund_and_a_way_to_the_trash_are_announced(shop: Site) -> None:
    told = shop.php(
        """
        $told = array();
        foreach ( array( 'woocommerce_order_refunded', 'woocommerce_trash_order',
            'woocommerce_update_order', 'woocommerce_new_order' ) as $hook ) {
            add_action( $hook, function ( $id ) use ( &$told, $hook ) {
                $told[ $hook ][] = $id; } );
        }
        $order = wc_create_order();
        $order->add_product( wc_get_product( $data ), 1 );
        $order->calculate_totals( false );
        $order->save();
        wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '1.00' ) );
        $id = $order->get_id();
        $order->delete( false );
        return array_map( fn( $ids ) => array_unique( $ids ) === array( $id ), $told );
        """,
        data=shop.sample["products"]["TT-HAT"],
    )
    hooks = ("order_refunded", "trash_order", "update_order", "new_order")
    assert told == {f"woocommerce_{hook}": True for hook in hooks}


def test_the_price_before_a_sale_is_known_of_products_and_their_variations(shop: Site) -> None:
    read = shop.php(
        """
        $product  = wc_get_product( $data[0] );
        $variable = wc_get_product( $data[1] );
        return array(
            (float) wc_get_price_to_display(
                $product, array( 'price' => $product->get_regular_price() ) ),
            $variable->is_on_sale(),
            (float) $variable->get_variation_regular_price( 'min', true ),
            (float) $variable->get_variation_regular_price( 'max', true ),
        );
        """,
        data=[shop.sample["products"]["TT-DAY"], shop.sample["products"]["TT-PACK"]],
    )
    assert read == [74, False, 129, 189]


def test_a_missing_order_is_false(shop: Site) -> None:
    assert shop.php("return wc_get_order( 999999 );") is False


def test_tracking_is_kept_as_the_tracking_extensions_keep_it(shop: Site) -> None:
    parcels = shop.php(
        "return wc_get_order( $data )->get_meta( '_wc_shipment_tracking_items' );",
        data=shop.sample["orders"]["maeve-completed"],
    )
    assert [parcel["tracking_number"] for parcel in parcels] == ["CE204417735IE"]


def test_a_partly_refunded_order_keeps_its_state_and_knows_the_amount(shop: Site) -> None:
    read = shop.php(
        "$order = wc_get_order( $data );"
        "return array( $order->get_status(), (float) $order->get_total_refunded() );",
        data=shop.sample["orders"]["tomasz-partly-refunded"],
    )
    assert read == ["completed", 29]


def test_a_sale_price_is_the_price(shop: Site) -> None:
    read = shop.php(
        "$product = wc_get_product( $data );"
        "return array( $product->get_price(), $product->get_regular_price(),"
        " $product->is_on_sale(), (float) wc_get_price_to_display( $product ) );",
        data=shop.sample["products"]["TT-DAY"],
    )
    assert read == ["59.00", "74.00", True, 59]


@pytest.mark.parametrize(
    ("sku", "in_stock", "text"),
    [
        ("TT-TARN2", True, "12 in stock"),
        ("TT-FELL", False, "Out of stock"),
        ("TT-LINER", True, "Available on backorder"),
    ],
)
def test_stock_is_told_in_words(shop: Site, sku: str, in_stock: bool, text: str) -> None:
    read = shop.php(
        "$product = wc_get_product( $data );"
        "return array( $product->is_in_stock(), $product->get_availability()['availability'] );",
        data=shop.sample["products"][sku],
    )
    assert read == [in_stock, text]


def test_a_variable_product_has_the_prices_and_stock_of_its_variations(shop: Site) -> None:
    read = shop.php(
        """
        $product = wc_get_product( $data );
        return array(
            $product->get_type(),
            $product instanceof WC_Product_Variable,
            count( $product->get_children() ),
            (float) $product->get_variation_price( 'min', true ),
            (float) $product->get_variation_price( 'max', true ),
            $product->is_in_stock(),
        );
        """,
        data=shop.sample["products"]["TT-PACK"],
    )
    assert read == ["variable", True, 3, 129, 189, True]


def test_a_products_attributes_have_names_and_options(shop: Site) -> None:
    read = shop.php(
        """
        $of = fn( $id ) => array_values( array_map( fn( $attribute ) => array(
            wc_attribute_label( $attribute->get_name() ), $attribute->get_options(),
            $attribute->get_visible(), $attribute->get_variation(), $attribute->is_taxonomy(),
        ), wc_get_product( $id )->get_attributes() ) );
        return array_map( $of, $data );
        """,
        data=[shop.sample["products"]["TT-TARN1"], shop.sample["products"]["TT-PACK"]],
    )
    assert read == [
        [["Weight", ["1.35 kg"], True, False, False], ["Sleeps", ["1"], True, False, False]],
        [["Size", ["35 l", "50 l", "65 l"], True, True, False]],
    ]


def test_products_are_found_by_a_word_and_by_number(shop: Site) -> None:
    found = shop.php(
        "return array( wc_get_products( array( 'status' => 'publish', 'visibility' => 'search',"
        " 's' => 'grinder', 'limit' => 40, 'return' => 'ids' ) ),"
        " wc_get_product_id_by_sku( 'TT-GRIND' ), wc_get_product_id_by_sku( 'nothing' ) );"
    )
    grinder = shop.sample["products"]["TT-GRIND"]
    assert grinder in found[0]
    assert found[1:] == [grinder, 0]


def test_a_price_is_written_with_the_shops_currency(shop: Site) -> None:
    text = shop.php("return html_entity_decode( wp_strip_all_tags( wc_price( 1234.5 ) ) );")
    assert text == "€1,234.50"


def test_a_change_of_state_is_announced(shop: Site) -> None:
    told = shop.php(
        """
        $told = array();
        $tell = function ( ...$change ) use ( &$told ) { $told[] = array_slice( $change, 0, 3 ); };
        add_action( 'woocommerce_order_status_changed', $tell, 10, 3 );
        wc_get_order( $data )->update_status( 'completed' );
        wc_get_order( $data )->update_status( 'processing' );
        return $told;
        """,
        data=shop.sample["orders"]["yusuf-processing"],
    )
    order = shop.sample["orders"]["yusuf-processing"]
    assert told == [[order, "processing", "completed"], [order, "completed", "processing"]]


def test_a_saved_product_is_announced(shop: Site) -> None:
    told = shop.php(
        """
        $told = array();
        $tell = function ( $id ) use ( &$told ) { $told[] = $id; };
        add_action( 'woocommerce_update_product', $tell );
        $product = wc_get_product( $data );
        $product->set_short_description( 'A mug that survives the rocks and the dishwasher.' );
        $product->save();
        return array_values( array_unique( $told ) );
        """,
        data=shop.sample["products"]["TT-MUG"],
    )
    assert told == [shop.sample["products"]["TT-MUG"]]


def test_a_plugin_may_declare_what_it_works_with(shop: Site) -> None:
    assert shop.php(
        "return method_exists( '\\Automattic\\WooCommerce\\Utilities\\FeaturesUtil',"
        " 'declare_compatibility' );"
    )


def test_the_account_page_has_an_address(shop: Site) -> None:
    page = shop.php("return wc_get_page_permalink( 'myaccount' );")
    assert page == f"{shop.url}/my-account/"
    order = shop.php(
        "return wc_get_order( $data )->get_view_order_url();",
        data=shop.sample["orders"]["maeve-processing"],
    )
    assert str(shop.sample["orders"]["maeve-processing"]) in order
    assert order.startswith(page)
