<?php
/**
 * Orders, refunds and what is in them.
 */

declare(strict_types=1);

abstract class WC_Order_Item extends WC_Data {
	public function get_taxes(): array {
		return (array) ( $this->data['taxes'] ?? array() ) + array( 'total' => array() );
	}

	public function set_taxes( array $taxes ): void {
		$this->data['taxes'] = $taxes;
	}

	public function get_name(): string {
		return (string) $this->data['name'];
	}
}

class WC_Order_Item_Product extends WC_Order_Item {
	protected array $data = array(
		'name'         => '',
		'quantity'     => 1,
		'product_id'   => 0,
		'variation_id' => 0,
		'subtotal'     => '0',
		'subtotal_tax' => '0',
		'total'        => '0',
		'total_tax'    => '0',
		'taxes'        => array(),
	);

	public function get_product(): WC_Product|false {
		return wc_get_product( $this->data['variation_id'] ?: $this->data['product_id'] );
	}
}

class WC_Order_Item_Shipping extends WC_Order_Item {
	protected array $data = array(
		'name'         => '',
		'method_title' => '',
		'total'        => '0',
		'taxes'        => array(),
	);
}

class WC_Order_Item_Fee extends WC_Order_Item {
	protected array $data = array(
		'name'  => '',
		'total' => '0',
		'taxes' => array(),
	);
}

abstract class WC_Abstract_Order extends WC_Data {
	protected const POST_TYPE = 'shop_order';

	/** The order's items, in the order they were added. */
	protected array $items = array();

	public function __construct( int $id = 0 ) {
		if ( $id > 0 ) {
			$this->read( $id );
			$post                        = get_post( $id );
			$this->items                 = (array) ( get_post_meta( $id, '_stand_in_items', true ) ?: array() );
			$this->data['status']        = (string) preg_replace( '/^wc-/', '', $post->post_status );
			$this->data['parent_id']     = $post->post_parent;
			$this->data['date_modified'] = strtotime( $post->post_modified_gmt . ' UTC' );
		}
	}

	public function get_type(): string {
		return static::POST_TYPE;
	}

	public function get_date_created(): ?WC_DateTime {
		return wc_string_to_datetime( $this->data['date_created'] );
	}

	public function get_date_modified(): ?WC_DateTime {
		return wc_string_to_datetime( $this->data['date_modified'] );
	}

	/** Items of one kind; WooCommerce's default is products. */
	public function get_items( string $type = 'line_item' ): array {
		$class = array(
			'line_item' => WC_Order_Item_Product::class,
			'shipping'  => WC_Order_Item_Shipping::class,
			'fee'       => WC_Order_Item_Fee::class,
		)[ $type ];
		return array_filter( $this->items, static fn( WC_Order_Item $item ): bool => $item instanceof $class );
	}

	public function add_item( WC_Order_Item $item ): void {
		$this->items[ count( $this->items ) + 1 ] = $item;
	}

	public function save(): int {
		$created = $this->get_date_created() ?? wc_string_to_datetime( time() );
		$this->write(
			array(
				'post_type'     => static::POST_TYPE,
				'post_title'    => 'Order',
				'post_status'   => 'wc-' . $this->data['status'],
				'post_parent'   => $this->data['parent_id'],
				'post_date'     => $created->date( 'Y-m-d H:i:s' ),
				'post_date_gmt' => gmdate( 'Y-m-d H:i:s', $created->getTimestamp() ),
			),
			array(
				'_customer_user'  => $this->data['customer_id'] ?? 0,
				'_billing_email'  => $this->data['billing_email'] ?? '',
				'_stand_in_items' => $this->items,
			) + array_combine( array_map( static fn( string $key ): string => '_stand_in_' . ltrim( $key, '_' ), array_keys( $this->meta ) ), array_map( static fn( mixed $value ): mixed => is_scalar( $value ) ? $value : '', $this->meta ) )
		);
		return $this->id;
	}
}

class WC_Order extends WC_Abstract_Order {
	private const ADDRESS = array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'email', 'phone' );

	protected array $data = array(
		'status'               => 'pending',
		'parent_id'            => 0,
		'customer_id'          => 0,
		'currency'             => '',
		'total'                => '0.00',
		'shipping_total'       => '0.00',
		'shipping_tax'         => '0',
		'total_tax'            => '0',
		'date_created'         => null,
		'date_modified'        => null,
		'date_paid'            => null,
		'date_completed'       => null,
		'prices_include_tax'   => false,
		'payment_method'       => '',
		'payment_method_title' => '',
		'customer_note'        => '',
	);

	/** The state this object was read in. */
	private string $was = '';

	public function __construct( int $id = 0 ) {
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			$this->data += array_fill_keys( array_map( static fn( string $field ): string => "{$kind}_$field", self::ADDRESS ), '' );
		}
		$this->data['currency'] = get_woocommerce_currency();
		parent::__construct( $id );
		$this->was = $id > 0 ? $this->data['status'] : '';
	}

	public function get_order_number(): string {
		return (string) apply_filters( 'woocommerce_order_number', (string) $this->id, $this );
	}

	/** The items' prices before discounts, without tax. */
	public function get_subtotal(): float {
		return array_sum( array_map( static fn( WC_Order_Item $item ): float => (float) $item->get_subtotal(), $this->get_items() ) );
	}

	public function delete( bool $force = false ): bool {
		if ( $force ) {
			do_action( 'woocommerce_before_delete_order', $this->id, $this );
		}
		$gone = parent::delete( $force );
		if ( ! $force ) {
			do_action( 'woocommerce_trash_order', $this->id );
		}
		return $gone;
	}

	public function get_user_id(): int {
		return (int) $this->data['customer_id'];
	}

	public function set_status( string $status ): void {
		$this->data['status'] = (string) preg_replace( '/^wc-/', '', $status );
	}

	public function has_status( string|array $status ): bool {
		return in_array( $this->data['status'], (array) $status, true );
	}

	public function update_status( string $status ): bool {
		$this->set_status( $status );
		return $this->save() > 0;
	}

	public function set_address( array $address, string $kind = 'billing' ): void {
		foreach ( $address as $field => $value ) {
			$this->data[ "{$kind}_$field" ] = $value;
		}
	}

	public function get_formatted_billing_full_name(): string {
		return trim( $this->data['billing_first_name'] . ' ' . $this->data['billing_last_name'] );
	}

	public function add_product( WC_Product $product, int $quantity = 1 ): int {
		$variation = $product instanceof WC_Product_Variation;
		$item      = new WC_Order_Item_Product();
		$item->set_name( $product->get_name() );
		$item->set_quantity( $quantity );
		$item->set_product_id( $variation ? $product->get_parent_id() : $product->get_id() );
		$item->set_variation_id( $variation ? $product->get_id() : 0 );
		$item->set_total( wc_format_decimal( (float) $product->get_price() * $quantity, wc_get_price_decimals() ) );
		$item->set_subtotal( $item->get_total() );
		$this->add_item( $item );
		return count( $this->items );
	}

	public function calculate_totals( bool $and_taxes = true ): float {
		$sum                          = static fn( array $items ): float => array_sum( array_map( static fn( WC_Order_Item $item ): float => (float) $item->get_total(), $items ) );
		$this->data['shipping_total'] = wc_format_decimal( $sum( $this->get_items( 'shipping' ) ), wc_get_price_decimals() );
		$this->data['total']          = wc_format_decimal( $sum( $this->items ), wc_get_price_decimals() );
		return (float) $this->data['total'];
	}

	public function get_date_paid(): ?WC_DateTime {
		return wc_string_to_datetime( $this->data['date_paid'] );
	}

	public function get_date_completed(): ?WC_DateTime {
		return wc_string_to_datetime( $this->data['date_completed'] );
	}

	public function save_meta_data(): void {
		$this->save();
	}

	public function add_order_note( string $note, int $for_customer = 0, bool $by_user = false ): int {
		return (int) wp_insert_comment(
			array(
				'comment_post_ID'  => $this->id,
				'comment_content'  => $note,
				'comment_type'     => 'order_note',
				'comment_author'   => $by_user ? wp_get_current_user()->display_name : 'WooCommerce',
				'comment_approved' => 1,
			)
		);
	}

	public function get_edit_order_url(): string {
		return admin_url( "post.php?post=$this->id&action=edit" );
	}

	public function get_refunds(): array {
		$ids = get_posts(
			array(
				'post_type'   => 'shop_order_refund',
				'post_parent' => $this->id,
				'post_status' => 'any',
				'numberposts' => -1,
				'fields'      => 'ids',
			)
		);
		return array_map( static fn( int $id ): WC_Order_Refund => new WC_Order_Refund( $id ), $ids );
	}

	public function get_total_refunded(): float {
		return array_sum( array_map( static fn( WC_Order_Refund $refund ): float => (float) $refund->get_amount(), $this->get_refunds() ) );
	}

	public function get_view_order_url(): string {
		return wc_get_endpoint_url( 'view-order', (string) $this->id, wc_get_page_permalink( 'myaccount' ) );
	}

	public function save(): int {
		$known = $this->id > 0;
		parent::save();
		do_action( $known ? 'woocommerce_update_order' : 'woocommerce_new_order', $this->id, $this );
		if ( $this->was !== $this->data['status'] && '' !== $this->was ) {
			do_action( 'woocommerce_order_status_changed', $this->id, $this->was, $this->data['status'], $this );
		}
		$this->was = $this->data['status'];
		return $this->id;
	}
}

class WC_Order_Refund extends WC_Abstract_Order {
	protected const POST_TYPE = 'shop_order_refund';

	protected array $data = array(
		'status'           => 'completed',
		'parent_id'        => 0,
		'amount'           => '0',
		'reason'           => '',
		'currency'         => '',
		'refunded_by'      => 0,
		'refunded_payment' => false,
		'date_created'     => null,
		'date_modified'    => null,
	);
}
