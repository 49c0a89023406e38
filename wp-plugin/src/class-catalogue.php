<?php
/**
 * What the agent may read.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Post;

/**
 * Says which posts are public, what kind of document each is, and whether it changed, without rendering any.
 */
final class Catalogue {

	/** Goes up when the same post would give another document, so that everything is sent again. */
	private const FORM_VERSION = 2;

	/** A page with one of these in its slug or title is a policy. */
	private const POLICY_WORDS = '/\b(shipping|delivery|returns?|refunds?|warranty|guarantee|terms|conditions|privacy|cancell?ation)\b/i';

	/**
	 * Only assigns.
	 *
	 * @param Settings $settings The owner's.
	 */
	public function __construct( private readonly Settings $settings ) {}

	/**
	 * True when anyone may read it: published, without password, of a post type that the owner ticked, not kept from
	 * the agent, and none of the shop's working pages.
	 *
	 * @param WP_Post $post Any post.
	 */
	public function is_public( WP_Post $post ): bool {
		return '' === $this->exclusion( $post );
	}

	/**
	 * Why a post is not read, as a code of `Exclusions`; empty when it is.
	 *
	 * @param WP_Post $post Any post.
	 */
	public function exclusion( WP_Post $post ): string {
		return match ( true ) {
			'publish' !== $post->post_status, ! in_array( $post->post_type, $this->post_types(), true ) => 'not_public',
			'' !== $post->post_password => 'password',
			Exclusions::is_chosen( $post->ID ) => 'chosen',
			in_array( $post->ID, self::working_pages(), true ) => 'working_page',
			'product' === $post->post_type && function_exists( 'wc_get_product' ) && null === Product_Shelf::find( $post->ID ) => 'hidden_product',
			default => '',
		};
	}

	/**
	 * The next posts that may be public, in order of id.
	 *
	 * @param int   $after_id Begins behind this one.
	 * @param int   $count    Most to give.
	 * @param Scope $scope    Which.
	 * @return list<WP_Post> Each still to be asked for by `exclusion()`.
	 */
	public function next( int $after_id, int $count, Scope $scope = new Scope() ): array {
		$begin = static function ( string $where ) use ( $after_id ): string {
			global $wpdb;
			return $where . $wpdb->prepare( " AND $wpdb->posts.ID > %d", $after_id );
		};
		add_filter( 'posts_where', $begin );
		$query = $this->query(
			$scope,
			array(
				'posts_per_page'         => $count,
				'orderby'                => 'ID',
				'order'                  => 'ASC',
				'no_found_rows'          => true,
				'update_post_meta_cache' => true,
			)
		);
		remove_filter( 'posts_where', $begin );
		return array_values( array_filter( $query->posts ?? array(), static fn( mixed $post ): bool => $post instanceof WP_Post ) );
	}

	/**
	 * How many posts `next()` gives in all.
	 *
	 * @param Scope $scope Which.
	 */
	public function count( Scope $scope = new Scope() ): int {
		$only_count = array(
			'posts_per_page' => 1,
			'fields'         => 'ids',
		);
		return $this->query( $scope, $only_count )->found_posts ?? 0;
	}

	/**
	 * The owner's FAQ answers, and the post types that the owner ticked, exist and are public.
	 *
	 * @return list<string>
	 */
	public function post_types(): array {
		return array_values( array_filter( array( ...$this->settings->post_types, Faq::POST_TYPE ), static fn( string $type ): bool => 'attachment' !== $type && is_post_type_viewable( $type ) ) );
	}

	/**
	 * `policy`, `faq`, or the post type.
	 *
	 * @param WP_Post $post A public post.
	 */
	public function kind( WP_Post $post ): string {
		return match ( $post->post_type ) {
			Faq::POST_TYPE => 'faq',
			'page' => $this->is_policy( $post ) ? 'policy' : 'page',
			default => $post->post_type,
		};
	}

	/**
	 * SHA-256 in hex that changes whenever the document does.
	 *
	 * @param WP_Post $post A public post.
	 */
	public function content_hash( WP_Post $post ): string {
		$parts = array( self::FORM_VERSION, $this->kind( $post ), $post->post_title, $post->post_content, $post->post_excerpt, get_permalink( $post ), self::terms( $post ) );
		// Whoever saves a page may have changed what its blocks show; a product is saved with every sale, too.
		$parts[] = 'product' === $post->post_type ? Product_Text::facts( $post->ID ) : $post->post_modified_gmt;
		return hash( 'sha256', (string) wp_json_encode( $parts, JSON_INVALID_UTF8_SUBSTITUTE ) );
	}

	/**
	 * The document's id in the sidecar.
	 *
	 * @param int $post_id A post.
	 */
	public static function doc_id( int $post_id ): string {
		return "post-$post_id";
	}

	/**
	 * The post of a document; 0 for one that is none of ours.
	 *
	 * @param string $doc_id A document's id.
	 */
	public static function post_id( string $doc_id ): int {
		return 1 === preg_match( '/^post-(\d+)$/D', $doc_id, $found ) ? (int) $found[1] : 0;
	}

	/**
	 * Names of the categories, tags and product attributes of a post.
	 *
	 * @param WP_Post $post Any post.
	 * @return list<string>
	 */
	public static function terms( WP_Post $post ): array {
		$names = array();
		foreach ( get_object_taxonomies( $post->post_type, 'objects' ) as $taxonomy ) {
			// Not those that WooCommerce keeps visibility, type and ratings in.
			if ( ! $taxonomy->public || in_array( $taxonomy->name, array( 'post_format', 'product_type', 'product_visibility', 'product_shipping_class' ), true ) ) {
				continue;
			}
			$terms = get_the_terms( $post, $taxonomy->name );
			foreach ( is_array( $terms ) ? $terms : array() as $term ) {
				if ( 'uncategorized' !== $term->slug ) {
					$names[] = html_entity_decode( $term->name, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
				}
			}
		}
		return array_values( array_unique( $names ) );
	}

	/**
	 * Asks WordPress for posts of a scope; null where the scope holds no post type that is read.
	 *
	 * @param Scope                $scope Which.
	 * @param array<string, mixed> $more  What else the query says.
	 */
	private function query( Scope $scope, array $more ): ?\WP_Query {
		$query = $scope->query( $this->post_types() );
		return $query['post_type'] ? new \WP_Query( $query + $more + array( 'ignore_sticky_posts' => true ) ) : null;
	}

	/**
	 * True for the pages that state the shop's rules.
	 *
	 * @param WP_Post $page A page.
	 */
	private function is_policy( WP_Post $page ): bool {
		$named = array( (int) get_option( 'wp_page_for_privacy_policy' ), (int) get_option( 'woocommerce_terms_page_id' ), $this->settings->privacy_page, ...$this->settings->policy_pages );
		return in_array( $page->ID, $named, true )
			|| 1 === preg_match( self::POLICY_WORDS, str_replace( array( '-', '_' ), ' ', $page->post_name ) . ' ' . $page->post_title );
	}

	/**
	 * Pages that show a visitor's own things, not content: cart, checkout, account.
	 *
	 * @return list<int>
	 */
	private static function working_pages(): array {
		return array_values( array_filter( array_map( static fn( string $name ): int => (int) get_option( "woocommerce_{$name}_page_id" ), array( 'cart', 'checkout', 'myaccount' ) ) ) );
	}
}
