<?php
/**
 * Where content comes from, in wp-admin.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Each source with its last reading, what was left out and why, and what can be done with it.
 */
final class Sources_Panel {

	/** Docs sites that the sidecar takes. */
	private const MAX_SITES = 10;

	/**
	 * Only assigns.
	 *
	 * @param Knowledge $knowledge The sources.
	 * @param Reindex   $reindex   What this site left out.
	 */
	public function __construct( private readonly Knowledge $knowledge, private readonly Reindex $reindex ) {}

	/**
	 * Prints the panel.
	 *
	 * @param string $typed An address that was typed and not taken.
	 * @throws Sidecar_Error When the sidecar can't be reached.
	 */
	public function render( string $typed ): void {
		printf( '<p>%s</p>', esc_html__( 'Answers come from these sources and from nothing else. Each is read anew once a day by itself.', 'deskhand' ) );
		$sources = $this->knowledge->sources();
		array_map( $this->print_source( ... ), $sources );
		$site_count = count( array_keys( array_column( $sources, 'kind' ), Wire\Source_Kind::SITE, true ) );
		if ( $site_count < self::MAX_SITES && Knowledge_Forms::may( 'add_source' ) ) {
			Knowledge_Forms::open();
			printf(
				'<p><label for="deskhand-address">%s</label><br><input type="url" class="regular-text" id="deskhand-address" name="address" value="%s" required maxlength="%d" pattern="https?://.+" placeholder="https://docs.example.com/" aria-describedby="deskhand-address-help"> <button class="button" name="step" value="add_source">%s</button><br><span class="description" id="deskhand-address-help">%s</span></p></form>',
				esc_html__( 'Add a docs site', 'deskhand' ),
				esc_attr( $typed ),
				(int) Knowledge::MAX_ADDRESS_CHARS,
				esc_html__( 'Add and read', 'deskhand' ),
				esc_html__( 'Address of the site or of its sitemap. Only public pages are read, and only where the site\'s robots.txt allows it.', 'deskhand' )
			);
		}
	}

	/**
	 * Prints a source.
	 *
	 * @param Wire\Source $source The source.
	 */
	private function print_source( Wire\Source $source ): void {
		$is_own = Wire\Source_Kind::WORDPRESS === $source->kind;
		$name    = match ( $source->kind ) {
			Wire\Source_Kind::WORDPRESS => __( 'This site', 'deskhand' ),
			/* translators: %s: name of a folder. */
			Wire\Source_Kind::FOLDER => sprintf( __( 'Folder %s', 'deskhand' ), $source->address ),
			default => $source->address,
		};
		$count   = number_format_i18n( $source->document_count );
		printf( '<section class="deskhand-card" data-running="%s"><h3>%s</h3><p>', $source->running ? 'yes' : '', esc_html( $name ) );
		echo esc_html(
			$source->loaded_unix_ms > 0
				/* translators: 1: number of pages, 2: time such as "5 minutes". */
				? sprintf( __( 'Pages: %1$s. Last read %2$s ago.', 'deskhand' ), $count, human_time_diff( intdiv( $source->loaded_unix_ms, 1000 ) ) )
				/* translators: %s: number of pages. */
				: sprintf( __( 'Pages: %s. Never read to the end yet.', 'deskhand' ), $count )
		);
		echo '</p>';
		if ( '' !== $source->error ) {
			/* translators: %s: why, a sentence. */
			printf( '<p class="deskhand-wrong">%s</p>', esc_html( sprintf( __( 'The last reading failed: %s', 'deskhand' ), $source->error ) ) );
		}
		if ( Knowledge_Forms::may( 'read_source' ) ) {
			$is_own ? self::print_index_button() : self::print_buttons( $source, $name );
			/* translators: %s: a source. */
			Knowledge_Page::print_progress( sprintf( __( 'Progress of reading %s', 'deskhand' ), $name ) );
		}
		$is_own ? self::print_excluded( $this->reindex->excluded_count(), $this->reindex->excluded() ) : self::print_excluded(
			$source->excluded_count,
			array_map(
				static fn( Wire\Excluded_Item $item ): array => array(
					'title'    => $item->address,
					'edit_url' => '',
					'reason'   => $item->reason,
				),
				$source->excluded
			)
		);
		echo '</section>';
	}

	/** Prints the button that reads this site anew; without script it leads to the one of the settings. */
	private static function print_index_button(): void {
		printf(
			'<form method="get" action="%s"><input type="hidden" name="page" value="%s"><p><button class="button" data-follow="admin/index">%s</button> <span class="description">%s</span></p></form>',
			esc_url( Screens::url( Screens::SETTINGS ) ),
			esc_attr( Screens::SETTINGS ),
			esc_html__( 'Read this site now', 'deskhand' ),
			esc_html__( 'Rarely needed: what you save is read at once.', 'deskhand' )
		);
	}

	/**
	 * Prints what can be done with a folder or a docs site.
	 *
	 * @param Wire\Source $source The source.
	 * @param string      $name   Its name.
	 */
	private static function print_buttons( Wire\Source $source, string $name ): void {
		Knowledge_Forms::open( array( 'source' => $source->source_id ) );
		printf(
			'<p><button class="button" name="step" value="read_source" data-follow="knowledge/source" data-source="%s" aria-label="%s">%s</button>',
			esc_attr( $source->source_id ),
			/* translators: %s: a source. */
			esc_attr( sprintf( __( 'Read %s now', 'deskhand' ), $name ) ),
			esc_html__( 'Read now', 'deskhand' )
		);
		if ( Wire\Source_Kind::SITE === $source->kind ) {
			/* translators: %s: a source. */
			printf( ' <button class="button-link button-link-delete" name="step" value="remove_source" aria-label="%s">%s</button>', esc_attr( sprintf( __( 'Remove %s', 'deskhand' ), $name ) ), esc_html__( 'Remove', 'deskhand' ) );
		}
		echo '</p></form>';
	}

	/**
	 * Prints what a source left out.
	 *
	 * @param int                                                             $count Items in all.
	 * @param array<int, array{title: string, edit_url: string, reason: string}> $items The first of them.
	 */
	private static function print_excluded( int $count, array $items ): void {
		if ( 0 === $count ) {
			return;
		}
		/* translators: %s: number of pages or files. */
		printf( '<details><summary>%s</summary><table class="widefat striped deskhand-table"><thead><tr><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>', esc_html( sprintf( __( 'Left out: %s', 'deskhand' ), number_format_i18n( $count ) ) ), esc_html__( 'Page or file', 'deskhand' ), esc_html__( 'Why, and what to do', 'deskhand' ) );
		foreach ( $items as $item ) {
			'' !== $item['edit_url']
				? printf( '<tr><td><a href="%s">%s</a></td>', esc_url( $item['edit_url'] ), esc_html( $item['title'] ) )
				: printf( '<tr><td>%s</td>', esc_html( $item['title'] ) );
			printf( '<td>%s</td></tr>', esc_html( $item['reason'] ) );
		}
		echo '</tbody></table></details>';
	}
}
