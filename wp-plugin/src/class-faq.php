<?php
/**
 * Answers that the owner wrote for questions that had none.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A post each: the title is the question, the content the answer. Public, so that an answer can name it as its source,
 * and edited like any page. They are the owner's content and outlive the plugin.
 */
final class Faq {

	public const POST_TYPE = 'deskhand_faq';

	public const MAX_QUESTION_CHARS = 200;

	public const MAX_ANSWER_CHARS = 10_000;

	/** Meta that names the group of questions an answer was written for, or stands for its words where there is none. */
	private const GROUP = '_deskhand_group';

	/**
	 * Action `init`. Not in menus, nor in feeds, which hold posts only.
	 */
	public static function register_post_type(): void {
		register_post_type(
			self::POST_TYPE,
			array(
				'labels'            => array(
					'name'          => __( 'FAQ answers', 'deskhand' ),
					'singular_name' => __( 'FAQ answer', 'deskhand' ),
					'add_new_item'  => __( 'Add an FAQ answer', 'deskhand' ),
					'edit_item'     => __( 'Edit the FAQ answer', 'deskhand' ),
					'not_found'     => __( 'No FAQ answers yet.', 'deskhand' ),
				),
				'public'            => true,
				'show_in_menu'      => false, // The knowledge page leads here.
				'show_in_nav_menus' => false,
				'show_in_rest'      => true,
				'capability_type'   => 'page',
				'map_meta_cap'      => true,
				'rewrite'           => array(
					'slug'  => 'faq-answer',
					'feeds' => false,
				),
				'supports'          => array( 'title', 'editor', 'revisions' ),
			)
		);
	}

	/**
	 * Filter `single_template_hierarchy`: shown like a page, so that themes print neither author nor date of a post.
	 *
	 * @param mixed $templates File names, the best first, unless another plugin broke them.
	 * @return mixed
	 */
	public static function like_a_page( mixed $templates ): mixed {
		return is_array( $templates ) && is_singular( self::POST_TYPE ) ? array_merge( array_diff( $templates, array( 'single.php' ) ), array( 'page.php', 'single.php' ) ) : $templates;
	}

	/**
	 * On activation: makes the answers' addresses known to WordPress.
	 *
	 * @param bool $network_wide True for every site of a network.
	 */
	public static function add_addresses( bool $network_wide ): void {
		self::register_post_type();
		self::write_addresses( $network_wide );
	}

	/**
	 * On deactivation: takes them out again. What WordPress finds in its table and nobody knows leads to the home page.
	 *
	 * @param bool $network_wide True for every site of a network.
	 */
	public static function remove_addresses( bool $network_wide ): void {
		unregister_post_type( self::POST_TYPE );
		self::write_addresses( $network_wide );
	}

	/**
	 * Writes this site's table of addresses. Each other site of a network makes its own anew when it is next opened.
	 *
	 * @param bool $network_wide True for those too.
	 */
	private static function write_addresses( bool $network_wide ): void {
		flush_rewrite_rules( false );
		$others = array(
			'fields'       => 'ids',
			'number'       => 0,
			'site__not_in' => array( get_current_blog_id() ),
		);
		foreach ( $network_wide ? get_sites( $others ) : array() as $site_id ) {
			delete_blog_option( $site_id, 'rewrite_rules' );
		}
	}

	/**
	 * Publishes an answer. The same group again changes what was published, and so do the same words again where there
	 * is no group, so that a second press or call makes no second post.
	 *
	 * @param string $question One line, not empty.
	 * @param string $answer   Text; a blank line begins a paragraph, addresses become links.
	 * @param string $group_id The group it answers; empty for none.
	 * @throws Refused `internal` when WordPress can't store it.
	 */
	public static function publish( string $question, string $answer, string $group_id = '' ): \WP_Post {
		$group = '' !== $group_id ? $group_id : 'words-' . md5( "$question\n$answer" );
		$id    = wp_insert_post(
			wp_slash(
				array(
					'ID'           => self::of_group( $group ),
					'post_type'    => self::POST_TYPE,
					'post_status'  => 'publish',
					'post_title'   => esc_html( $question ),
					'post_content' => self::blocks( $answer ),
					'meta_input'   => array( self::GROUP => $group ),
				)
			)
		);
		$post  = $id > 0 ? get_post( $id ) : null;
		return $post instanceof \WP_Post ? $post : throw new Refused( 'internal' );
	}

	/**
	 * The answer that was published for a group or with these words; 0 when there is none.
	 *
	 * @param string $group The group, or what stands for the words.
	 */
	private static function of_group( string $group ): int {
		$found = get_posts(
			array(
				'post_type'   => self::POST_TYPE,
				'post_status' => 'any',
				'fields'      => 'ids',
				'numberposts' => 1,
				'meta_key'    => self::GROUP, // phpcs:ignore WordPress.DB.SlowDBQuery -- once an answer.
				'meta_value'  => $group, // phpcs:ignore WordPress.DB.SlowDBQuery -- as above.
			)
		);
		return (int) ( $found[0] ?? 0 );
	}

	/**
	 * Text as the block editor's paragraphs.
	 *
	 * @param string $text Text.
	 */
	private static function blocks( string $text ): string {
		$paragraphs = preg_split( '/\R{2,}/u', trim( $text ), -1, PREG_SPLIT_NO_EMPTY ) ?: array();
		return implode(
			"\n\n",
			array_map( static fn( string $lines ): string => "<!-- wp:paragraph -->\n<p>" . nl2br( make_clickable( esc_html( trim( $lines ) ) ), false ) . "</p>\n<!-- /wp:paragraph -->", $paragraphs )
		);
	}
}
