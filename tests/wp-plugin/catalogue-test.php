<?php
/**
 * What the agent may read.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Catalogue;
use Deskhand\Exclusions;
use Deskhand\Scope;
use Deskhand\Settings;

/**
 * Requirement K1: published content only, and never comments, prices or stock.
 */
final class Catalogue_Test extends Shop_Test_Case {

	/** The catalogue of default settings. */
	private Catalogue $catalogue;

	protected function setUp(): void {
		parent::setUp();
		$this->catalogue = new Catalogue( new Settings() );
	}

	/** @dataProvider visibilities */
	public function test_only_what_anyone_may_read_is_public( array $fields, bool $is_public ): void {
		$post = self::post( $fields );
		self::assertSame( $is_public, $this->catalogue->is_public( $post ) );
		wp_set_current_user( self::user( 'administrator' ) );
		self::assertSame( $is_public, $this->catalogue->is_public( $post ), 'as an administrator' );
		$listed = array_filter( $this->catalogue->next( $post->ID - 1, 50 ), $this->catalogue->is_public( ... ) );
		self::assertSame( $is_public, in_array( $post->ID, array_column( $listed, 'ID' ), true ), 'in the list' );
	}

	/**
	 * Posts and whether anyone may read them.
	 *
	 * @return array<string, array{array<string, mixed>, bool}>
	 */
	public function visibilities(): array {
		return array(
			'a page'       => array( array(), true ),
			'a post'       => array( array( 'post_type' => 'post' ), true ),
			'a draft'      => array( array( 'post_status' => 'draft' ), false ),
			'pending'      => array( array( 'post_status' => 'pending' ), false ),
			'private'      => array( array( 'post_status' => 'private' ), false ),
			'in the trash' => array( array( 'post_status' => 'trash' ), false ),
			'to come'      => array( array( 'post_status' => 'future', 'post_date' => '2099-01-01 00:00:00' ), false ),
			'a password'   => array( array( 'post_password' => 'sesame' ), false ),
			'another type' => array( array( 'post_type' => 'nav_menu_item' ), false ),
			'a message'    => array( array( 'post_type' => 'deskhand_message' ), false ),
		);
	}

	public function test_unticked_types_are_not_read(): void {
		$catalogue = new Catalogue( new Settings( post_types: array( 'page' ) ) );
		self::assertFalse( $catalogue->is_public( self::post( array( 'post_type' => 'post' ) ) ) );
		self::assertSame( array(), ( new Catalogue( new Settings( post_types: array() ) ) )->next( 0, 50 ) );
	}

	public function test_a_kind_of_content_of_another_plugin_is_read_when_it_is_ticked_and_public(): void {
		register_post_type( 'recipe', array( 'public' => true ) );
		register_post_type( 'draft_note', array( 'public' => false ) );
		$recipe    = self::post( array( 'post_type' => 'recipe' ) );
		$note      = self::post( array( 'post_type' => 'draft_note' ) );
		$catalogue = new Catalogue( new Settings( post_types: array( 'recipe', 'draft_note', 'attachment' ) ) );
		self::assertTrue( $catalogue->is_public( $recipe ) );
		self::assertSame( 'recipe', $catalogue->kind( $recipe ) );
		self::assertFalse( $catalogue->is_public( $note ) );
		self::assertFalse( $catalogue->is_public( self::post( array( 'post_type' => 'attachment', 'post_status' => 'publish' ) ) ) );
		self::assertFalse( $this->catalogue->is_public( $recipe ), 'unless it is ticked' );
		unregister_post_type( 'recipe' );
		unregister_post_type( 'draft_note' );
	}

	public function test_the_shops_working_pages_are_not_read(): void {
		$page = self::post( array( 'post_title' => 'Basket' ) );
		update_option( 'woocommerce_cart_page_id', $page->ID );
		self::assertFalse( $this->catalogue->is_public( $page ) );
	}

	public function test_hidden_products_are_not_read(): void {
		$product = self::product( 'Tent' );
		self::assertTrue( $this->catalogue->is_public( get_post( $product->get_id() ) ) );
		$product->set_catalog_visibility( 'hidden' );
		$product->save();
		self::assertFalse( $this->catalogue->is_public( get_post( $product->get_id() ) ) );
	}

	/** @dataProvider titles */
	public function test_policies_are_known_by_their_names( string $title, string $kind ): void {
		self::assertSame( $kind, $this->catalogue->kind( self::post( array( 'post_title' => $title ) ) ) );
	}

	/**
	 * Titles and kinds.
	 *
	 * @return list<array{string, string}>
	 */
	public function titles(): array {
		return array( array( 'Shipping', 'policy' ), array( 'Our returns policy', 'policy' ), array( 'Two-year warranty', 'policy' ), array( 'About us', 'page' ), array( 'Membership', 'page' ) );
	}

	public function test_named_pages_are_policies(): void {
		$page = self::post( array( 'post_title' => 'Datenschutz' ) );
		update_option( 'wp_page_for_privacy_policy', $page->ID );
		self::assertSame( 'policy', $this->catalogue->kind( $page ) );
		$chosen = self::post( array( 'post_title' => 'Versand' ) );
		self::assertSame( 'policy', ( new Catalogue( new Settings( policy_pages: array( $chosen->ID ) ) ) )->kind( $chosen ) );
		self::assertSame( 'post', $this->catalogue->kind( self::post( array( 'post_title' => 'Shipping news', 'post_type' => 'post' ) ) ) );
	}

	public function test_a_hash_changes_when_the_document_does_and_only_then(): void {
		$post   = self::post( array( 'post_type' => 'post' ) );
		$before = $this->catalogue->content_hash( $post );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}$/', $before );
		wp_insert_comment( array( 'comment_post_ID' => $post->ID, 'comment_content' => 'x', 'comment_approved' => 1 ) );
		add_post_meta( $post->ID, 'views', '7' );
		self::assertSame( $before, $this->catalogue->content_hash( get_post( $post->ID ) ) );
		foreach ( array( 'post_content' => 'New.', 'post_title' => 'New', 'post_excerpt' => 'New' ) as $field => $value ) {
			wp_update_post( array( 'ID' => $post->ID, $field => $value ) );
			$after = $this->catalogue->content_hash( get_post( $post->ID ) );
			self::assertNotSame( $before, $after, $field );
			$before = $after;
		}
		wp_set_post_terms( $post->ID, 'camping', 'post_tag' );
		self::assertNotSame( $before, $this->catalogue->content_hash( get_post( $post->ID ) ) );
	}

	public function test_a_price_or_stock_changes_no_hash(): void {
		$product = self::product( 'Tent', '777.77' );
		$product->set_manage_stock( true );
		$product->set_stock_quantity( 4242 );
		$product->save();
		$post   = get_post( $product->get_id() );
		$before = $this->catalogue->content_hash( $post );
		$product->set_regular_price( '1.00' );
		$product->set_stock_quantity( 1 );
		$product->save();
		self::assertSame( $before, $this->catalogue->content_hash( get_post( $product->get_id() ) ) );
	}

	public function test_a_product_is_another_document_when_its_facts_change(): void {
		$product = self::product( 'Tent' );
		$before  = $this->catalogue->content_hash( get_post( $product->get_id() ) );
		$product->set_weight( '2.5' );
		$product->save();
		self::assertNotSame( $before, $this->catalogue->content_hash( get_post( $product->get_id() ) ) );
	}

	/** @dataProvider exclusions */
	public function test_each_page_that_is_left_out_has_its_reason( array $fields, string $reason ): void {
		$post = self::post( $fields );
		self::assertSame( $reason, $this->catalogue->exclusion( $post ) );
		self::assertNotSame( $reason, Exclusions::sentence( $reason ), 'the owner reads a sentence' );
	}

	/**
	 * Posts and the code of why they are not read.
	 *
	 * @return array<string, array{array<string, mixed>, string}>
	 */
	public function exclusions(): array {
		return array(
			'a draft'        => array( array( 'post_status' => 'draft' ), 'not_public' ),
			'a picture'      => array( array( 'post_type' => 'attachment' ), 'not_public' ),
			'a password'     => array( array( 'post_password' => 'sesame' ), 'password' ),
			'kept away'      => array( array( 'meta_input' => array( Exclusions::CHOSEN => '1' ) ), 'chosen' ),
		);
	}

	public function test_left_out_pages_are_listed_with_their_reasons(): void {
		$page = self::post( array( 'post_title' => 'AAA &amp; plans' ) );
		$gone = self::post( array( 'post_status' => 'draft' ) );
		Exclusions::note( $page->ID, 'empty' );
		Exclusions::note( $gone->ID, 'empty' );
		$listing = Exclusions::listing( array( 'page' ), 1 );
		self::assertSame( 1, $listing['count'] );
		self::assertSame( 'AAA & plans', $listing['rows'][ $page->ID ]['title'] );
		self::assertSame( 'There is no text on it.', $listing['rows'][ $page->ID ]['reason'] );
		self::assertStringContainsString( "post=$page->ID", $listing['rows'][ $page->ID ]['edit_url'] );
		Exclusions::note_unchanged( $page->ID );
		self::assertSame( 0, Exclusions::listing( array( 'page' ), 1 )['count'] );
		Exclusions::note( $page->ID, 'partly' );
		Exclusions::note_unchanged( $page->ID );
		self::assertSame( 1, Exclusions::listing( array( 'page' ), 1 )['count'], 'what is wrong with the text itself stays' );
	}

	public function test_a_part_of_the_shop_is_only_that_part(): void {
		$old  = self::post( array( 'post_title' => 'Old', 'post_date' => '2020-01-01 00:00:00' ) );
		$new  = self::post();
		$news = self::post( array( 'post_type' => 'post' ) );
		$gone = self::post( array( 'post_status' => 'draft' ) );
		global $wpdb;
		$wpdb->update( $wpdb->posts, array( 'post_modified' => '2020-01-01 00:00:00' ), array( 'ID' => $old->ID ) );
		$ids = fn( Scope $scope ): array => array_column( $this->catalogue->next( $old->ID - 1, 50, $scope ), 'ID' );
		self::assertSame( array( $old->ID, $new->ID, $news->ID ), $ids( new Scope() ) );
		self::assertSame( array( $news->ID ), $ids( new Scope( types: array( 'post' ) ) ) );
		self::assertSame( array( $new->ID, $gone->ID ), $ids( new Scope( ids: array( $new->ID, $gone->ID ) ) ), 'what is no longer public, too' );
		self::assertSame( array( $new->ID, $news->ID, $gone->ID ), $ids( new Scope( since: gmdate( 'Y-m-d', time() - DAY_IN_SECONDS ) ) ) );
		self::assertSame( array(), $ids( new Scope( types: array( 'nav_menu_item' ) ) ) );
		self::assertSame( 2, $this->catalogue->count( new Scope( ids: array( $new->ID, $gone->ID ) ) ) );
		self::assertSame( 0, $this->catalogue->count( new Scope( types: array( 'nav_menu_item' ) ) ) );
	}

	/** @dataProvider changes */
	public function test_what_changes_a_document_is_noted( callable $change ): void {
		self::pretend_pairing();
		$page = self::post( array( 'post_type' => 'post' ) );
		wp_set_post_terms( $page->ID, 'camping', 'post_tag' );
		\Deskhand\parts()->sync()->put_off();
		delete_option( \Deskhand\Sync::PENDING_OPTION );
		$noted = $change( $page );
		\Deskhand\parts()->sync()->put_off();
		self::assertContains( $noted, get_option( \Deskhand\Sync::PENDING_OPTION ) );
	}

	/**
	 * Changes to a post with a tag; each gives the post to note.
	 *
	 * @return array<string, array{callable}>
	 */
	public function changes(): array {
		return array(
			'another tag'      => array(
				static function ( \WP_Post $post ): int {
					wp_set_post_terms( $post->ID, 'hiking', 'post_tag' );
					return $post->ID;
				},
			),
			'its tag renamed'  => array(
				static function ( \WP_Post $post ): int {
					wp_update_term( get_the_terms( $post, 'post_tag' )[0]->term_id, 'post_tag', array( 'name' => 'Tents' ) );
					return $post->ID;
				},
			),
			'kept away'        => array(
				static function ( \WP_Post $post ): int {
					update_post_meta( $post->ID, Exclusions::CHOSEN, '1' );
					return $post->ID;
				},
			),
			'its parent moved' => array(
				static function (): int {
					$parent = self::post();
					$child  = self::post( array( 'post_parent' => $parent->ID ) );
					\Deskhand\parts()->sync()->put_off();
					delete_option( \Deskhand\Sync::PENDING_OPTION );
					wp_update_post( array( 'ID' => $parent->ID, 'post_name' => 'elsewhere' ) );
					return $child->ID;
				},
			),
			'its variation'    => array(
				static function (): int {
					$product = new \WC_Product_Variable();
					$product->set_name( 'Tent' );
					$product->save();
					\Deskhand\parts()->sync()->put_off();
					delete_option( \Deskhand\Sync::PENDING_OPTION );
					$variation = new \WC_Product_Variation();
					$variation->set_parent_id( $product->get_id() );
					$variation->set_description( 'With poles.' );
					$variation->save();
					return $product->get_id();
				},
			),
		);
	}

	public function test_a_picture_is_not_noted(): void {
		\Deskhand\parts()->sync()->put_off();
		delete_option( \Deskhand\Sync::PENDING_OPTION );
		self::post( array( 'post_type' => 'attachment' ) );
		\Deskhand\parts()->sync()->put_off();
		self::assertSame( array(), get_option( \Deskhand\Sync::PENDING_OPTION ) );
	}

	public function test_another_form_of_addresses_has_everything_read_anew(): void {
		wp_clear_scheduled_hook( \Deskhand\Reindex::RECONCILE_EVENT );
		update_option( 'permalink_structure', '/%post_id%/' );
		self::assertNotFalse( wp_next_scheduled( \Deskhand\Reindex::RECONCILE_EVENT ) );
	}

	public function test_other_kinds_of_content_have_everything_read_anew(): void {
		self::set( array( 'post_types' => array( 'page' ) ) );
		wp_clear_scheduled_hook( \Deskhand\Reindex::RECONCILE_EVENT );
		self::set( array( 'hours' => '9–17' ) );
		self::assertFalse( wp_next_scheduled( \Deskhand\Reindex::RECONCILE_EVENT ) );
		self::set( array( 'post_types' => array( 'page', 'post' ) ) );
		self::assertNotFalse( wp_next_scheduled( \Deskhand\Reindex::RECONCILE_EVENT ) );
	}

	/** Changes leave a waiting list when the sidecar does not answer. */
	public function test_changes_wait_for_the_sidecar(): void {
		self::pretend_pairing();
		\Deskhand\parts()->after_response()->run();
		$post = self::post();
		wp_insert_comment( array( 'comment_post_ID' => $post->ID, 'comment_content' => 'x', 'comment_approved' => 1 ) );
		$draft = self::post( array( 'post_type' => 'nav_menu_item' ) );
		\Deskhand\parts()->after_response()->run();
		$pending = get_option( \Deskhand\Sync::PENDING_OPTION );
		self::assertContains( $post->ID, $pending );
		self::assertNotContains( $draft->ID, $pending );
		self::assertNotFalse( wp_next_scheduled( \Deskhand\Sync::PUSH_EVENT ) );
	}

	/** An order that changes stock must not wait for the sidecar. */
	public function test_changes_can_be_put_off_without_a_call(): void {
		$post = self::post();
		$sync = \Deskhand\parts()->sync();
		$sync->note( $post->ID );
		$sync->put_off();
		self::assertContains( $post->ID, get_option( \Deskhand\Sync::PENDING_OPTION ) );
		self::assertNotFalse( wp_next_scheduled( \Deskhand\Sync::PUSH_EVENT ) );
	}
}
