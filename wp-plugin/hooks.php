<?php
/**
 * Every hook of the plugin, required last.
 *
 * Callbacks reach the parts lazily, so that a page that needs none makes none.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

defined( 'ABSPATH' ) || exit;

add_action(
	'before_woocommerce_init',
	static function (): void {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, PLUGIN_FILE, true );
		}
	}
);
