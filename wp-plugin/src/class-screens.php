<?php
/**
 * The plugin's place in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Menus under WooCommerce, or under Settings and Tools where there is none.
 */
final class Screens {

	public const SETTINGS = 'deskhand';

	public const TICKETS = 'deskhand-tickets';

	public const CONVERSATIONS = 'deskhand-conversations';

	/**
	 * Action `admin_menu`.
	 *
	 * @param array<string, callable> $render Slug => prints the screen.
	 */
	public static function register( array $render ): void {
		$titles = array(
			self::SETTINGS      => __( 'Deskhand', 'deskhand' ),
			self::TICKETS       => __( 'Deskhand tickets', 'deskhand' ),
			self::CONVERSATIONS => __( 'Deskhand conversations', 'deskhand' ),
		);
		foreach ( $titles as $slug => $title ) {
			add_submenu_page( self::parent( $slug ), $title, $title, self::SETTINGS === $slug ? 'manage_options' : self::staff_capability(), $slug, $render[ $slug ] );
		}
	}

	/**
	 * Prints a screen within its frame; what the sidecar can't give is said in its place.
	 *
	 * @param callable(): void $render Prints the screen.
	 */
	public static function show( callable $render ): void {
		echo '<div class="wrap">';
		try {
			$render();
		} catch ( Sidecar_Error $error ) {
			wp_admin_notice( esc_html( Diagnosis::of( $error ) ), array( 'type' => 'error' ) );
		}
		echo '</div>';
	}

	/**
	 * Address of a screen; works without menus too, as in cron.
	 *
	 * @param string                $slug A screen.
	 * @param array<string, string> $args Query arguments.
	 */
	public static function url( string $slug, array $args = array() ): string {
		$parent = self::parent( $slug );
		return add_query_arg( array( 'page' => $slug ) + $args, admin_url( 'woocommerce' === $parent ? 'admin.php' : $parent ) );
	}

	/**
	 * What it takes to read conversations and work on tickets.
	 */
	public static function staff_capability(): string {
		return class_exists( \WooCommerce::class ) ? 'edit_others_shop_orders' : 'edit_others_posts';
	}

	/**
	 * The menu that a screen is in.
	 *
	 * @param string $slug A screen.
	 */
	private static function parent( string $slug ): string {
		if ( class_exists( \WooCommerce::class ) ) {
			return 'woocommerce';
		}
		return self::SETTINGS === $slug ? 'options-general.php' : 'tools.php';
	}
}
