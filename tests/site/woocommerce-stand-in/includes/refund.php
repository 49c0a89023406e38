<?php
/**
 * Making refunds, in WooCommerce's order of steps.
 */

declare(strict_types=1);

/** Refunds an amount; the order becomes `refunded` when nothing is left of it. */
function wc_create_refund( array $fields ): WC_Order_Refund|WP_Error {
	$fields += array(
		'reason'         => null,
		'refund_id'      => 0,
		'line_items'     => array(),
		'refund_payment' => false,
		'restock_items'  => false,
	);
	$order   = wc_get_order( $fields['order_id'] );
	$amount  = (float) $fields['amount'];
	$left    = $order ? round( (float) $order->get_total() - $order->get_total_refunded(), wc_get_price_decimals() ) : 0;
	$refund  = new WC_Order_Refund( (int) $fields['refund_id'] );
	if ( ! $order || $amount < 0 || $amount > $left ) {
		return new WP_Error( 'error', 'Invalid refund amount.' );
	}
	$refund->set_parent_id( $order->get_id() );
	$refund->set_currency( $order->get_currency() );
	$refund->set_amount( wc_format_decimal( $fields['amount'], wc_get_price_decimals() ) );
	$refund->set_refunded_by( get_current_user_id() ? get_current_user_id() : 1 );
	$refund->set_reason( (string) $fields['reason'] );
	$refund->get_date_created() ?? $refund->set_date_created( time() );
	foreach ( array( 'line_item', 'fee', 'shipping' ) as $type ) {
		foreach ( $order->get_items( $type ) as $id => $item ) {
			$row = $fields['line_items'][ $id ] ?? null;
			if ( null === $row || ( ! $row['qty'] && ! (float) $row['refund_total'] && ! array_filter( (array) ( $row['refund_tax'] ?? array() ) ) ) ) {
				continue;
			}
			$taxes = array_map( static fn( mixed $tax ): float => (float) $tax * -1, array_filter( (array) ( $row['refund_tax'] ?? array() ) ) );
			$part  = clone $item;
			$part->update_meta_data( '_refunded_item_id', $id );
			$part->set_total( (float) $row['refund_total'] * -1 );
			$part->set_taxes(
				array(
					'total'    => $taxes,
					'subtotal' => $taxes,
				)
			);
			if ( 'line_item' === $type ) {
				$part->set_quantity( (int) $row['qty'] * -1 );
			}
			$refund->add_item( $part );
		}
	}
	$refund->save();
	do_action( 'woocommerce_create_refund', $refund, $fields );
	$refund->save();
	if ( $fields['refund_payment'] ) {
		$result = wc_refund_payment( $order, $refund->get_amount(), $refund->get_reason() );
		if ( is_wp_error( $result ) ) {
			$refund->delete( true );
			return $result;
		}
		$refund->set_refunded_payment( true );
		$refund->save();
	}
	if ( $fields['restock_items'] ) {
		wc_restock_refunded_items( $order, $fields['line_items'] );
	}
	if ( $left - $amount > 0 ) {
		do_action( 'woocommerce_order_partially_refunded', $order->get_id(), $refund->get_id() );
	} else {
		do_action( 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
		$order->update_status( apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', $order->get_id(), $refund->get_id() ) );
	}
	do_action( 'woocommerce_refund_created', $refund->get_id(), $fields );
	do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
	return $refund;
}

/** Asks the order's payment service to pay back. */
function wc_refund_payment( WC_Order $order, mixed $amount, string $reason = '' ): true|WP_Error {
	try {
		$gateway = WC()->payment_gateways()->payment_gateways()[ $order->get_payment_method() ] ?? null;
		if ( null === $gateway || ! $gateway->supports( 'refunds' ) ) {
			throw new Exception( 'The payment gateway for this order does not support automatic refunds.' );
		}
		$result = $gateway->process_refund( $order->get_id(), $amount, $reason );
		if ( ! $result || is_wp_error( $result ) ) {
			throw new Exception( $result ? $result->get_error_message() : 'An error occurred.' );
		}
		return true;
	} catch ( Exception $failure ) {
		return new WP_Error( 'error', $failure->getMessage() );
	}
}

/** Puts refunded pieces on the shelf again. */
function wc_restock_refunded_items( WC_Order $order, array $lines ): void {
	foreach ( $order->get_items() as $id => $item ) {
		$product = $item->get_product();
		$count   = (int) ( $lines[ $id ]['qty'] ?? 0 );
		if ( ! $item->get_meta( '_reduced_stock' ) || $count < 1 || ! $product || ! $product->get_manage_stock() ) {
			continue;
		}
		$product->set_stock_quantity( (int) $product->get_stock_quantity() + $count );
		$product->save();
		$item->update_meta_data( '_reduced_stock', (int) $item->get_meta( '_reduced_stock' ) - $count );
		$order->save();
	}
}
