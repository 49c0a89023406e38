<?php
/**
 * What the owner decides.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Settings;
use Deskhand\Settings_Form;

/**
 * Settings that exist are valid, whatever was posted.
 */
final class Settings_Test extends Shop_Test_Case {

	/** @dataProvider posted */
	public function test_what_is_posted_is_made_fit( string $name, mixed $posted, mixed $kept ): void {
		self::assertSame( $kept, Settings::from_values( array( $name => $posted ) )->$name );
	}

	/**
	 * Settings, what is posted, and what is kept.
	 *
	 * @return list<array{string, mixed, mixed}>
	 */
	public function posted(): array {
		$default = new Settings();
		return array(
			array( 'sidecar_address', 'unix:/run/other.sock', 'unix:/run/other.sock' ),
			array( 'sidecar_address', 'sidecar:50051', 'sidecar:50051' ),
			array( 'sidecar_address', '[::1]:50051', '[::1]:50051' ),
			array( 'sidecar_address', 'https://evil.example/', $default->sidecar_address ),
			array( 'sidecar_address', 'unix:relative', $default->sidecar_address ),
			array( 'sidecar_address', array( 'x' ), $default->sidecar_address ),
			array( 'published', '1', true ),
			array( 'published', '0', false ),
			array( 'published', 'maybe', false ),
			array( 'messages_per_minute', '30', 30 ),
			array( 'messages_per_minute', 0, 1 ),
			array( 'messages_per_minute', 1_000_000, 600 ),
			array( 'messages_per_minute', 'many', 20 ),
			array( 'messages_per_subject_minute', '30', 30 ),
			array( 'messages_per_subject_minute', -1, 0 ),
			array( 'messages_per_subject_minute', 6_001, 6_000 ),
			array( 'messages_per_site_minute', 'many', 0 ),
			array( 'messages_per_site_minute', 1_000_000, 100_000 ),
			array( 'php_workers', -3, 1 ),
			array( 'retention_days', 99_999, 3650 ),
			array( 'trusted_proxies', "10.0.0.0/8\n<script>, ::1 10.0.0.0/99", array( '10.0.0.0/8', '::1' ) ),
			array( 'hours', "<b>Mon–Fri</b>\n9–17", 'Mon–Fri 9–17' ),
			array( 'greeting', str_repeat( 'x', 500 ), str_repeat( 'x', 300 ) ),
			array( 'privacy_page', '-7', 7 ),
			array( 'post_types', array( '', 'page', 'PAGE', 'my type' ), array( 'page', 'mytype' ) ),
			array( 'policy_pages', array( '3', 'x', 3 ), array( 3 ) ),
			array( 'staff_email', 'not an address', '' ),
			array( 'staff_email', 'desk@example.com', 'desk@example.com' ),
			array( 'monthly_budget_micros', -1, 0 ),
			array( 'monthly_budget_micros', '5000000', 5_000_000 ),
			array( 'thread_tokens', 1, 20_000 ),
			array( 'flags', 'next', array() ),
		);
	}

	public function test_stored_settings_come_back_as_they_were(): void {
		$settings = Settings::from_values( array( 'hours' => '9–17', 'published' => true, 'trusted_proxies' => array( '10.0.0.0/8' ) ) );
		self::assertEquals( $settings, Settings::from_values( $settings->values() ) );
	}

	public function test_a_broken_option_is_the_default(): void {
		update_option( Settings::OPTION, 'broken' );
		self::assertSame( 20, Settings::load()->messages_per_minute );
	}

	public function test_the_form_keeps_what_it_does_not_show(): void {
		update_option( Settings::OPTION, Settings::from_values( array( 'policy_pages' => array( 3 ) ) )->values() );
		self::assertSame( array( 3 ), Settings_Form::sanitize( array( 'hours' => '9–17' ) )['policy_pages'] );
	}

	/** @dataProvider unusable */
	public function test_what_cannot_be_used_stays_as_it_was_and_is_named( string $name, mixed $stored, mixed $posted, string $label ): void {
		self::load_admin();
		update_option( Settings::OPTION, Settings::from_values( array( $name => $stored ) )->values() );
		$kept = Settings_Form::sanitize( array( $name => $posted, 'hours' => '9–17' ) );
		self::assertSame( $stored, $kept[ $name ] );
		self::assertSame( '9–17', $kept['hours'] );
		$errors = array_column( get_settings_errors( Settings::OPTION ), 'message', 'code' );
		self::assertStringStartsWith( "$label: ", $errors[ "deskhand-$name" ] );
		self::assertStringNotContainsString( '<', $errors[ "deskhand-$name" ] );
	}

	/**
	 * Settings, what is stored, what is posted, and the field's label.
	 *
	 * @return list<array{string, mixed, mixed, string}>
	 */
	public function unusable(): array {
		return array(
			array( 'retention_days', 60, '0', 'Days that conversations are kept' ),
			array( 'retention_days', 60, '3651', 'Days that conversations are kept' ),
			array( 'retention_days', 60, 'many', 'Days that conversations are kept' ),
			array( 'retention_days', 60, '', 'Days that conversations are kept' ),
			array( 'php_workers', 8, '2.5', 'PHP workers' ),
			array( 'staff_email', 'desk@example.com', 'desk@', 'E-mail for staff' ),
			array( 'sidecar_address', 'sidecar:50051', 'https://evil.example/', 'Address of the sidecar' ),
			array( 'trusted_proxies', array( '10.0.0.0/8' ), "::1\n<b>proxy</b>", 'Trusted proxies' ),
			array( 'post_types', array( 'page' ), array( '' ), 'Published content' ),
		);
	}

	public function test_an_empty_address_for_staff_is_the_administrators(): void {
		self::load_admin();
		self::assertSame( '', Settings_Form::sanitize( array( 'staff_email' => '' ) )['staff_email'] );
		self::assertSame( array(), get_settings_errors( Settings::OPTION ) );
	}

	public function test_the_form_escapes_what_it_shows_and_labels_it(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		self::load_admin();
		$attack = '"><script>alert(1)</script>';
		$form   = new Settings_Form( new Settings( hours: $attack, greeting: $attack, trusted_proxies: array( "</textarea>$attack" ) ) );
		$form->register();
		ob_start();
		$form->render();
		$html = (string) ob_get_clean();
		self::assertStringNotContainsString( '<script>alert', $html );
		self::assertStringContainsString( '<label for="deskhand-hours">', $html );
		foreach ( array_keys( ( new Settings() )->values() ) as $name ) {
			if ( 'published' !== $name ) { // A step of its own.
				self::assertStringContainsString( Settings::OPTION . "[$name]", $html );
			}
		}
	}

	public function test_kinds_of_content_are_offered_when_anyone_may_read_them(): void {
		self::load_admin();
		register_post_type( 'recipe', array( 'public' => true, 'label' => 'Recipes' ) );
		register_post_type( 'draft_note', array( 'public' => false ) );
		ob_start();
		( new Settings_Form( new Settings() ) )->render();
		$html = (string) ob_get_clean();
		unregister_post_type( 'recipe' );
		unregister_post_type( 'draft_note' );
		preg_match_all( '/\[post_types\]\[\]" value="(\w+)" +(checked=\'checked\')?/', $html, $offered );
		self::assertSame( array( 'post' => true, 'page' => true, 'product' => true, 'recipe' => false ), array_combine( $offered[1], array_map( boolval( ... ), $offered[2] ) ) );
	}

	public function test_a_request_to_wp_admin_makes_no_fields(): void {
		self::load_admin();
		unset( $GLOBALS['wp_settings_fields']['deskhand'] );
		( new Settings_Form( new Settings() ) )->register();
		self::assertArrayNotHasKey( 'deskhand', $GLOBALS['wp_settings_fields'] ?? array() );
	}

	public function test_publishing_changes_nothing_else(): void {
		self::set( array( 'hours' => '9–17', 'published' => false ) );
		Settings::publish( true );
		self::assertTrue( Settings::load()->published );
		self::assertSame( '9–17', Settings::load()->hours );
	}
}
