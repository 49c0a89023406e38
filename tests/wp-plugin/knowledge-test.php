<?php
/**
 * The knowledge page without a sidecar.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Knowledge;
use Deskhand\Knowledge_Forms;
use Deskhand\Mirror_Panel;

/**
 * Who may do what, and what is drawn.
 */
final class Knowledge_Test extends Shop_Test_Case {

	/** @dataProvider people */
	public function test_each_step_has_those_who_may_take_it( string $role, bool $dismiss, bool $answer, bool $add_source ): void {
		wp_set_current_user( '' === $role ? 0 : self::user( $role ) );
		self::assertSame( $dismiss, Knowledge_Forms::may( 'dismiss' ) );
		self::assertSame( $dismiss, Knowledge_Forms::may( 'keep_macro' ) );
		self::assertSame( $answer, Knowledge_Forms::may( 'answer' ) );
		self::assertSame( $add_source, Knowledge_Forms::may( 'add_source' ) );
		self::assertSame( $add_source, Knowledge_Forms::may( 'read_source' ) );
		self::assertFalse( Knowledge_Forms::may( 'format_disk' ) );
	}

	/**
	 * Roles and what they may.
	 *
	 * @return array<string, array{string, bool, bool, bool}>
	 */
	public function people(): array {
		return array(
			'nobody'       => array( '', false, false, false ),
			'customer'     => array( 'customer', false, false, false ),
			'author'       => array( 'author', false, false, false ),
			'owner'        => array( 'administrator', true, true, true ),
		);
	}

	/** Shop managers of WooCommerce answer, but change no sources. */
	public function test_shop_managers_answer_and_change_no_sources(): void {
		if ( ! self::has_real_woocommerce() ) {
			self::markTestSkipped( 'The stand-in has no shop managers.' );
		}
		wp_set_current_user( self::user( 'shop_manager' ) );
		self::assertTrue( Knowledge_Forms::may( 'answer' ) );
		self::assertTrue( Knowledge_Forms::may( 'check' ) );
		self::assertFalse( Knowledge_Forms::may( 'remove_source' ) );
	}

	/** @dataProvider routes */
	public function test_routes_are_for_those_who_may_take_the_step( string $route ): void {
		foreach ( array( 0, self::user() ) as $user ) {
			wp_set_current_user( $user );
			self::assertContains( self::post_json( $route, array( 'source' => 'folder' ) )->get_status(), array( 401, 403 ) );
		}
		wp_set_current_user( self::user( 'administrator' ) );
		$answer = self::post_json( $route, array( 'source' => 'folder' ) );
		self::assertSame( 424, $answer->get_status() );
		self::assertStringContainsString( 'Start the sidecar', $answer->get_data()['message'] );
	}

	/**
	 * The routes.
	 *
	 * @return list<array{string}>
	 */
	public function routes(): array {
		return array( array( 'knowledge/source' ), array( 'knowledge/mirror' ) );
	}

	/** @dataProvider contradictions */
	public function test_figures_that_differ_are_marked( string $text, string $against, string $html ): void {
		self::assertSame( $html, Mirror_Panel::marked( $text, $against ) );
	}

	/**
	 * Texts, what they stand against, and how they are shown.
	 *
	 * @return list<array{string, string, string}>
	 */
	public function contradictions(): array {
		return array(
			array( 'Within 30 days.', 'Within 14 days.', 'Within <mark>30</mark> days.' ),
			array( 'From €50 in 3 days.', 'From €35 in 3 days.', 'From <mark>€50</mark> in 3 days.' ),
			array( '<b>2</b> years', '2 years & more', '&lt;b&gt;2&lt;/b&gt; years' ),
			array( '9:30, 1.500', '9.30, 1500', '<mark>9:30</mark>, <mark>1.500</mark>' ),
			array( 'Ten days.', '', 'Ten days.' ),
		);
	}

	public function test_a_document_leads_to_its_post(): void {
		$post = self::post();
		self::assertSame( $post->ID, Knowledge::post_of( "post-$post->ID" )?->ID );
		foreach ( array( 'post-0', "post-$post->ID/x", "folder:$post->ID", '' ) as $doc_id ) {
			self::assertNull( Knowledge::post_of( $doc_id ), $doc_id );
		}
	}
}
