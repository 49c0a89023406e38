<?php
/**
 * Finding products.
 */

declare(strict_types=1);

/**
 * WooCommerce's query for products, of which it knows: s, status, type, visibility, include, sku,
 * category, limit, page, orderby, order, return (objects, ids).
 */
function wc_get_products( array $query = array() ): array {
	$query += array(
		'status'  => array( 'draft', 'pending', 'private', 'publish' ),
		'limit'   => 10,
		'page'    => 1,
		'orderby' => 'date',
		'order'   => 'DESC',
		'return'  => 'objects',
	);
	$about  = array();
	foreach ( array(
		'sku'  => '_sku',
		'type' => '_product_type',
	) as $name => $key ) {
		if ( isset( $query[ $name ] ) ) {
			$about[] = array(
				'key'     => $key,
				'value'   => (array) $query[ $name ],
				'compare' => 'IN',
			);
		}
	}
	$ids = get_posts(
		array(
			'post_type'      => 'product',
			'post_status'    => $query['status'],
			'posts_per_page' => $query['limit'],
			'paged'          => $query['page'],
			'orderby'        => $query['orderby'],
			'order'          => $query['order'],
			's'              => $query['s'] ?? '',
			'post__in'       => $query['include'] ?? array(),
			'product_cat'    => implode( ',', (array) ( $query['category'] ?? array() ) ),
			'meta_query'     => $about,
			'fields'         => 'ids',
		)
	);
	if ( isset( $query['visibility'] ) ) {
		$seen = array( 'visible', $query['visibility'] );
		$ids  = array_values( array_filter( $ids, static fn( int $id ): bool => in_array( wc_get_product( $id )->get_catalog_visibility(), $seen, true ) ) );
	}
	return 'ids' === $query['return'] ? $ids : array_map( 'wc_get_product', $ids );
}

function wc_get_product( mixed $product = false ): WC_Product|false {
	$id = is_object( $product ) ? (int) ( $product->ID ?? $product->get_id() ) : (int) $product;
	return match ( $id > 0 ? get_post_type( $id ) : '' ) {
		'product_variation' => new WC_Product_Variation( $id ),
		'product'           => 'variable' === get_post_meta( $id, '_product_type', true ) ? new WC_Product_Variable( $id ) : new WC_Product_Simple( $id ),
		default             => false,
	};
}

function wc_get_product_id_by_sku( string $sku ): int {
	$found = '' === $sku ? array() : get_posts(
		array(
			'post_type'   => array( 'product', 'product_variation' ),
			'post_status' => 'any',
			'numberposts' => 1,
			'meta_key'    => '_sku',
			'meta_value'  => $sku,
			'fields'      => 'ids',
		)
	);
	return $found[0] ?? 0;
}
