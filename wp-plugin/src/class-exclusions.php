<?php
/**
 * Pages that the agent does not read, and why.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * Why a published page was left out, or taken only in part, is kept with the page until it is read again.
 */
final class Exclusions {

	/** Set by the owner on a page that is not to be read. */
	public const CHOSEN = 'deskhand_excluded';

	/** Why a page was left out when it was last looked at: a code of `sentence()`, or the sidecar's own words. */
	public const REASON = '_deskhand_left_out';

	/** The page was read, but not all of it. */
	private const PARTIAL = array( 'partly', 'cut' );

	/**
	 * True when the owner does not want it read.
	 *
	 * @param int $post_id A post.
	 */
	public static function is_chosen( int $post_id ): bool {
		return (bool) get_post_meta( $post_id, self::CHOSEN, true );
	}

	/**
	 * Keeps why a page was left out.
	 *
	 * @param int    $post_id A post.
	 * @param string $reason  A code or a sentence; empty when it was read.
	 */
	public static function note( int $post_id, string $reason ): void {
		if ( '' === $reason ) {
			delete_post_meta( $post_id, self::REASON );
			return;
		}
		if ( get_post_meta( $post_id, self::REASON, true ) !== $reason ) {
			update_post_meta( $post_id, self::REASON, wp_slash( $reason ) );
		}
	}

	/**
	 * A page that the sidecar holds as it is now: what was said of an earlier state goes, what is wrong with this
	 * very text stays.
	 *
	 * @param int $post_id A post.
	 */
	public static function note_unchanged( int $post_id ): void {
		$reason = (string) get_post_meta( $post_id, self::REASON, true );
		if ( '' !== $reason && ! in_array( $reason, self::PARTIAL, true ) ) {
			self::note( $post_id, '' );
		}
	}

	/**
	 * Published pages that are not read, or not wholly, in order of title.
	 *
	 * @param list<string> $types The post types that are read.
	 * @param int          $count Most to give.
	 * @return array{count: int, rows: array<int, array{title: string, edit_url: string, reason: string}>} All of them counted; rows by post.
	 */
	public static function listing( array $types, int $count ): array {
		$query = new \WP_Query(
			array(
				'post_type'           => $types ? $types : array( '' ),
				'post_status'         => 'publish',
				'posts_per_page'      => $count,
				'orderby'             => 'title',
				'order'               => 'ASC',
				'ignore_sticky_posts' => true,
				'meta_key'            => self::REASON, // phpcs:ignore WordPress.DB.SlowDBQuery -- for one screen, and at the end of a reindex.
			)
		);
		$rows  = array();
		foreach ( $query->posts as $post ) {
			if ( $post instanceof WP_Post ) {
				$rows[ $post->ID ] = array(
					'title'    => self::title( $post ),
					'edit_url' => admin_url( "post.php?post=$post->ID&action=edit" ),
					'reason'   => self::sentence( (string) get_post_meta( $post->ID, self::REASON, true ) ),
				);
			}
		}
		return array(
			'count' => $query->found_posts,
			'rows'  => $rows,
		);
	}

	/**
	 * A page's title as text, never empty.
	 *
	 * @param WP_Post $post A post.
	 */
	public static function title( WP_Post $post ): string {
		$title = trim( html_entity_decode( wp_strip_all_tags( $post->post_title ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
		return '' !== $title ? $title : "#$post->ID";
	}

	/**
	 * A reason for the owner, with what to do about it.
	 *
	 * @param string $reason A code, or the sidecar's own words.
	 */
	public static function sentence( string $reason ): string {
		return match ( $reason ) {
			'not_public' => __( 'It is not published, or of a kind that is not ticked.', 'deskhand' ),
			'password' => __( 'It is protected by a password.', 'deskhand' ),
			'chosen' => __( 'You left it out. Untick "Keep from the assistant" in its editor to have it read.', 'deskhand' ),
			'working_page' => __( 'It shows each visitor their own things, like the cart or the account, and no content.', 'deskhand' ),
			'hidden_product' => __( 'The product is hidden in the catalog.', 'deskhand' ),
			'empty' => __( 'There is no text on it.', 'deskhand' ),
			'failed' => __( 'A plugin or shortcode on it stops WordPress when the page is read. Mend or remove it, then press "Index now".', 'deskhand' ),
			'partly' => __( 'Read in part: a plugin or shortcode on it fails when the page is read. The text around it was taken.', 'deskhand' ),
			'cut' => __( 'Read in part: it is longer than 200 kB. Split it into several pages.', 'deskhand' ),
			default => $reason,
		};
	}
}
