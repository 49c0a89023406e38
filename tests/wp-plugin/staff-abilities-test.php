<?php
/**
 * What the shop's people can do by abilities.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Abilities;
use Deskhand\Faq;

/**
 * `deskhand/…` abilities are for staff, and no shopper's turn is offered one.
 */
final class Staff_Abilities_Test extends Shop_Test_Case {

	private const NAMES = array( 'deskhand/search-knowledge', 'deskhand/status', 'deskhand/list-unanswered', 'deskhand/add-faq', 'deskhand/reindex' );

	/**
	 * Role => what it may use.
	 *
	 * @return array<string, array{string, list<string>}>
	 */
	public function roles(): array {
		return array(
			'nobody'          => array( '', array() ),
			'a customer'      => array( 'customer', array() ),
			'a subscriber'    => array( 'subscriber', array() ),
			'a shop manager'  => array( 'shop_manager', array( 'deskhand/search-knowledge', 'deskhand/list-unanswered', 'deskhand/add-faq' ) ),
			'the owner'       => array( 'administrator', self::NAMES ),
		);
	}

	/** @dataProvider roles */
	public function test_who_may_use_which( string $role, array $may ): void {
		wp_set_current_user( '' === $role ? 0 : self::user( $role ) );
		$input   = array( 'deskhand/search-knowledge' => array( 'query' => 'x' ), 'deskhand/add-faq' => array( 'question' => 'x', 'answer' => 'y' ), 'deskhand/list-unanswered' => array() );
		$allowed = array_filter( self::NAMES, static fn( string $name ): bool => true === wp_get_ability( $name )->check_permissions( $input[ $name ] ?? null ) );
		self::assertSame( $may, array_values( $allowed ) );
	}

	/** @dataProvider roles */
	public function test_no_turn_is_offered_one( string $role ): void {
		$user = '' === $role ? 0 : self::user( $role );
		self::assertSame( array(), array_intersect( self::NAMES, array_map( strval( ... ), array_values( $this->offered_names( $user ) ) ) ) );
	}

	public function test_each_is_shown_in_rest_and_says_what_it_does(): void {
		foreach ( self::NAMES as $name ) {
			$ability = wp_get_ability( $name );
			self::assertTrue( $ability->get_meta_item( 'show_in_rest' ), $name );
			self::assertTrue( $ability->get_meta_item( 'mcp' )['public'], $name );
			self::assertIsBool( $ability->get_meta_item( 'annotations' )['readonly'], $name );
			self::assertNotSame( '', $ability->get_description(), $name );
		}
	}

	public function test_an_empty_question_publishes_nothing(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$result = wp_get_ability( 'deskhand/add-faq' )->execute( array( 'question' => "\n\t ", 'answer' => 'y' ) );
		self::assertSame( 'ability_invalid_input', $result->get_error_code() );
		self::assertSame( array(), get_posts( array( 'post_type' => Faq::POST_TYPE, 'post_status' => 'any' ) ) );
	}

	/** An agent that was told of a sidecar that is down calls again; the answer is published already. */
	public function test_an_answer_added_again_is_published_once(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$ability = wp_get_ability( 'deskhand/add-faq' );
		for ( $count = 0; $count < 2; $count++ ) {
			self::assertSame( 'deskhand_sidecar', $ability->execute( array( 'question' => 'Do you repair?', 'answer' => 'No.' ) )->get_error_code() );
		}
		self::assertCount( 1, get_posts( array( 'post_type' => Faq::POST_TYPE ) ) );
		self::assertTrue( $ability->get_meta_item( 'annotations' )['idempotent'] );
	}

	public function test_a_sidecar_that_is_down_is_told_in_words(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$found = wp_get_ability( 'deskhand/search-knowledge' )->execute( array( 'query' => 'returns' ) );
		self::assertSame( 'deskhand_sidecar', $found->get_error_code() );
		self::assertStringNotContainsString( 'grpc', strtolower( $found->get_error_message() ) );
		$status = wp_get_ability( 'deskhand/status' )->execute();
		self::assertSame( 'down', $status['state'] );
	}

	public function test_a_reindex_begins_once_and_goes_on_by_cron(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		$first  = wp_get_ability( 'deskhand/reindex' )->execute();
		$second = wp_get_ability( 'deskhand/reindex' )->execute();
		self::assertTrue( $first['begun'] );
		self::assertFalse( $second['begun'] );
		self::assertNotFalse( wp_next_scheduled( \Deskhand\Reindex::STEP_EVENT ) );
	}

	/**
	 * Abilities that a shopper's turn is offered.
	 *
	 * @param int $user The shopper.
	 * @return array<string, mixed> By tool.
	 */
	private function offered_names( int $user ): array {
		return Abilities::offered( self::shopper( $user ) );
	}
}
