<?php
/**
 * Fills the shop from the data files beside this one, through WordPress's functions and
 * WooCommerce's objects only, so that it also fills the stand-in.
 *
 * Arguments: docroot. Prints the ids by the sample's own names as JSON:
 * pages and posts by slug, customers and staff by login, products by SKU, orders by key.
 */

declare(strict_types=1);

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

// Nobody is told about orders of long ago, and stock is what the data says.
remove_all_filters( 'pre_wp_mail' );
add_filter( 'pre_wp_mail', '__return_true' );
add_filter( 'woocommerce_can_reduce_order_stock', '__return_false' );
wp_set_current_user( 1 );

/** One of the data files. */
function sample( string $name ): array {
	return json_decode( (string) file_get_contents( __DIR__ . "/$name.json" ), true, 16, JSON_THROW_ON_ERROR );
}

/** The id, or the failure as an exception. */
function id_of( mixed $result ): int {
	if ( is_wp_error( $result ) ) {
		throw new RuntimeException( $result->get_error_message() );
	}
	return (int) $result;
}

/** A page or a post from a file whose first line is a comment with its title, slug and status. */
function add_text( string $file, string $type ): array {
	list( $head, $body ) = explode( "\n", (string) file_get_contents( $file ), 2 );
	$meta = json_decode( substr( $head, 5, -4 ), true, 4, JSON_THROW_ON_ERROR );
	$id   = id_of(
		wp_insert_post(
			wp_slash(
				array(
					'post_type'      => $type,
					'post_title'     => $meta['title'],
					'post_name'      => $meta['slug'],
					'post_content'   => trim( $body ),
					'post_status'    => $meta['status'] ?? 'publish',
					'post_password'  => $meta['password'] ?? '',
					'comment_status' => 'closed',
				)
			),
			true
		)
	);
	return array( $meta['slug'] => $id );
}

/** A user with the meta that WooCommerce's checkout would have left. */
function add_user( array $person, string $role ): int {
	$id = id_of(
		wp_insert_user(
			array(
				'user_login'   => $person['login'],
				'user_pass'    => $person['password'],
				'user_email'   => $person['email'],
				'first_name'   => $person['first_name'] ?? '',
				'last_name'    => $person['last_name'] ?? '',
				'display_name' => trim( ( $person['first_name'] ?? $person['login'] ) . ' ' . ( $person['last_name'] ?? '' ) ),
				'role'         => $role,
			)
		)
	);
	foreach ( isset( $person['address'] ) ? address( $person ) : array() as $field => $value ) {
		update_user_meta( $id, "billing_$field", $value );
		update_user_meta( $id, "shipping_$field", $value );
	}
	return $id;
}

/** A person's address in WooCommerce's field names. */
function address( array $person ): array {
	return array(
		'first_name' => $person['first_name'],
		'last_name'  => $person['last_name'],
		'address_1'  => $person['address'],
		'city'       => $person['city'],
		'postcode'   => $person['postcode'],
		'country'    => $person['country'],
		'email'      => $person['email'],
		'phone'      => $person['phone'],
	);
}

/** A plain picture for a category: two hills in its own colour. */
function add_picture( string $category, int $number ): int {
	$image = imagecreatetruecolor( 600, 600 );
	$shade = static fn( float $light ): int => (int) imagecolorallocate(
		$image,
		(int) ( ( 90 + 40 * sin( $number ) ) * $light ),
		(int) ( ( 110 + 30 * cos( 2 * $number ) ) * $light ),
		(int) ( ( 100 + 40 * sin( 3 * $number ) ) * $light )
	);
	imagefill( $image, 0, 0, $shade( 1.7 ) );
	imagefilledellipse( $image, 180, 620, 700, 520, $shade( 1.2 ) );
	imagefilledellipse( $image, 470, 640, 620, 420, $shade( 0.8 ) );
	ob_start();
	imagepng( $image );
	$upload = wp_upload_bits( sanitize_title( $category ) . '.png', null, (string) ob_get_clean() );
	$id     = id_of(
		wp_insert_attachment(
			array(
				'post_title'     => $category,
				'post_mime_type' => 'image/png',
			),
			$upload['file'],
			0,
			true
		)
	);
	wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $upload['file'] ) );
	return $id;
}

/** Attributes as WooCommerce keeps them on a product. */
function attributes( array $options, bool $for_variations ): array {
	$attributes = array();
	foreach ( $options as $name => $values ) {
		$attribute = new WC_Product_Attribute();
		$attribute->set_name( $name );
		$attribute->set_options( (array) $values );
		$attribute->set_visible( true );
		$attribute->set_variation( $for_variations );
		$attributes[] = $attribute;
	}
	return $attributes;
}

/** Price and stock of a simple product or a variation. */
function set_offer( WC_Product $product, array $offer ): void {
	$product->set_regular_price( $offer['price'] );
	$product->set_sale_price( $offer['sale_price'] );
	$product->set_manage_stock( true );
	$product->set_backorders( $offer['backorders'] ?? 'no' );
	$product->set_stock_quantity( $offer['stock'] );
}

/** A product and its variations; ids by SKU. */
function add_product( array $data, int $category, int $picture ): array {
	$variable = 'variable' === $data['type'];
	$product  = $variable ? new WC_Product_Variable() : new WC_Product_Simple();
	$product->set_name( $data['name'] );
	$product->set_sku( $data['sku'] );
	$product->set_short_description( $data['short_description'] );
	$product->set_description( $data['description'] );
	$product->set_category_ids( array( $category ) );
	$product->set_image_id( $picture );
	$product->set_attributes( attributes( $data['attributes'], $variable ) );
	$product->set_reviews_allowed( true );
	$product->set_status( 'publish' );
	if ( ! $variable ) {
		set_offer( $product, $data );
		return array( $data['sku'] => $product->save() );
	}
	$ids = array( $data['sku'] => $product->save() );
	foreach ( $data['variations'] as $offer ) {
		$variation = new WC_Product_Variation();
		$variation->set_parent_id( $product->get_id() );
		$variation->set_sku( $offer['sku'] );
		$variation->set_attributes( array_combine( array_map( 'sanitize_title', array_keys( $offer['attributes'] ) ), $offer['attributes'] ) );
		$variation->set_status( 'publish' );
		set_offer( $variation, $offer );
		$ids[ $offer['sku'] ] = $variation->save();
	}
	WC_Product_Variable::sync( $product->get_id() );
	return $ids;
}

/** An order in its state, with its refund and tracking; the id. */
function add_order( array $data, array $customers, array $products ): int {
	$people = array_column( sample( 'customers' ), null, 'login' );
	$person = $data['billing'] ?? $people[ $data['customer'] ];
	$order  = wc_create_order( array( 'customer_id' => $customers[ $data['customer'] ] ?? 0 ) );
	foreach ( $data['items'] as $item ) {
		$order->add_product( wc_get_product( $products[ $item['sku'] ] ), $item['quantity'] );
	}
	$shipping = new WC_Order_Item_Shipping();
	$shipping->set_method_title( '0.00' === $data['shipping'] ? 'Free shipping' : 'Standard' );
	$shipping->set_total( $data['shipping'] );
	$order->add_item( $shipping );
	$order->set_address( address( $person ), 'billing' );
	$order->set_address( address( $person ), 'shipping' );
	$order->set_payment_method_title( 'Card' );
	$order->set_customer_note( $data['customer_note'] ?? '' );
	$order->set_date_created( time() - $data['days_ago'] * DAY_IN_SECONDS );
	$order->calculate_totals( false );
	if ( isset( $data['tracking'] ) ) {
		$order->update_meta_data(
			'_wc_shipment_tracking_items',
			array(
				array(
					'tracking_provider'        => '',
					'custom_tracking_provider' => $data['tracking']['provider'],
					'custom_tracking_link'     => 'https://track.example/' . $data['tracking']['number'],
					'tracking_number'          => $data['tracking']['number'],
					'date_shipped'             => time() - ( $data['days_ago'] - 1 ) * DAY_IN_SECONDS,
				),
			)
		);
	}
	// An order is refunded by refunding it all: WooCommerce then changes its state itself.
	$order->set_status( 'refunded' === $data['status'] ? 'completed' : $data['status'] );
	$order->save();
	if ( isset( $data['refund'] ) ) {
		id_of(
			wc_create_refund(
				array(
					'order_id' => $order->get_id(),
					'amount'   => 'all' === $data['refund'] ? $order->get_total() : $data['refund'],
					'reason'   => 'Returned',
				)
			) instanceof WC_Order_Refund ? 1 : new WP_Error( 'refund_failed', $data['key'] )
		);
	}
	$id = $order->get_id();
	if ( $data['trashed'] ?? false ) {
		$order->delete( false );
	}
	return $id;
}

$ids = array(
	'pages'     => array(),
	'posts'     => array(),
	'customers' => array(),
	'staff'     => array(),
	'products'  => array(),
	'orders'    => array(),
);
foreach ( glob( __DIR__ . '/pages/*.html' ) as $file ) {
	$ids['pages'] += add_text( $file, 'page' );
}
foreach ( glob( __DIR__ . '/articles/*.html' ) as $file ) {
	$ids['posts'] += add_text( $file, 'post' );
}
update_option( 'wp_page_for_privacy_policy', $ids['pages']['privacy-policy'] );
update_option( 'woocommerce_terms_page_id', $ids['pages']['terms'] );

foreach ( sample( 'customers' ) as $person ) {
	$ids['customers'][ $person['login'] ] = add_user( $person, 'customer' );
}
foreach ( sample( 'staff' ) as $person ) {
	$ids['staff'][ $person['login'] ] = add_user( $person, $person['role'] );
}

$categories = array();
foreach ( sample( 'products' ) as $product ) {
	$name                 = $product['category'];
	$categories[ $name ] ??= array( id_of( wp_insert_term( $name, 'product_cat' )['term_id'] ), add_picture( $name, count( $categories ) ) );
	$ids['products']     += add_product( $product, ...$categories[ $name ] );
}
// The shop has been going for years: its numbers have four digits.
$GLOBALS['wpdb']->query( "ALTER TABLE {$GLOBALS['wpdb']->posts} AUTO_INCREMENT = 4106" );
foreach ( sample( 'orders' ) as $order ) {
	$ids['orders'][ $order['key'] ] = add_order( $order, $ids['customers'], $ids['products'] );
}
foreach ( sample( 'comments' ) as $comment ) {
	list( $kind, $name ) = explode( ':', $comment['on'] );
	$comment_id          = wp_insert_comment(
		array(
			'comment_post_ID'  => $ids[ $kind . 's' ][ $name ],
			'comment_author'   => $comment['author'],
			'comment_content'  => $comment['text'],
			'comment_type'     => 'product' === $kind ? 'review' : 'comment',
			'comment_approved' => 1,
		)
	);
	if ( $comment['rating'] > 0 ) {
		update_comment_meta( $comment_id, 'rating', $comment['rating'] );
	}
}
flush_rewrite_rules();
echo wp_json_encode( $ids );
