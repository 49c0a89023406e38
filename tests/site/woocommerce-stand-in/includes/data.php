<?php
/**
 * What products, variations, orders and their items have in common: properties with a getter and
 * a setter each, and meta data.
 */

declare(strict_types=1);

/**
 * `get_<property>` and `set_<property>` exist for every key of `$data`.
 */
abstract class WC_Data {
	protected int $id = 0;

	/** Properties and their defaults. */
	protected array $data = array();

	protected array $meta = array();

	public function get_id(): int {
		return $this->id;
	}

	public function __call( string $method, array $arguments ): mixed {
		list( $verb, $property ) = explode( '_', $method, 2 ) + array( '', '' );
		if ( ! array_key_exists( $property, $this->data ) || ! in_array( $verb, array( 'get', 'set' ), true ) ) {
			throw new BadMethodCallException( static::class . "::$method() is not part of the stand-in." );
		}
		if ( 'get' === $verb ) {
			return $this->data[ $property ];
		}
		$this->data[ $property ] = $arguments[0];
		return null;
	}

	public function get_meta( string $key = '', bool $single = true ): mixed {
		return $this->meta[ $key ] ?? ( $single ? '' : array() );
	}

	public function meta_exists( string $key ): bool {
		return array_key_exists( $key, $this->meta );
	}

	public function update_meta_data( string $key, mixed $value ): void {
		$this->meta[ $key ] = $value;
	}

	public function delete_meta_data( string $key ): void {
		unset( $this->meta[ $key ] );
	}

	/** Reads properties and meta from the post of this id. */
	protected function read( int $id ): void {
		$this->id   = $id;
		$this->data = array_merge( $this->data, (array) get_post_meta( $id, '_stand_in_data', true ) );
		$this->meta = (array) ( get_post_meta( $id, '_stand_in_meta', true ) ?: array() );
	}

	/** Writes the post and everything kept in its meta; `$search` can be queried. */
	protected function write( array $post, array $search ): int {
		$post += array( 'ID' => $this->id );
		$post += array(
			'meta_input' => $search + array(
				'_stand_in_data' => $this->data,
				'_stand_in_meta' => $this->meta,
			),
		);

		$this->id = (int) ( $this->id ? wp_update_post( wp_slash( $post ) ) : wp_insert_post( wp_slash( $post ) ) );
		return $this->id;
	}

	public function save(): int {
		return $this->id;
	}

	/** To the trash, or gone. */
	public function delete( bool $force = false ): bool {
		return (bool) ( $force ? wp_delete_post( $this->id, true ) : wp_trash_post( $this->id ) );
	}
}
