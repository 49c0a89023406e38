<?php
/**
 * Payment services, as far as refunds need them.
 */

declare(strict_types=1);

abstract class WC_Payment_Gateway {
	public string $id           = '';
	public string $title        = '';
	public string $method_title = '';
	public string $enabled      = 'no';
	public array $supports      = array( 'products' );

	public function supports( string $feature ): bool {
		return (bool) apply_filters( 'woocommerce_payment_gateway_supports', in_array( $feature, $this->supports, true ), $feature, $this );
	}

	public function can_refund_order( $order ) {
		return $order && $this->supports( 'refunds' );
	}

	public function process_refund( $order_id, $amount = null, $reason = '' ) {
		return false;
	}
}

final class WC_Payment_Gateways {
	public static function instance(): self {
		static $gateways = null;
		return $gateways ??= new self();
	}

	public function payment_gateways(): array {
		$gateways = array_filter( (array) apply_filters( 'woocommerce_payment_gateways', array() ), is_object( ... ) );
		return array_combine( array_map( static fn( WC_Payment_Gateway $gateway ): string => $gateway->id, $gateways ), $gateways );
	}
}
