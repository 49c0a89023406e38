<?php
/**
 * `wp deskhand`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Runs the support agent: pair, check.
 */
final class Cli_Desk {

	/** Exit codes of `status`. */
	private const EXIT_CODES = array(
		'fine'     => 0,
		'down'     => 1,
		'degraded' => 2,
	);

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Pairs this site with its sidecar.
	 *
	 * Over a unix socket no code is needed. Pairing again changes nothing.
	 *
	 * ## OPTIONS
	 *
	 * [<code>]
	 * : The code that the sidecar printed.
	 *
	 * [--publish]
	 * : Show the widget to shoppers too.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand pair
	 *     wp deskhand pair 7KQ2-M9XT --publish
	 *
	 * @param list<string>         $args    The code.
	 * @param array<string, mixed> $options Options.
	 */
	public function pair( array $args, array $options ): void {
		try {
			$version = $this->parts->pairing()->pair( $args[0] ?? '' );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		if ( Utils\get_flag_value( $options, 'publish', false ) ) {
			Settings::publish( true );
		}
		WP_CLI::success( "Paired with sidecar $version." );
	}

	/**
	 * Checks the line to the sidecar.
	 *
	 * Exits 0 when all is fine, 1 when the sidecar can't be used, 2 when something needs attention.
	 *
	 * ## OPTIONS
	 *
	 * [--fields=<fields>]
	 * : Columns to show: name, ok, text.
	 *
	 * [--format=<format>]
	 * : How to show them.
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
	 * ## EXAMPLES
	 *
	 *     wp deskhand status
	 *     wp deskhand status --format=json
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function status( array $args, array $options ): void {
		try {
			$report = $this->parts->connection()->report();
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$rows = array_map( static fn( array $check ): array => array( 'ok' => $check['ok'] ? 'yes' : 'no' ) + $check, $report['checks'] );
		Utils\format_items( $options['format'] ?? 'table', $rows, $options['fields'] ?? 'name,ok,text' );
		WP_CLI::halt( self::EXIT_CODES[ $report['state'] ] );
	}
}
