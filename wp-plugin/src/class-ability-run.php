<?php
/**
 * Carries out what another plugin offers.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Runs an ability that somebody agreed to, at most once: of a run that was killed nobody knows how far it got, so it is
 * told and never repeated.
 */
final class Ability_Run {

	/**
	 * Runs it as the current user, whose permission the ability checks.
	 *
	 * @param Proposal      $proposal What to do.
	 * @param Action_Record $record   How far it got before.
	 */
	public function run( Proposal $proposal, Action_Record $record ): Action_Outcome {
		$ability = wp_has_ability( $proposal->ability ) ? wp_get_ability( $proposal->ability ) : null;
		if ( Action_Record::ASKED === $record->step ) {
			$outcome = self::failed( __( 'WordPress was interrupted while it ran: it may or may not have been done. Please look before you do it again.', 'deskhand' ) );
		} elseif ( null === $ability ) {
			$outcome = self::failed( __( 'The plugin that offers it is not active any more.', 'deskhand' ) );
		} else {
			$record->reach( Action_Record::ASKED );
			$result  = Problem::guard( static fn(): mixed => $ability->execute( Plugin_Ability::input_of( $ability, $proposal->arguments ) ) );
			$outcome = $result instanceof WP_Error
				? self::failed( wp_strip_all_tags( $result->get_error_message() ) )
				: Action_Outcome::done( __( 'What you asked for has been done.', 'deskhand' ) );
		}
		$record->end( $outcome );
		return $outcome;
	}

	/**
	 * It was not done, or nobody can tell.
	 *
	 * @param string $note Why, for staff.
	 */
	private static function failed( string $note ): Action_Outcome {
		return Action_Outcome::failed( __( 'What you asked for could not be done. Our staff will see to it.', 'deskhand' ), $note );
	}
}
