<?php
/**
 * The chat on the shop's pages.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Puts the widget on a page and tells it what it needs. The page's part is the same for every visitor, because page
 * caches print one page for all; who is here comes from `POST session`.
 */
final class Widget {

	/** The element that shows the chat within a page. */
	private const ELEMENT = '<deskhand-chat></deskhand-chat>';

	/** What chat.js imports. A test of the widget holds this against the files. */
	private const MODULES = array( 'answer', 'approval', 'conversation', 'form', 'markdown', 'node', 'person', 'session', 'strings', 'style', 'turn' );

	/**
	 * Only assigns.
	 *
	 * @param Settings $settings The owner's.
	 * @param Pairing  $pairing  Whether there is a sidecar.
	 */
	public function __construct( private readonly Settings $settings, private readonly Pairing $pairing ) {}

	/**
	 * True when the current user may see the widget: everyone once it is published, before that the owner for a
	 * preview.
	 */
	public function is_visible(): bool {
		$why = $this->hidden_because();
		return '' === $why || ( 'unpublished' === $why && current_user_can( 'manage_options' ) );
	}

	/**
	 * Why shoppers don't see the widget: `ai_off`, `unpaired`, `unpublished`; empty when they do.
	 */
	public function hidden_because(): string {
		return match ( true ) {
			function_exists( 'wp_supports_ai' ) && ! wp_supports_ai() => 'ai_off',
			! $this->pairing->is_paired() => 'unpaired',
			! $this->settings->published => 'unpublished',
			default => '',
		};
	}

	/**
	 * True when the owner chose to show the widget to shoppers.
	 */
	public function is_published(): bool {
		return $this->settings->published;
	}

	/**
	 * Action `wp_enqueue_scripts`: the loader, as a module, which browsers defer. The modules that the chat imports by
	 * relative address get the plugin's version through the import map, so that an update never mixes old with new.
	 */
	public function enqueue(): void {
		if ( ! $this->is_visible() ) {
			return;
		}
		$folder = plugins_url( 'assets/widget/', PLUGIN_FILE );
		$later  = array();
		foreach ( self::MODULES as $name ) {
			wp_register_script_module( "$folder$name.js", "$folder$name.js", array(), VERSION );
			$later[] = array(
				'id'     => "$folder$name.js",
				'import' => 'dynamic',
			);
		}
		wp_enqueue_script_module( '@deskhand/loader', "{$folder}loader.js", $later, VERSION );
	}

	/**
	 * Action `wp_footer`: what the loader reads.
	 */
	public function print_config(): void {
		if ( ! $this->is_visible() ) {
			return;
		}
		$config = array(
			'rest'       => rest_url( Gate::REST_NAMESPACE . '/' ),
			'chat'       => add_query_arg( 'ver', VERSION, plugins_url( 'assets/widget/chat.js', PLUGIN_FILE ) ),
			'locale'     => str_replace( '_', '-', determine_locale() ),
			'product_id' => is_singular( 'product' ) ? get_queried_object_id() : 0,
			'strings'    => Widget_Strings::all(),
		);
		wp_print_inline_script_tag(
			(string) wp_json_encode( $config, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES ),
			array(
				'type' => 'application/json',
				'id'   => 'deskhand-config',
			)
		);
	}

	/**
	 * Shortcode `[deskhand]` and block `deskhand/chat`: the chat within the page.
	 */
	public function render(): string {
		return $this->is_visible() ? self::ELEMENT : '';
	}

	/**
	 * What the widget shows and may do, for `POST session`.
	 *
	 * @param Wire\Page $page    Where the shopper is.
	 * @param int       $user_id The shopper; 0 for a guest.
	 * @return array<string, mixed>
	 */
	public function config( Wire\Page $page, int $user_id ): array {
		return array(
			'shop_name'   => self::shop_name(),
			'privacy_url' => (string) ( $this->settings->privacy_page > 0 ? get_permalink( $this->settings->privacy_page ) : get_privacy_policy_url() ),
			'greeting'    => '' !== $this->settings->greeting ? $this->settings->greeting : __( 'Hello! How can we help?', 'deskhand' ),
			'suggestions' => $this->suggestions( $page, $user_id ),
			'streaming'   => $this->settings->streaming,
		);
	}

	/**
	 * The shop's name as text.
	 */
	public static function shop_name(): string {
		return html_entity_decode( get_bloginfo( 'name' ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	}

	/**
	 * Questions to begin with.
	 *
	 * @param Wire\Page $page    Where the shopper is.
	 * @param int       $user_id The shopper; 0 for a guest.
	 * @return list<string>
	 */
	private function suggestions( Wire\Page $page, int $user_id ): array {
		$product = $page->product_id > 0 && function_exists( 'wc_get_product' ) ? Product_Shelf::find( $page->product_id ) : null;
		return array_values(
			array_filter(
				array(
					/* translators: %s: name of a product. */
					$product ? sprintf( __( 'Is %s in stock?', 'deskhand' ), wp_strip_all_tags( $product->get_name() ) ) : '',
					$user_id > 0 && function_exists( 'wc_get_orders' ) ? __( 'Where is my order?', 'deskhand' ) : '',
					__( 'How do I return something?', 'deskhand' ),
					$product ? '' : __( 'How long does delivery take?', 'deskhand' ),
				)
			)
		);
	}
}
