<?php
/**
 * Values that others keep for WordPress.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Seal;

/**
 * A seal opens for its purpose, in its time, on its site, unchanged; else it does not open.
 */
final class Seal_Test extends Shop_Test_Case {

	private const NOW = 1_800_000_000;

	private const CONTENT = array(
		'tool'      => 'issue_refund',
		'arguments' => array(
			'order_id' => 42,
			'amount'   => '12.50',
			'reason'   => "Zu groß\n\"/",
		),
		'share'     => 1.0,
		'agreed'    => false,
	);

	/** A seal with a key that no site has. */
	private static function seal( string $key = 'k', int $now = self::NOW ): Seal {
		return new Seal( str_repeat( $key, 32 ), static fn(): int => $now );
	}

	public function test_what_was_sealed_opens_as_it_was(): void {
		$sealed = self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 );
		self::assertMatchesRegularExpression( '/^[A-Za-z0-9_-]+$/', $sealed );
		self::assertSame( self::CONTENT, self::seal()->open( 'approval', $sealed ) );
		self::assertSame( array(), self::seal()->open( 'approval', self::seal()->close( 'approval', array(), self::NOW + 1 ) ) );
	}

	public function test_whoever_keeps_it_can_not_read_it(): void {
		$sealed = self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 );
		$bytes  = (string) base64_decode( strtr( $sealed, '-_', '+/' ), true );
		self::assertStringNotContainsString( 'issue_refund', $bytes );
		self::assertStringNotContainsString( '12.50', $bytes );
		self::assertNotSame( $sealed, self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 ) );
	}

	public function test_a_seal_opens_for_its_own_purpose_only(): void {
		$sealed = self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 );
		foreach ( array( 'mail', '', 'approval2', 'Approval' ) as $other ) {
			self::assertNull( self::seal()->open( $other, $sealed ) );
		}
	}

	public function test_another_sites_seal_does_not_open(): void {
		self::assertNull( self::seal( 'x' )->open( 'approval', self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 ) ) );
	}

	public function test_a_seal_opens_until_it_ends(): void {
		$sealed = self::seal()->close( 'approval', self::CONTENT, self::NOW + 10 );
		self::assertNotNull( self::seal( now: self::NOW + 9 )->open( 'approval', $sealed ) );
		self::assertNull( self::seal( now: self::NOW + 10 )->open( 'approval', $sealed ) );
	}

	public function test_a_seal_with_any_character_changed_does_not_open(): void {
		$sealed = self::seal()->close( 'approval', array( 'n' => 1 ), self::NOW + 10 );
		for ( $at = 0; $at < strlen( $sealed ) - 1; $at++ ) { // The last character may hold bits that are no part of a byte.
			$changed        = $sealed;
			$changed[ $at ] = 'A' === $sealed[ $at ] ? 'B' : 'A';
			self::assertNull( self::seal()->open( 'approval', $changed ), "at $at" );
			self::assertNull( self::seal()->open( 'approval', substr( $sealed, 0, $at ) ), "cut at $at" );
		}
	}

	public function test_what_is_no_seal_does_not_open(): void {
		foreach ( array( '', 'x', '{"tool":"issue_refund"}', str_repeat( 'A', 200 ), str_repeat( 'A', 70_000 ), "AAAA\n", '====' ) as $text ) {
			self::assertNull( self::seal()->open( 'approval', $text ) );
		}
	}

	public function test_what_is_no_text_is_not_sealed(): void {
		$this->expectException( \JsonException::class );
		self::seal()->close( 'approval', array( "\xff" ), self::NOW + 10 );
	}

	public function test_the_sites_seal_has_a_key_of_its_own(): void {
		$sealed = \Deskhand\parts()->seal()->close( 'approval', self::CONTENT, time() + 60 );
		self::assertSame( self::CONTENT, \Deskhand\parts()->seal()->open( 'approval', $sealed ) );
		$other = new Seal( \Deskhand\parts()->keypair()->derive( 'thread' ), time( ... ) );
		self::assertNull( $other->open( 'approval', $sealed ) );
	}
}
