<?php
/**
 * The rules on refunds in the form of the settings.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Shows the owner's rules on refunds and takes what was posted. A value that can't be used is not taken: what was there
 * stays, and a sentence names the field.
 */
final class Refund_Form {

	private const MONEY = array( 'limit_micros', 'customer_micros', 'confirm_limit_micros' );

	private const FIGURES = array( 'window_days', 'customer_count' );

	private const SWITCHES = array( 'enable_refunds', 'by_shopper', 'sale_items', 'restock', 'gateway' );

	/**
	 * What is stored of what was posted.
	 *
	 * @param mixed                $posted The form's part, or rules as they are stored.
	 * @param array<string, mixed> $kept   The rules that are stored.
	 * @return array<string, mixed>
	 */
	public static function sanitize( mixed $posted, array $kept ): array {
		$posted = is_array( $posted ) ? $posted : array();
		foreach ( self::complaints( $posted ) as $name => $complaint ) {
			unset( $posted[ $name ] );
			add_settings_error( Settings::OPTION, "deskhand-refunds-$name", $complaint . ' ' . __( 'It stays as it was.', 'deskhand' ) );
		}
		foreach ( self::MONEY as $name ) {
			if ( is_array( $posted[ $name ] ?? null ) ) {
				$posted[ $name ] = Money::micros( (string) $posted[ $name ]['amount'] );
			}
		}
		return Refund_Rules::from_values( $posted + $kept )->values();
	}

	/**
	 * Prints the section; without WooCommerce there is nothing to refund.
	 *
	 * @param string       $key   Name of the fields.
	 * @param Refund_Rules $rules The owner's.
	 */
	public static function print( string $key, Refund_Rules $rules ): void {
		if ( ! function_exists( 'wc_get_order_statuses' ) ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Refunds', 'deskhand' ) . '</h2>';
		echo '<p>' . esc_html__( 'The assistant checks your rules and prepares a refund. It never pays one by itself: you approve it under "Deskhand approvals", or, for small amounts, the shopper confirms it where you allow that.', 'deskhand' ) . '</p>';
		echo '<table class="form-table" role="presentation">';
		foreach ( self::fields() as $name => [ $label, $help ] ) {
			$id = "deskhand-refunds-$name";
			printf( '<tr><th scope="row"><label for="%s">%s</label></th><td>', esc_attr( $id ), esc_html( $label ) );
			self::print_control( $name, $id, "{$key}[$name]", $rules );
			printf( '<p class="description" id="%s-help">%s</p></td></tr>', esc_attr( $id ), esc_html( $help ) );
		}
		echo '</table>';
	}

	/**
	 * What can't be used of what was posted, by rule.
	 *
	 * @param array<mixed> $posted The form's part.
	 * @return array<string, string>
	 */
	private static function complaints( array $posted ): array {
		$complaints = array();
		foreach ( self::fields() as $name => [ $label ] ) {
			$complaint = isset( $posted[ $name ] ) ? self::complaint( $name, $posted[ $name ] ) : '';
			if ( '' !== $complaint ) {
				/* translators: 1: a setting, 2: what is wrong with it. */
				$complaints[ $name ] = esc_html( sprintf( __( '%1$s: %2$s', 'deskhand' ), $label, $complaint ) );
			}
		}
		return $complaints;
	}

	/**
	 * Why a value can't be used; empty when it can.
	 *
	 * @param string $name  A rule.
	 * @param mixed  $value What was posted.
	 */
	private static function complaint( string $name, mixed $value ): string {
		if ( in_array( $name, self::FIGURES, true ) ) {
			[ $least, $most ] = Refund_Rules::range( $name );
			/* translators: 1: smallest number, 2: largest number. */
			return false !== filter_var( $value, FILTER_VALIDATE_INT ) && $value >= $least && $value <= $most ? '' : sprintf( __( 'this must be a whole number from %1$d to %2$d.', 'deskhand' ), $least, $most );
		}
		if ( in_array( $name, self::MONEY, true ) && is_array( $value ) && ( ! is_string( $value['amount'] ?? null ) || null === Money::micros( $value['amount'] ) ) ) {
			/* translators: %s: an amount in the site's number format. */
			return sprintf( __( 'this must be an amount such as %s.', 'deskhand' ), Money::text( 1_234_500_000 ) );
		}
		if ( 'excluded_products' === $name && is_string( $value ) && 1 === preg_match( '/[^\d\s,]/', $value ) ) {
			return __( 'these must be numbers of products, separated by commas.', 'deskhand' );
		}
		return '';
	}

	/**
	 * Label and help of each rule, in the order an owner needs them.
	 *
	 * @return array<string, array{string, string}>
	 */
	private static function fields(): array {
		return array(
			'enable_refunds'       => array( __( 'Prepare refunds', 'deskhand' ), __( 'Without this the assistant knows nothing of refunds but what your pages say.', 'deskhand' ) ),
			'window_days'          => array( __( 'Days', 'deskhand' ), __( 'How many days after an order was completed (or else paid) it can be refunded.', 'deskhand' ) ),
			'statuses'             => array( __( 'Orders in these states', 'deskhand' ), __( 'Others cannot be refunded in the chat.', 'deskhand' ) ),
			'excluded_categories'  => array( __( 'Except categories', 'deskhand' ), __( 'Products of these are never refunded in the chat. Hold Ctrl to choose several.', 'deskhand' ) ),
			'excluded_products'    => array( __( 'Except products', 'deskhand' ), __( 'Their numbers (ids), separated by commas.', 'deskhand' ) ),
			'sale_items'           => array( __( 'Sale items too', 'deskhand' ), __( 'What was sold below its regular price can come back.', 'deskhand' ) ),
			'limit_micros'         => array( __( 'Highest amount', 'deskhand' ), __( 'Of one refund, in the shop\'s currency; 0 for no limit.', 'deskhand' ) ),
			'customer_count'       => array( __( 'Refunds per customer', 'deskhand' ), __( 'In 30 days; 0 for no limit.', 'deskhand' ) ),
			'customer_micros'      => array( __( 'Amount per customer', 'deskhand' ), __( 'Together in 30 days; 0 for no limit.', 'deskhand' ) ),
			'by_shopper'           => array( __( 'Small refunds without staff', 'deskhand' ), __( 'Up to the amount below, a refund within your rules is paid when the shopper confirms it.', 'deskhand' ) ),
			'confirm_limit_micros' => array( __( 'Small is up to', 'deskhand' ), __( '0: staff always decide.', 'deskhand' ) ),
			'gateway'              => array( __( 'Pay back by itself', 'deskhand' ), __( 'Through the payment service of the order, where it can. Without this, and with other services, the refund is recorded and you send the money.', 'deskhand' ) ),
			'restock'              => array( __( 'Restock', 'deskhand' ), __( 'Put pieces whose whole price is paid back on the shelf again.', 'deskhand' ) ),
		);
	}

	/**
	 * Prints a rule's control.
	 *
	 * @param string       $name  A rule.
	 * @param string       $id    Its id.
	 * @param string       $key   Its field.
	 * @param Refund_Rules $rules The owner's.
	 */
	private static function print_control( string $name, string $id, string $key, Refund_Rules $rules ): void {
		$value = $rules->$name;
		match ( true ) {
			in_array( $name, self::SWITCHES, true ) => printf( '<input type="hidden" name="%1$s" value="0"><input type="checkbox" id="%2$s" name="%1$s" value="1" aria-describedby="%2$s-help" %3$s>', esc_attr( $key ), esc_attr( $id ), checked( $value, true, false ) ),
			in_array( $name, self::MONEY, true ) => printf( '<input type="text" class="deskhand-amount" inputmode="decimal" id="%1$s" name="%2$s[amount]" value="%3$s" aria-describedby="%1$s-help">', esc_attr( $id ), esc_attr( $key ), esc_attr( Money::text( $value ) ) ),
			in_array( $name, self::FIGURES, true ) => printf( '<input type="number" class="small-text" required min="%4$d" max="%5$d" id="%1$s" name="%2$s" value="%3$d" aria-describedby="%1$s-help">', esc_attr( $id ), esc_attr( $key ), (int) $value, (int) Refund_Rules::range( $name )[0], (int) Refund_Rules::range( $name )[1] ),
			'excluded_products' === $name => printf( '<input type="text" class="regular-text" id="%1$s" name="%2$s" value="%3$s" aria-describedby="%1$s-help">', esc_attr( $id ), esc_attr( $key ), esc_attr( implode( ', ', $value ) ) ),
			default => self::print_choices( $id, $key, $value, 'statuses' === $name ? self::statuses() : self::categories() ),
		};
	}

	/**
	 * Prints a list of which any number can be chosen.
	 *
	 * @param string                $id      Its id.
	 * @param string                $key     Its field.
	 * @param list<int|string>      $chosen  What is chosen.
	 * @param array<string, string> $choices Value => text.
	 */
	private static function print_choices( string $id, string $key, array $chosen, array $choices ): void {
		printf( '<input type="hidden" name="%1$s[]" value=""><select multiple size="5" id="%2$s" name="%1$s[]" aria-describedby="%2$s-help">', esc_attr( $key ), esc_attr( $id ) );
		foreach ( $choices as $value => $text ) {
			printf( '<option value="%s" %s>%s</option>', esc_attr( (string) $value ), selected( in_array( (string) $value, array_map( strval( ... ), $chosen ), true ), true, false ), esc_html( $text ) );
		}
		echo '</select>';
	}

	/**
	 * The shop's states of orders, without prefix.
	 *
	 * @return array<string, string>
	 */
	private static function statuses(): array {
		$statuses = array();
		foreach ( wc_get_order_statuses() as $status => $text ) {
			$statuses[ (string) preg_replace( '/^wc-/', '', $status ) ] = $text;
		}
		return $statuses;
	}

	/**
	 * The shop's product categories.
	 *
	 * @return array<string, string>
	 */
	private static function categories(): array {
		$terms = get_terms(
			array(
				'taxonomy'   => 'product_cat',
				'hide_empty' => false,
				'number'     => 500,
			)
		);
		return is_array( $terms ) ? wp_list_pluck( $terms, 'name', 'term_id' ) : array();
	}
}
