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
	 * @param string $name       The counter, `[0-9a-f]{32}`.
	 * @param int    $window_s   Length of a window.
	 * @param bool   $from_first True when a window begins with its first count, so that no two windows follow one another
	 *                           at once; else windows begin at whole multiples of their length.
	 * @return array{int, int} The count with this one, and the seconds until the window ends.
	 */
	public function add( string $name, int $window_s, bool $from_first = false ): array {
		$now            = ( $this->now )();
		[ $count, $end ] = $this->change( 1, $name, $from_first ? $now + $window_s : $now - $now % $window_s + $window_s, $now );
		return array( $count, $end - $now );
	}

	/**
	 * Takes one back that was added to a window that began with its first count.
	 *
	 * @param string $name     The counter.
	 * @param int    $window_s Length of its window.
	 */
	public function take_back( string $name, int $window_s ): void {
		$now = ( $this->now )();
		$this->change( -1, $name, $now + $window_s, $now );
	}

	/**
	 * Changes a count wherever it is kept.
	 *
	 * @param int    $by   What is added.
	 * @param string $name The counter.
	 * @param int    $end  When a window ends that begins now.
	 * @param int    $now  The time.
	 * @return array{int, int} The count, never negative, and when its window ends.
	 */
	private function change( int $by, string $name, int $end, int $now ): array {
		return wp_using_ext_object_cache() ? self::in_cache( $by, $name, $end, $now ) : $this->in_file( $by, $name, $end, $now ) ?? self::in_transient( $by, $name, $end, $now );
	}

	/**
	 * Counts in the object cache.
	 *
	 * @param int    $by   What is added.
	 * @param string $name The counter.
	 * @param int    $end  When a window ends that begins now.
	 * @param int    $now  The time.
	 * @return array{int, int}
	 */
	private static function in_cache( int $by, string $name, int $end, int $now ): array {
		$kept = wp_cache_add( "tally:$name", $end, 'deskhand', $end - $now ) ? $end : (int) wp_cache_get( "tally:$name", 'deskhand' );
		if ( $kept <= $now ) { // Its time is over by our clock, if not by the cache's.
			wp_cache_set( "tally:$name", $end, 'deskhand', $end - $now );
			$kept = $end;
		}
		wp_cache_add( "tally:$name:$kept", 0, 'deskhand', $kept - $now );
		$count = $by > 0 ? wp_cache_incr( "tally:$name:$kept", $by, 'deskhand' ) : wp_cache_decr( "tally:$name:$kept", -$by, 'deskhand' );
		return array( (int) $count, $kept );
	}

	/**
	 * Counts in a file, and drops what has ended from it.
	 *
	 * @param int    $by   What is added.
	 * @param string $name The counter.
	 * @param int    $end  When a window ends that begins now.
	 * @param int    $now  The time.
	 * @return array{int, int}|null Null when no file can be written.
	 */
	private function in_file( int $by, string $name, int $end, int $now ): ?array {
		// phpcs:disable WordPress.WP.AlternativeFunctions -- WP_Filesystem has no locks.
		$file = $this->folder->open( sprintf( 'tally-%02d.json', hexdec( substr( $name, 0, 2 ) ) % self::FILE_COUNT ) );
		if ( null === $file || ! flock( $file, LOCK_EX ) ) {
			return null;
		}
		$kept          = json_decode( (string) stream_get_contents( $file ), true );
		$kept          = array_filter( is_array( $kept ) ? $kept : array(), static fn( mixed $row ): bool => is_array( $row ) && ( $row[0] ?? 0 ) > $now );
		$end           = $kept[ $name ][0] ?? $end;
		$count         = max( 0, ( $kept[ $name ][1] ?? 0 ) + $by );
		$kept[ $name ] = array( $end, $count );
		rewind( $file );
		// Cut to length last: a file cut to nothing first is flushed to disk at its closing (ext4).
		ftruncate( $file, (int) fwrite( $file, (string) wp_json_encode( $kept ) ) );
		fclose( $file );
		// phpcs:enable
		return array( $count, $end );
	}

	/**
	 * Counts in a transient.
	 *
	 * @param int    $by   What is added.
	 * @param string $name The counter.
	 * @param int    $end  When a window ends that begins now.
	 * @param int    $now  The time.
	 * @return array{int, int}
	 */
	private static function in_transient( int $by, string $name, int $end, int $now ): array {
		$kept  = get_transient( "deskhand_$name" );
		$kept  = is_array( $kept ) && ( $kept[0] ?? 0 ) > $now ? $kept : array( $end, 0 );
		$count = max( 0, (int) $kept[1] + $by );
		set_transient( "deskhand_$name", array( (int) $kept[0], $count ), (int) $kept[0] - $now );
		return array( $count, (int) $kept[0] );
	}
}
