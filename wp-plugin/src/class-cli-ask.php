<?php
/**
 * `wp deskhand ask`.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Tries out what a shopper would be told.
 */
final class Cli_Ask {

	private const MAX_QUESTION_CHARS = 4_000;

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Asks the assistant a question as a shopper would, and shows each step of its turn.
	 *
	 * With --user it runs as that user and may look up their orders, else as a guest. It is a trial: nothing of it
	 * is kept, and a ticket or a person that it asks for is shown but not made. Models are really asked, and what
	 * they cost counts. Exits 1 when the turn fails.
	 *
	 * ## OPTIONS
	 *
	 * <question>
	 * : What to ask, at most 4,000 characters.
	 *
	 * [--product=<id>]
	 * : Ask as if on this product's page.
	 *
	 * [--format=<format>]
	 * : A line a step: for people, or as JSON.
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
	 *     wp deskhand ask "Is it in stock?" --product=42 --format=json
	 *
	 * @param list<string>         $args    The question.
	 * @param array<string, mixed> $options Options.
	 */
	public function __invoke( array $args, array $options ): void {
		$question = trim( $args[0] );
		$product  = (string) ( $options['product'] ?? '0' );
		if ( '' === $question ) {
			WP_CLI::error( 'The question is empty.' );
		}
		if ( ! mb_check_encoding( $question, 'UTF-8' ) || mb_strlen( $question ) > self::MAX_QUESTION_CHARS ) {
			WP_CLI::error( sprintf( 'The question must be text of at most %s characters.', number_format( self::MAX_QUESTION_CHARS ) ) );
		}
		if ( ! ctype_digit( $product ) ) {
			WP_CLI::error( '--product must be the number of a product.' );
		}
		$user_id = get_current_user_id();
		$shopper = new Shopper( $user_id, Shopper::STAFF, bin2hex( random_bytes( 16 ) ) );
		$shown   = new Cli_Turn( $shopper, 'json' === ( $options['format'] ?? 'text' ) );
		try {
			$turn = new Chat_Turn( $this->parts->sidecar(), $shopper, bin2hex( random_bytes( 16 ) ), $question, 0, new Wire\Page( product_id: absint( $product ) ), is_trial: true );
			$turn->follow_to_end( $shown->read( ... ) );
		} catch ( Sidecar_Error $error ) {
			WP_CLI::error( Sidecar_Error::INVALID_ARGUMENT === $error->grpc_status ? $error->getMessage() : Diagnosis::of( $error ) );
		}
		WP_CLI::halt( $shown->has_answer() ? 0 : 1 );
	}
}
