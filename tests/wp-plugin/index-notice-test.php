<?php
/**
 * Telling the owner that the agent has nothing to answer from.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Index_Notice;
use Deskhand\Wire\Index_State;

/**
 * Requirement K6: the owner is told, where they look, and nobody else.
 */
final class Index_Notice_Test extends Shop_Test_Case {

	protected function setUp(): void {
		parent::setUp();
		require_once ABSPATH . 'wp-admin/includes/class-wp-screen.php';
		require_once ABSPATH . 'wp-admin/includes/screen.php';
		self::pretend_pairing();
		wp_set_current_user( self::user( 'administrator' ) );
	}

	protected function tearDown(): void {
		unset( $GLOBALS['current_screen'] );
		parent::tearDown();
	}

	/** @dataProvider states */
	public function test_an_index_that_answers_nothing_is_said( int $state, string $text ): void {
		$notice = self::notice( 'dashboard', $state );
		'' === $text ? self::assertSame( '', $notice ) : self::assertStringContainsString( $text, $notice );
		self::assertSame( '' !== $text, str_contains( $notice, 'page=deskhand"' ) );
	}

	/**
	 * States of the index and what the owner reads.
	 *
	 * @return array<string, array{int, string}>
	 */
	public function states(): array {
		return array(
			'empty'      => array( Index_State::EMPTY, 'has not read your shop yet' ),
			'stale'      => array( Index_State::STALE, 'stopped answering' ),
			'ready'      => array( Index_State::READY, '' ),
			'rebuilding' => array( Index_State::REBUILDING, '' ),
			'down'       => array( Index_State::UNSPECIFIED, '' ),
		);
	}

	public function test_it_is_said_on_the_dashboard_and_our_screens_only(): void {
		foreach ( array( 'dashboard', 'woocommerce_page_deskhand-tickets', 'tools_page_deskhand-knowledge' ) as $screen ) {
			self::assertNotSame( '', self::notice( $screen, Index_State::EMPTY ), $screen );
		}
		foreach ( array( 'edit-post', 'plugins', 'woocommerce_page_deskhand' ) as $screen ) {
			self::assertSame( '', self::notice( $screen, Index_State::EMPTY ), $screen );
		}
	}

	public function test_only_who_can_mend_it_is_told(): void {
		wp_set_current_user( self::user( 'editor' ) );
		self::assertSame( '', self::notice( 'dashboard', Index_State::EMPTY ) );
		wp_set_current_user( self::user( 'administrator' ) );
		delete_option( \Deskhand\Pairing::OPTION );
		self::assertSame( '', self::notice( 'dashboard', Index_State::EMPTY ), 'before pairing there is another step' );
	}

	public function test_a_sidecar_that_does_not_answer_is_asked_once_in_five_minutes(): void {
		set_current_screen( 'dashboard' );
		delete_transient( 'deskhand_index_state' );
		ob_start();
		Index_Notice::print( \Deskhand\parts() );
		self::assertSame( '', ob_get_clean() );
		self::assertSame( Index_State::UNSPECIFIED, (int) get_transient( 'deskhand_index_state' ) );
	}

	/**
	 * What is printed on a screen.
	 *
	 * @param string $screen The screen.
	 * @param int    $state  What the sidecar said of its index.
	 */
	private static function notice( string $screen, int $state ): string {
		set_current_screen( $screen );
		set_transient( 'deskhand_index_state', $state );
		ob_start();
		Index_Notice::print( \Deskhand\parts() );
		return (string) ob_get_clean();
	}
}
