<?php
/**
 * How extensions tell WooCommerce what they work with.
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
