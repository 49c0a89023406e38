<?php
/**
 * What the owner allows to be refunded.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Jobs;
use Deskhand\Refund_Form;
use Deskhand\Refund_Rules;
use Deskhand\Screens;
use Deskhand\Settings;
use Deskhand\Settings_Form;

/**
 * Rules that exist are valid, whatever was posted, and off until somebody turns them on.
 */
final class Refund_Rules_Test extends Shop_Test_Case {

	public function test_refunds_are_off_and_staffs_until_the_owner_says_otherwise(): void {
		foreach ( array( null, 'on', array(), 7 ) as $stored ) {
			$rules = Settings::from_values( array( 'refunds' => $stored ) )->refunds;
			self::assertFalse( $rules->enable_refunds );
			self::assertFalse( $rules->by_shopper );
			self::assertSame( 50_000_000, $rules->confirm_limit_micros );
		}
	}

	/** @dataProvider posted */
	public function test_what_is_posted_is_made_fit( string $name, mixed $posted, mixed $kept ): void {
		self::assertSame( $kept, Refund_Rules::from_values( array( $name => $posted ) )->$name );
	}

	/**
	 * Rules, what is posted, and what is kept.
	 *
	 * @return list<array{string, mixed, mixed}>
	 */
	public function posted(): array {
		return array(
			array( 'enable_refunds', '1', true ),
			array( 'enable_refunds', 'maybe', false ),
			array( 'window_days', 0, 1 ),
			array( 'window_days', 99_999, 3650 ),
			array( 'window_days', 'long', 30 ),
			array( 'statuses', array( '', 'wc-completed', 'completed', 'On Hold<' ), array( 'completed', 'onhold' ) ),
			array( 'statuses', array( '' ), array() ),
			array( 'excluded_categories', array( '', '7', '7', '-3', 'x' ), array( 7, 3 ) ),
			array( 'excluded_products', '12, 14  12', array( 12, 14 ) ),
			array( 'excluded_products', array( array( 1 ), 5 ), array( 5 ) ),
			array( 'limit_micros', -1, 0 ),
			array( 'customer_count', 5000, 1000 ),
			array( 'confirm_limit_micros', '0', 0 ),
			array( 'restock', '0', false ),
		);
	}

	public function test_stored_rules_come_back_as_they_were(): void {
		$rules = Refund_Rules::from_values( array( 'enable_refunds' => true, 'statuses' => array( 'completed' ), 'excluded_products' => array( 3 ), 'limit_micros' => 5 ) );
		self::assertEquals( $rules, Settings::from_values( ( new Settings( refunds: $rules ) )->values() )->refunds );
		self::assertEquals( $rules, Refund_Rules::from_values( json_decode( (string) wp_json_encode( $rules->values() ), true ) ) );
	}

	public function test_amounts_are_taken_as_people_write_them(): void {
		self::load_admin();
		$kept = Settings_Form::sanitize( array( 'refunds' => array( 'limit_micros' => array( 'amount' => '1,234.50' ), 'confirm_limit_micros' => array( 'amount' => '' ) ) ) );
		self::assertSame( 1_234_500_000, $kept['refunds']['limit_micros'] );
		self::assertSame( 0, $kept['refunds']['confirm_limit_micros'] );
	}

	/** @dataProvider unusable */
	public function test_what_cannot_be_used_stays_as_it_was_and_is_named( string $name, mixed $stored, mixed $posted, string $label ): void {
		self::load_admin();
		update_option( Settings::OPTION, Settings::from_values( array( 'refunds' => array( $name => $stored ) ) )->values() );
		$kept = Settings_Form::sanitize( array( 'refunds' => array( $name => $posted, 'restock' => '0' ), 'hours' => '9–17' ) );
		self::assertSame( $stored, $kept['refunds'][ $name ] );
		self::assertFalse( $kept['refunds']['restock'] );
		self::assertSame( '9–17', $kept['hours'] );
		$errors = array_column( get_settings_errors( Settings::OPTION ), 'message', 'code' );
		self::assertStringStartsWith( "$label: ", $errors[ "deskhand-refunds-$name" ] );
	}

	/**
	 * Rules, what is stored, what is posted, and the field's label.
	 *
	 * @return list<array{string, mixed, mixed, string}>
	 */
	public function unusable(): array {
		return array(
			array( 'window_days', 14, '0', 'Days' ),
			array( 'window_days', 14, 'many', 'Days' ),
			array( 'customer_count', 4, '1001', 'Refunds per customer' ),
			array( 'limit_micros', 7_000_000, array( 'amount' => 'a lot' ), 'Highest amount' ),
			array( 'confirm_limit_micros', 7_000_000, array( 'amount' => '-1' ), 'Small is up to' ),
			array( 'limit_micros', 7_000_000, array(), 'Highest amount' ),
			array( 'excluded_products', array( 3 ), 'tents', 'Except products' ),
		);
	}

	public function test_the_form_keeps_what_was_not_posted(): void {
		self::set( array( 'refunds' => array( 'enable_refunds' => true, 'window_days' => 9 ) ) );
		self::assertSame( 9, Settings_Form::sanitize( array( 'hours' => '9–17' ) )['refunds']['window_days'] );
		self::assertSame( 9, Settings_Form::sanitize( array( 'refunds' => array( 'restock' => '1' ) ) )['refunds']['window_days'] );
	}

	public function test_every_rule_has_a_labelled_control(): void {
		$term = wp_insert_term( '<b>Gift</b> cards & more', 'product_cat' )['term_id'];
		ob_start();
		Refund_Form::print( 'deskhand_settings[refunds]', Refund_Rules::from_values( array( 'excluded_categories' => array( $term ), 'enable_refunds' => true ) ) );
		$html = (string) ob_get_clean();
		foreach ( array_keys( ( new Refund_Rules() )->values() ) as $name ) {
			self::assertStringContainsString( "deskhand_settings[refunds][$name]", $html );
			self::assertStringContainsString( "<label for=\"deskhand-refunds-$name\">", $html );
			self::assertStringContainsString( "id=\"deskhand-refunds-$name\"", $html );
		}
		self::assertMatchesRegularExpression( "/value=\"$term\"\s+selected/", $html );
		self::assertStringNotContainsString( '<b>', $html );
	}

	public function test_staff_are_told_of_what_waits(): void {
		$sent = array();
		add_filter(
			'pre_wp_mail',
			$catch = static function ( $done, array $mail ) use ( &$sent ): bool {
				$sent[] = $mail;
				return true;
			},
			1,
			2
		);
		$tell = new \ReflectionMethod( Jobs::class, 'mail_staff' );
		$tell->setAccessible( true );
		$tell->invoke( \Deskhand\parts()->jobs(), array( 'about' => 'approval', 'subject' => 'Refund €12.50 of order ••42', 'body' => 'It leaks' ) );
		remove_filter( 'pre_wp_mail', $catch, 1 );
		self::assertStringContainsString( 'waits for your approval', $sent[0]['subject'] );
		self::assertStringContainsString( 'Refund €12.50 of order ••42', $sent[0]['message'] );
		self::assertStringContainsString( Screens::url( Screens::APPROVALS ), $sent[0]['message'] );
	}
}
