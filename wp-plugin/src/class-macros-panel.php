<?php
/**
 * Answers to use again, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Macros that staff keeps and those that are suggested, each in a form that changes, keeps or removes it.
 */
final class Macros_Panel {

	/**
	 * Only assigns.
	 *
	 * @param Macros $macros The macros.
	 */
	public function __construct( private readonly Macros $macros ) {}

	/**
	 * Prints the panel.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render(): void {
		$macros    = $this->macros->all();
		$suggested = array_filter( $macros, static fn( Wire\Macro $macro ): bool => $macro->suggested );
		/* translators: %s: address of the tickets. */
		printf( '<p>%s</p>', wp_kses_post( sprintf( __( 'Answers to use again. On the <a href="%s">tickets</a> you put one into your reply with two clicks.', 'deskhand' ), esc_url( Screens::url( Screens::TICKETS ) ) ) ) );
		if ( $suggested ) {
			printf( '<h3>%s</h3><p>%s</p>', esc_html__( 'Suggested', 'deskhand' ), esc_html__( 'The assistant gave these and shoppers were content. Change what you like, then keep it.', 'deskhand' ) );
			array_map( self::print_macro( ... ), $suggested );
		}
		printf( '<h3>%s</h3>', esc_html__( 'Kept', 'deskhand' ) );
		array_map( self::print_macro( ... ), array_filter( $macros, static fn( Wire\Macro $macro ): bool => ! $macro->suggested ) );
		self::print_macro( new Wire\Macro() );
	}

	/**
	 * Prints a macro's form.
	 *
	 * @param Wire\Macro $macro The macro; without an id an empty form for a new one.
	 */
	private static function print_macro( Wire\Macro $macro ): void {
		$is_new = '' === $macro->macro_id;
		$id     = 'deskhand-macro-' . ( $is_new ? 'new' : sanitize_html_class( $macro->macro_id ) );
		printf( '<details class="deskhand-card"%s><summary><strong>%s</strong>', $macro->suggested ? ' open' : '', esc_html( $is_new ? __( 'Write a new one', 'deskhand' ) : $macro->title ) );
		if ( $macro->resolved_count > 0 ) {
			/* translators: %s: number of times. */
			printf( ' <span class="description">%s</span>', esc_html( sprintf( __( 'helped %s×', 'deskhand' ), number_format_i18n( $macro->resolved_count ) ) ) );
		}
		echo '</summary>';
		Knowledge_Forms::open( array( 'macro' => $macro->macro_id ) );
		printf( '<p><label for="%1$s-title">%2$s</label><br><input type="text" class="large-text" id="%1$s-title" name="title" value="%3$s" required maxlength="%4$d"></p>', esc_attr( $id ), esc_html__( 'What it answers', 'deskhand' ), esc_attr( $macro->title ), (int) Macros::MAX_TITLE_CHARS );
		printf( '<p><label for="%1$s-text">%2$s</label><br><textarea class="large-text" rows="5" id="%1$s-text" name="text" required maxlength="%3$d">%4$s</textarea></p>', esc_attr( $id ), esc_html__( 'Text', 'deskhand' ), (int) Macros::MAX_TEXT_CHARS, esc_textarea( $macro->text ) );
		printf( '<p class="deskhand-actions"><button class="button button-primary" name="step" value="keep_macro">%s</button> ', esc_html( $macro->suggested || $is_new ? __( 'Keep', 'deskhand' ) : __( 'Save', 'deskhand' ) ) );
		if ( ! $is_new ) {
			printf( '<button class="button-link button-link-delete" name="step" value="remove_macro" formnovalidate>%s</button>', esc_html( $macro->suggested ? __( 'Turn down', 'deskhand' ) : __( 'Remove', 'deskhand' ) ) );
		}
		echo '</p></form></details>';
	}
}
