<?php
/**
 * Plugin Name: WooCommerce
 * Version: 0.0.0-stand-in
 * Description: Stand-in for WooCommerce where it can't be had: the functions and classes that Deskhand and the sample shop call, on posts and their meta. Held to WooCommerce's behaviour by tests/site/test_shop_contract.py. No checkout, no calculation of taxes, no e-mail.
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

define( 'WC_PLUGIN_FILE', __FILE__ );
define( 'WC_VERSION', '0.0.0-stand-in' );

/** Marks that WooCommerce is there. */
final class WooCommerce {
	public string $version = WC_VERSION;

	public function payment_gateways(): WC_Payment_Gateways {
		return WC_Payment_Gateways::instance();
	}
}

foreach ( array( 'features', 'datetime', 'data', 'product', 'order', 'order-query', 'payment-gateway', 'refund', 'product-query', 'functions' ) as $noun ) {
	require __DIR__ . "/includes/$noun.php";
}

add_action(
	'init',
	static function (): void {
		do_action( 'before_woocommerce_init' );
		$hidden = array(
			'public'   => false,
			'supports' => array( 'title' ),
		);
		register_taxonomy(
			'product_cat',
			'product',
			array(
				'public'       => true,
				'hierarchical' => true,
				'label'        => 'Product categories',
			)
		);
		register_post_type(
			'product',
			array(
				'public'      => true,
				'label'       => 'Products',
				'has_archive' => 'shop',
				'rewrite'     => array( 'slug' => 'product' ),
				'supports'    => array( 'title', 'editor', 'excerpt', 'thumbnail', 'comments' ),
			)
		);
		register_post_type( 'product_variation', $hidden );
		register_post_type( 'shop_order', $hidden );
		register_post_type( 'shop_order_refund', $hidden );
		foreach ( wc_get_order_statuses() as $status => $label ) {
			register_post_status(
				$status,
				array(
					'label'  => $label,
					'public' => false,
				)
			);
		}
		do_action( 'woocommerce_init' );
	},
	0
);

add_action(
	'admin_menu',
	static function (): void {
		$nothing = static fn() => print( '<div class="wrap"><h1>WooCommerce (stand-in)</h1></div>' );
		add_menu_page( 'WooCommerce', 'WooCommerce', 'manage_woocommerce', 'woocommerce', $nothing, 'dashicons-cart', 55 );
	}
);

add_shortcode(
	'woocommerce_my_account',
	static fn(): string => is_user_logged_in() ? '<p>Hello ' . esc_html( wp_get_current_user()->display_name ) . '.</p>' : wp_login_form( array( 'echo' => false ) )
);

register_activation_hook(
	__FILE__,
	static function (): void {
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		add_role( 'shop_manager', 'Shop manager', get_role( 'editor' )->capabilities );
		foreach ( array( 'administrator', 'shop_manager' ) as $role ) {
			foreach ( array( 'manage_woocommerce', 'view_woocommerce_reports', 'edit_shop_orders', 'edit_others_shop_orders', 'read_private_shop_orders', 'edit_products', 'edit_others_products' ) as $right ) {
				get_role( $role )->add_cap( $right );
			}
		}
		foreach ( array(
			'shop'      => 'Shop',
			'cart'      => 'Cart',
			'checkout'  => 'Checkout',
			'myaccount' => 'My account',
		) as $page => $title ) {
			$id = wp_insert_post(
				array(
					'post_type'    => 'page',
					'post_status'  => 'publish',
					'post_title'   => $title,
					'post_content' => 'myaccount' === $page ? '[woocommerce_my_account]' : '',
				)
			);
			update_option( "woocommerce_{$page}_page_id", $id );
		}
	}
);
