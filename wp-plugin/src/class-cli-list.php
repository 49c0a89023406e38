<?php
/**
 * Lists in a terminal.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;
use WP_CLI\Utils;

/**
 * Shows rows as the options ask, with cells that no terminal obeys and no spreadsheet runs.
 */
final class Cli_List {

	/** Most rows that the sidecar gives at a time. */
	private const PAGE = 200;

	/**
	 * Gathers rows, page by page, up to what `--limit` asks for.
	 *
	 * @template T
	 * @param array<string, mixed>                        $options Options.
	 * @param callable(int, string): array{list<T>, string} $page    Gives rows for a count and a token, and the next token.
	 * @return list<T>
	 */
	public static function gather( array $options, callable $page ): array {
		$left  = max( 1, (int) ( $options['limit'] ?? 50 ) );
		$token = '';
		$rows  = array();
		do {
			[ $more, $token ] = $page( min( self::PAGE, $left - count( $rows ) ), $token );
			$rows             = array( ...$rows, ...$more );
		} while ( '' !== $token && count( $rows ) < $left );
		return $rows;
	}

	/**
	 * Shows rows.
	 *
	 * @param array<string, mixed>         $options `format`, `fields` and `porcelain`.
	 * @param list<array<string, mixed>>   $rows    Each with `id` first.
	 * @param string                       $fields  Columns that are shown when none are asked for.
	 */
	public static function show( array $options, array $rows, string $fields ): void {
		$format = $options['format'] ?? 'table';
		if ( 'ids' === $format || Utils\get_flag_value( $options, 'porcelain', false ) ) {
			WP_CLI::line( implode( ' ', array_column( $rows, 'id' ) ) );
			return;
		}
		Utils\format_items( $format, $rows, $options['fields'] ?? $fields );
	}

	/**
	 * What a shopper or a service wrote, without what a terminal would obey or a spreadsheet would run.
	 *
	 * @param string $text Any text.
	 */
	public static function cell( string $text ): string {
		$text = trim( (string) preg_replace( '/[\p{Cc}]+/u', ' ', $text ) );
		return preg_match( '/^[=+\-@]/', $text ) ? "'$text" : $text;
	}

	/**
	 * A time; empty for 0.
	 *
	 * @param int $unix_ms The time.
	 */
	public static function time( int $unix_ms ): string {
		return $unix_ms > 0 ? gmdate( 'c', intdiv( $unix_ms, 1000 ) ) : '';
	}

	/**
	 * A value out of a table, by the word that was typed; ends the command where there is none.
	 *
	 * @param array<string, int> $words Word => value.
	 * @param string             $word  What was typed; empty for 0.
	 */
	public static function value( array $words, string $word ): int {
		return '' === $word ? 0 : $words[ $word ] ?? WP_CLI::error( 'Say one of: ' . implode( ', ', array_keys( $words ) ) . '.' );
	}

	/**
	 * Runs a step; what the sidecar can't do ends the command with a sentence.
	 *
	 * @template T
	 * @param callable(): T $step    What to do.
	 * @param string        $missing What to say when there is no such thing.
	 * @return T
	 */
	public static function guard( callable $step, string $missing = '' ): mixed {
		try {
			return $step();
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( '' !== $missing && Sidecar_Error::NOT_FOUND === $error->grpc_status ? $missing : Diagnosis::of( $error ) );
		}
	}
}
