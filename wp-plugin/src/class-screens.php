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

	public const APPROVALS = 'deskhand-approvals';

	public const KNOWLEDGE = 'deskhand-knowledge';

	public const OUTBOX = 'deskhand-outbox';

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
			self::APPROVALS     => __( 'Deskhand approvals', 'deskhand' ),
			self::KNOWLEDGE     => __( 'Deskhand knowledge', 'deskhand' ),
			self::OUTBOX        => __( 'Deskhand outbox', 'deskhand' ),
		);
		$counts = current_user_can( self::staff_capability() ) ? Attention::counts() : array();
		foreach ( $titles as $slug => $title ) {
			add_submenu_page( self::parent( $slug ), $title, Attention::titled( $title, $counts[ $slug ] ?? 0 ), self::SETTINGS === $slug ? 'manage_options' : self::staff_capability(), $slug, $render[ $slug ] );
		}
	}

	/**
	 * Action `admin_enqueue_scripts`: the style of our screens.
	 *
	 * @param mixed $hook The screen, unless another plugin broke it.
	 */
	public static function enqueue( mixed $hook ): void {
		if ( is_string( $hook ) && 1 === preg_match( '/_page_deskhand(-[a-z]+)?$/D', $hook ) ) {
			wp_enqueue_style( 'deskhand-admin', plugins_url( 'assets/admin/admin.css', PLUGIN_FILE ), array(), VERSION );
		}
	}

	/**
	 * Filter `plugin_action_links_…`: the way to the owner's page.
	 *
	 * @param mixed $links HTML of the links, unless another plugin broke it.
	 * @return mixed The links with ours; what is no list, as it was.
	 */
	public static function plugin_links( mixed $links ): mixed {
		return ! is_array( $links ) ? $links : array( sprintf( '<a href="%s">%s</a>', esc_url( self::url( self::SETTINGS ) ), esc_html__( 'Set up', 'deskhand' ) ), ...$links );
	}

	/**
	 * Action `admin_notices` of the Plugins screen: the next step, until the site is paired.
	 *
	 * @param Pairing $pairing Whether it is.
	 */
	public static function print_next_step( Pairing $pairing ): void {
		if ( is_network_admin() || ! current_user_can( 'manage_options' ) || $pairing->is_paired() ) {
			return;
		}
		/* translators: %s: address of a screen. */
		$text = sprintf( __( 'Deskhand is active; shoppers see nothing of it yet. <a href="%s">Set it up</a> in five steps.', 'deskhand' ), esc_url( self::url( self::SETTINGS ) ) );
		wp_admin_notice(
			$text,
			array(
				'type'        => 'info',
				'dismissible' => true,
			)
		);
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
	 * Runs what a form of a screen posted; what the sidecar can't do is said instead.
	 *
	 * @param callable(): void $step Checks, acts and leads on.
	 */
	public static function act( callable $step ): void {
		try {
			$step();
		} catch ( Sidecar_Error $error ) {
			wp_die(
				esc_html( Diagnosis::of( $error ) ),
				'',
				array(
					'response'  => 502,
					'back_link' => true,
				)
			);
		}
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
	public static function parent( string $slug ): string {
		if ( class_exists( \WooCommerce::class ) ) {
			return 'woocommerce';
		}
		return self::SETTINGS === $slug ? 'options-general.php' : 'tools.php';
	}
}
