<?php
/**
 * What the forms of the knowledge page do.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * One action of `admin-post.php` for all of them: it checks who may, does the step, and goes back to the tab with a
 * sentence about it. Works without JavaScript.
 *
 * @phpstan-type Said array{type: string, text: string, link?: string, typed?: string}
 */
final class Knowledge_Forms {

	public const ACTION = 'deskhand_knowledge';

	/** Seconds that one press listens to work that goes on by itself. */
	private const LISTEN_S = 1.0;

	/** Seconds until what was said about a step is forgotten. */
	private const SAID_S = 300;

	/** Step => the tab it belongs to. */
	private const TABS = array(
		'add_source'    => 'sources',
		'remove_source' => 'sources',
		'read_source'   => 'sources',
		'check'         => 'mirror',
		'answer'        => 'unanswered',
		'dismiss'       => 'unanswered',
		'keep_macro'    => 'macros',
		'remove_macro'  => 'macros',
	);

	/**
	 * Only assigns.
	 *
	 * @param Knowledge  $knowledge  Sources and the mirror.
	 * @param Unanswered $unanswered Questions without an answer.
	 * @param Macros     $macros     Answers to use again.
	 */
	public function __construct(
		private readonly Knowledge $knowledge,
		private readonly Unanswered $unanswered,
		private readonly Macros $macros,
	) {}

	/**
	 * True when this user may take a step: sources are the owner's, answers are for those who publish pages, the rest
	 * for staff.
	 *
	 * @param string $step A step.
	 */
	public static function may( string $step ): bool {
		return current_user_can( Screens::staff_capability() ) && match ( $step ) {
			'add_source', 'remove_source', 'read_source' => current_user_can( 'manage_options' ),
			'answer' => current_user_can( 'publish_pages' ),
			default => isset( self::TABS[ $step ] ),
		};
	}

	/**
	 * Prints the beginning of a form; its buttons name the step.
	 *
	 * @param array<string, string> $values Hidden values.
	 */
	public static function open( array $values = array() ): void {
		printf( '<form class="deskhand-form" action="%s" method="post">', esc_url( admin_url( 'admin-post.php' ) ) );
		// Not wp_nonce_field(), whose id would stand on the page once a form.
		foreach ( array( 'action' => self::ACTION, '_wpnonce' => wp_create_nonce( self::ACTION ) ) + $values as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
	}

	/**
	 * Prints what was said about this user's last step, once.
	 *
	 * @return string What was typed and not taken.
	 */
	public static function print_said(): string {
		$said = get_transient( self::said_key() );
		if ( ! is_array( $said ) ) {
			return '';
		}
		delete_transient( self::said_key() );
		$text = esc_html( $said['text'] ) . ( isset( $said['link'] ) ? ' ' . $said['link'] : '' );
		wp_admin_notice( wp_kses_post( $text ), array( 'type' => $said['type'] ) );
		return $said['typed'] ?? '';
	}

	/**
	 * Action `admin_post_deskhand_knowledge`: takes a step.
	 */
	public function handle(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- the nonce is checked below, for this very step.
		$step = isset( $_POST['step'] ) ? sanitize_key( wp_unslash( $_POST['step'] ) ) : '';
		if ( ! self::may( $step ) ) {
			wp_die( esc_html__( 'You may not do this.', 'deskhand' ), 403 );
		}
		check_admin_referer( self::ACTION );
		try {
			$said = $this->take( $step );
		} catch ( Sidecar_Error $error ) {
			$text = Diagnosis::of( $error );
			$said = array(
				'type'  => 'error',
				/* translators: %s: what is wrong, a sentence or two. */
				'text'  => 'answer' === $step ? sprintf( __( 'Your answer is published on your site, but the assistant cannot read it yet; it will do so by itself. %s', 'deskhand' ), $text ) : $text,
				'typed' => self::line( 'address', Knowledge::MAX_ADDRESS_CHARS ),
			);
		} catch ( Refused ) {
			$said = array(
				'type' => 'error',
				'text' => __( 'WordPress could not store this. Nothing was changed.', 'deskhand' ),
			);
		}
		set_transient( self::said_key(), $said, self::SAID_S );
		wp_safe_redirect( Screens::url( Screens::KNOWLEDGE, array( 'tab' => self::TABS[ $step ] ) ) );
		exit;
	}

	/**
	 * Takes a step and says what came of it.
	 *
	 * @param string $step One that this user may take.
	 * @return Said
	 * @throws Sidecar_Error When the sidecar can't be reached or refuses.
	 * @throws Refused When WordPress can't store it.
	 */
	private function take( string $step ): array {
		return match ( $step ) {
			'add_source' => $this->add_source(),
			'remove_source' => self::said(
				/* translators: %s: number of pages. */
				sprintf( __( 'Removed. Pages that went with it: %s.', 'deskhand' ), number_format_i18n( $this->knowledge->remove_source( self::line( 'source' ) ) ) )
			),
			'read_source' => $this->read_source( self::line( 'source' ) ),
			'check' => 'done' === $this->knowledge->make_mirror( self::LISTEN_S )->stage
				? self::said( __( 'Checked again.', 'deskhand' ) )
				: self::said( __( 'The check goes on by itself. Reload this page in a minute.', 'deskhand' ) ),
			'answer' => $this->answer(),
			'dismiss' => self::said(
				/* translators: %s: number of questions. */
				sprintf( __( 'Taken off the list. Questions in it: %s.', 'deskhand' ), number_format_i18n( $this->unanswered->dismiss( self::line( 'group' ) ) ) )
			),
			'keep_macro' => $this->keep_macro(),
			'remove_macro' => $this->remove_macro(),
		};
	}

	/**
	 * Adds a docs site and begins to read it.
	 *
	 * @return Said
	 */
	private function add_source(): array {
		return $this->read_source( $this->knowledge->add_source( sanitize_url( self::line( 'address', Knowledge::MAX_ADDRESS_CHARS ), array( 'http', 'https' ) ) )->source_id );
	}

	/**
	 * Begins to read a source.
	 *
	 * @param string $source_id The source.
	 * @return Said
	 */
	private function read_source( string $source_id ): array {
		return 'done' === $this->knowledge->load_source( $source_id, self::LISTEN_S )->stage
			? self::said( __( 'Read. What it gave stands below.', 'deskhand' ) )
			: self::said( __( 'It is being read and goes on by itself; you may leave this page.', 'deskhand' ) );
	}

	/**
	 * Publishes an answer and says whether it is found.
	 *
	 * @return Said
	 */
	private function answer(): array {
		$question = self::line( 'question', Faq::MAX_QUESTION_CHARS );
		$answer   = self::text( 'answer', Faq::MAX_ANSWER_CHARS );
		if ( '' === $question || '' === $answer ) {
			return self::said( __( 'Nothing was published: write a question and an answer.', 'deskhand' ), 'error' );
		}
		$done = $this->unanswered->answer( self::line( 'group' ), $question, $answer );
		$link = sprintf( '<a href="%s">%s</a>', esc_url( (string) get_edit_post_link( $done['post'] ) ), esc_html__( 'Edit the answer', 'deskhand' ) );
		$said = match ( count( $done['lost'] ) ) {
			0 => self::said( __( 'Published. Now found: yes. Shoppers get this answer from now on.', 'deskhand' ) ),
			$done['asked_count'] => self::said( __( 'Published. Now found: not yet. If the assistant is reading your pages just now, it comes in a minute: ask under "Try a question".', 'deskhand' ), 'warning' ),
			/* translators: %s: questions, each in quotes. */
			default => self::said( sprintf( __( 'Published. Now found: yes, but not when asked like this: %s. Use these words in your answer too.', 'deskhand' ), '"' . implode( '", "', $done['lost'] ) . '"' ), 'warning' ),
		};
		return array( 'link' => $link ) + $said;
	}

	/**
	 * Keeps a macro.
	 *
	 * @return Said
	 */
	private function keep_macro(): array {
		$title = self::line( 'title', Macros::MAX_TITLE_CHARS );
		$text  = self::text( 'text', Macros::MAX_TEXT_CHARS );
		if ( '' === $title || '' === $text ) {
			return self::said( __( 'Nothing was kept: write a title and a text.', 'deskhand' ), 'error' );
		}
		$this->macros->keep( self::line( 'macro' ), $title, $text );
		/* translators: %s: title of a macro. */
		return self::said( sprintf( __( '"%s" is kept.', 'deskhand' ), $title ) );
	}

	/**
	 * Removes a macro.
	 *
	 * @return Said
	 */
	private function remove_macro(): array {
		$this->macros->remove( self::line( 'macro' ) );
		/* translators: %s: title of a macro. */
		return self::said( sprintf( __( '"%s" is gone.', 'deskhand' ), self::line( 'title', Macros::MAX_TITLE_CHARS ) ) );
	}

	/**
	 * A sentence about a step.
	 *
	 * @param string $text The sentence.
	 * @param string $type `success`, `warning` or `error`.
	 * @return Said
	 */
	private static function said( string $text, string $type = 'success' ): array {
		return compact( 'type', 'text' );
	}

	/** Where it waits for this user. */
	private static function said_key(): string {
		return 'deskhand_said_' . get_current_user_id();
	}

	/**
	 * A posted line, without surrounding space and control characters; escaped where it is shown.
	 *
	 * @param string $name      The field.
	 * @param int    $max_chars Most characters; more are cut.
	 */
	private static function line( string $name, int $max_chars = 100 ): string {
		return trim( (string) preg_replace( '/\s+/u', ' ', self::text( $name, $max_chars ) ) );
	}

	/**
	 * Posted text of several lines.
	 *
	 * @param string $name      The field.
	 * @param int    $max_chars Most characters; more are cut.
	 */
	private static function text( string $name, int $max_chars ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- handle() checked the nonce; text is kept as written and escaped where it is shown.
		$value = isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? wp_check_invalid_utf8( wp_unslash( $_POST[ $name ] ) ) : '';
		$value = (string) preg_replace( array( '/\r\n?/', '/[^\P{Cc}\t\n]/u' ), array( "\n", ' ' ), $value );
		return trim( mb_substr( $value, 0, $max_chars ) );
	}
}
