<?php
/**
 * The form of the owner's settings.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Shows the settings and takes what was posted. A value that can't be used is not taken: what was there stays, and a
 * sentence names the field.
 */
final class Settings_Form {

	private const GROUP = 'deskhand';

	/** Pages to choose policies from. */
	private const MAX_PAGES = 500;

	/**
	 * Only assigns.
	 *
	 * @param Settings $settings The owner's.
	 */
	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Action `admin_init`. Every request to wp-admin comes by here, those of guests too: the fields are made by `render()`.
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
	}

	/**
	 * What is stored of what was posted.
	 *
	 * @param mixed $posted The form, or the values of the plugin itself.
	 * @return array<string, mixed>
	 */
	public static function sanitize( mixed $posted ): array {
		$posted = is_array( $posted ) ? $posted : array();
		if ( self::network_sets_address() ) {
			unset( $posted['sidecar_address'] );
		}
		$complaints = self::complaints( $posted );
		foreach ( $complaints as $name => $complaint ) {
			unset( $posted[ $name ] );
			add_settings_error( Settings::OPTION, "deskhand-$name", $complaint . ' ' . __( 'It stays as it was.', 'deskhand' ) );
		}
		if ( $complaints ) {
			add_settings_error( Settings::OPTION, 'deskhand', __( 'The other settings were saved.', 'deskhand' ), 'success' );
		}
		if ( is_array( $posted['monthly_budget_micros'] ?? null ) ) {
			$posted['monthly_budget_micros'] = self::typed_micros( $posted['monthly_budget_micros'] );
		}
		$kept = (array) get_option( Settings::OPTION, array() );
		if ( isset( $posted['refunds'] ) ) {
			$posted['refunds'] = Refund_Form::sanitize( $posted['refunds'], (array) ( $kept['refunds'] ?? array() ) );
		}
		// What the form does not show stays as it was, too.
		return Settings::from_values( $posted + $kept )->values();
	}

	/**
	 * Prints the form.
	 */
	public function render(): void {
		foreach ( self::sections() as $section => [ $title, $fields ] ) {
			add_settings_section( $section, $title, '__return_null', self::GROUP );
			foreach ( $fields as $name => $field ) {
				add_settings_field(
					$name,
					esc_html( $field['label'] ),
					fn() => $this->print_field( $name, $field ),
					self::GROUP,
					$section,
					in_array( $field['as'], array( 'switch', 'ticks', 'hours' ), true ) ? array() : array( 'label_for' => "deskhand-$name" )
				);
			}
		}
		echo '<form id="deskhand-settings" action="options.php" method="post">';
		settings_fields( self::GROUP );
		printf( '<nav aria-label="%s"></nav>', esc_attr__( 'Settings', 'deskhand' ) );
		do_settings_sections( self::GROUP );
		Refund_Form::print( Settings::OPTION . '[refunds]', $this->settings->refunds );
		Plugin_Abilities::print( Settings::OPTION . '[plugin_abilities]', $this->settings->plugin_abilities );
		Flags::print( Settings::OPTION . '[flags]', $this->settings->flags );
		submit_button();
		echo '</form>';
	}

	/**
	 * True when this person can't change the sidecar's address: who can point it anywhere can feel out the host's own
	 * network, which is no business of the admin of one site among many.
	 */
	private static function network_sets_address(): bool {
		return is_multisite() && ! current_user_can( 'manage_network_options' );
	}

	/**
	 * What can't be used of what was posted, by setting.
	 *
	 * @param array<mixed> $posted The form.
	 * @return array<string, string>
	 */
	private static function complaints( array $posted ): array {
		$complaints = array();
		foreach ( array_merge( ...array_column( self::sections(), 1 ) ) as $name => $field ) {
			$complaint = isset( $posted[ $name ] ) ? self::complaint( $name, $field['as'], $posted[ $name ] ) : '';
			if ( '' !== $complaint ) {
				/* translators: 1: a setting, 2: what is wrong with it. */
				$complaints[ $name ] = esc_html( sprintf( __( '%1$s: %2$s', 'deskhand' ), $field['label'], $complaint ) );
			}
		}
		$complaint = Flags::complaint( $posted['flags'] ?? array() );
		if ( '' !== $complaint ) {
			/* translators: %s: what is wrong with them. */
			$complaints['flags'] = esc_html( sprintf( __( 'Versions of the assistant: %s', 'deskhand' ), $complaint ) );
		}
		$complaint = isset( $posted['plugin_abilities'] ) ? Plugin_Abilities::complaint( $posted['plugin_abilities'] ) : '';
		if ( '' !== $complaint ) {
			$complaints['plugin_abilities'] = esc_html( $complaint );
		}
		return $complaints;
	}

	/**
	 * Why a value can't be used; empty when it can.
	 *
	 * @param string $name  A setting.
	 * @param string $kind  What it is shown as.
	 * @param mixed  $value What was posted.
	 */
	private static function complaint( string $name, string $kind, mixed $value ): string {
		if ( 'count' === $kind ) {
			[ $least, $most ] = Settings::range( $name );
			$fits             = false !== filter_var( $value, FILTER_VALIDATE_INT ) && $value >= $least && $value <= $most;
			/* translators: 1: smallest number, 2: largest number. */
			return $fits ? '' : sprintf( __( 'this must be a whole number from %1$d to %2$d.', 'deskhand' ), $least, $most );
		}
		if ( in_array( $name, array( 'opening_times', 'holidays' ), true ) ) {
			return 'holidays' === $name ? Opening_Hours::complaint_about_days( $value ) : Opening_Hours::complaint( $value );
		}
		if ( 'rows' === $kind && is_string( $value ) ) {
			$wrong = array_filter( preg_split( '/[\s,]+/', $value, -1, PREG_SPLIT_NO_EMPTY ) ?: array(), static fn( string $row ): bool => ! Client_Address::is_range( $row ) );
			/* translators: %s: what the owner typed. */
			return $wrong ? sprintf( __( '"%s" is neither an IP address nor a range such as 10.0.0.0/8.', 'deskhand' ), reset( $wrong ) ) : '';
		}
		return match ( true ) {
			/* translators: %s: an amount in the site's number format. */
			'money' === $kind && is_array( $value ) && null === self::typed_micros( $value ) => sprintf( __( 'this must be an amount such as %s; 0 for no limit.', 'deskhand' ), Money::text( 1_234_500_000 ) ),
			'staff_email' === $name && '' !== $value && ! ( is_string( $value ) && is_email( $value ) ) => __( 'this is not an e-mail address.', 'deskhand' ),
			'sidecar_address' === $name && ! ( is_string( $value ) && Sidecar_Client::is_address( $value ) ) => __( 'this must be unix:/path/to/deskhand.sock or host:port.', 'deskhand' ),
			'post_types' === $name && array() === array_filter( (array) $value ) => __( 'tick at least one, or the assistant has nothing to read.', 'deskhand' ),
			default => '',
		};
	}

	/**
	 * An amount that was typed, apart from one that is stored.
	 *
	 * @param array<mixed> $posted `{amount}`.
	 * @return int|null Millionths, or null when it is no amount.
	 */
	private static function typed_micros( array $posted ): ?int {
		return is_string( $posted['amount'] ?? null ) ? Money::micros( $posted['amount'] ) : null;
	}

	/**
	 * Sections and their fields, in the order an owner needs them.
	 *
	 * @return array<string, array{string, array<string, array{as: string, label: string, help: string}>}>
	 */
	private static function sections(): array {
		return array(
			'deskhand_chat'    => array(
				__( 'The chat', 'deskhand' ),
				array(
					'greeting' => self::field( 'text', __( 'Greeting', 'deskhand' ), __( 'First line of the chat. Empty for "Hello! How can we help?"', 'deskhand' ) ),
				),
			),
			'deskhand_hours'   => array(
				__( 'When people answer', 'deskhand' ),
				array(
					'hours'                  => self::field( 'text', __( 'Opening hours', 'deskhand' ), __( 'In your own words, for example "Mon–Fri 9–17". Shown when a shopper asks for a person.', 'deskhand' ) ),
					'opening_times'          => self::field( 'hours', __( 'Days and times', 'deskhand' ), __( 'In the site\'s time zone. The assistant tells shoppers who ask for a person whether somebody is in, and when again. Leave all empty if you do not keep hours; 00:00 as an end is midnight.', 'deskhand' ) ),
					'holidays'               => self::field( 'rows', __( 'Holidays', 'deskhand' ), __( 'Days on which nobody is in, one a line, such as 2026-12-25.', 'deskhand' ) ),
					'away_text'              => self::field( 'text', __( 'While nobody is in', 'deskhand' ), __( 'What shoppers read then, at most 300 characters. Empty for "Nobody of our team is in at the moment."', 'deskhand' ) ),
					'escalate_after_minutes' => self::field( 'count', __( 'Minutes until staff is asked again', 'deskhand' ), __( 'When a shopper asked for a person and nobody took over; only minutes in which people are in count.', 'deskhand' ) ),
					'reply_hours_high'       => self::field( 'count', __( 'Hours to answer an urgent ticket', 'deskhand' ), __( 'Hours in which people are in; 0 for no such time. A ticket that is not answered by then is shown as late, and staff is told.', 'deskhand' ) ),
					'reply_hours_normal'     => self::field( 'count', __( 'Hours to answer a normal ticket', 'deskhand' ) ),
					'reply_hours_low'        => self::field( 'count', __( 'Hours to answer a ticket that can wait', 'deskhand' ) ),
				),
			),
			'deskhand_content' => array(
				__( 'What the assistant reads', 'deskhand' ),
				array(
					'post_types'   => self::field( 'ticks', __( 'Published content', 'deskhand' ), __( 'Press "Index now" after a change.', 'deskhand' ) ),
					'policy_pages' => self::field( 'pages', __( 'Policy pages', 'deskhand' ), __( 'Pages with your rules on delivery, returns and so on are recognised by English names. Choose those that have other names; a question about rules always gets one of them.', 'deskhand' ) ),
				),
			),
			'deskhand_people'  => array(
				__( 'Staff and privacy', 'deskhand' ),
				array(
					'staff_email'    => self::field( 'text', __( 'E-mail for staff', 'deskhand' ), __( 'Where tickets and messages are mailed to. Empty for the administrator\'s address.', 'deskhand' ) ),
					'retention_days' => self::field( 'count', __( 'Days that conversations are kept', 'deskhand' ), __( 'Then they are deleted for good. Tickets stay.', 'deskhand' ) ),
					'privacy_page'   => self::field( 'page', __( 'Privacy page', 'deskhand' ), __( 'Linked in the chat, before the first message.', 'deskhand' ) ),
				),
			),
			'deskhand_costs'   => array(
				__( 'What a language model may cost', 'deskhand' ),
				array(
					'monthly_budget_micros' => self::field( 'money', __( 'Monthly budget', 'deskhand' ), __( 'In the currency of the prices that are set in the sidecar; 0 for no limit. At 80 % you get an e-mail. At 100 % you get another, and answers come from your pages alone, without costs, until the next month (UTC) begins or you raise the budget: shoppers are helped either way.', 'deskhand' ) ),
					'thread_tokens'         => self::field( 'count', __( 'Tokens per conversation', 'deskhand' ), __( 'How much a model may read and write in one conversation; 50,000 are about twenty answers. Beyond it, the conversation goes on from your pages.', 'deskhand' ) ),
				),
			),
			'deskhand_limits'  => array(
				__( 'Limits', 'deskhand' ),
				array(
					'messages_per_minute'         => self::field( 'count', __( 'Messages per minute in one conversation', 'deskhand' ) ),
					'messages_per_minute_ip'      => self::field( 'count', __( 'Messages per minute from one network address', 'deskhand' ) ),
					'messages_per_subject_minute' => self::field( 'count', __( 'Messages per minute of one person', 'deskhand' ), __( 'In all their conversations; 0 for what the sidecar allows, which is also the most.', 'deskhand' ) ),
					'messages_per_site_minute'    => self::field( 'count', __( 'Messages per minute of the whole site', 'deskhand' ), __( '0 for what the sidecar allows, which is also the most.', 'deskhand' ) ),
					'tickets_per_hour'            => self::field( 'count', __( 'Tickets per hour in one conversation', 'deskhand' ) ),
					'contacts_per_hour'           => self::field( 'count', __( 'Contact forms per hour from one network address', 'deskhand' ) ),
				),
			),
			'deskhand_host'    => array(
				__( 'Your host', 'deskhand' ),
				array(
					'sidecar_address' => self::field( 'text', __( 'Address of the sidecar', 'deskhand' ), self::address_help() ),
					'streaming'       => self::field( 'switch', __( 'Streaming', 'deskhand' ), __( 'Show answers while they are written. Where the host holds pages back, the chat notices and asks in short steps instead.', 'deskhand' ) ),
					'php_workers'     => self::field( 'count', __( 'PHP workers', 'deskhand' ), __( 'How many requests your host handles at a time (pm.max_children; ask your host, or leave 5). Chat uses at most 40 % of them, so that it never slows the checkout down.', 'deskhand' ) ),
					'trusted_proxies' => self::field( 'rows', __( 'Trusted proxies', 'deskhand' ), __( 'Only if your site is behind a proxy or CDN: its addresses or ranges, one a line. Without them all visitors share one limit.', 'deskhand' ) ),
				),
			),
		);
	}

	/**
	 * What the address looks like, or who sets it.
	 */
	private static function address_help(): string {
		return match ( true ) {
			defined( 'DESKHAND_ADDRESS' ) => __( 'Set by DESKHAND_ADDRESS in wp-config.php.', 'deskhand' ),
			self::network_sets_address() => __( 'Only an administrator of the network can change it.', 'deskhand' ),
			default => __( 'unix:/path/to/deskhand.sock, or host:port.', 'deskhand' ),
		};
	}

	/**
	 * A field's description.
	 *
	 * @param string $kind  `switch`, `text`, `count`, `money`, `rows`, `page`, `pages`, `hours` or `ticks`.
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
	 * @param string                                         $name  A setting.
	 * @param array{as: string, label: string, help: string} $field Its description.
	 */
	private function print_field( string $name, array $field ): void {
		$key   = Settings::OPTION . "[$name]";
		$id    = "deskhand-$name";
		$value = $this->settings->$name;
		$more  = array_filter(
			array(
				'aria-describedby' => '' !== $field['help'] ? "$id-help" : '',
				'aria-invalid'     => in_array( $id, array_column( get_settings_errors( Settings::OPTION ), 'code' ), true ) ? 'true' : '',
				'disabled'         => 'sidecar_address' === $name && ( defined( 'DESKHAND_ADDRESS' ) || self::network_sets_address() ) ? 'disabled' : '',
			)
		);
		$more  = implode( ' ', array_map( static fn( string $attribute, string $text ): string => sprintf( '%s="%s"', $attribute, esc_attr( $text ) ), array_keys( $more ), $more ) );
		// phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- $more was escaped above.
		match ( $field['as'] ) {
			'switch' => printf( '<input type="hidden" name="%1$s" value="0"><label><input type="checkbox" id="%2$s" name="%1$s" value="1" %3$s> %4$s</label>', esc_attr( $key ), esc_attr( $id ), checked( $value, true, false ), esc_html( $field['help'] ) ),
			'text' => printf( '<input type="text" class="regular-text" id="%s" name="%s" value="%s" %s>', esc_attr( $id ), esc_attr( $key ), esc_attr( $value ), $more ),
			'count' => printf( '<input type="number" class="%s" required min="%d" max="%d" id="%s" name="%s" value="%d" %s>', Settings::range( $name )[1] > 99_999 ? 'deskhand-amount' : 'small-text', (int) Settings::range( $name )[0], (int) Settings::range( $name )[1], esc_attr( $id ), esc_attr( $key ), (int) $value, $more ),
			'money' => printf( '<input type="text" class="deskhand-amount" inputmode="decimal" id="%s" name="%s[amount]" value="%s" %s>', esc_attr( $id ), esc_attr( $key ), esc_attr( Money::text( $value ) ), $more ),
			'rows' => printf( '<textarea rows="3" class="regular-text code" id="%s" name="%s" %s>%s</textarea>', esc_attr( $id ), esc_attr( $key ), $more, esc_textarea( implode( "\n", $value ) ) ),
			'page' => wp_dropdown_pages(
				array(
					'id'                => esc_attr( $id ),
					'name'              => esc_attr( $key ),
					'selected'          => (int) $value,
					'show_option_none'  => esc_html__( 'The one in Settings → Privacy', 'deskhand' ),
					'option_none_value' => '0',
				)
			),
			'pages' => $this->print_pages( $key, $id, $more ),
			'hours' => Opening_Hours::print( $key, $value ),
			'ticks' => $this->print_post_types( $key, $field['label'] ),
		};
		// phpcs:enable
		if ( '' !== $field['help'] && 'switch' !== $field['as'] ) {
			printf( '<p class="description" id="%s-help">%s</p>', esc_attr( $id ), esc_html( $field['help'] ) );
		}
	}

	/**
	 * Prints a list of pages of which any number can be chosen.
	 *
	 * @param string $key  Name of the field.
	 * @param string $id   Its id.
	 * @param string $more Its other attributes, escaped.
	 */
	private function print_pages( string $key, string $id, string $more ): void {
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- $more is escaped.
		printf( '<input type="hidden" name="%1$s[]" value=""><select multiple size="5" id="%2$s" name="%1$s[]" %3$s>', esc_attr( $key ), esc_attr( $id ), $more );
		foreach ( get_pages( array( 'number' => self::MAX_PAGES ) ) ?: array() as $page ) {
			printf( '<option value="%d" %s>%s</option>', (int) $page->ID, selected( in_array( $page->ID, $this->settings->policy_pages, true ), true, false ), esc_html( get_the_title( $page ) ) );
		}
		echo '</select>';
	}

	/**
	 * Prints a tick for each public post type.
	 *
	 * @param string $key   Name of the field.
	 * @param string $label Its label.
	 */
	private function print_post_types( string $key, string $label ): void {
		printf( '<fieldset><legend class="screen-reader-text">%s</legend><input type="hidden" name="%s[]" value="">', esc_html( $label ), esc_attr( $key ) );
		foreach ( get_post_types( array( 'public' => true ), 'objects' ) as $type ) {
			if ( in_array( $type->name, array( 'attachment', Faq::POST_TYPE ), true ) ) { // FAQ answers are always read.
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
		echo '</fieldset>';
	}
}
