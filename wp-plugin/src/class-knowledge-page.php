<?php
/**
 * The owner's knowledge page.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A tab for each thing an owner asks of knowledge: where it comes from, whether it is found, what is found for a
 * question, what had no answer, and which answers can be used again. What came from shoppers and pages is escaped.
 */
final class Knowledge_Page {

	/**
	 * Only assigns.
	 *
	 * @param Sources_Panel    $sources    Where content comes from.
	 * @param Mirror_Panel     $mirror     Whether it is found.
	 * @param Preview_Panel    $preview    What is found for a question.
	 * @param Unanswered_Panel $unanswered What had no answer.
	 * @param Macros_Panel     $macros     Answers to use again.
	 */
	public function __construct(
		private readonly Sources_Panel $sources,
		private readonly Mirror_Panel $mirror,
		private readonly Preview_Panel $preview,
		private readonly Unanswered_Panel $unanswered,
		private readonly Macros_Panel $macros,
	) {}

	/**
	 * Prints the screen with the tab that the address names.
	 *
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render(): void {
		if ( ! current_user_can( Screens::staff_capability() ) ) {
			return;
		}
		$tabs = array(
			'sources'    => __( 'Sources', 'deskhand' ),
			'mirror'     => __( 'Can shoppers find it?', 'deskhand' ),
			'try'        => __( 'Try a question', 'deskhand' ),
			'unanswered' => __( 'Unanswered', 'deskhand' ),
			'macros'     => __( 'Macros', 'deskhand' ),
		);
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading a page changes nothing.
		$tab = isset( $_GET['tab'] ) ? sanitize_key( wp_unslash( $_GET['tab'] ) ) : '';
		$tab = isset( $tabs[ $tab ] ) ? $tab : 'sources';
		wp_enqueue_style( 'deskhand-knowledge', plugins_url( 'assets/admin/knowledge.css', PLUGIN_FILE ), array( 'deskhand-admin' ), VERSION );
		wp_enqueue_script_module( '@deskhand/knowledge', plugins_url( 'assets/admin/knowledge.js', PLUGIN_FILE ), array(), VERSION );
		printf( '<h1>%s</h1>', esc_html__( 'Knowledge', 'deskhand' ) );
		printf( '<nav class="nav-tab-wrapper" aria-label="%s">', esc_attr__( 'Knowledge', 'deskhand' ) );
		foreach ( $tabs as $name => $title ) {
			printf( '<a class="nav-tab%s" href="%s"%s>%s</a>', $tab === $name ? ' nav-tab-active' : '', esc_url( self::url( $name ) ), $tab === $name ? ' aria-current="page"' : '', esc_html( $title ) );
		}
		printf(
			'</nav><div id="deskhand-knowledge" data-rest="%s" data-nonce="%s" data-silent="%s"><h2 class="screen-reader-text">%s</h2>',
			esc_url( rest_url( Gate::REST_NAMESPACE . '/' ) ),
			esc_attr( wp_create_nonce( 'wp_rest' ) ),
			esc_attr__( 'WordPress itself did not answer. Reload this page; if it stays like this, a firewall or a security plugin blocks the REST API (/wp-json/).', 'deskhand' ),
			esc_html( $tabs[ $tab ] )
		);
		$typed = Knowledge_Forms::print_said();
		try {
			match ( $tab ) {
				'sources' => $this->sources->render( $typed ),
				'mirror' => $this->mirror->render(),
				'try' => $this->preview->render(),
				'unanswered' => $this->unanswered->render(),
				'macros' => $this->macros->render(),
			};
		} finally {
			echo '</div>';
		}
	}

	/**
	 * Address of a tab.
	 *
	 * @param string                $tab  The tab.
	 * @param array<string, string> $args More query arguments.
	 */
	public static function url( string $tab, array $args = array() ): string {
		return Screens::url( Screens::KNOWLEDGE, array( 'tab' => $tab ) + array_map( rawurlencode( ... ), $args ) );
	}

	/**
	 * Prints a page by its title, with links to read and to edit it.
	 *
	 * @param Wire\Page_Link|Wire\Passage|null $page The page; null when there is none.
	 */
	public static function print_link( Wire\Page_Link|Wire\Passage|null $page ): void {
		if ( null === $page ) {
			esc_html_e( 'Nothing', 'deskhand' );
			return;
		}
		$title = $page->title . ( '' !== $page->section && $page->section !== $page->title ? " › $page->section" : '' );
		'' === $page->url ? print( esc_html( $title ) ) : printf( '<a href="%s">%s</a>', esc_url( $page->url ), esc_html( $title ) );
		$post = Knowledge::post_of( $page->doc_id );
		$edit = $post ? get_edit_post_link( $post ) : null;
		if ( $edit ) {
			/* translators: %s: title of a page. */
			printf( ' <a class="deskhand-edit" href="%s" aria-label="%s">%s</a>', esc_url( $edit ), esc_attr( sprintf( __( 'Edit %s', 'deskhand' ), $page->title ) ), esc_html__( 'Edit', 'deskhand' ) );
		}
	}

	/**
	 * Prints where long work shows how far it is; the script fills it.
	 *
	 * @param string $label What the bar measures.
	 */
	public static function print_progress( string $label ): void {
		printf( '<div class="deskhand-progress" hidden><progress max="1" value="0" aria-label="%s"></progress><p role="status"></p></div>', esc_attr( $label ) );
	}
}
