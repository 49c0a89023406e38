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
use Deskhand\Lock;

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

	public function test_a_record_holds_the_last_step_and_the_outcome(): void {
		self::assertSame( '', Action_Record::read( 'a' )->step );
		Action_Record::read( 'a' )->reach( Action_Record::OPENED );
		Action_Record::read( 'a' )->reach( Action_Record::ASKED );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step );
		self::assertNull( Action_Record::read( 'a' )->outcome );
		$outcome = Action_Outcome::failed( 'Über 5 € "nicht"', 'A note' );
		Action_Record::read( 'a' )->end( $outcome );
		self::assertEquals( $outcome, Action_Record::read( 'a' )->outcome );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step );
		self::assertSame( '', Action_Record::read( 'b' )->step );
	}

	public function test_old_records_and_locks_are_forgotten_and_young_ones_kept(): void {
		Action_Record::read( 'a' )->reach( Action_Record::ASKED );
		$lock = Lock::take( 'order/7', time() );
		Action_Record::forget_old( time() + 7 * DAY_IN_SECONDS );
		self::assertSame( Action_Record::ASKED, Action_Record::read( 'a' )->step, 'longer than any approval waits' );
		self::assertTrue( $lock->is_held() );
		Action_Record::forget_old( time() + 61 * DAY_IN_SECONDS );
		self::assertSame( '', Action_Record::read( 'a' )->step );
		self::assertFalse( $lock->is_held() );
	}
}
