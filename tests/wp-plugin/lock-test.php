<?php
/**
 * Locks, and how far an action got.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Action_Outcome;
use Deskhand\Action_Record;
use Deskhand\Decision;
use Deskhand\Lock;
use Deskhand\Refused;

/**
 * One worker holds a lock; what an action reached outlives its worker.
 */
final class Lock_Test extends Shop_Test_Case {

	private const NOW = 1_800_000_000;

	public function test_one_worker_has_the_lock_until_it_gives_it_back(): void {
		$lock = Lock::take( 'order/7', self::NOW );
		self::assertNotNull( $lock );
		self::assertTrue( $lock->is_held() );
		self::assertNull( Lock::take( 'order/7', self::NOW + Lock::HOLDS_S - 1 ) );
		self::assertNotNull( Lock::take( 'order/8', self::NOW ), 'another lock is another lock' );
		$lock->release();
		self::assertFalse( $lock->is_held() );
		self::assertNotNull( Lock::take( 'order/7', self::NOW ) );
	}

	public function test_a_dead_workers_lock_goes_to_one_of_the_next(): void {
		$dead = Lock::take( 'order/7', self::NOW );
		$next = Lock::take( 'order/7', self::NOW + Lock::HOLDS_S );
		self::assertNotNull( $next );
		self::assertNull( Lock::take( 'order/7', self::NOW + Lock::HOLDS_S ) );
		self::assertFalse( $dead->is_held() );
		$dead->release();
		self::assertTrue( $next->is_held(), 'who was thought dead gives back nothing' );
	}

	public function test_several_things_are_locked_together_or_not_at_all(): void {
		$lock = Lock::take( 'order/7', self::NOW, 'customer/u3' );
		self::assertNull( Lock::take( 'order/8', self::NOW, 'customer/u3' ), 'the customer is taken' );
		self::assertNotNull( Lock::take( 'order/8', self::NOW ), 'and nothing is held by who got not all' );
		self::assertNotNull( Lock::take( 'customer/u3', self::NOW + Lock::HOLDS_S ) );
		self::assertFalse( $lock->is_held(), 'a part of it is gone' );
		$lock->release();
		self::assertNotNull( Lock::take( 'order/7', self::NOW ) );
		self::assertNull( Lock::take( 'customer/u3', self::NOW + Lock::HOLDS_S ), 'what another took stays theirs' );
	}

	/** A record to write. */
	private static function record( string $key ): Action_Record {
		return Action_Record::read( $key, Lock::take( uniqid( $key ), time() ) );
	}

	/** Somebody's word. */
	private static function decision( string $key ): Decision {
		return new Decision( 'approval-1', $key, 'sealed', true, 'Maria', 7, 1_800_000_000 );
	}

	public function test_a_record_holds_the_decision_the_last_step_and_the_outcome(): void {
		self::assertSame( '', Action_Record::read( 'a' )->step );
		$record           = self::record( 'a' );
		$record->decision = self::decision( 'a' );
		$record->reach( Action_Record::OPENED );
		self::record( 'a' )->reach( Action_Record::ASKED );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step );
		self::assertEquals( self::decision( 'a' ), Action_Record::read( 'a' )->decision );
		self::assertNull( Action_Record::read( 'a' )->outcome );
		$outcome = Action_Outcome::failed( 'Über 5 € "nicht"', 'A note' );
		self::record( 'a' )->end( $outcome );
		self::assertEquals( $outcome, Action_Record::read( 'a' )->outcome );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step );
		self::assertSame( '', Action_Record::read( 'b' )->step );
	}

	public function test_only_who_holds_the_lock_writes_a_record(): void {
		$lock   = Lock::take( 'order/7', time() );
		$record = Action_Record::read( 'a', $lock );
		$record->reach( Action_Record::OPENED );
		Lock::take( 'order/7', time() + Lock::HOLDS_S );
		foreach ( array( static fn() => $record->reach( Action_Record::ASKED ), static fn() => $record->end( Action_Outcome::done( 'x' ) ), static fn() => Action_Record::read( 'a' )->reach( Action_Record::TOLD ) ) as $write ) {
			try {
				$write();
				self::fail( 'it was written' );
			} catch ( Refused $refused ) {
				self::assertSame( 'approval_busy', $refused->problem );
			}
		}
		$record->settle();
		self::assertSame( array( Action_Record::OPENED, Action_Record::OPENED ), array( $record->step, Action_Record::read( 'a' )->step ) );
		self::assertNull( Action_Record::read( 'a' )->outcome );
		self::assertFalse( Action_Record::read( 'a' )->is_settled );
	}

	public function test_what_the_database_does_not_keep_was_not_reached(): void {
		global $wpdb;
		$record = self::record( 'a' );
		$before = $wpdb->suppress_errors();
		add_filter( 'query', $lose = static fn( string $query ): string => str_starts_with( $query, 'INSERT INTO' ) ? 'INSERT INTO no_such_table VALUES ( 1 )' : $query );
		try {
			$record->reach( Action_Record::ASKED );
			self::fail( 'it was taken for written' );
		} catch ( \RuntimeException ) {
			self::assertSame( '', $record->step );
		} finally {
			remove_filter( 'query', $lose );
			$wpdb->suppress_errors( $before );
		}
	}

	public function test_what_began_is_left_until_everyone_knows_what_came_of_it(): void {
		$record           = self::record( 'a' );
		$record->decision = self::decision( 'a' );
		self::assertSame( array(), Action_Record::left( time() ), 'nothing began' );
		$record->reach( Action_Record::OPENED );
		self::assertSame( array(), Action_Record::left( time() - 60 ), 'somebody may be at it' );
		self::assertEquals( array( self::decision( 'a' ) ), Action_Record::left( time() + 1 ) );
		Action_Record::forget_old( time() + 400 * DAY_IN_SECONDS );
		self::assertCount( 1, Action_Record::left( time() + 1 ), 'however old' );
		$record = self::record( 'a' );
		$record->end( Action_Outcome::done( 'x' ) );
		self::assertCount( 1, Action_Record::left( time() + 1 ) );
		self::assertTrue( $record->is_left() );
		$record->settle();
		self::assertSame( array(), Action_Record::left( time() + 1 ) );
		self::assertFalse( Action_Record::read( 'a' )->is_left() );
	}

	public function test_old_records_and_locks_are_forgotten_and_young_ones_kept(): void {
		self::record( 'a' )->reach( Action_Record::ASKED );
		$lock = Lock::take( 'order/7', time() );
		Action_Record::forget_old( time() + 7 * DAY_IN_SECONDS );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step, 'longer than any approval waits' );
		self::assertTrue( $lock->is_held() );
		Action_Record::forget_old( time() + 61 * DAY_IN_SECONDS );
		self::assertSame( '', Action_Record::read( 'a' )->step );
		self::assertFalse( $lock->is_held() );
	}

	public function test_an_old_record_behind_many_young_ones_is_forgotten(): void {
		global $wpdb;
		$young = array_map( static fn( int $at ): string => $wpdb->prepare( "( %s, %s, 'off' )", Action_Record::PREFIX . sprintf( '0%039d', $at ), '{"at":' . time() . '}' ), range( 1, 2_500 ) );
		$wpdb->query( "INSERT INTO $wpdb->options ( option_name, option_value, autoload ) VALUES " . implode( ',', $young ) );
		$old = Action_Record::PREFIX . str_repeat( 'f', 40 );
		add_option( $old, '{"at":1}' );
		Action_Record::forget_old( time() );
		self::assertFalse( get_option( $old ) );
		self::assertSame( '2500', $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( Action_Record::PREFIX . '0' ) . '%' ) ) );
	}
}
