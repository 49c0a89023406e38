<?php
/**
 * `wp deskhand audit`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Checks and exports the log of tool calls.
 */
final class Cli_Audit {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Checks that nothing in the log was changed or taken out.
	 *
	 * Exits 1 and names the first entry that does not fit. The hash of the last entry, kept elsewhere, shows later that
	 * the log was not cut off or written anew.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to say it.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand audit verify
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function verify( array $args, array $options ): void {
		$log = Cli_List::guard( fn(): Wire\Verify_Audit_Response => $this->parts->audit_log()->verify() );
		if ( 'json' === ( $options['format'] ?? 'text' ) ) {
			WP_CLI::line( (string) wp_json_encode( get_object_vars( $log ) ) );
			WP_CLI::halt( $log->first_broken_seq > 0 ? 1 : 0 );
		}
		if ( $log->first_broken_seq > 0 ) {
			WP_CLI::error( "Entry $log->first_broken_seq of $log->entry_count does not fit the one before it, or was changed or taken out." );
		}
		WP_CLI::success( "The log is whole: $log->entry_count entries" . ( $log->entry_count > 0 ? ", the last one $log->head_hash." : '.' ) );
	}

	/**
	 * Prints the log, the oldest entry first.
	 *
	 * CSV is safe for spreadsheets.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : JSON Lines or CSV.
	 * ---
	 * default: jsonl
	 * options:
	 *   - jsonl
	 *   - csv
	 * ---
	 *
	 * [--after=<seq>]
	 * : Only entries after this one.
	 * ---
	 * default: 0
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Fields to print, separated by commas; otherwise all.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand audit export > audit.jsonl
	 *     wp deskhand audit export --format=csv > audit.csv
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function export( array $args, array $options ): void {
		$known  = array_keys( get_object_vars( new Wire\Audit_Entry() ) );
		$fields = isset( $options['fields'] ) ? array_map( trim( ... ), explode( ',', (string) $options['fields'] ) ) : $known;
		$wrong  = array_diff( $fields, $known );
		if ( array() !== $wrong ) {
			WP_CLI::error( 'There is no field ' . reset( $wrong ) . '. Fields: ' . implode( ', ', $known ) . '.' );
		}
		$is_csv = 'csv' === ( $options['format'] ?? 'jsonl' );
		if ( $is_csv ) {
			WP_CLI::line( self::csv( $fields ) );
		}
		Cli_List::guard(
			function () use ( $options, $fields, $is_csv ): void {
				foreach ( $this->parts->audit_log()->entries( max( 0, (int) ( $options['after'] ?? 0 ) ) ) as $entry ) {
					$row = array_merge( array_fill_keys( $fields, '' ), array_intersect_key( $entry, array_flip( $fields ) ) );
					WP_CLI::line( $is_csv ? self::csv( array_values( $row ) ) : (string) wp_json_encode( $row, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
				}
			}
		);
	}

	/**
	 * A row of CSV (RFC 4180) in which no cell is a formula.
	 *
	 * @param list<mixed> $cells The cells.
	 */
	private static function csv( array $cells ): string {
		return implode( ',', array_map( static fn( mixed $cell ): string => is_int( $cell ) ? (string) $cell : '"' . str_replace( '"', '""', Cli_List::cell( (string) $cell ) ) . '"', $cells ) );
	}
}
