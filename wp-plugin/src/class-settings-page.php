<?php
/**
 * The owner's page.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Settings, the live report, *Pair* and *Index now*.
 */
final class Settings_Page {

	private const GROUP = 'deskhand';

	/**
	 * Only assigns.
	 *
	 * @param Settings $settings The owner's.
	 */
	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Action `admin_init`.
	 */
	public function register(): void {
		register_setting(
			self::GROUP,
			Settings::OPTION,
			array(
				'type'              => 'object',
				'sanitize_callback' => self::sanitize( ... ),
				'show_in_rest'      => false,
				'default'           => array(),
			)
		);
		foreach ( $this->sections() as $section => [ $title, $fields ] ) {
			add_settings_section( $section, $title, '__return_null', self::GROUP );
			foreach ( $fields as $name => $field ) {
				add_settings_field(
					$name,
					esc_html( $field['label'] ),
					fn() => $this->print_field( $name, $field ),
					self::GROUP,
					$section,
					in_array( $field['as'], array( 'switch', 'ticks' ), true ) ? array() : array( 'label_for' => "deskhand-$name" )
				);
			}
		}
	}

	/**
	 * What is stored of what was posted; says which address could not be used.
	 *
	 * @param mixed $posted The form, or the values of the plugin itself.
	 * @return array<string, mixed>
	 */
	public static function sanitize( mixed $posted ): array {
		$posted  = is_array( $posted ) ? $posted : array();
		$address = $posted['sidecar_address'] ?? '';
		if ( '' !== $address && is_string( $address ) && ! Settings::is_address( $address ) && function_exists( 'add_settings_error' ) ) {
			add_settings_error( Settings::OPTION, 'sidecar_address', __( 'The sidecar\'s address must be unix:/path/to/deskhand.sock or host:port. The default is used.', 'deskhand' ) );
		}
		// What the form does not show stays as it was.
		return Settings::from_values( $posted + (array) get_option( Settings::OPTION, array() ) )->values();
	}

	/**
	 * Prints the page.
	 */
	public function render(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		wp_enqueue_script_module( '@deskhand/settings', plugins_url( 'assets/admin/settings.js', PLUGIN_FILE ), array(), VERSION );
		wp_enqueue_style( 'deskhand-admin', plugins_url( 'assets/admin/admin.css', PLUGIN_FILE ), array(), VERSION );
		?>
		<div class="wrap">
			<h1><?php esc_html_e( 'Deskhand', 'deskhand' ); ?></h1>
			<?php settings_errors( Settings::OPTION ); ?>
			<div id="deskhand-line" data-rest="<?php echo esc_url( rest_url( Gate::REST_NAMESPACE . '/admin/' ) ); ?>" data-nonce="<?php echo esc_attr( wp_create_nonce( 'wp_rest' ) ); ?>">
				<h2><?php esc_html_e( 'Connection', 'deskhand' ); ?></h2>
				<ul class="deskhand-checks" aria-live="polite"><li><?php esc_html_e( 'Checking…', 'deskhand' ); ?></li></ul>
				<form class="deskhand-pair" hidden>
					<label class="deskhand-code"><?php esc_html_e( 'Pairing code', 'deskhand' ); ?> <input type="text" name="code" autocomplete="off" spellcheck="false" maxlength="12"></label>
					<button class="button button-primary"><?php esc_html_e( 'Pair', 'deskhand' ); ?></button>
				</form>
				<p>
					<button type="button" class="button deskhand-check"><?php esc_html_e( 'Check again', 'deskhand' ); ?></button>
					<button type="button" class="button deskhand-index"><?php esc_html_e( 'Index now', 'deskhand' ); ?></button>
				</p>
				<div class="deskhand-progress" hidden>
					<progress max="1" aria-label="<?php esc_attr_e( 'Progress of indexing', 'deskhand' ); ?>"></progress>
					<p aria-live="polite"></p>
					<ul></ul>
				</div>
			</div>
			<form action="options.php" method="post">
				<?php
				settings_fields( self::GROUP );
				do_settings_sections( self::GROUP );
				submit_button();
				?>
			</form>
		</div>
		<?php
	}

	/**
	 * Sections and their fields.
	 *
	 * @return array<string, array{string, array<string, array<string, mixed>>}>
	 */
	private function sections(): array {
		return array(
			'deskhand_widget'  => array(
				__( 'Widget', 'deskhand' ),
				array(
					'published'    => self::field( 'switch', __( 'Published', 'deskhand' ), __( 'Shoppers see the widget. Until then only administrators do.', 'deskhand' ) ),
					'greeting'     => self::field( 'text', __( 'Greeting', 'deskhand' ), __( 'First line of the chat.', 'deskhand' ) ),
					'hours'        => self::field( 'text', __( 'Opening hours', 'deskhand' ), __( 'When people answer, in your own words.', 'deskhand' ) ),
					'privacy_page' => self::field( 'page', __( 'Privacy page', 'deskhand' ), __( 'Linked in the chat.', 'deskhand' ) ),
					'streaming'    => self::field( 'switch', __( 'Streaming', 'deskhand' ), __( 'Show answers while they are written. Switch off if your host holds pages back.', 'deskhand' ) ),
				),
			),
			'deskhand_content' => array(
				__( 'What the assistant reads', 'deskhand' ),
				array( 'post_types' => self::field( 'ticks', __( 'Content', 'deskhand' ), __( 'Only what is published and has no password. Never comments or reviews.', 'deskhand' ) ) ),
			),
			'deskhand_limits'  => array(
				__( 'Limits', 'deskhand' ),
				array(
					'messages_per_minute'    => self::field( 'count', __( 'Messages a minute and conversation', 'deskhand' ) ),
					'messages_per_minute_ip' => self::field( 'count', __( 'Messages a minute and network address', 'deskhand' ) ),
					'tickets_per_hour'       => self::field( 'count', __( 'Tickets an hour and conversation', 'deskhand' ) ),
					'contacts_per_hour'      => self::field( 'count', __( 'Contact forms an hour and network address', 'deskhand' ) ),
					'php_workers'            => self::field( 'count', __( 'PHP workers', 'deskhand' ), __( 'How many requests your host handles at a time (pm.max_children). Chat uses at most 40 % of them.', 'deskhand' ) ),
					'trusted_proxies'        => self::field( 'rows', __( 'Trusted proxies', 'deskhand' ), __( 'Addresses or ranges, one a line, whose X-Forwarded-For header counts. Empty if visitors reach this host directly.', 'deskhand' ) ),
				),
			),
			'deskhand_line'    => array(
				__( 'Sidecar and staff', 'deskhand' ),
				array(
					'sidecar_address' => self::field( 'text', __( 'Address', 'deskhand' ), defined( 'DESKHAND_ADDRESS' ) ? __( 'Set by DESKHAND_ADDRESS in wp-config.php.', 'deskhand' ) : __( 'unix:/path/to/deskhand.sock or host:port. Pair again after a change.', 'deskhand' ) ),
					'staff_email'     => self::field( 'text', __( 'Mail for staff', 'deskhand' ), __( 'Where tickets and messages go. Empty for the administrator\'s address.', 'deskhand' ) ),
					'retention_days'  => self::field( 'count', __( 'Days that conversations are kept', 'deskhand' ) ),
				),
			),
		);
	}

	/**
	 * A field's description.
	 *
	 * @param string $kind  `switch`, `text`, `count`, `rows`, `page` or `ticks`.
	 * @param string $label Its label.
	 * @param string $help  What it means; may be empty.
	 * @return array{as: string, label: string, help: string}
	 */
	private static function field( string $kind, string $label, string $help = '' ): array {
		return array(
			'as'    => $kind,
			'label' => $label,
			'help'  => $help,
		);
	}

	/**
	 * Prints a field's control.
	 *
	 * @param string                                          $name  A setting.
	 * @param array{as: string, label: string, help: string} $field Its description.
	 */
	private function print_field( string $name, array $field ): void {
		$key   = Settings::OPTION . "[$name]";
		$id    = "deskhand-$name";
		$value = $this->settings->$name;
		$fixed = 'sidecar_address' === $name && defined( 'DESKHAND_ADDRESS' );
		match ( $field['as'] ) {
			'switch' => printf(
				'<input type="hidden" name="%1$s" value="0"><label><input type="checkbox" id="%2$s" name="%1$s" value="1" %3$s> %4$s</label>',
				esc_attr( $key ),
				esc_attr( $id ),
				checked( $value, true, false ),
				esc_html( $field['help'] )
			),
			'text' => printf( '<input type="text" class="regular-text" id="%s" name="%s" value="%s" %s>', esc_attr( $id ), esc_attr( $key ), esc_attr( $value ), $fixed ? 'readonly' : '' ),
			'count' => printf( '<input type="number" class="small-text" min="1" id="%s" name="%s" value="%d">', esc_attr( $id ), esc_attr( $key ), (int) $value ),
			'rows' => printf( '<textarea rows="3" class="regular-text code" id="%s" name="%s">%s</textarea>', esc_attr( $id ), esc_attr( $key ), esc_textarea( implode( "\n", $value ) ) ),
			'page' => wp_dropdown_pages(
				array(
					'id'                => esc_attr( $id ),
					'name'              => esc_attr( $key ),
					'selected'          => (int) $value,
					'show_option_none'  => esc_html__( 'The one in Settings → Privacy', 'deskhand' ),
					'option_none_value' => '0',
				)
			),
			'ticks' => $this->print_post_types( $key ),
		};
		if ( '' !== $field['help'] && 'switch' !== $field['as'] ) {
			printf( '<p class="description">%s</p>', esc_html( $field['help'] ) );
		}
	}

	/**
	 * Prints a tick for each public post type.
	 *
	 * @param string $key Name of the field.
	 */
	private function print_post_types( string $key ): void {
		printf( '<input type="hidden" name="%s[]" value="">', esc_attr( $key ) );
		foreach ( get_post_types( array( 'public' => true ), 'objects' ) as $type ) {
			if ( 'attachment' === $type->name ) {
				continue;
			}
			printf(
				'<label><input type="checkbox" name="%s[]" value="%s" %s> %s</label><br>',
				esc_attr( $key ),
				esc_attr( $type->name ),
				checked( in_array( $type->name, $this->settings->post_types, true ), true, false ),
				esc_html( $type->label )
			);
		}
	}
}
