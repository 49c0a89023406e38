<?php
/**
 * Keeps chat from taking the shop down.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Lets at most `max(1, floor(0.4 × pool))` PHP workers chat at a time and refuses the next at once.
 *
 * A place is an exclusive lock on a slot file, held to the end of the request, work after the response included; the
 * kernel frees it when its worker dies. Where PHP-FPM tells about its pool, a request that would leave fewer than two
 * idle workers is refused as well.
 */
final class Bulkhead {

	private const SHARE = 0.4;

	private const MIN_IDLE_WORKERS = 2;

	/**
	 * The slot this worker holds.
	 *
	 * @var resource|null
	 */
	private $slot = null;

	/**
	 * Only assigns.
	 *
	 * @param Scratch_Folder $folder     Keeps the slot files.
	 * @param int            $pool_count PHP workers of this host, as the owner says.
	 * @param \Closure|null  $fpm_status Gives what `fpm_get_status()` does; null where there is no such function.
	 */
	public function __construct(
		private readonly Scratch_Folder $folder,
		private readonly int $pool_count,
		private readonly ?\Closure $fpm_status,
	) {}

	/**
	 * Takes a place until the end of this request.
	 *
	 * @throws Refused `busy` when every place is taken, or none can be had.
	 */
	public function enter(): void {
		$this->slot                  = null;
		[ $pool_count, $idle_count ] = $this->pool();
		if ( null !== $idle_count && $idle_count < max( 0, min( self::MIN_IDLE_WORKERS, $pool_count - 2 ) ) ) {
			throw new Refused( 'busy' );
		}
		for ( $number = 0, $most = self::places( $pool_count ); $number < $most; $number++ ) {
			$file = $this->folder->open( "chat-$number.lock" );
			if ( null !== $file && flock( $file, LOCK_EX | LOCK_NB ) ) {
				$this->slot = $file;
				return;
			}
		}
		throw new Refused( 'busy' );
	}

	/**
	 * Places for chat in a pool.
	 *
	 * @param int $pool_count Workers in the pool.
	 */
	public static function places( int $pool_count ): int {
		return max( 1, (int) floor( self::SHARE * $pool_count ) );
	}

	/**
	 * Workers of the pool, and those that could still take a request; null when not known. A pool that grows on demand
	 * has as many more as it has not started yet.
	 *
	 * @return array{int, int|null}
	 */
	private function pool(): array {
		$status = $this->fpm_status ? ( $this->fpm_status )() : false;
		if ( ! is_array( $status ) || ! isset( $status['total-processes'], $status['idle-processes'] ) ) {
			return array( $this->pool_count, null );
		}
		$started_count = (int) $status['total-processes'];
		$pool_count    = 'static' === ( $status['process-manager'] ?? '' ) ? $started_count : max( $started_count, $this->pool_count );
		return array( $pool_count, (int) $status['idle-processes'] + $pool_count - $started_count );
	}
}
