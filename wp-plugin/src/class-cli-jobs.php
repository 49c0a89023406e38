<?php
/**
 * `wp deskhand jobs`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Does the work that the sidecar leaves for WordPress.
 */
final class Cli_Jobs {

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Does what waits: mail for staff, and messages that are no ticket yet.
	 *
	 * ## OPTIONS
	 *
	 * [--limit=<limit>]
	 * : Most jobs to do.
	 * ---
	 * default: 50
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand jobs run
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function run( array $args, array $options ): void {
		try {
			$results   = $this->parts->jobs()->run( max( 1, min( 50, (int) ( $options['limit'] ?? 50 ) ) ) );
			$delivered = $this->parts->contact_form()->deliver();
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		WP_CLI::success( "{$results['done']} jobs done, {$results['failed']} put off, $delivered messages delivered." );
	}
}
