<?php
/**
 * Where the owner keeps a page from the agent.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * A box beside the editor, in the block editor and the classic one alike.
 */
final class Exclude_Box {

	private const NONCE = 'deskhand_exclude';

	/**
	 * Action `add_meta_boxes`.
	 *
	 * @param list<string> $types The post types that are read.
	 */
	public static function add( array $types ): void {
		add_meta_box( 'deskhand-exclude', __( 'Deskhand', 'deskhand' ), self::render( ... ), $types, 'side', 'low' );
	}

	/**
	 * Prints the box.
	 *
	 * @param WP_Post $post The post that is edited.
	 */
	public static function render( WP_Post $post ): void {
		wp_nonce_field( self::NONCE, self::NONCE, false );
		printf(
			'<p><label><input type="checkbox" name="%s" value="1" %s> %s</label></p>',
			esc_attr( Exclusions::CHOSEN ),
			checked( Exclusions::is_chosen( $post->ID ), true, false ),
			esc_html__( 'Keep from the assistant', 'deskhand' )
		);
		$reason = (string) get_post_meta( $post->ID, Exclusions::REASON, true );
		if ( '' !== $reason && 'chosen' !== $reason ) {
			printf( '<p class="description">%s</p>', esc_html( Exclusions::sentence( $reason ) ) );
		}
	}

	/**
	 * Action `save_post`: keeps what was ticked. Without the box in the form nothing changes.
	 *
	 * @param int $post_id The post.
	 */
	public static function save( int $post_id ): void {
		$nonce = isset( $_POST[ self::NONCE ] ) && is_string( $_POST[ self::NONCE ] ) ? sanitize_text_field( wp_unslash( $_POST[ self::NONCE ] ) ) : '';
		$of_id = isset( $_POST['post_ID'] ) && is_string( $_POST['post_ID'] ) ? absint( wp_unslash( $_POST['post_ID'] ) ) : 0;
		if ( $of_id !== $post_id || ! current_user_can( 'edit_post', $post_id ) || ! wp_verify_nonce( $nonce, self::NONCE ) ) {
			return;
		}
		if ( isset( $_POST[ Exclusions::CHOSEN ] ) ) {
			update_post_meta( $post_id, Exclusions::CHOSEN, '1' );
		} else {
			delete_post_meta( $post_id, Exclusions::CHOSEN );
		}
	}
}
