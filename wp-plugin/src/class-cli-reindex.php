<?php
/**
 * `wp deskhand reindex`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Reads the shop anew, or a part of it.
 */
final class Cli_Reindex {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Reads the whole shop anew, or a part of it.
	 *
	 * Refuses when a reindex is under way; goes on with one that was cut off. Content that did not change is not sent
	 * again. Only a reindex of the whole shop removes what it does not find.
	 *
	 * ## OPTIONS
	 *
	 * [--type=<types>]
	 * : Only these post types, separated by commas.
	 *
	 * [--ids=<ids>]
	 * : Only these posts, separated by commas.
	 *
	 * [--since=<day>]
	 * : Only what was changed on this day or later, such as 2026-01-31.
	 *
	 * [--dry-run]
	 * : Only say what would be sent, removed or left out, and why.
	 *
	 * [--format=<format>]
	 * : How to show what a dry run found.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * [--porcelain]
	 * : Print only the number of pages read.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand reindex
	 *     wp deskhand reindex --type=page,product --since=2026-01-31
	 *     wp deskhand reindex --dry-run
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function __invoke( array $args, array $options ): void {
		$scope     = $this->scope( $options );
		$porcelain = (bool) Utils\get_flag_value( $options, 'porcelain', false );
		try {
			if ( Utils\get_flag_value( $options, 'dry-run', false ) ) {
				$this->print_plan( $scope, (string) ( $options['format'] ?? 'table' ) );
				return;
			}
			$this->begin( $scope, $porcelain );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$is_over = false;
		register_shutdown_function(
			static function () use ( &$is_over ): void {
				if ( ! $is_over ) {
					WP_CLI::warning( 'A plugin or shortcode on some page ended this command. Run it again: it goes on, and after the second time leaves the page out.' );
				}
			}
		);
		$state   = $this->follow( $porcelain );
		$is_over = true;
		foreach ( $state['refused'] as $doc_id => $reason ) {
			WP_CLI::warning( "$doc_id was not taken: $reason" );
		}
		if ( 'done' !== $state['stage'] ) {
			WP_CLI::error( '' !== $state['error'] ? $state['error'] : 'Another process took it over.' );
		}
		if ( $porcelain ) {
			WP_CLI::line( (string) $state['read_count'] );
			return;
		}
		WP_CLI::success( sprintf( '%d pages read, %d new or changed, %d left out, %d removed.', $state['read_count'], $state['sent_count'], $state['excluded_count'], $state['pruned_count'] ) );
	}

	/**
	 * What to read.
	 *
	 * @param array<string, mixed> $options Of the command.
	 */
	private function scope( array $options ): Scope {
		$list  = static fn( string $name ): array => preg_split( '/[\s,]+/', (string) ( $options[ $name ] ?? '' ), -1, PREG_SPLIT_NO_EMPTY ) ?: array();
		$types = $list( 'type' );
		$wrong = array_diff( $types, $this->parts->catalogue()->post_types() );
		if ( $wrong ) {
			WP_CLI::error( sprintf( '"%s" is not read. These are: %s.', reset( $wrong ), implode( ', ', $this->parts->catalogue()->post_types() ) ) );
		}
		$ids = $list( 'ids' );
		if ( array_filter( $ids, static fn( string $id ): bool => ! ctype_digit( $id ) || (int) $id < 1 ) || ( isset( $options['ids'] ) && ! $ids ) ) {
			WP_CLI::error( '--ids takes numbers of posts, separated by commas.' );
		}
		$since = (string) ( $options['since'] ?? '' );
		$day   = \DateTimeImmutable::createFromFormat( '!Y-m-d', $since );
		if ( '' !== $since && ( ! $day || $day->format( 'Y-m-d' ) !== $since ) ) {
			WP_CLI::error( '--since takes a day such as 2026-01-31.' );
		}
		return new Scope( $types, array_map( intval( ... ), $ids ), $since );
	}

	/**
	 * Begins, or goes on with what was cut off.
	 *
	 * @param Scope $scope     What to read.
	 * @param bool  $porcelain True to say nothing of it.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function begin( Scope $scope, bool $porcelain ): void {
		$reindex = $this->parts->reindex();
		$state   = $reindex->state();
		$begun   = sprintf( 'begun %s ago by %s', human_time_diff( $state['begun_s'] ), $state['by'] );
		if ( $reindex->is_running() && ( $state['scope'] !== $scope->values() || $reindex->is_stepping() ) ) {
			WP_CLI::error( "A reindex is under way, $begun. Wait until it is done." );
		}
		$this->parts->sidecar()->unary( 'sidecar.v1.Knowledge/GetIndexStatus', new Wire\Get_Index_Status_Request(), Wire\Get_Index_Status_Response::class, Caller::librarian() );
		if ( ! $reindex->begin( $scope ) && ! $porcelain ) {
			WP_CLI::log( "Going on with the reindex that was cut off, $begun." );
		}
	}

	/**
	 * Takes every step, with a bar for each stage.
	 *
	 * @param bool $porcelain True for no bar.
	 * @return array<string, mixed> The last state.
	 * @throws Sidecar_Error When this site's keys can't be made.
	 */
	private function follow( bool $porcelain ): array {
		$bar   = $porcelain ? null : new Cli_Bar();
		$state = $this->parts->reindex()->advance(
			PHP_FLOAT_MAX,
			static fn( array $state ) => $bar?->move(
				'send' === $state['stage']
					? new Wire\Sync_Progress( stage: 'read', done_count: $state['seen_count'], total_count: $state['total_count'] )
					: new Wire\Sync_Progress( stage: $state['detail'], done_count: $state['detail_done'], total_count: $state['detail_total'] )
			)
		);
		$bar?->finish();
		return $state;
	}

	/**
	 * Prints what would be done.
	 *
	 * @param Scope  $scope  What would be read.
	 * @param string $format Of the table.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	private function print_plan( Scope $scope, string $format ): void {
		$bar  = 'table' === $format ? Utils\make_progress_bar( 'Looking', max( 1, $this->parts->catalogue()->count( $scope ) ) ) : null;
		$rows = $this->parts->reindex_plan()->rows( $scope, static fn( int $count ) => $bar?->tick( $count ) );
		$bar?->finish();
		Utils\format_items( $format, $rows, array( 'action', 'id', 'type', 'title', 'reason' ) );
		if ( 'table' === $format ) {
			$counts = array_count_values( array_column( $rows, 'action' ) );
			WP_CLI::success( sprintf( 'Nothing was sent. %d would be sent, %d removed, %d left out.', $counts['send'] ?? 0, $counts['remove'] ?? 0, $counts['leave out'] ?? 0 ) );
		}
	}
}
