<?php
/**
 * A post as the sidecar reads it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * Makes documents of public posts: rendered as a visitor reads them, with questions laid open. A page whose reading ended
 * the request twice is not read again until it changes or everything is read anew.
 */
final class Publication {

	/** Posts whose reading has begun: `id:hash` => how often. What is left in it when nothing is read ended the request. */
	public const ATTEMPTS_OPTION = 'deskhand_reading';

	private const MAX_ATTEMPTS = 2;

	private const MAX_BODY_BYTES = 200_000;

	private const MAX_TITLE_CHARS = 500;

	private const MAX_TAGS = 50;

	/**
	 * Only assigns.
	 *
	 * @param Catalogue $catalogue Kinds and hashes.
	 */
	public function __construct( private readonly Catalogue $catalogue ) {}

	/**
	 * The document without its body: it announces the hash.
	 *
	 * @param WP_Post $post A public post.
	 */
	public function announcement( WP_Post $post ): Wire\Document {
		return $this->document( $post, '' );
	}

	/**
	 * The documents with their bodies.
	 *
	 * @param list<WP_Post> $posts Public posts.
	 * @return array{documents: list<Wire\Document>, notes: array<int, string>} What can't be read has no document; notes
	 *                                                                          say by post why not, or what is missing.
	 */
	public function whole( array $posts ): array {
		$documents = array();
		$notes     = array();
		$attempts  = array_filter( (array) get_option( self::ATTEMPTS_OPTION, array() ), is_int( ... ) );
		foreach ( $posts as $post ) {
			$key   = $post->ID . ':' . substr( $this->catalogue->content_hash( $post ), 0, 16 );
			$tries = $attempts[ $key ] ?? 0;
			if ( $tries >= self::MAX_ATTEMPTS ) {
				$notes[ $post->ID ] = 'failed';
				continue;
			}
			update_option( self::ATTEMPTS_OPTION, array( $key => $tries + 1 ) + $attempts, false );
			[ $body, $note ] = Visitor::run( static fn(): array => self::body( $post ) );
			unset( $attempts[ $key ] );
			if ( '' !== $note ) {
				$notes[ $post->ID ] = $note;
			}
			if ( '' !== $body ) {
				$documents[] = $this->document( $post, $body );
			}
		}
		update_option( self::ATTEMPTS_OPTION, $attempts, false );
		return compact( 'documents', 'notes' );
	}

	/**
	 * The document.
	 *
	 * @param WP_Post $post A public post.
	 * @param string  $body Its rendered content.
	 */
	private function document( WP_Post $post, string $body ): Wire\Document {
		$title = trim( html_entity_decode( wp_strip_all_tags( get_the_title( $post ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
		return new Wire\Document(
			doc_id: Catalogue::doc_id( $post->ID ),
			kind: $this->catalogue->kind( $post ),
			url: (string) get_permalink( $post ),
			title: mb_substr( '' !== $title ? $title : $post->post_name, 0, self::MAX_TITLE_CHARS ),
			body_html: $body,
			content_hash: $this->catalogue->content_hash( $post ),
			updated_unix_ms: 1000 * (int) get_post_modified_time( 'U', true, $post ),
			product_id: 'product' === $post->post_type ? $post->ID : 0,
			tags: array_slice( Catalogue::terms( $post ), 0, self::MAX_TAGS ),
		);
	}

	/**
	 * Rendered content, empty where there is no text, and what the owner should know of it.
	 *
	 * @param WP_Post $post A public post.
	 * @return array{string, string} HTML, and a code of `Exclusions` or nothing.
	 */
	private static function body( WP_Post $post ): array {
		$is_whole = true;
		$html     = Visitor::html( $post, $post->post_content, $is_whole );
		if ( 'product' === $post->post_type ) {
			$html = Visitor::html( $post, $post->post_excerpt, $is_whole ) . $html . Product_Text::facts( $post->ID );
		}
		$html    = wp_check_invalid_utf8( $html, true );
		$is_text = '' !== trim( str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ) );
		$note    = match ( true ) {
			! $is_whole => $is_text ? 'partly' : 'failed',
			// A product's name is something to find.
			! $is_text => 'product' === $post->post_type ? '' : 'empty',
			strlen( $html ) > self::MAX_BODY_BYTES => 'cut',
			default => '',
		};
		$body    = match ( true ) {
			// Cut first: a page of many megabytes would not fit into memory as a tree.
			$is_text => self::cut( Accordion::opened( self::cut( $html ) ) ),
			'' === $note => '<p>' . esc_html( get_the_title( $post ) ) . '</p>',
			default => '',
		};
		return array( $body, $note );
	}

	/**
	 * As much as a document may hold.
	 *
	 * @param string $html HTML.
	 */
	private static function cut( string $html ): string {
		return mb_strcut( $html, 0, self::MAX_BODY_BYTES, 'UTF-8' );
	}
}
