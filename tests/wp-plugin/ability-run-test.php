<?php
/**
 * What other plugins do after somebody agreed.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Ability_Run;
use Deskhand\Action_Record;
use Deskhand\Lock;
use Deskhand\Proposal;
use Deskhand\Wire\Approval_State;

/**
 * A destructive ability runs at most once, as whoever agreed, and only where the ability lets them.
 */
final class Ability_Run_Test extends Shop_Test_Case {

	private const NAME = 'points/give-points';

	/**
	 * What was given, and as whom.
	 *
	 * @var list<array{int, int}>
	 */
	private array $given = array();

	/** Registers an ability of another plugin. */
	protected function setUp(): void {
		parent::setUp();
		global $wp_current_filter;
		$wp_current_filter[] = 'wp_abilities_api_init'; // WordPress takes them at that moment alone.
		wp_register_ability(
			self::NAME,
			array(
				'label'               => 'Give points',
				'description'         => 'Gives points.',
				'category'            => Abilities::CATEGORY,
				'input_schema'        => array(
					'type'       => 'object',
					'properties' => array( 'points' => array( 'type' => 'integer' ) ),
				),
				'permission_callback' => static fn(): bool => current_user_can( 'edit_posts' ),
				'execute_callback'    => function ( array $input ): array|\WP_Error {
					if ( 13 === $input['points'] ) {
						return new \WP_Error( 'unlucky', 'Thirteen is <b>not</b> given.' );
					}
					$this->given[] = array( get_current_user_id(), $input['points'] );
					return array();
				},
				'meta'                => array( 'annotations' => array( 'destructive' => true ) ),
			)
		);
		array_pop( $wp_current_filter );
	}

	/** Takes it away. */
	protected function tearDown(): void {
		wp_has_ability( self::NAME ) && wp_unregister_ability( self::NAME );
		parent::tearDown();
	}

	/** A record to write. */
	private static function record(): Action_Record {
		return Action_Record::read( 'a', Lock::take( uniqid(), time() ) );
	}

	/**
	 * A proposal.
	 *
	 * @param int $points How many.
	 */
	private static function proposal( int $points ): Proposal {
		return Proposal::of_ability( self::shopper( 5 ), 'give_points', wp_get_ability( self::NAME ), array( 'points' => $points ), 'call-1', 1_800_000_000 );
	}

	public function test_what_does_not_say_that_it_is_harmless_waits_for_a_word(): void {
		self::assertTrue( Abilities::is_destructive( wp_get_ability( self::NAME ) ) );
		self::assertTrue( Abilities::is_destructive( wp_get_ability( 'deskhand/issue-refund' ) ) );
		self::assertFalse( Abilities::is_destructive( wp_get_ability( 'deskhand/check-refund-policy' ) ) );
		self::assertFalse( self::proposal( 1 )->by_shopper );
	}

	public function test_it_runs_as_whoever_agreed(): void {
		$editor = self::user( 'editor' );
		wp_set_current_user( $editor );
		self::assertSame( Approval_State::DONE, ( new Ability_Run() )->run( self::proposal( 5 ), self::record() )->state );
		self::assertSame( array( array( $editor, 5 ) ), $this->given );
	}

	public function test_who_may_not_run_it_can_not_by_agreeing(): void {
		wp_set_current_user( self::user( 'subscriber' ) );
		self::assertSame( Approval_State::FAILED, ( new Ability_Run() )->run( self::proposal( 5 ), self::record() )->state );
		self::assertSame( array(), $this->given );
	}

	public function test_its_error_is_staffs_to_read(): void {
		wp_set_current_user( self::user( 'editor' ) );
		$outcome = ( new Ability_Run() )->run( self::proposal( 13 ), self::record() );
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertSame( 'Thirteen is not given.', $outcome->note );
		self::assertStringNotContainsString( 'Thirteen', $outcome->text );
	}

	public function test_one_that_was_killed_is_not_run_again(): void {
		wp_set_current_user( self::user( 'editor' ) );
		$record = self::record();
		$record->reach( Action_Record::ASKED );
		$outcome = ( new Ability_Run() )->run( self::proposal( 5 ), $record );
		self::assertSame( Approval_State::FAILED, $outcome->state );
		self::assertStringContainsString( 'may or may not', $outcome->note );
		self::assertSame( array(), $this->given );
	}

	public function test_one_whose_plugin_is_gone_fails(): void {
		$proposal = self::proposal( 5 );
		wp_unregister_ability( self::NAME );
		self::assertSame( Approval_State::FAILED, ( new Ability_Run() )->run( $proposal, self::record() )->state );
	}
}
