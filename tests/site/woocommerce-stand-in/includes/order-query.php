<?php
/**
 * Finding orders.
 */

declare(strict_types=1);

/**
 * WooCommerce's query for orders, of which it knows: customer, customer_id, billing_email, status,
 * type, limit, page, orderby (date, id), order, post__in, exclude, parent, date_created (>= Unix
 * seconds), meta_key with meta_value, return (objects, ids), paginate.
 */
function wc_get_orders( array $query = array() ): array|stdClass {
	$query   += array(
		'type'    => 'shop_order',
		'status'  => array_keys( wc_get_order_statuses() ),
		'limit'   => 10,
		'page'    => 1,
		'orderby' => 'date',
		'order'   => 'DESC',
		'return'  => 'objects',
	);
	$customer = $query['customer_id'] ?? $query['customer'] ?? null;
	$about    = array();
	if ( null !== $customer ) {
		$about[] = array(
			'key'   => is_email( (string) $customer ) ? '_billing_email' : '_customer_user',
			'value' => (string) $customer,
		);
	}
	if ( isset( $query['billing_email'] ) ) {
		$about[] = array(
			'key'   => '_billing_email',
			'value' => $query['billing_email'],
		);
	}
	if ( isset( $query['meta_key'] ) ) {
		$about[] = array(
			'key'   => '_stand_in_' . ltrim( $query['meta_key'], '_' ),
			'value' => (string) $query['meta_value'],
		);
	}
	$since = isset( $query['date_created'] ) ? (int) ltrim( (string) $query['date_created'], '>=' ) : 0;
	$search = new WP_Query();
	$ids    = $search->query(
		array(
			'ignore_sticky_posts' => true,
			'post_type'        => $query['type'],
			'post_status'      => array_map( static fn( string $status ): string => in_array( $status, array( 'any', 'trash' ), true ) ? $status : 'wc-' . preg_replace( '/^wc-/', '', $status ), (array) $query['status'] ),
			'posts_per_page'   => $query['limit'],
			'paged'            => $query['page'],
			'orderby'          => 'id' === strtolower( $query['orderby'] ) ? 'ID' : array(
				'date' => $query['order'],
				'ID'   => $query['order'],
			),
			'order'            => $query['order'],
			'post__in'         => $query['post__in'] ?? array(),
			'post__not_in'     => $query['exclude'] ?? array(),
			'post_parent__in'  => isset( $query['parent'] ) ? array( $query['parent'] ) : array(),
			'meta_query'       => $about,
			'date_query'       => $since ? array( array( 'after' => gmdate( 'Y-m-d H:i:s', $since - 1 ), 'column' => 'post_date_gmt' ) ) : array(),
			'fields'           => 'ids',
			'suppress_filters' => true,
		)
	);
	$found = 'ids' === $query['return'] ? $ids : array_values( array_filter( array_map( 'wc_get_order', $ids ) ) );
	if ( empty( $query['paginate'] ) ) {
		return $found;
	}
	return (object) array(
		'orders'        => $found,
		'total'         => $search->found_posts,
		'max_num_pages' => $search->max_num_pages,
	);
}

function wc_get_order( mixed $order = false ): WC_Order|WC_Order_Refund|false {
	$id = is_object( $order ) ? (int) ( $order->ID ?? $order->get_id() ) : (int) $order;
	return match ( $id > 0 ? get_post_type( $id ) : '' ) {
		'shop_order'        => new WC_Order( $id ),
		'shop_order_refund' => new WC_Order_Refund( $id ),
		default             => false,
	};
}

function wc_create_order( array $fields = array() ): WC_Order {
	$order = new WC_Order();
	$order->set_customer_id( $fields['customer_id'] ?? 0 );
	$order->set_status( $fields['status'] ?? 'pending' );
	$order->set_date_created( time() );
	$order->save();
	return $order;
}

/** The notes on an order, the newest first. */
function wc_get_order_notes( array $query ): array {
	$notes = get_comments(
		array(
			'post_id' => $query['order_id'],
			'type'    => 'order_note',
			'orderby' => 'comment_ID',
			'order'   => 'DESC',
		)
	);
	return array_map(
		static fn( WP_Comment $note ): object => (object) array(
			'id'            => (int) $note->comment_ID,
			'content'       => $note->comment_content,
			'date_created'  => wc_string_to_datetime( strtotime( $note->comment_date_gmt . ' UTC' ) ),
			'customer_note' => false,
			'added_by'      => $note->comment_author,
		),
		$notes
	);
}
