<?php
/**
 * What a model may write as arguments.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Tool_Arguments;
use Deskhand\Tool_Runner;
use Deskhand\Wire\Tool_Error;
use Deskhand\Wire\Tool_Request;

/**
 * Trust T1: a positive integer is a positive integer.
 */
final class Tool_Arguments_Test extends Shop_Test_Case {

	/** @dataProvider hostile */
	public function test_hostile_arguments_are_refused( string $json ): void {
		$user   = self::user();
		$victim = self::order( self::user() );
		$json   = str_replace( '%d', (string) $victim->get_id(), $json );
		$error  = ( new Tool_Runner( self::shopper( $user ) ) )->run( 'get_order_status', $json );
		self::assertInstanceOf( Tool_Error::class, $error );
		self::assertSame( 'INVALID_ARGUMENT', $error->code );
		self::assertStringNotContainsString( (string) $victim->get_id(), $error->message );
	}

	/**
	 * Forms that are no positive integer, or more than one; `%d` is a foreign order.
	 *
	 * @return array<string, array{string}>
	 */
	public function hostile(): array {
		$forms = array(
			'nothing'               => '',
			'no JSON'               => 'order 12',
			'a number'              => '%d',
			'a list'                => '[%d]',
			'null'                  => 'null',
			'no id'                 => '{}',
			'a string'              => '{"order_id":"%d"}',
			'a spaced string'       => '{"order_id":" %d"}',
			'a float'               => '{"order_id":%d.0}',
			'an exponent'           => '{"order_id":%de0}',
			'negative'              => '{"order_id":-%d}',
			'zero'                  => '{"order_id":0}',
			'minus zero'            => '{"order_id":-0}',
			'null id'               => '{"order_id":null}',
			'true'                  => '{"order_id":true}',
			'a list of ids'         => '{"order_id":[%d]}',
			'an object'             => '{"order_id":{"id":%d}}',
			'too large'             => '{"order_id":99999999999999999999}',
			'one more property'     => '{"order_id":%d,"customer_id":1}',
			'another name'          => '{"id":%d}',
			'another case'          => '{"Order_ID":%d}',
			'twice'                 => '{"order_id":1,"order_id":%d}',
			'twice, escaped'        => '{"order_id":1,"\u006frder_id":%d}',
			'twice, odd spacing'    => "{\"order_id\"\n:1,\"order_id\"\t:%d}",
			'a NUL in the name'     => '{"\u0000order_id":%d}',
			'an operator'           => '{"order_id":{"$gt":0}}',
			'SQL'                   => '{"order_id":"%d OR 1=1"}',
			'a comment'             => '{"order_id":%d/*x*/}',
			'two objects'           => '{"order_id":1}{"order_id":%d}',
			'a trailing comma'      => '{"order_id":%d,}',
			'leading zeros'         => '{"order_id":0%d}',
			'hexadecimal'           => '{"order_id":0x1}',
			'full-width digits'     => '{"order_id":１２}',
			'deep nesting'          => str_repeat( '{"a":', 600 ) . '1' . str_repeat( '}', 600 ),
			'invalid UTF-8'         => "{\"order_id\":%d,\"\xff\":1}",
			'a lone surrogate'      => '{"order_id":%d,"\ud800":1}',
			'more than 16 kB'       => '{"order_id":%d' . str_repeat( ' ', 17_000 ) . '}',
			'a byte order mark'     => "\u{feff}{\"order_id\":%d}",
		);
		return array_map( static fn( string $form ): array => array( $form ), $forms );
	}

	/** What fits is read as it was written. */
	public function test_fitting_arguments_are_read(): void {
		$schema = array(
			'type'                 => 'object',
			'properties'           => array(
				'query' => array( 'type' => 'string', 'maxLength' => 9 ),
				'price' => array( 'type' => 'number' ),
			),
			'additionalProperties' => false,
		);
		self::assertSame( array( 'query' => 'a":"b\\' ), Tool_Arguments::read( '{"query":"a\":\"b\\\\"}', $schema ) );
		self::assertSame( array( 'price' => 5 ), Tool_Arguments::read( ' { "price" : 5 } ', $schema ) );
		self::assertSame( array(), Tool_Arguments::read( '{}', $schema ) );
		self::assertNull( Tool_Arguments::read( '{"query":"longer than nine"}', $schema ) );
	}

	/** @dataProvider hostile_searches */
	public function test_hostile_searches_are_refused( string $json ): void {
		$error = ( new Tool_Runner( self::shopper( 0 ) ) )->run( 'search_products', $json );
		self::assertInstanceOf( Tool_Error::class, $error );
		self::assertSame( 'INVALID_ARGUMENT', $error->code );
	}

	/**
	 * Searches that do not fit.
	 *
	 * @return list<array{string}>
	 */
	public function hostile_searches(): array {
		return array(
			array( '{"query":""}' ),
			array( '{"query":["tent"]}' ),
			array( '{"query":"' . str_repeat( 'x', 201 ) . '"}' ),
			array( '{"query":"tent","max_price":"10"}' ),
			array( '{"query":"tent","max_price":-1}' ),
			array( '{"query":"tent","in_stock":1}' ),
			array( '{"query":"tent","status":"draft"}' ),
		);
	}

	/** @dataProvider unknown_tools */
	public function test_only_offered_tools_run( string $tool ): void {
		$answer = ( new Tool_Runner( self::shopper( self::user( 'administrator' ) ) ) )->answer( new Tool_Request( call_id: 'c1', name: $tool, arguments_json: '{}' ), 'm1234567' );
		self::assertSame( 'UNAUTHORIZED', $answer->error?->code );
		self::assertNull( $answer->result_json );
		self::assertSame( 'c1', $answer->call_id );
	}

	/**
	 * Names of tools that no shopper has.
	 *
	 * @return list<array{string}>
	 */
	public function unknown_tools(): array {
		return array( array( '' ), array( 'issue_refund' ), array( 'deskhand/get-order-status' ), array( 'woocommerce/orders-query' ), array( 'get_order_status ' ), array( "get_order_status\0" ) );
	}

	/** A tool that breaks gives an error, not an exception, and tells nothing of the cause. */
	public function test_a_broken_tool_is_an_error_for_the_model(): void {
		$break = static fn() => throw new \RuntimeException( 'SELECT secret FROM wp_users' );
		add_filter( 'wc_order_statuses', $break );
		$error = ( new Tool_Runner( self::shopper( self::user() ) ) )->run( 'list_orders', '{}' );
		remove_filter( 'wc_order_statuses', $break );
		self::assertInstanceOf( Tool_Error::class, $error );
		self::assertSame( 'UPSTREAM_5XX', $error->code );
		self::assertStringNotContainsString( 'secret', $error->message );
	}
}
