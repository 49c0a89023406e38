<?php
/**
 * Flags for versions of the assistant.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Flags;
use Deskhand\Settings;
use Deskhand\Settings_Form;

/**
 * Flags that exist are valid, and reach the sidecar as they are stored.
 */
final class Flags_Test extends Shop_Test_Case {

	private const FLAG = array(
		'brain_version' => 'next',
		'share_percent' => 5,
		'scenarios'     => array( 'policy', 'product' ),
		'shadow'        => true,
	);

	public function test_what_the_form_posts_becomes_flags(): void {
		$posted = array(
			array( 'brain_version' => 'next', 'share_percent' => '5', 'scenarios' => 'policy,  product policy', 'shadow' => '1' ),
			array( 'brain_version' => '', 'share_percent' => '0', 'scenarios' => '', 'shadow' => '0' ),
		);
		self::assertSame( array( self::FLAG ), Flags::from_values( $posted ) );
		self::assertSame( '', Flags::complaint( $posted ) );
	}

	public function test_flags_that_are_stored_come_back_as_they_were(): void {
		self::assertSame( array( self::FLAG ), Flags::from_values( array( self::FLAG ) ) );
	}

	/** @dataProvider broken */
	public function test_what_is_no_flag_is_left_out( mixed $rows ): void {
		self::assertSame( array(), Flags::from_values( $rows ) );
	}

	/**
	 * What someone may post.
	 *
	 * @return list<array{mixed}>
	 */
	public function broken(): array {
		return array(
			array( 'next' ),
			array( null ),
			array( array( 'next', null, 3 ) ),
			array( array( array( 'brain_version' => array( 'next' ) ) ) ),
			array( array( array( 'share_percent' => 5 ) ) ),
		);
	}

	public function test_a_flag_holds_what_the_sidecar_takes(): void {
		$flag = Flags::from_values( array( array( 'brain_version' => str_repeat( 'x', 200 ), 'share_percent' => 500, 'scenarios' => range( 1, 100 ) ) ) )[0];
		self::assertSame( 100, strlen( $flag['brain_version'] ) );
		self::assertSame( 100, $flag['share_percent'] );
		self::assertCount( 32, $flag['scenarios'] );
		self::assertCount( 16, Flags::from_values( array_fill( 0, 40, self::FLAG ) ) );
	}

	public function test_flags_reach_the_sidecar_as_they_are(): void {
		self::assertSame( self::FLAG, get_object_vars( Flags::to_wire( array( self::FLAG ) )[0] ) );
	}

	/** @dataProvider shares */
	public function test_a_share_that_is_none_is_named_and_the_flags_stay( mixed $share ): void {
		self::load_admin();
		update_option( Settings::OPTION, Settings::from_values( array( 'flags' => array( self::FLAG ) ) )->values() );
		$kept = Settings_Form::sanitize( array( 'flags' => array( array( 'share_percent' => $share ) + self::FLAG ) ) );
		self::assertSame( array( self::FLAG ), $kept['flags'] );
		self::assertStringStartsWith( 'Versions of the assistant: a share', array_column( get_settings_errors( Settings::OPTION ), 'message', 'code' )['deskhand-flags'] );
	}

	/**
	 * No shares.
	 *
	 * @return list<array{mixed}>
	 */
	public function shares(): array {
		return array( array( '101' ), array( '-1' ), array( '' ), array( 'half' ), array( '2.5' ) );
	}

	public function test_the_last_flag_goes_with_an_empty_row(): void {
		update_option( Settings::OPTION, Settings::from_values( array( 'flags' => array( self::FLAG ) ) )->values() );
		self::assertSame( array(), Settings_Form::sanitize( array( 'flags' => array( array( 'brain_version' => '' ) ) ) )['flags'] );
	}

	public function test_the_table_escapes_what_it_shows_and_has_a_row_to_spare(): void {
		$attack = '"><script>alert(1)</script>';
		ob_start();
		Flags::print( 'flags', array( array( 'brain_version' => $attack, 'scenarios' => array( $attack ) ) + self::FLAG ) );
		$html = (string) ob_get_clean();
		self::assertStringNotContainsString( '<script>', $html );
		self::assertSame( 2, substr_count( $html, '[brain_version]' ) );
		self::assertStringContainsString( '<div class="deskhand-versions" hidden>', $html );
	}
}
