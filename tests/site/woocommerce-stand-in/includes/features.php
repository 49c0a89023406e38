<?php
/**
 * WooCommerce's namespaced helpers that extensions call.
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities;

/** Which features a plugin says it works with. */
final class FeaturesUtil {
	/** Features by plugin file. */
	public static array $declared = array();

	public static function declare_compatibility( string $feature, string $plugin_file, bool $positive = true ): bool {
		self::$declared[ $plugin_file ][ $feature ] = $positive;
		return true;
	}

	public static function feature_is_enabled( string $feature ): bool {
		return false;
	}
}

/** Where orders are kept: here always in posts. */
final class OrderUtil {
	public static function custom_orders_table_usage_is_enabled(): bool {
		return false;
	}

	public static function get_order_type( $order ): string {
		return (string) get_post_type( is_object( $order ) ? $order->get_id() : (int) $order );
	}
}
