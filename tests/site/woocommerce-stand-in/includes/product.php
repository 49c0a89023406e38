<?php
/**
 * Products and their variations.
 */

declare(strict_types=1);

class WC_Product_Attribute extends WC_Data {
	protected array $data = array(
		'name'      => '',
		'options'   => array(),
		'visible'   => false,
		'variation' => false,
	);

	/** Attributes that all products share are taxonomies in WooCommerce; the stand-in has none. */
	public function is_taxonomy(): bool {
		return false;
	}
}

class WC_Product extends WC_Data {
	protected const TYPE = 'simple';

	protected const POST_TYPE = 'product';

	protected array $data = array(
		'name'               => '',
		'sku'                => '',
		'status'             => 'publish',
		'short_description'  => '',
		'description'        => '',
		'category_ids'       => array(),
		'weight'             => '',
		'length'             => '',
		'width'              => '',
		'height'             => '',
		'image_id'           => 0,
		'attributes'         => array(),
		'reviews_allowed'    => true,
		'catalog_visibility' => 'visible',
		'regular_price'      => '',
		'sale_price'         => '',
		'manage_stock'       => false,
		'stock_quantity'     => null,
		'backorders'         => 'no',
		'stock_status'       => 'instock',
		'parent_id'          => 0,
	);

	public function __construct( int $id = 0 ) {
		if ( $id > 0 ) {
			$this->read( $id );
			$post                 = get_post( $id );
			$this->data['status'] = $post->post_status;
			$this->data['name']   = $post->post_title;
		}
	}

	public function get_type(): string {
		return static::TYPE;
	}

	public function is_type( string|array $type ): bool {
		return in_array( static::TYPE, (array) $type, true );
	}

	public function get_title(): string {
		return $this->data['name'];
	}

	/** The price that counts now, a decimal string; empty when the product can't be bought. */
	public function get_price(): string {
		return (string) ( '' !== $this->data['sale_price'] ? $this->data['sale_price'] : $this->data['regular_price'] );
	}

	public function is_on_sale(): bool {
		return '' !== (string) $this->data['sale_price'];
	}

	public function managing_stock(): bool {
		return (bool) $this->data['manage_stock'];
	}

	public function get_stock_status(): string {
		if ( ! $this->managing_stock() || (int) $this->data['stock_quantity'] > 0 ) {
			return $this->data['stock_status'];
		}
		return 'no' === $this->data['backorders'] ? 'outofstock' : 'onbackorder';
	}

	public function is_in_stock(): bool {
		return 'outofstock' !== $this->get_stock_status();
	}

	public function is_on_backorder(): bool {
		return 'onbackorder' === $this->get_stock_status();
	}

	public function is_purchasable(): bool {
		return '' !== $this->get_price() && 'publish' === $this->data['status'];
	}

	public function is_visible(): bool {
		return 'publish' === $this->data['status'] && in_array( $this->data['catalog_visibility'], array( 'visible', 'catalog', 'search' ), true );
	}

	public function get_availability(): array {
		$text = match ( true ) {
			! $this->is_in_stock()    => 'Out of stock',
			$this->is_on_backorder()  => 'notify' === $this->data['backorders'] ? 'Available on backorder' : '',
			$this->managing_stock()   => $this->data['stock_quantity'] . ' in stock',
			default                   => '',
		};
		return array(
			'availability' => $text,
			'class'        => $this->is_in_stock() ? 'in-stock' : 'out-of-stock',
		);
	}

	public function get_price_html(): string {
		return '' === $this->get_price() ? '' : wc_price( (float) $this->get_price() );
	}

	public function get_permalink(): string {
		return (string) get_permalink( $this->data['parent_id'] ?: $this->id );
	}

	public function save(): int {
		$known = $this->id > 0;
		$this->write(
			array(
				'post_type'      => static::POST_TYPE,
				'post_title'     => $this->data['name'],
				'post_content'   => $this->data['description'],
				'post_excerpt'   => $this->data['short_description'],
				'post_status'    => $this->data['status'],
				'post_parent'    => $this->data['parent_id'],
				'comment_status' => $this->data['reviews_allowed'] ? 'open' : 'closed',
			),
			array(
				'_sku'          => $this->data['sku'],
				'_product_type' => static::TYPE,
			)
		);
		if ( $this->data['category_ids'] ) {
			wp_set_object_terms( $this->id, $this->data['category_ids'], 'product_cat' );
		}
		if ( $this->data['image_id'] ) {
			set_post_thumbnail( $this->id, $this->data['image_id'] );
		}
		do_action( $known ? 'woocommerce_update_product' : 'woocommerce_new_product', $this->id, $this );
		return $this->id;
	}
}

class WC_Product_Simple extends WC_Product {}

class WC_Product_Variation extends WC_Product {
	protected const TYPE = 'variation';

	protected const POST_TYPE = 'product_variation';

	public function save(): int {
		$parent             = new WC_Product( $this->data['parent_id'] );
		$this->data['name'] = $parent->get_name() . ' - ' . implode( ', ', $this->data['attributes'] );
		return parent::save();
	}
}

class WC_Product_Variable extends WC_Product {
	protected const TYPE = 'variable';

	/** Ids of the published variations, oldest first. */
	public function get_children(): array {
		return get_posts(
			array(
				'post_type'   => 'product_variation',
				'post_parent' => $this->id,
				'numberposts' => -1,
				'fields'      => 'ids',
				'orderby'     => 'ID',
				'order'       => 'ASC',
			)
		);
	}

	public function get_price(): string {
		return (string) $this->get_variation_price( 'min' );
	}

	/** The lowest or highest price among the variations. */
	public function get_variation_price( string $end = 'min', bool $for_display = false ): string {
		$prices = array_map( static fn( int $id ): string => ( new WC_Product_Variation( $id ) )->get_price(), $this->get_children() );
		usort( $prices, static fn( string $one, string $other ): int => (float) $one <=> (float) $other );
		return $prices ? ( 'max' === $end ? end( $prices ) : $prices[0] ) : '';
	}

	/** The same of the prices before a sale. */
	public function get_variation_regular_price( string $end = 'min', bool $for_display = false ): string {
		$prices = array_map( static fn( int $id ): string => (string) ( new WC_Product_Variation( $id ) )->get_regular_price(), $this->get_children() );
		usort( $prices, static fn( string $one, string $other ): int => (float) $one <=> (float) $other );
		return $prices ? ( 'max' === $end ? end( $prices ) : $prices[0] ) : '';
	}

	/** True when one of the variations is on sale. */
	public function is_on_sale(): bool {
		return array() !== array_filter( $this->get_children(), static fn( int $id ): bool => ( new WC_Product_Variation( $id ) )->is_on_sale() );
	}

	public function get_stock_status(): string {
		$states = array_map( static fn( int $id ): string => ( new WC_Product_Variation( $id ) )->get_stock_status(), $this->get_children() );
		foreach ( array( 'instock', 'onbackorder' ) as $state ) {
			if ( in_array( $state, $states, true ) ) {
				return $state;
			}
		}
		return 'outofstock';
	}

	/** WooCommerce copies prices and stock to the parent here; the stand-in reads them when asked. */
	public static function sync( int $product_id ): void {}
}
