<?php
/**
 * Whether shoppers find what the shop says, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The last mirror in plain words: how many of the shop's own questions find their page, which do not, which pages say the
 * same, and which contradict each other.
 */
final class Mirror_Panel {

	/** Figures with what stands around them: `14 days`, `€50`, `9.30`, `2 %`. */
	private const FIGURES = '[€$£]?\d+(?:[.,:]\d+)*(?:\s?[%€$£])?';

	/**
	 * Only assigns.
	 *
	 * @param Knowledge $knowledge The mirror.
	 */
	public function __construct( private readonly Knowledge $knowledge ) {}

	/**
	 * Prints the panel.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render(): void {
		$mirror = $this->knowledge->mirror();
		printf( '<p>%s</p>', esc_html__( 'Questions are made from your own headings, FAQs and products and asked back, as a shopper would. A question that does not find its own page would not be answered.', 'deskhand' ) );
		if ( $mirror->made_unix_ms > 0 ) {
			self::print_result( $mirror );
			self::print_age( $mirror, $this->knowledge->generation() );
		} else {
			printf( '<p>%s</p>', esc_html__( 'Nothing was asked back yet. It happens by itself after your shop was read.', 'deskhand' ) );
		}
		Knowledge_Forms::open();
		printf( '<p><button class="button" name="step" value="check" data-follow="knowledge/mirror">%s</button></p></form>', esc_html__( 'Check again', 'deskhand' ) );
		Knowledge_Page::print_progress( __( 'Progress of the check', 'deskhand' ) );
		self::print_lost( $mirror->lost );
		self::print_contradictions( $mirror->contradictions );
		self::print_duplicates( $mirror->duplicates );
	}

	/**
	 * Prints recall and rank in words and as a bar.
	 *
	 * @param Wire\Get_Mirror_Response $mirror A mirror that was made.
	 */
	private static function print_result( Wire\Get_Mirror_Response $mirror ): void {
		$found_count = (int) round( $mirror->recall_at_5 * $mirror->question_count );
		printf(
			'<p class="deskhand-result"><strong>%s</strong></p><div class="deskhand-bar" aria-hidden="true"><span style="inline-size:%.1F%%"></span></div>',
			/* translators: 1: questions that find their page, 2: questions asked. */
			esc_html( sprintf( __( '%1$s of %2$s questions find their page.', 'deskhand' ), number_format_i18n( $found_count ), number_format_i18n( $mirror->question_count ) ) ),
			100 * (float) $mirror->recall_at_5
		);
		printf(
			'<p>%s <span class="description">%s</span></p>',
			esc_html(
				match ( true ) {
					$mirror->mrr >= 0.9 => __( 'The right page nearly always comes first.', 'deskhand' ),
					$mirror->mrr >= 0.75 => __( 'The right page mostly comes first.', 'deskhand' ),
					$mirror->mrr >= 0.5 => __( 'The right page often comes second or third.', 'deskhand' ),
					default => __( 'The right page often comes late or not at all.', 'deskhand' ),
				}
			),
			/* translators: 1: a figure of 0 to 1, 2: a figure of 0 to 1. */
			esc_html( sprintf( __( '(recall@5 %1$s, MRR %2$s)', 'deskhand' ), number_format_i18n( $mirror->recall_at_5, 3 ), number_format_i18n( $mirror->mrr, 3 ) ) )
		);
	}

	/**
	 * Prints when it was made, and whether pages changed since.
	 *
	 * @param Wire\Get_Mirror_Response $mirror     A mirror that was made.
	 * @param string                   $generation The generation that answers now.
	 */
	private static function print_age( Wire\Get_Mirror_Response $mirror, string $generation ): void {
		/* translators: %s: time such as "5 minutes". */
		$text = sprintf( __( 'Checked %s ago.', 'deskhand' ), human_time_diff( intdiv( $mirror->made_unix_ms, 1000 ) ) );
		printf( '<p class="description">%s</p>', esc_html( $mirror->generation === $generation ? $text : $text . ' ' . __( 'Pages have changed since.', 'deskhand' ) ) );
	}

	/**
	 * Prints the questions that don't find their page.
	 *
	 * @param list<Wire\Lost_Question> $lost The questions.
	 */
	private static function print_lost( array $lost ): void {
		if ( array() === $lost ) {
			return;
		}
		printf( '<h3>%s</h3><p>%s</p>', esc_html__( 'Pages that their own question does not find', 'deskhand' ), esc_html__( 'Say it in the page with the words of the question, at best in a heading. If the page that comes first answers it as well, merge the two.', 'deskhand' ) );
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( __( 'Question', 'deskhand' ), __( 'Made from', 'deskhand' ), __( 'Comes first instead', 'deskhand' ) ) as $head ) {
			printf( '<th scope="col">%s</th>', esc_html( $head ) );
		}
		echo '</tr></thead><tbody>';
		foreach ( $lost as $question ) {
			printf( '<tr><th scope="row"><a href="%s">%s</a></th><td data-label="%s">', esc_url( Knowledge_Page::url( 'try', array( 'q' => $question->question ) ) ), esc_html( $question->question ), esc_attr__( 'Made from', 'deskhand' ) );
			Knowledge_Page::print_link( $question->page );
			printf( '</td><td data-label="%s">', esc_attr__( 'Comes first instead', 'deskhand' ) );
			Knowledge_Page::print_link( $question->found );
			echo '</td></tr>';
		}
		echo '</tbody></table>';
	}

	/**
	 * Prints the pages that contradict each other, side by side.
	 *
	 * @param list<Wire\Contradiction> $contradictions The pairs.
	 */
	private static function print_contradictions( array $contradictions ): void {
		if ( array() === $contradictions ) {
			return;
		}
		printf( '<h3>%s</h3><p>%s</p>', esc_html__( 'Pages that contradict each other', 'deskhand' ), esc_html__( 'Shoppers may be told either. Change the one that is wrong.', 'deskhand' ) );
		foreach ( $contradictions as $pair ) {
			printf( '<section class="deskhand-card"><h4>%s</h4><div class="deskhand-sides">', esc_html( $pair->about ) );
			foreach ( array( array( $pair->one, $pair->one_text, $pair->other_text ), array( $pair->other, $pair->other_text, $pair->one_text ) ) as [ $page, $text, $against ] ) {
				printf( '<div><blockquote>%s</blockquote><p>', wp_kses( self::marked( $text, $against ), array( 'mark' => array() ) ) );
				Knowledge_Page::print_link( $page );
				echo '</p></div>';
			}
			echo '</div></section>';
		}
	}

	/**
	 * A text as HTML, with the figures marked that another one does not have.
	 *
	 * @param string $text    The text.
	 * @param string $against The other.
	 */
	public static function marked( string $text, string $against ): string {
		preg_match_all( '/' . self::FIGURES . '/u', $against, $known );
		$pieces = preg_split( '/(' . self::FIGURES . ')/u', $text, -1, PREG_SPLIT_DELIM_CAPTURE ) ?: array( $text );
		$html   = '';
		foreach ( $pieces as $at => $piece ) {
			$html .= 1 === $at % 2 && ! in_array( $piece, $known[0], true ) ? '<mark>' . esc_html( $piece ) . '</mark>' : esc_html( $piece );
		}
		return $html;
	}

	/**
	 * Prints the pages that say the same.
	 *
	 * @param list<Wire\Similar_Pair> $pairs The pairs, the most alike first.
	 */
	private static function print_duplicates( array $pairs ): void {
		if ( array() === $pairs ) {
			return;
		}
		printf( '<h3>%s</h3><p>%s</p><ul class="deskhand-pairs">', esc_html__( 'Pages that say the same', 'deskhand' ), esc_html__( 'Keep one of each pair, or make clear how they differ; changing one and forgetting the other is how contradictions come about.', 'deskhand' ) );
		foreach ( $pairs as $pair ) {
			echo '<li>';
			Knowledge_Page::print_link( $pair->one );
			printf( ' <span aria-hidden="true">↔</span><span class="screen-reader-text"> %s </span> ', esc_html__( 'and', 'deskhand' ) );
			Knowledge_Page::print_link( $pair->other );
			/* translators: %s: a percentage. */
			printf( ' <span class="description">%s</span></li>', esc_html( sprintf( __( '%s %% alike', 'deskhand' ), number_format_i18n( 100 * $pair->similarity ) ) ) );
		}
		echo '</ul>';
	}
}
