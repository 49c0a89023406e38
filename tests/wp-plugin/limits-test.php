<?php
/**
 * How often, and how many at a time.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Bulkhead;
use Deskhand\Client_Address;
use Deskhand\Rate_Limit;
use Deskhand\Refused;
use Deskhand\Scratch_Folder;
use Deskhand\Settings;
use Deskhand\Tally;

/**
 * Rate limit, bulkhead and the address that both go by.
 */
final class Limits_Test extends Shop_Test_Case {

	/** Folder of the test that runs. */
	private static ?Scratch_Folder $folder = null;

	/** Leaves no files. */
	protected function tearDown(): void {
		foreach ( (array) glob( get_temp_dir() . 'deskhand-test-*/*' ) as $file ) {
			unlink( $file );
		}
		foreach ( (array) glob( get_temp_dir() . 'deskhand-test-*' ) as $path ) {
			is_dir( $path ) && ! is_link( $path ) ? rmdir( $path ) : unlink( $path );
		}
		self::$folder = null;
		parent::tearDown();
	}

	public function test_one_request_too_many_is_refused_until_the_window_ends(): void {
		$now   = 1_000_000_005;
		$limit = self::limit( array( 'thread' => array( 2, 60 ) ), $now );
		$limit->count( 'message', 'one' );
		$limit->count( 'message', 'one' );
		$limit->count( 'message', 'other' );
		self::assertSame( 60 - $now % 60, self::refusal( static fn() => $limit->count( 'message', 'one' ) )->retry_after_s );
		$now += 60;
		$limit->count( 'message', 'one' );
	}

	public function test_an_address_is_counted_over_all_its_threads(): void {
		$now   = 1_000_000_000;
		$limit = self::limit( array( 'thread' => array( 9, 60 ), 'address' => array( 2, 60 ) ), $now );
		$limit->count( 'message', 'one' );
		$limit->count( 'message', 'two' );
		self::assertSame( 'rate_limited', self::refusal( static fn() => $limit->count( 'message', 'three' ) )->problem );
	}

	public function test_no_address_is_kept_in_the_clear(): void {
		$now = 1_000_000_000;
		self::limit( array( 'address' => array( 2, 60 ) ), $now )->count( 'message' );
		$kept = implode( '', array_map( static fn( string $file ): string => (string) file_get_contents( $file ), (array) glob( self::folder()->path . '/*' ) ) );
		self::assertStringContainsString( '1]', $kept );
		self::assertStringNotContainsString( '203.0.113', $kept );
	}

	/** @dataProvider folders */
	public function test_a_tally_counts_within_its_window( Scratch_Folder $folder, bool $has_object_cache ): void {
		$before = wp_using_ext_object_cache( $has_object_cache );
		$now    = 1_000_000_019;
		$tally  = new Tally( $folder, static function () use ( &$now ): int { return $now; } );
		$name   = md5( uniqid() );
		self::assertSame( array( 1, 1 ), $tally->add( $name, 60 ) );
		self::assertSame( array( 2, 1 ), $tally->add( $name, 60 ) );
		self::assertSame( array( 1, 1 ), $tally->add( md5( $name ), 60 ) );
		++$now;
		self::assertSame( array( 1, 60 ), $tally->add( $name, 60 ) );
		wp_using_ext_object_cache( $before );
	}

	/** @dataProvider folders */
	public function test_a_window_may_begin_with_its_first_count( Scratch_Folder $folder, bool $has_object_cache ): void {
		$before = wp_using_ext_object_cache( $has_object_cache );
		$now    = 1_000_000_019; // A second before a whole minute.
		$tally  = new Tally( $folder, static function () use ( &$now ): int { return $now; } );
		$name   = md5( uniqid() );
		self::assertSame( array( 1, 60 ), $tally->add( $name, 60, true ) );
		$now += 59;
		self::assertSame( array( 2, 1 ), $tally->add( $name, 60, true ) );
		$tally->take_back( $name, 60 );
		self::assertSame( array( 2, 1 ), $tally->add( $name, 60, true ) );
		++$now;
		self::assertSame( array( 1, 60 ), $tally->add( $name, 60, true ) );
		$tally->take_back( $name, 60 );
		$tally->take_back( $name, 60 );
		self::assertSame( array( 1, 60 ), $tally->add( $name, 60, true ), 'never below nothing' );
		wp_using_ext_object_cache( $before );
	}

	public function test_what_is_counted_about_one_thing_is_counted_whoever_asks(): void {
		$now   = 1_000_000_000;
		$limit = self::limit( array( 'about' => array( 2, 60, true ) ), $now );
		$limit->count( 'message', 'one', 'order 5' );
		$limit->count( 'message', 'two', 'order 5' );
		$limit->count( 'message', 'three', 'order 6' );
		self::assertSame( 'rate_limited', self::refusal( static fn() => $limit->count( 'message', 'three', 'order 5' ) )->problem );
		$limit->take_back( 'message', 'three', 'order 5' );
		$limit->take_back( 'message', 'three', 'order 5' );
		$limit->count( 'message', 'four', 'order 5' );
	}

	/**
	 * Where counts are kept: files, transients where no file can be written, the object cache.
	 *
	 * @return array<string, array{string, bool}>
	 */
	public function folders(): array {
		return array( 'files' => array( self::folder(), false ), 'transients' => array( new Scratch_Folder( '/proc/deskhand' ), false ), 'object cache' => array( self::folder(), true ) );
	}

	public function test_a_tally_forgets_what_has_ended_and_survives_rubbish(): void {
		$folder = self::folder();
		$now    = 1_000_000_000;
		$tally  = new Tally( $folder, static function () use ( &$now ): int { return $now; } );
		$tally->add( str_repeat( '0', 32 ), 60 );
		$now += 60;
		$tally->add( str_repeat( '0', 31 ) . '1', 60 );
		self::assertStringNotContainsString( str_repeat( '0', 32 ), (string) file_get_contents( "$folder->path/tally-00.json" ) );
		file_put_contents( "$folder->path/tally-00.json", '{"cut' );
		self::assertSame( 1, $tally->add( str_repeat( '0', 32 ), 60 )[0] );
	}

	public function test_every_action_has_a_limit_that_holds(): void {
		foreach ( Rate_Limit::table( new Settings( messages_per_minute: 3, messages_per_minute_ip: 3, tickets_per_hour: 1, contacts_per_hour: 2 ) ) as $action => $rules ) {
			$now   = 1_000_000_000;
			$limit = new Rate_Limit( array( $action => $rules ), '203.0.113.9', 'key', new Tally( self::folder(), static function () use ( &$now ): int { return $now; } ) );
			$most  = min( array_column( $rules, 0 ) );
			for ( $count = 0; $count < $most; $count++ ) {
				$limit->count( $action, 'thread' );
			}
			self::assertSame( 'rate_limited', self::refusal( static fn() => $limit->count( $action, 'thread' ) )->problem, $action );
		}
	}

	/** @dataProvider pools */
	public function test_chat_gets_forty_percent_of_the_workers_and_at_least_one( int $pool_count, int $places ): void {
		self::assertSame( $places, Bulkhead::places( $pool_count ) );
	}

	/**
	 * Pools and the places in them.
	 *
	 * @return list<array{int, int}>
	 */
	public function pools(): array {
		return array( array( 1, 1 ), array( 2, 1 ), array( 4, 1 ), array( 5, 2 ), array( 10, 4 ), array( 12, 4 ), array( 50, 20 ) );
	}

	/** @dataProvider others_folders */
	public function test_a_folder_that_others_get_into_is_not_used( \Closure $make ): void {
		$folder = self::folder();
		$make( $folder->path );
		self::assertNull( $folder->open( 'tally-00.json' ) );
		self::assertSame( 'busy', self::refusal( ( new Bulkhead( $folder, 5, null ) )->enter( ... ) )->problem );
	}

	/**
	 * Ways in which a folder is not the web server's own.
	 *
	 * @return array<string, array{\Closure}>
	 */
	public function others_folders(): array {
		return array(
			'open to all'   => array( static fn( string $path ): bool => mkdir( $path ) && chmod( $path, 01777 ) ),
			'open to some'  => array( static fn( string $path ): bool => mkdir( $path ) && chmod( $path, 0770 ) ),
			'a link'        => array( static fn( string $path ): bool => mkdir( "$path-own", 0700 ) && symlink( "$path-own", $path ) ),
			'a file'        => array( static fn( string $path ): bool => touch( $path ) ),
		);
	}

	public function test_a_folder_made_for_locks_is_closed_to_others(): void {
		$folder = self::folder();
		self::assertNotNull( $folder->open( 'chat-0.lock' ) );
		self::assertSame( 0700, fileperms( $folder->path ) & 07777 );
	}

	public function test_the_next_chat_is_refused_and_let_in_when_one_ends(): void {
		$folder = self::folder();
		$make   = static fn(): Bulkhead => new Bulkhead( $folder, 5, null );
		[ $one, $two, $three ] = array( $make(), $make(), $make() );
		$one->enter();
		$two->enter();
		self::assertSame( 'busy', self::refusal( $three->enter( ... ) )->problem );
		unset( $one );
		$three->enter();
		self::assertSame( 'busy', self::refusal( $make()->enter( ... ) )->problem );
	}

	public function test_a_worker_that_dies_gives_its_place_back(): void {
		$folder = self::folder();
		$code   = sprintf(
			'namespace Deskhand; $src = %s; require "$src-refused.php"; require "$src-scratch-folder.php"; require "$src-bulkhead.php"; $held = new Bulkhead( new Scratch_Folder( %s ), 1, null ); $held->enter(); echo "in"; fflush( STDOUT ); sleep( 60 );',
			var_export( dirname( \Deskhand\PLUGIN_FILE ) . '/src/class', true ),
			var_export( $folder->path, true )
		);
		$worker = proc_open( array( PHP_BINARY, '-r', $code ), array( 1 => array( 'pipe', 'w' ) ), $pipes );
		self::assertSame( 'in', fread( $pipes[1], 2 ) );
		$next = new Bulkhead( $folder, 1, null );
		self::assertSame( 'busy', self::refusal( $next->enter( ... ) )->problem );
		proc_terminate( $worker, SIGKILL );
		proc_close( $worker );
		self::assertNull( $next->enter() );
	}

	/** @dataProvider fpm */
	public function test_idle_workers_are_left_for_the_shop( int $total, int $idle, string $manager, int $said, bool $is_let_in ): void {
		$status   = array( 'process-manager' => $manager, 'total-processes' => $total, 'idle-processes' => $idle );
		$bulkhead = new Bulkhead( self::folder(), $said, static fn(): array => $status );
		try {
			$bulkhead->enter();
			self::assertTrue( $is_let_in );
		} catch ( Refused $refused ) {
			self::assertFalse( $is_let_in );
			self::assertSame( 'busy', $refused->problem );
		}
	}

	/**
	 * What PHP-FPM says, what the owner said, and whether one more chat is let in.
	 *
	 * @return array<string, array{int, int, string, int, bool}>
	 */
	public function fpm(): array {
		return array(
			'static, idle'              => array( 10, 8, 'static', 5, true ),
			'static, two left'          => array( 10, 2, 'static', 5, true ),
			'static, one left'          => array( 10, 1, 'static', 5, false ),
			'small pool'                => array( 2, 0, 'static', 5, true ),
			'on demand, not grown'      => array( 1, 0, 'ondemand', 5, true ),
			'on demand, grown and busy' => array( 5, 1, 'ondemand', 5, false ),
			'dynamic, larger than said' => array( 8, 1, 'dynamic', 5, false ),
		);
	}

	public function test_a_folder_that_cannot_be_written_refuses(): void {
		self::assertSame( 'busy', self::refusal( ( new Bulkhead( new Scratch_Folder( '/proc/deskhand' ), 5, null ) )->enter( ... ) )->problem );
	}

	/** @dataProvider addresses */
	public function test_forwarded_addresses_count_only_from_the_owners_proxies( string $remote, string $forwarded, array $proxies, string $address ): void {
		self::assertSame( $address, Client_Address::of( $remote, $forwarded, $proxies ) );
	}

	/**
	 * Peer, header, trusted proxies, and the address that counts.
	 *
	 * @return array<string, array{string, string, list<string>, string}>
	 */
	public function addresses(): array {
		return array(
			'no proxy'           => array( '203.0.113.9', '', array(), '203.0.113.9' ),
			'an untrusted header' => array( '203.0.113.9', '10.0.0.1', array(), '203.0.113.9' ),
			'a trusted proxy'    => array( '10.0.0.1', '203.0.113.9', array( '10.0.0.0/8' ), '203.0.113.9' ),
			'a forged first hop' => array( '10.0.0.1', '1.1.1.1, 203.0.113.9', array( '10.0.0.1' ), '203.0.113.9' ),
			'two proxies'        => array( '10.0.0.1', '203.0.113.9, 10.0.0.2', array( '10.0.0.0/30' ), '203.0.113.9' ),
			'markup'             => array( '10.0.0.1', '<script>', array( '10.0.0.1' ), '10.0.0.1' ),
			'IPv6 by its /64'    => array( '2001:db8:1:2:3::4', '', array(), '2001:db8:1:2::/64' ),
			'an IPv6 proxy'      => array( '::1', '203.0.113.9', array( '::1' ), '203.0.113.9' ),
			'outside the range'  => array( '10.0.0.4', '203.0.113.9', array( '10.0.0.0/30' ), '10.0.0.4' ),
			'IPv4 within IPv6'   => array( '::ffff:203.0.113.9', '', array(), '203.0.113.9' ),
			'a mapped proxy'     => array( '::ffff:10.0.0.1', '203.0.113.9', array( '10.0.0.0/8' ), '203.0.113.9' ),
			'nothing'            => array( '', '', array(), 'unknown' ),
		);
	}

	public function test_an_unlisted_proxy_shows(): void {
		self::assertTrue( Client_Address::is_shared( '10.0.0.1', '203.0.113.9', array() ) );
		self::assertFalse( Client_Address::is_shared( '10.0.0.1', '203.0.113.9', array( '10.0.0.1' ) ) );
		self::assertFalse( Client_Address::is_shared( '203.0.113.9', '', array() ) );
	}

	/**
	 * A limit on messages from one address.
	 *
	 * @param array<string, array{int, int}> $rules The limit.
	 * @param int                            $now   The clock, in Unix seconds.
	 */
	private static function limit( array $rules, int &$now ): Rate_Limit {
		return new Rate_Limit(
			array( 'message' => $rules ),
			'203.0.113.9',
			'key',
			new Tally(
				self::folder(),
				static function () use ( &$now ): int {
					return $now;
				}
			)
		);
	}

	/** A folder of this test's own. */
	private static function folder(): Scratch_Folder {
		return self::$folder ??= new Scratch_Folder( get_temp_dir() . uniqid( 'deskhand-test-' ) );
	}

	/**
	 * The refusal that a step ends in.
	 *
	 * @param callable $step What to do.
	 */
	private static function refusal( callable $step ): Refused {
		try {
			$step();
		} catch ( Refused $refused ) {
			return $refused;
		}
		self::fail( 'Nothing was refused.' );
	}
}
