<?php
/**
 * The shop tool about products.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The ability that searches what anyone may see in the shop.
 */
final class Product_Abilities {

	/** A second look at the same search, in the same thread. */
	private const LIFE_S = MINUTE_IN_SECONDS;

	/**
	 * Label, description, schemas and callback by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function definitions(): array {
		$offer = Schema::texts( 'price_text', 'regular_price_text', 'stock_text' ) + array(
			'on_sale'  => Schema::FLAG,
			'in_stock' => Schema::FLAG,
		);
		return array(
			'deskhand/search-products' => array(
				'label'            => __( 'Product search', 'deskhand' ),
				'description'      => 'Finds products of the shop with their live price and stock; "regular_price_text" is what a product on sale cost before.',
				'input_schema'     => Schema::closed(
					array(
						'query'     => array(
							'type'        => 'string',
							'minLength'   => 1,
							'maxLength'   => 200,
							'description' => 'What the shopper looks for.',
						),
						'max_price' => array(
							'type'        => 'number',
							'minimum'     => 0,
							'description' => 'Dearest price in the shop\'s currency.',
						),
						'in_stock'  => array(
							'type'        => 'boolean',
							'description' => 'True for what can be bought now.',
						),
					),
					array( 'query' )
				),
				'output_schema'    => Schema::whole(
					array(
						'products' => Schema::rows(
							$offer + Schema::texts( 'title', 'price', 'currency', 'url', 'image' ) + array(
								'product_id' => Schema::COUNT,
								'choices'    => Schema::rows(
									array(
										'name'   => Schema::TEXT,
										'values' => Schema::TEXTS,
									)
								),
								'variations' => Schema::rows( $offer + array( 'values' => Schema::TEXTS ) ),
							)
						),
					)
				),
				'execute_callback' => static fn( array $input ): array => self::search( Chatting::shopper() ?? throw new Refused( 'session_invalid' ), $input ),
			),
		);
	}

	/**
	 * Products for the shopper's words.
	 *
	 * @param Shopper              $shopper Who chats.
	 * @param array<string, mixed> $input   Of the schema.
	 * @return array{products: list<array<string, mixed>>}
	 */
	private static function search( Shopper $shopper, array $input ): array {
		ksort( $input );
		$found = static fn(): array => array(
			'products' => array_map(
				Product_Shelf::detail( ... ),
				Product_Shelf::search( $input['query'], isset( $input['max_price'] ) ? (float) $input['max_price'] : null, $input['in_stock'] ?? null )
			),
		);
		return parts()->shopper_cache()->get( $shopper, 'products ' . wp_json_encode( $input ), Shopper_Cache::PRODUCTS, self::LIFE_S, $found );
	}
}
