<?php
/**
 * What is found for a question, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Asks the index as the assistant does and draws why each passage ranks where it does.
 */
final class Preview_Panel {

	private const SHOWN_CHARS = 280;

	/**
	 * Only assigns.
	 *
	 * @param Knowledge $knowledge Searches.
	 */
	public function __construct( private readonly Knowledge $knowledge ) {}

	/**
	 * Prints the panel, with what is found when the address has a question.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached, or search is off.
	 */
	public function render(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading a page changes nothing.
		$query = isset( $_GET['q'] ) ? sanitize_text_field( wp_unslash( $_GET['q'] ) ) : '';
		$query = mb_substr( $query, 0, Knowledge::MAX_QUERY_CHARS );
		printf( '<p>%s</p><form class="deskhand-form" method="get" role="search" action="%s">', esc_html__( 'See what the assistant finds for a question, and why. Nothing is recorded and no language model is asked.', 'deskhand' ), esc_url( Screens::url( Screens::KNOWLEDGE ) ) );
		foreach ( array( 'page' => Screens::KNOWLEDGE, 'tab' => 'try' ) as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		printf(
			'<p><label for="deskhand-query">%s</label><br><input type="search" class="regular-text" id="deskhand-query" name="q" value="%s" required maxlength="%d"> <button class="button button-primary">%s</button></p></form>',
			esc_html__( 'A question as a shopper would ask it', 'deskhand' ),
			esc_attr( $query ),
			(int) Knowledge::MAX_QUERY_CHARS,
			esc_html__( 'Find', 'deskhand' )
		);
		if ( '' !== $query ) {
			self::print_found( $this->knowledge->search( $query ) );
		}
	}

	/**
	 * Prints what was found.
	 *
	 * @param Wire\Search_Response $found What was found.
	 */
	private static function print_found( Wire\Search_Response $found ): void {
		if ( array() === $found->passages ) {
			printf( '<p>%s</p>', esc_html__( 'Nothing was found: a shopper would be told so and offered a ticket.', 'deskhand' ) );
			return;
		}
		/* translators: %s: a percentage. */
		printf( '<p><strong>%s</strong></p>', esc_html( sprintf( __( 'Likelihood that these passages answer the question: %s %%', 'deskhand' ), number_format_i18n( 100 * $found->confidence ) ) ) );
		$signals = array_merge( ...array_map( static fn( Wire\Passage $passage ): array => $passage->explanation?->signals ?? array(), $found->passages ) );
		$widest  = max( 1e-9, ...array_map( static fn( Wire\Ranking_Signal $signal ): float => abs( $signal->contribution ), $signals ), ...array( 0.0 ) );
		echo '<ol class="deskhand-found">';
		foreach ( $found->passages as $passage ) {
			self::print_passage( $passage, $widest );
		}
		echo '</ol>';
	}

	/**
	 * Prints a passage.
	 *
	 * @param Wire\Passage $passage The passage.
	 * @param float        $widest  The contribution whose bar is full.
	 */
	private static function print_passage( Wire\Passage $passage, float $widest ): void {
		echo '<li class="deskhand-card"><h3>';
		Knowledge_Page::print_link( $passage );
		printf( '</h3><p class="deskhand-score"><span class="deskhand-bar" aria-hidden="true"><span style="inline-size:%.1F%%"></span></span> ', 100 * max( 0.0, min( 1.0, (float) $passage->score ) ) );
		/* translators: %s: a figure of 0 to 1. */
		printf( '%s</p>', esc_html( sprintf( __( 'Score %s', 'deskhand' ), number_format_i18n( $passage->score, 2 ) ) ) );
		[ $begin, $rest ] = self::halves( (string) preg_replace( '/^#{1,6} /m', '', $passage->text ) );
		printf( '<blockquote>%s</blockquote>', nl2br( esc_html( $begin ) ) );
		if ( '' !== $rest ) {
			printf( '<details><summary>%s</summary><blockquote>%s</blockquote></details>', esc_html__( 'Read on', 'deskhand' ), nl2br( esc_html( $rest ) ) );
		}
		if ( $passage->explanation ) {
			self::print_explanation( $passage->explanation, $widest );
		}
		echo '</li>';
	}

	/**
	 * The beginning of a text, to the end of a word, and the rest; empty when it is short.
	 *
	 * @param string $text The text.
	 * @return array{string, string}
	 */
	private static function halves( string $text ): array {
		preg_match( '/^(.{0,' . self::SHOWN_CHARS . '}(?!\S)|.{' . self::SHOWN_CHARS . '})(.*)$/su', $text, $found );
		return array( $found[1] ?? $text, trim( $found[2] ?? '' ) );
	}

	/**
	 * Prints why a passage ranks where it does.
	 *
	 * @param Wire\Explanation $why    Why.
	 * @param float            $widest The contribution whose bar is full.
	 */
	private static function print_explanation( Wire\Explanation $why, float $widest ): void {
		if ( '' !== $why->text ) {
			printf( '<p>%s</p>', esc_html( $why->text ) );
		}
		printf( '<details><summary>%s</summary><table class="deskhand-signals"><caption class="screen-reader-text">%s</caption><tbody>', esc_html__( 'Why it ranks here', 'deskhand' ), esc_html__( 'What adds to its score and what takes from it', 'deskhand' ) );
		foreach ( array_filter( $why->signals, static fn( Wire\Ranking_Signal $signal ): bool => abs( $signal->contribution ) >= 0.0005 ) as $signal ) {
			printf(
				'<tr><th scope="row">%s</th><td><span class="deskhand-bar%s" aria-hidden="true"><span style="inline-size:%.1F%%"></span></span></td><td>%s</td></tr>',
				esc_html( self::name( $signal->name ) ),
				$signal->contribution < 0 ? ' is-against' : '',
				100 * abs( (float) $signal->contribution ) / $widest,
				esc_html( ( $signal->contribution < 0 ? '−' : '+' ) . number_format_i18n( abs( $signal->contribution ), 3 ) )
			);
		}
		echo '</tbody></table></details>';
	}

	/**
	 * What a signal is called.
	 *
	 * @param string $name Its name in the ranking's weights.
	 */
	private static function name( string $name ): string {
		return match ( $name ) {
			'cosine' => __( 'Same meaning', 'deskhand' ),
			'meaning_place' => __( 'Place by meaning', 'deskhand' ),
			'bm25' => __( 'Same words', 'deskhand' ),
			'coverage_x_distance' => __( 'Share of the words', 'deskhand' ),
			'phrase_x_distance' => __( 'Words side by side', 'deskhand' ),
			default => ucfirst( str_replace( '_', ' ', $name ) ),
		};
	}
}
