<?php
/**
 * Answers that the owner wrote.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Catalogue;
use Deskhand\Faq;
use Deskhand\Settings;

/**
 * An answer is a public post of its own kind that can be read at once.
 */
final class Faq_Test extends Shop_Test_Case {

	public function test_an_answer_is_read_as_faq_whatever_is_ticked(): void {
		$catalogue = new Catalogue( new Settings( post_types: array() ) );
		$post      = Faq::publish( 'Do you ship > 5 kg & fragile things?', "Yes.\n\nSee https://shop.example/freight" );
		self::assertTrue( $catalogue->is_public( $post ) );
		self::assertSame( 'faq', $catalogue->kind( $post ) );
		self::assertContains( $post->ID, array_column( $catalogue->next( $post->ID - 1, 5 ), 'ID' ) );
		$document = ( new \Deskhand\Publication( $catalogue ) )->whole( array( $post ) )['documents'][0];
		self::assertSame( 'Do you ship > 5 kg & fragile things?', $document->title );
		self::assertStringContainsString( '>Yes.</p>', $document->body_html );
		self::assertStringContainsString( '<a href="https://shop.example/freight"', $document->body_html );
	}

	public function test_what_looks_like_markup_stays_text(): void {
		$post = Faq::publish( '<script>alert(1)</script>?', '<img src=x onerror=alert(1)> \\ [deskhand]' );
		self::assertStringNotContainsString( '<script', $post->post_title . $post->post_content );
		self::assertStringNotContainsString( '<img', $post->post_content );
		self::assertStringContainsString( '\\', $post->post_content );
	}

	public function test_a_second_press_changes_the_answer_and_makes_no_second_one(): void {
		$first  = Faq::publish( 'Do you repair?', 'No.', 'group-1' );
		$second = Faq::publish( 'Do you repair tents?', 'Yes.', 'group-1' );
		$other  = Faq::publish( 'Do you repair tents?', 'Yes.', 'group-2' );
		self::assertSame( $first->ID, $second->ID );
		self::assertSame( 'Do you repair tents?', $second->post_title );
		self::assertNotSame( $first->ID, $other->ID );
	}

	public function test_without_a_group_the_same_words_again_are_the_same_answer(): void {
		$first = Faq::publish( 'Do you repair?', 'No.' );
		self::assertSame( $first->ID, Faq::publish( 'Do you repair?', 'No.' )->ID );
		self::assertNotSame( $first->ID, Faq::publish( 'Do you repair?', 'Yes.' )->ID );
		self::assertNotSame( $first->ID, Faq::publish( 'Do you mend?', 'No.' )->ID );
	}

	public function test_an_answer_has_an_address_that_anyone_can_open(): void {
		$post = Faq::publish( 'Do you repair?', 'No.' );
		self::assertStringContainsString( '/faq-answer/do-you-repair/', get_permalink( $post ) );
		self::assertSame( $post->ID, url_to_postid( get_permalink( $post ) ) );
	}

	public function test_its_address_goes_with_the_plugin_and_comes_back_with_it(): void {
		$is_known = static fn(): bool => array() !== preg_grep( '/^faq-answer/', array_keys( (array) get_option( 'rewrite_rules' ) ) );
		do_action( 'deactivate_' . plugin_basename( \Deskhand\PLUGIN_FILE ), false );
		self::assertFalse( $is_known() );
		do_action( 'activate_' . plugin_basename( \Deskhand\PLUGIN_FILE ), false );
		self::assertTrue( $is_known() );
	}

	public function test_an_answer_outlives_the_plugin(): void {
		$post = Faq::publish( 'Do you repair?', 'No.', 'group-1' );
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'deskhand/deskhand.php' );
		require dirname( \Deskhand\PLUGIN_FILE ) . '/uninstall.php';
		self::assertSame( 'publish', get_post_status( $post->ID ) );
		self::assertEmpty( get_post_meta( $post->ID ), 'without what the plugin noted of it' );
	}
}
