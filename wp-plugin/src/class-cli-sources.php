<?php
/**
 * `wp deskhand sources`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Says where content comes from.
 */
final class Cli_Sources {

	private const KINDS = array(
		Wire\Source_Kind::WORDPRESS => 'wordpress',
		Wire\Source_Kind::FOLDER    => 'folder',
		Wire\Source_Kind::SITE      => 'site',
	);

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Lists the sources.
	 *
	 * ## OPTIONS
	 *
	 * [--fields=<fields>]
	 * : Columns to show: id, kind, address, documents, loaded, running, excluded, error.
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
	 *     wp deskhand sources list
	 *
	 * @subcommand list
	 *
	 * @param list<string>         $args    None.
	 * @param array<string, mixed> $options Options.
	 */
	public function list_( array $args, array $options ): void {
		try {
			$sources = $this->parts->knowledge()->sources();
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$rows = array_map(
			static fn( Wire\Source $source ): array => array(
				'id'        => $source->source_id,
				'kind'      => self::KINDS[ $source->kind ] ?? '',
				'address'   => $source->address,
				'documents' => $source->document_count,
				'loaded'    => $source->loaded_unix_ms > 0 ? gmdate( 'c', intdiv( $source->loaded_unix_ms, 1000 ) ) : '',
				'running'   => $source->running ? 'yes' : 'no',
				'excluded'  => $source->excluded_count,
				'error'     => Cli_List::cell( $source->error ),
			),
			$sources
		);
		Utils\format_items( $options['format'] ?? 'table', $rows, $options['fields'] ?? 'id,address,documents,loaded,excluded,error' );
	}

	/**
	 * Adds a docs site and reads it.
	 *
	 * ## OPTIONS
	 *
	 * <address>
	 * : Address of the site or of its sitemap.
	 *
	 * [--porcelain]
	 * : Print only the id of the source.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand sources add https://docs.example.com/
	 *
	 * @param list<string>         $args    The address.
	 * @param array<string, mixed> $options Options.
	 */
	public function add( array $args, array $options ): void {
		try {
			$source_id = $this->parts->knowledge()->add_source( $args[0] )->source_id;
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		$is_short = (bool) Utils\get_flag_value( $options, 'porcelain', false );
		$is_short ? WP_CLI::line( $source_id ) : WP_CLI::line( "Added as $source_id." );
		$this->load( $source_id, $is_short );
	}

	/**
	 * Reads a folder or a docs site anew.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The source: `folder`, or a site's id from the list.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand sources read folder
	 *
	 * @param list<string> $args The source.
	 */
	public function read( array $args ): void {
		$this->load( $args[0], false );
	}

	/**
	 * Removes a docs site and what came from it.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : The site's id from the list.
	 *
	 * ## EXAMPLES
	 *
	 *     wp deskhand sources remove site-0123456789ab
	 *
	 * @param list<string> $args The source.
	 */
	public function remove( array $args ): void {
		try {
			$count = $this->parts->knowledge()->remove_source( $args[0] );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		WP_CLI::success( "Removed, with $count pages that were read from it." );
	}

	/**
	 * Reads a source with a bar and says what came of it.
	 *
	 * @param string $source_id The source.
	 * @param bool   $is_short  True for no words.
	 */
	private function load( string $source_id, bool $is_short ): void {
		$bar = new Cli_Bar();
		try {
			$this->parts->knowledge()->load_source( $source_id, PHP_FLOAT_MAX, $is_short ? null : $bar->move( ... ) );
			$bar->finish();
			$source = $this->parts->knowledge()->source( $source_id );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Diagnosis::of( $error ) );
		}
		foreach ( $source?->excluded ?? array() as $item ) {
			WP_CLI::warning( Cli_List::cell( "$item->address: $item->reason" ) );
		}
		if ( $source && '' !== $source->error ) {
			WP_CLI::error( $source->error );
		}
		if ( ! $is_short ) {
			WP_CLI::success( sprintf( '%d pages read, %d left out.', $source?->document_count, $source?->excluded_count ) );
		}
	}
}
