<?php
/**
 * What the widget shows beside an answer.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Builds cards from ids. The sidecar only names a product or an order; the data is read here, live, and an order only
 * when it is the shopper's own. Every value is plain text or an address: the widget makes text nodes of it.
 */
final class Cards {

	/**
	 * The card, or null when this shopper may not see such a thing, or the shop can't show it: an answer does not fall
	 * over its card.
	 *
	 * @param string  $kind    `product` or `order`.
	 * @param int     $id      Its id.
	 * @param Shopper $shopper Who chats.
	 * @return array<string, mixed>|null
	 */
	public static function build( string $kind, int $id, Shopper $shopper ): ?array {
		if ( ! function_exists( 'wc_get_orders' ) ) {
			return null;
		}
		$card = Problem::guard(
			static fn(): ?array => match ( $kind ) {
				'product' => self::product( $id ),
				'order'   => self::order( $id, $shopper ),
				default   => null,
			}
		);
		return is_array( $card ) ? $card : null;
	}

	/**
	 * A product's card.
	 *
	 * @param int $product_id The product.
	 * @return array<string, mixed>|null
	 */
	private static function product( int $product_id ): ?array {
		$product = Product_Shelf::find( $product_id );
		if ( null === $product ) {
			return null;
		}
		$row = Product_Shelf::row( $product );
		return array(
			'kind'       => 'product',
			'id'         => $row['product_id'],
			'title'      => $row['title'],
			'url'        => $row['url'],
			'price_text' => $row['price_text'],
			'in_stock'   => $row['in_stock'],
			'stock_text' => $row['stock_text'],
			'image'      => $row['image'],
			'on_sale'    => $row['on_sale'],
			'regular_price_text' => $row['regular_price_text'],
		);
	}

	/**
	 * The card of one of the shopper's own orders.
	 *
	 * @param int     $order_id The order, as the shopper knows it.
	 * @param Shopper $shopper  Who chats.
	 * @return array<string, mixed>|null
	 */
	private static function order( int $order_id, Shopper $shopper ): ?array {
		$orders = Own_Orders::of( $shopper );
		$order  = $orders->find( $order_id );
		if ( null === $order ) {
			return null;
		}
		$detail = Order_Detail::of( $order, $orders->level( $order ) );
		return array(
			'kind'     => 'order',
			'number'   => $detail['number'],
			'status'   => $detail['status_text'],
			'total'    => $detail['total_text'],
			'date'     => substr( $detail['created'], 0, 10 ),
			'items'    => array_map( static fn( array $item ): array => array_diff_key( $item, array( 'total_text' => true ) ), $detail['items'] ),
			'eta'      => $detail['eta'],
			'tracking' => $detail['tracking'],
			// The account page opens for the buyer's user only.
			'url'      => $shopper->user_id > 0 && $order->get_customer_id() === $shopper->user_id ? $order->get_view_order_url() : '',
		);
	}
}
