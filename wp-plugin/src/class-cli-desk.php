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
 * Runs the support agent: pair, check, index, ask.
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

	/**
	 * Asks the agent a question, as a shopper would.
	 *
	 * With --user it runs as that user and may look up their orders. Exits 1 when there was no answer.
	 *
	 * ## OPTIONS
	 *
	 * <question>
	 * : What to ask.
	 *
	 * [--product=<id>]
	 * : Ask as if on this product's page.
	 *
	 * [--format=<format>]
	 * : Text as it comes, or all events as JSON.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand ask "How long do I have to return something?"
	 *     wp deskhand ask "Where is my order?" --user=jane@example.com
	 *
	 * @param list<string>         $args    The question.
	 * @param array<string, mixed> $options Options.
	 */
	public function ask( array $args, array $options ): void {
		$user_id  = get_current_user_id();
		$page     = new Wire\Page( product_id: absint( $options['product'] ?? 0 ) );
		$as_json  = 'json' === ( $options['format'] ?? 'text' );
		$printer  = new Cli_Answer();
		$events   = array();
		$on_event = static function ( array $event ) use ( &$events, $as_json, $printer ): bool {
			$events[] = $event;
			if ( ! $as_json ) {
				$printer->print( $event );
			}
			return true;
		};
		try {
			$shopper = new Shopper( $user_id, $this->parts->session()->subject( $user_id ), bin2hex( random_bytes( 16 ) ) );
			$turn    = new Chat_Turn( $this->parts->sidecar(), $shopper, bin2hex( random_bytes( 16 ) ), mb_substr( $args[0], 0, 4_000 ), 0, $page );
			$turn->follow_to_end( $on_event );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		if ( $as_json ) {
			WP_CLI::line( (string) wp_json_encode( $events, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
		}
		$last = end( $events );
		WP_CLI::halt( is_array( $last ) && 'done' === $last['type'] ? 0 : 1 );
	}
}
