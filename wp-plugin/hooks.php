<?php
/**
 * Every hook of the plugin, required last.
 *
 * Callbacks reach the parts lazily, so that a page that needs none makes none, and are `Problem::guarded()` where a fault
 * of ours must not become a fault of the page. Filters take whatever other plugins left and hand it on.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

defined( 'ABSPATH' ) || exit;

// What we work with.
add_action(
	'before_woocommerce_init',
	static function (): void {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, PLUGIN_FILE, true );
		}
	}
);

// What WordPress learns of us.
add_action( 'init', Problem::guarded( Contact_Form::register_post_type( ... ) ) );
add_action( 'init', Problem::guarded( Faq::register_post_type( ... ) ) );
add_filter( 'single_template_hierarchy', Faq::like_a_page( ... ) );
add_action(
	'init',
	static function (): void {
		add_shortcode(
			'deskhand',
			static function (): string {
				$html = Problem::guard( static fn(): string => parts()->widget()->render() );
				return is_string( $html ) ? $html : '';
			}
		);
		register_block_type( __DIR__ . '/blocks/chat', array( 'render_callback' => static fn(): string => do_shortcode( '[deskhand]' ) ) );
	}
);
add_action( 'wp_abilities_api_categories_init', Problem::guarded( Abilities::register_category( ... ) ) );
add_action( 'wp_abilities_api_categories_init', Problem::guarded( Staff_Abilities::register_category( ... ) ) );
add_action( 'wp_abilities_api_init', Problem::guarded( Abilities::register( ... ) ) );
add_action( 'wp_abilities_api_init', Problem::guarded( static fn() => ( new Staff_Abilities( parts() ) )->register() ) );

// The widget on the shop's pages.
add_action( 'wp_enqueue_scripts', Problem::guarded( static fn() => parts()->widget()->enqueue() ) );
add_action( 'wp_footer', Problem::guarded( static fn() => parts()->widget()->print_config() ) );

// The routes. Refuse first, take back core's cross-origin headers, write streams last.
add_action( 'rest_api_init', Problem::guarded( static fn() => ( new Shopper_Routes( parts() ) )->register() ) );
add_action( 'rest_api_init', Problem::guarded( static fn() => ( new Approval_Route( parts() ) )->register() ) );
add_action( 'rest_api_init', Problem::guarded( static fn() => ( new Owner_Routes( parts() ) )->register() ) );
add_action( 'rest_api_init', Problem::guarded( static fn() => ( new Desk_Routes( parts() ) )->register() ) );
add_action( 'rest_api_init', Problem::guarded( static fn() => ( new Knowledge_Routes( parts() ) )->register() ) );
add_filter( 'rest_pre_dispatch', static fn( mixed $result, mixed $server, \WP_REST_Request $request ): mixed => parts()->gate()->inspect( $result, $server, $request ), PHP_INT_MAX, 3 );
add_filter( 'rest_pre_serve_request', static fn( mixed $served, mixed $result, \WP_REST_Request $request ): mixed => parts()->gate()->take_back_cors( $served, $result, $request ), 11, 3 );
add_filter( 'rest_pre_serve_request', Stream_Response::serve( ... ), 20, 2 );

// Another person at this browser: another thread.
add_action( 'wp_login', Problem::guarded( static fn() => parts()->session()->forget() ) );
add_action( 'wp_logout', Problem::guarded( static fn() => parts()->session()->forget() ) );

// Content that changed.
foreach ( array( 'wp_after_insert_post', 'trashed_post', 'untrashed_post', 'before_delete_post', 'woocommerce_update_product', 'woocommerce_new_product', 'woocommerce_update_product_variation', 'woocommerce_new_product_variation' ) as $deskhand_hook ) {
	add_action( $deskhand_hook, Problem::guarded( static fn( int|string $post_id ) => parts()->sync()->note( (int) $post_id ) ) );
}
unset( $deskhand_hook );
add_action( 'transition_post_status', Problem::guarded( static fn( string $to, string $from, \WP_Post $post ) => $to === $from ? null : parts()->sync()->note( $post->ID ) ), 10, 3 );

foreach ( array( 'added_post_meta', 'updated_post_meta', 'deleted_post_meta' ) as $deskhand_hook ) {
	add_action( $deskhand_hook, Problem::guarded( static fn( mixed $ids, int|string $post_id, string $key ) => Exclusions::CHOSEN === $key ? parts()->sync()->note( (int) $post_id ) : null ), 10, 3 );
}
unset( $deskhand_hook );
add_action( 'set_object_terms', Problem::guarded( static fn( int|string $id, mixed $terms, mixed $ids, string $taxonomy ) => parts()->sync()->note_terms( (int) $id, $taxonomy ) ), 10, 4 );
add_action( 'edited_term', Problem::guarded( static fn( int $term_id, int $id, string $taxonomy ) => parts()->sync()->note_term( $term_id, $taxonomy ) ), 10, 3 );
add_action( 'post_updated', Problem::guarded( static fn( mixed $id, \WP_Post $now, \WP_Post $before ) => parts()->sync()->note_children( $now, $before ) ), 10, 3 );
foreach ( array( 'permalink_structure', 'woocommerce_permalinks', 'home' ) as $deskhand_option ) {
	add_action( "update_option_$deskhand_option", Problem::guarded( Sync::note_all( ... ) ), 10, 0 );
}
unset( $deskhand_option );
add_action( 'update_option_' . Pairing::OPTION, Problem::guarded( static fn( mixed $before ) => isset( $before['site'] ) ? Sync::note_all() : null ) );
add_action(
	'update_option_' . Settings::OPTION,
	Problem::guarded(
		static function ( mixed $before, mixed $now ): void {
			foreach ( array( 'post_types', 'policy_pages' ) as $setting ) {
				if ( isset( $before[ $setting ] ) && $before[ $setting ] !== ( $now[ $setting ] ?? null ) ) {
					Sync::note_all();
				}
			}
		}
	),
	10,
	2
);
add_action( 'add_meta_boxes', Problem::guarded( static fn() => Exclude_Box::add( parts()->catalogue()->post_types() ) ) );
add_action( 'save_post', Problem::guarded( Exclude_Box::save( ... ) ) );

// What shoppers looked up and is no longer so.
foreach ( array( 'woocommerce_new_order', 'woocommerce_update_order', 'woocommerce_order_status_changed', 'woocommerce_order_refunded', 'woocommerce_trash_order', 'woocommerce_untrash_order', 'woocommerce_before_delete_order' ) as $deskhand_hook ) {
	add_action( $deskhand_hook, Problem::guarded( static fn( int|string $order_id, mixed $order = null ) => parts()->shopper_cache()->forget_order( (int) $order_id, $order ) ), 10, 2 );
}
add_action( 'woocommerce_refund_deleted', Problem::guarded( static fn( mixed $refund_id, int|string $order_id ) => parts()->shopper_cache()->forget_order( (int) $order_id ) ), 10, 2 );
add_action( 'woocommerce_before_order_object_save', Problem::guarded( static fn( \WC_Abstract_Order $order ) => parts()->shopper_cache()->forget_former_owner( $order ) ) );
foreach ( array( 'woocommerce_update_product', 'woocommerce_new_product', 'woocommerce_update_product_variation', 'woocommerce_new_product_variation', 'woocommerce_product_set_stock', 'woocommerce_variation_set_stock', 'woocommerce_product_set_stock_status', 'woocommerce_variation_set_stock_status', 'woocommerce_updated_product_stock', 'wp_after_insert_post', 'trashed_post', 'untrashed_post', 'before_delete_post' ) as $deskhand_hook ) {
	add_action( $deskhand_hook, Problem::guarded( static fn() => parts()->shopper_cache()->forget( Shopper_Cache::PRODUCTS ) ), 10, 0 );
}
unset( $deskhand_hook );

// What waits until the response is out.
add_action( 'shutdown', Problem::guarded( static fn() => parts()->after_response()->run() ) );

// wp-admin.
add_action(
	'admin_menu',
	static fn() => Screens::register(
		array(
			Screens::SETTINGS      => Problem::guarded( static fn() => parts()->settings_page()->render() ),
			Screens::TICKETS       => static fn() => Screens::show( static fn() => parts()->tickets_page()->render() ),
			Screens::CONVERSATIONS => static fn() => Screens::show( static fn() => parts()->conversations_page()->render() ),
			Screens::APPROVALS     => static fn() => Screens::show( static fn() => parts()->approvals_page()->render() ),
			Screens::KNOWLEDGE     => static fn() => Screens::show( static fn() => parts()->knowledge_page()->render() ),
			Screens::OUTBOX        => static fn() => Screens::show( static fn() => ( new Outbox_Page( parts()->outbox() ) )->render() ),
		)
	),
	60
);
add_action( 'admin_init', Problem::guarded( static fn() => parts()->settings_form()->register() ) );
add_action( 'admin_footer', Problem::guarded( static fn() => current_user_can( Screens::staff_capability() ) && Attention::is_due() ? parts()->after_response()->add( 'attention' ) : null ) );
add_action( 'admin_init', Problem::guarded( static fn() => Privacy_Text::suggest( parts()->settings() ) ) );
add_action( 'admin_enqueue_scripts', Screens::enqueue( ... ) );
add_action( 'load-plugins.php', static fn() => add_action( 'admin_notices', static fn() => Problem::guard( static fn() => Screens::print_next_step( parts()->pairing() ) ) ) );
add_action( 'admin_notices', Problem::guarded( static fn() => Index_Notice::print( parts() ) ) );
add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), Screens::plugin_links( ... ) );
foreach ( array( 'show_user_profile', 'edit_user_profile' ) as $deskhand_hook ) {
	add_action( $deskhand_hook, Problem::guarded( Shopper_Note::print( ... ) ) );
}
unset( $deskhand_hook );
add_action( 'admin_post_' . Tickets_Page::ACTION, static fn() => Screens::act( static fn() => parts()->tickets_page()->change() ) );
add_action( 'admin_post_' . Approvals_Page::ACTION, static fn() => Screens::act( static fn() => parts()->approvals_page()->decide() ) );
add_action( 'admin_post_' . Thread_Forms::ACTION, static fn() => Screens::act( static fn() => ( new Thread_Forms( parts()->thread_desk() ) )->handle() ) );
add_action( 'admin_post_' . Outbox_Page::ACTION, static fn() => Screens::act( static fn() => ( new Outbox_Page( parts()->outbox() ) )->retry() ) );
add_action( 'admin_post_' . Knowledge_Forms::ACTION, static fn() => Screens::act( static fn() => parts()->knowledge_forms()->handle() ) );
foreach ( array( 'add_option_', 'update_option_' ) as $deskhand_hook ) {
	add_action(
		$deskhand_hook . Settings::OPTION,
		static function (): void {
			parts()->renew();
			parts()->after_response()->add( 'settings' );
		}
	);
}
unset( $deskhand_hook );

// Cron.
add_filter(
	'cron_schedules', // phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval -- staff mail should not wait for an hour.
	static fn( array $schedules ): array => $schedules + array(
		'deskhand_five_minutes' => array(
			'interval' => 5 * MINUTE_IN_SECONDS,
			'display'  => 'Every five minutes', // Asked for before translations may be loaded.
		),
	)
);
add_action( 'init', Problem::guarded( Cron::schedule( ... ) ) );
add_action( Cron::JOBS_EVENT, static fn() => Cron::run_jobs( parts() ) );
add_action( Reindex::RECONCILE_EVENT, static fn() => Cron::reconcile( parts() ) );
add_action( Reindex::STEP_EVENT, static fn() => Cron::go_on( parts() ) );
add_action( Sync::PUSH_EVENT, static fn() => parts()->after_response()->add( 'push' ) );
register_deactivation_hook( PLUGIN_FILE, Cron::clear( ... ) );

// Options that every page reads: those that are there come with the autoloaded ones, a missing one costs a query each time.
register_activation_hook( PLUGIN_FILE, static fn() => array_map( static fn( string $option ): bool => add_option( $option, array() ), array( Settings::OPTION, Pairing::OPTION ) ) );
register_activation_hook( PLUGIN_FILE, Faq::add_addresses( ... ) );
register_deactivation_hook( PLUGIN_FILE, Faq::remove_addresses( ... ) );

// Command line.
add_action(
	'cli_init',
	static function (): void {
		\WP_CLI::add_command( 'deskhand', new Cli_Desk( parts() ) );
		\WP_CLI::add_command( 'deskhand ask', new Cli_Ask( parts() ) );
		\WP_CLI::add_command( 'deskhand reindex', new Cli_Reindex( parts() ) );
		\WP_CLI::add_command( 'deskhand threads', new Cli_Threads( parts() ) );
		\WP_CLI::add_command( 'deskhand tickets', new Cli_Tickets( parts() ) );
		\WP_CLI::add_command( 'deskhand approvals', new Cli_Approvals( parts() ) );
		\WP_CLI::add_command( 'deskhand jobs', new Cli_Jobs( parts() ) );
		\WP_CLI::add_command( 'deskhand deliveries', new Cli_Deliveries( parts() ) );
		\WP_CLI::add_command( 'deskhand audit', new Cli_Audit( parts() ) );
		\WP_CLI::add_command( 'deskhand sources', new Cli_Sources( parts() ) );
		\WP_CLI::add_command( 'deskhand search', new Cli_Search( parts() ) );
		\WP_CLI::add_command( 'deskhand unanswered', new Cli_Unanswered( parts() ) );
		\WP_CLI::add_command( 'deskhand cost', new Cli_Cost( parts() ) );
		\WP_CLI::add_command( 'deskhand eval', new Cli_Eval( parts() ) );
	}
);
