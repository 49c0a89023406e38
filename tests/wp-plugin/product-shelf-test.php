<?php
/**
 * The products that shoppers are told of.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Product_Shelf;
use Deskhand\Tool_Runner;

/**
 * Search by a shopper's own words, with live price and stock.
 */
final class Product_Shelf_Test extends Shop_Test_Case {

	/** @dataProvider questions */
	public function test_a_product_is_found_by_a_shoppers_words( string $question ): void {
		$jacket = self::product( 'Quillon Zephyr Jacket', '89.00' );
		self::product( 'Quillon Mug', '9.00' );
		$found = array_map( static fn( \WC_Product $product ): int => $product->get_id(), Product_Shelf::search( $question ) );
		self::assertSame( $jacket->get_id(), $found[0] ?? null );
	}

	/**
	 * Ways to ask for the jacket.
	 *
	 * @return list<array{string}>
	 */
	public function questions(): array {
		return array( array( 'quillon zephyr jacket' ), array( 'How much is the Zephyr jacket?' ), array( 'zephyr jackets' ), array( 'ZEPHYR' ), array( 'do you have zephyrs in stock' ) );
	}

	public function test_a_product_is_found_by_its_category(): void {
		$category = wp_insert_term( 'Zephyrs', 'product_cat' );
		$named    = self::product( 'Zephyr pump' );
		$kept     = self::product( 'Quillon Two' );
		$kept->set_category_ids( array( $category['term_id'] ) );
		$kept->save();
		$ids = array_map( static fn( \WC_Product $product ): int => $product->get_id(), Product_Shelf::search( 'which zephyr do you recommend' ) );
		self::assertSame( array( $named->get_id(), $kept->get_id() ), $ids );
	}

	public function test_price_and_stock_filters_hold(): void {
		$cheap = self::product( 'Zephyr One', '10.00' );
		$dear  = self::product( 'Zephyr Two', '500.00' );
		$gone  = self::product( 'Zephyr Three', '10.00' );
		$gone->set_stock_status( 'outofstock' );
		$gone->save();
		$ids = static fn( ?float $max, ?bool $stock ): array => array_map( static fn( \WC_Product $product ): int => $product->get_id(), Product_Shelf::search( 'zephyr', $max, $stock ) );
		self::assertSame( array( $cheap->get_id() ), $ids( 50.0, true ) );
		self::assertEqualsCanonicalizing( array( $cheap->get_id(), $gone->get_id() ), $ids( 50.0, null ) );
		self::assertEqualsCanonicalizing( array( $cheap->get_id(), $dear->get_id() ), $ids( null, true ) );
		self::assertSame( array( $gone->get_id() ), $ids( null, false ) );
	}

	public function test_what_is_not_published_is_never_found(): void {
		wp_set_current_user( self::user( 'administrator' ) );
		foreach ( array( 'draft', 'private', 'pending', 'trash' ) as $status ) {
			$product = self::product( 'Zephyr' );
			wp_update_post( array( 'ID' => $product->get_id(), 'post_status' => $status ) );
			self::assertNull( Product_Shelf::find( $product->get_id() ), $status );
		}
		$locked = self::product( 'Zephyr' );
		wp_update_post( array( 'ID' => $locked->get_id(), 'post_password' => 'sesame' ) );
		self::assertNull( Product_Shelf::find( $locked->get_id() ) );
		self::assertSame( array(), Product_Shelf::search( 'zephyr' ) );
	}

	public function test_at_most_five_are_given_and_none_for_no_words(): void {
		for ( $count = 0; $count < 7; $count++ ) {
			self::product( "Zephyr $count" );
		}
		self::assertCount( 5, Product_Shelf::search( 'zephyr' ) );
		self::assertSame( array(), Product_Shelf::search( '?!' ) );
		self::assertSame( array(), Product_Shelf::search( 'the' ) );
		self::assertSame( array(), Product_Shelf::search( "' OR x=x --" ) );
	}

	public function test_a_row_is_live_and_plain_text(): void {
		$product = self::product( 'Zephyr <b>Bold</b>', '1234.50' );
		$row     = self::first_row();
		self::assertSame( '1234.50', $row['price'] );
		self::assertSame( get_woocommerce_currency(), $row['currency'] );
		self::assertStringContainsString( '50', $row['price_text'] );
		self::assertStringNotContainsString( '<', $row['title'] . $row['price_text'] . $row['stock_text'] );
		self::assertStringNotContainsString( '&', $row['price_text'] );
		self::assertTrue( $row['in_stock'] );
		$product->set_regular_price( '2.00' );
		$product->set_stock_status( 'outofstock' );
		$product->save();
		$row = self::first_row();
		self::assertSame( '2.00', $row['price'] );
		self::assertFalse( $row['in_stock'] );
	}

	public function test_variations_show_their_range(): void {
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Zephyr Tee' );
		$parent->set_status( 'publish' );
		$parent->save();
		foreach ( array( '10.00', '15.00' ) as $price ) {
			$variation = new \WC_Product_Variation();
			$variation->set_parent_id( $parent->get_id() );
			$variation->set_regular_price( $price );
			$variation->set_stock_status( 'instock' );
			$variation->set_status( 'publish' );
			$variation->save();
		}
		\WC_Product_Variable::sync( $parent->get_id() );
		$row = Product_Shelf::row( wc_get_product( $parent->get_id() ) );
		self::assertMatchesRegularExpression( '/10.00.* – .*15.00/', $row['price_text'] );
		self::assertSame( '10.00', $row['price'] );
		self::assertArrayNotHasKey( 'variations', $row, 'a card reads none of them by itself' );
	}

	public function test_a_row_tells_what_the_product_comes_in(): void {
		$size = new \WC_Product_Attribute();
		$size->set_name( 'Size' );
		$size->set_options( array( '38', '40' ) );
		$size->set_variation( true );
		$care = new \WC_Product_Attribute();
		$care->set_name( 'Care' );
		$care->set_options( array( 'By hand' ) );
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Zephyr Boot' );
		$parent->set_status( 'publish' );
		$parent->set_attributes( array( $size, $care ) );
		$parent->save();
		foreach ( array( '38' => 'instock', '40' => 'outofstock', '42' => 'private' ) as $value => $state ) {
			$variation = new \WC_Product_Variation();
			$variation->set_parent_id( $parent->get_id() );
			$variation->set_attributes( array( 'size' => (string) $value ) );
			$variation->set_regular_price( '10.00' );
			$variation->set_stock_status( 'private' === $state ? 'instock' : $state );
			$variation->set_status( 'private' === $state ? 'private' : 'publish' );
			$variation->save();
		}
		\WC_Product_Variable::sync( $parent->get_id() );
		$row = self::first_row();
		self::assertSame( array( array( 'name' => 'Size', 'values' => array( '38', '40' ) ) ), $row['choices'] );
		self::assertSame( array( array( '38' ), array( '40' ) ), array_column( $row['variations'], 'values' ) );
		self::assertSame( array( true, false ), array_column( $row['variations'], 'in_stock' ) );
		self::assertStringContainsString( '10', $row['variations'][0]['price_text'] );
	}

	public function test_a_sale_is_told_with_the_price_before_it(): void {
		$product = self::product( 'Zephyr', '74.00' );
		self::assertSame( array( false, '' ), array( self::first_row()['on_sale'], self::first_row()['regular_price_text'] ) );
		$product->set_sale_price( '59.00' );
		$product->save();
		$row = self::first_row();
		self::assertSame( array( '59.00', true, Product_Shelf::money( 59.0 ), Product_Shelf::money( 74.0 ) ), array( $row['price'], $row['on_sale'], $row['price_text'], $row['regular_price_text'] ) );
		$card = \Deskhand\Cards::build( 'product', $product->get_id(), self::shopper( 0 ) );
		self::assertSame( array( true, Product_Shelf::money( 74.0 ) ), array( $card['on_sale'], $card['regular_price_text'] ) );
	}

	public function test_variations_tell_their_own_sales(): void {
		$size = new \WC_Product_Attribute();
		$size->set_name( 'Size' );
		$size->set_options( array( '38', '40' ) );
		$size->set_variation( true );
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Zephyr Boot' );
		$parent->set_status( 'publish' );
		$parent->set_attributes( array( $size ) );
		$parent->save();
		foreach ( array( '38' => '15.00', '40' => '' ) as $value => $sale ) {
			$variation = new \WC_Product_Variation();
			$variation->set_parent_id( $parent->get_id() );
			$variation->set_attributes( array( 'size' => (string) $value ) );
			$variation->set_regular_price( '20.00' );
			$variation->set_sale_price( $sale );
			$variation->set_stock_status( 'instock' );
			$variation->set_status( 'publish' );
			$variation->save();
		}
		\WC_Product_Variable::sync( $parent->get_id() );
		$row = self::first_row();
		self::assertSame( array( array( true, Product_Shelf::money( 20.0 ) ), array( false, '' ) ), array_map( static fn( array $one ): array => array( $one['on_sale'], $one['regular_price_text'] ), $row['variations'] ) );
		self::assertSame( array( true, '' ), array( $row['on_sale'], $row['regular_price_text'] ), 'of a range of prices the shop shows none before' );
	}

	public function test_a_row_has_the_address_of_the_products_picture(): void {
		$product = self::product( 'Zephyr' );
		self::assertSame( '', self::first_row()['image'] );
		$picture = wp_insert_attachment( array( 'post_title' => 'Zephyr', 'post_mime_type' => 'image/png' ), wp_upload_dir()['basedir'] . '/zephyr.png' );
		$product->set_image_id( $picture );
		$product->save();
		self::assertStringEndsWith( '/zephyr.png', self::first_row()['image'] );
		self::assertSame( self::first_row()['image'], \Deskhand\Cards::build( 'product', $product->get_id(), self::shopper( 0 ) )['image'] );
	}

	public function test_a_simple_product_has_nothing_to_choose(): void {
		self::product( 'Zephyr' );
		$row = self::first_row();
		self::assertSame( array(), $row['choices'] );
		self::assertSame( array(), $row['variations'] );
	}

	public function test_a_number_counts_only_beside_a_word_of_the_title(): void {
		$sheet = self::product( 'Quillon Sheet 3 × 3' );
		$tent  = self::product( 'Zephyr 3' );
		$other = self::product( 'Zephyr 2' );
		$ids   = static fn( string $query ): array => array_map( static fn( \WC_Product $product ): int => $product->get_id(), Product_Shelf::search( $query ) );
		self::assertSame( array( $tent->get_id(), $other->get_id() ), $ids( 'zephyr 3' ) );
		self::assertSame( array( $sheet->get_id() ), $ids( 'quillon for 3' ) );
	}

	/** The first product for a word, as the tool gives it to a guest. */
	private static function first_row(): array {
		$result = ( new Tool_Runner( self::shopper( 0 ) ) )->run( 'search_products', '{"query":"zephyr"}' );
		return json_decode( $result, true )['products'][0];
	}
}
