<?php
/**
 * What another plugin changes for a shopper.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Has another plugin change something at once, at most once a call: a call that comes again, because its turn was
 * attached to or run again, is given what came of it the first time. Of a run that was killed nobody knows how far it
 * got, so it is told and never repeated. What came of it is kept sealed.
 */
final class Plugin_Write {

	private const PURPOSE = 'plugin-write';

	/** Longer than any turn is run again. */
	private const LIFE_S = 2 * DAY_IN_SECONDS;

	/** How often, and with how many microseconds between, it is asked whether another worker is done with the call. */
	private const LOOKS   = 50;
	private const REST_US = 100_000;

	/**
	 * Only assigns.
	 *
	 * @param Seal                $seal Closes and opens what is kept.
	 * @param \Closure():int      $now  The clock, Unix seconds.
	 * @param \Closure(int): void $rest Waits for so many microseconds.
	 */
	public function __construct( private readonly Seal $seal, private readonly \Closure $now, private readonly \Closure $rest ) {}

	/**
	 * Runs a step for a call unless it was begun before.
	 *
	 * @param string                      $key  The call.
	 * @param callable(): string|WP_Error $step Changes something and gives a JSON text.
	 * @return string|WP_Error What the step gave or gives; `write_unknown` when nobody knows whether it was done, or what
	 *                         came of it is no longer kept.
	 */
	public function once( string $key, callable $step ): string|WP_Error {
		$lock = $this->lock( "write/$key" );
		if ( null === $lock ) {
			return self::unknown();
		}
		try {
			$record = Action_Record::read( "write/$key", $lock );
			if ( '' !== $record->step ) {
				return null === $record->outcome ? self::unknown() : $this->kept( $record->outcome );
			}
			$record->reach( Action_Record::ASKED );
			$given = Problem::guard( $step );
			$record->end( $this->outcome( $given ) );
			return $given;
		} finally {
			$lock->release();
		}
	}

	/**
	 * The call's lock, once no other worker has it; null when one has it for too long.
	 *
	 * @param string $name Its name.
	 */
	private function lock( string $name ): ?Lock {
		for ( $look = 1; $look <= self::LOOKS; $look++ ) {
			$lock = Lock::take( $name, ( $this->now )() );
			if ( null !== $lock ) {
				return $lock;
			}
			( $this->rest )( self::REST_US );
		}
		return null;
	}

	/**
	 * What is kept of what a step gave.
	 *
	 * @param string|WP_Error $given JSON, or why there is none.
	 */
	private function outcome( string|WP_Error $given ): Action_Outcome {
		return $given instanceof WP_Error
			? Action_Outcome::failed( '', (string) $given->get_error_code() )
			: Action_Outcome::done( $this->seal->close( self::PURPOSE, array( 'json' => $given ), ( $this->now )() + self::LIFE_S ) );
	}

	/**
	 * What a step gave before.
	 *
	 * @param Action_Outcome $outcome What was kept.
	 */
	private function kept( Action_Outcome $outcome ): string|WP_Error {
		if ( Wire\Approval_State::DONE !== $outcome->state ) {
			return new WP_Error( $outcome->note );
		}
		$json = $this->seal->open( self::PURPOSE, $outcome->text )['json'] ?? null;
		return is_string( $json ) ? $json : self::unknown();
	}

	/** Nobody here knows. */
	private static function unknown(): WP_Error {
		return new WP_Error( 'write_unknown', 'It may or may not have been done.' );
	}
}
