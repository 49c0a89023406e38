<?php
/**
 * What another plugin can do.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Ability;

/**
 * An ability of another plugin as a tool for the chatting shopper: whether it can be one, under which name, and with
 * which arguments.
 *
 * Such a plugin did not write its ability for shoppers. So only what its schema names can be passed, nothing that could
 * name another person, and orders only where they are the shopper's own. What takes no such order must not name
 * people in what it tells either. Its permission callback is asked in the shopper's name each time it runs.
 */
final class Plugin_Ability {

	/** Before the name, so that no plugin can take the place of a tool of ours. */
	private const PREFIX = 'plugin_';

	private const MAX_NAME_CHARS = 64;

	private const MAX_SCHEMA_BYTES = 16_384;

	private const MAX_DEPTH = 8;

	/** Names that say whose data is meant: with them it reads across customers. How a shop ships is nobody's. */
	private const WHO = '/(^|_)(customers?|users?|persons?|people|members?|accounts?|authors?|owners?|clients?|subscribers?|recipients?|emails?|mail|phones?|logins?|usernames?|billing|shipping(?!_(methods?|classe?s?|zones?|options?|rates?|costs?|prices?|fees?|dates?|days|times?|slots?|total)(_|$))|guests?)(_|$)/';

	/** What a shop keeps of each customer. */
	private const RECORDS = '/(^|_)(orders|order_numbers?|invoices|bookings|subscriptions)(_|$)/';

	/** Things that an id may name without naming anybody's. */
	private const PUBLIC_IDS = array( 'product_id', 'product_ids', 'variation_id', 'variation_ids', 'category_id', 'tag_id', 'term_id', 'post_id', 'page_id' );

	/** More of them that an ability may tell, but not be asked by: what a shop offers, and words for a row of anything. */
	private const TOLD_IDS = '/(^|_)(product|variation|category|tag|term|post|page|brand|attribute|option|review|slot|wrapping|shipping_method|rate|zone|store|location|point)_ids?$|^(item|result|row|entry)_ids?$/';

	/** What is held against its owner before the ability runs, where it stands at the top and can't be left out. */
	private const ORDER_ID = 'order_id';

	/**
	 * Only assigns.
	 *
	 * @param WP_Ability $ability As its plugin registered it.
	 */
	public function __construct( private readonly WP_Ability $ability ) {}

	/** Name as its plugin registered it, `namespace/name`. */
	public function name(): string {
		return $this->ability->get_name();
	}

	/** What it is called, for the owner. */
	public function label(): string {
		return $this->ability->get_label();
	}

	/** What it does, for the owner and the model. */
	public function description(): string {
		return $this->ability->get_description();
	}

	/** Name of the tool. */
	public function tool(): string {
		return self::PREFIX . strtolower( (string) preg_replace( '/[^a-zA-Z0-9]+/', '_', $this->name() ) );
	}

	/** True when it changes nothing. What says nothing of itself may do anything. */
	public function is_read_only(): bool {
		return true === $this->note( 'readonly' );
	}

	/** True when it runs only after somebody of the shop agreed. */
	public function needs_approval(): bool {
		return ! $this->is_read_only() && false !== $this->note( 'destructive' );
	}

	/**
	 * Why shoppers can't have it; empty when they can.
	 */
	public function why_not(): string {
		$schema = $this->ability->get_input_schema();
		return match ( true ) {
			str_starts_with( $this->name(), 'deskhand/' ) => __( 'It is one of Deskhand\'s own.', 'deskhand' ),
			strlen( $this->tool() ) > self::MAX_NAME_CHARS => __( 'Its name is too long.', 'deskhand' ),
			self::bytes( $schema ) > self::MAX_SCHEMA_BYTES, self::bytes( $this->ability->get_output_schema() ) > self::MAX_SCHEMA_BYTES => __( 'The description of its arguments or of its result is too long.', 'deskhand' ),
			'' !== self::why_not_these( $schema ) => self::why_not_these( $schema ),
			! self::takes_own_order( $schema ) && '' !== $this->why_not_its_result() => $this->why_not_its_result(),
			! $this->lets_anyone_in() => __( 'Only staff may use it: it reads across customers or changes the shop.', 'deskhand' ),
			default => '',
		};
	}

	/**
	 * What it takes and no more: a schema in which only what is named can be passed.
	 *
	 * @return array<string, mixed> Schema of an object; that of an ability without arguments has no properties.
	 */
	public function schema(): array {
		$schema = $this->ability->get_input_schema();
		return self::closed( array() === $schema ? array( 'type' => 'object' ) : $schema );
	}

	/**
	 * Arguments as the ability wants them: none at all where it takes none.
	 *
	 * @param array<string, mixed> $arguments What fits `schema()`.
	 * @return array<string, mixed>|null
	 */
	public function input( array $arguments ): ?array {
		return self::input_of( $this->ability, $arguments );
	}

	/**
	 * The same for any ability.
	 *
	 * @param WP_Ability           $ability   The ability.
	 * @param array<string, mixed> $arguments Its arguments.
	 * @return array<string, mixed>|null
	 */
	public static function input_of( WP_Ability $ability, array $arguments ): ?array {
		return array() === $ability->get_input_schema() ? null : $arguments;
	}

	/**
	 * What is wrong with its arguments; empty when nothing is.
	 *
	 * @param array<string, mixed> $schema Schema of the whole input.
	 */
	private static function why_not_these( array $schema ): string {
		if ( array() === $schema ) {
			return '';
		}
		$checked = self::has_order( $schema ) ? 1 : 0;
		foreach ( self::properties( $schema, 0 ) as $name => $inner ) {
			if ( self::ORDER_ID === $name && $checked-- > 0 ) {
				continue;
			}
			$words = self::words( (string) $name );
			if ( null === $inner ) {
				return __( 'It takes more than its description names, so nobody can say what it would be asked.', 'deskhand' );
			}
			if ( 1 === preg_match( self::WHO, $words ) ) {
				/* translators: %s: name of an argument. */
				return sprintf( __( 'It can be asked about other customers (by "%s").', 'deskhand' ), $name );
			}
			if ( 1 === preg_match( '/(^|_)ids?$/', $words ) && ! in_array( $words, self::PUBLIC_IDS, true ) ) {
				/* translators: %s: name of an argument. */
				return sprintf( __( 'It is asked by an id ("%s") of which nobody can say whose it is.', 'deskhand' ), $name );
			}
		}
		return self::has_order( $schema ) && ! self::takes_own_order( $schema )
			? __( 'It does not require its "order_id", and without one nobody can say whose orders it would be asked about.', 'deskhand' )
			: '';
	}

	/**
	 * What is wrong with what it tells; empty when nothing is, or nothing is said of it.
	 */
	private function why_not_its_result(): string {
		$schema = json_decode( (string) wp_json_encode( $this->ability->get_output_schema() ), true );
		foreach ( self::told( (array) $schema, '' ) as $name => $words ) {
			if ( 1 === preg_match( self::WHO, $words ) || 1 === preg_match( self::RECORDS, $words ) ) {
				/* translators: %s: name of a part of a result. */
				return sprintf( __( 'It tells of other customers (by "%s").', 'deskhand' ), $name );
			}
			if ( 1 === preg_match( '/_ids?$/', $words ) && 1 !== preg_match( self::TOLD_IDS, $words ) ) {
				/* translators: %s: name of a part of a result. */
				return sprintf( __( 'It tells an id ("%s") of which nobody can say whose it is.', 'deskhand' ), $name );
			}
		}
		return '';
	}

	/**
	 * Whether an order's id stands at the top of the input.
	 *
	 * @param array<mixed> $schema Schema of the whole input.
	 */
	private static function has_order( array $schema ): bool {
		return is_array( $schema['properties'] ?? null ) && 'integer' === ( $schema['properties'][ self::ORDER_ID ]['type'] ?? null );
	}

	/**
	 * Whether it is always asked about one order, which is then held against its owner.
	 *
	 * @param array<mixed> $schema Schema of the whole input.
	 */
	private static function takes_own_order( array $schema ): bool {
		return self::has_order( $schema ) && in_array( self::ORDER_ID, (array) ( $schema['required'] ?? array() ), true );
	}

	/**
	 * Whether it lets in someone who may do nothing in this WordPress but log in: no user that exists, because these have
	 * roles, and one who runs a network may do everything there.
	 */
	private function lets_anyone_in(): bool {
		$nothing = static fn(): array => array( 'read' => true );
		$before  = get_current_user_id();
		wp_set_current_user( 0 );
		// phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- WordPress itself sets none but those that exist.
		$GLOBALS['current_user'] = new \WP_User( (object) array( 'ID' => PHP_INT_MAX ) );
		add_filter( 'user_has_cap', $nothing, PHP_INT_MAX );
		try {
			return true === $this->ability->check_permissions( $this->input( array() ) );
		} catch ( \Throwable $thrown ) {
			Problem::from( $thrown );
			return false;
		} finally {
			remove_filter( 'user_has_cap', $nothing, PHP_INT_MAX );
			wp_set_current_user( $before );
		}
	}

	/**
	 * An annotation.
	 *
	 * @param string $name `readonly` or `destructive`.
	 */
	private function note( string $name ): mixed {
		return ( (array) $this->ability->get_meta_item( 'annotations', array() ) )[ $name ] ?? null;
	}

	/**
	 * Every property at any depth; null for an object that takes whatever it is given.
	 *
	 * @param array<mixed> $schema A schema.
	 * @param int          $depth  How deep it stands.
	 * @return \Generator<string, array<mixed>|null>
	 */
	private static function properties( array $schema, int $depth ): \Generator {
		$is_object = in_array( 'object', (array) ( $schema['type'] ?? ( $depth ? null : 'object' ) ), true );
		$is_open   = array_intersect_key( $schema, array_flip( array( 'patternProperties', 'anyOf', 'oneOf', 'allOf', '$ref' ) ) )
			|| is_array( $schema['additionalProperties'] ?? null )
			|| ( $is_object && $depth > 0 && ! isset( $schema['properties'] ) )
			|| ! isset( $schema['type'] ) && $depth > 0 && ! isset( $schema['enum'] );
		if ( $is_open || $depth > self::MAX_DEPTH || ( 0 === $depth && ! $is_object ) ) {
			yield '' => null;
			return;
		}
		foreach ( (array) ( $schema['properties'] ?? array() ) as $name => $inner ) {
			yield $name => (array) $inner;
			yield from self::properties( (array) $inner, $depth + 1 );
		}
		if ( isset( $schema['items'] ) ) {
			yield from self::properties( (array) $schema['items'], $depth + 1 );
		}
	}

	/**
	 * The words of every name in the schema of a result, at any depth and in any branch. A bare `id` takes the word of
	 * what it stands in.
	 *
	 * @param array<mixed> $schema A schema, or a part of one.
	 * @param string       $of     Words of what it stands in; empty at the top.
	 * @return \Generator<string, string> By name.
	 */
	private static function told( array $schema, string $of ): \Generator {
		foreach ( array_filter( $schema, is_array( ... ) ) as $key => $inner ) {
			if ( 'properties' !== $key ) {
				yield from self::told( $inner, $of );
				continue;
			}
			foreach ( $inner as $name => $each ) {
				$words = self::words( (string) $name );
				$is_id = '' !== $of && 1 === preg_match( '/^ids?$/', $words );
				yield (string) $name => $is_id ? (string) preg_replace( array( '/ies$/', '/s$/' ), array( 'y', '' ), $of ) . "_$words" : $words;
				yield from self::told( (array) $each, $words );
			}
		}
	}

	/**
	 * A name as lower-case words with `_` between.
	 *
	 * @param string $name In camel case or any other.
	 */
	private static function words( string $name ): string {
		return strtolower( (string) preg_replace( array( '/(?<=[a-z0-9])(?=[A-Z])/', '/[^a-zA-Z0-9]+/' ), '_', $name ) );
	}

	/**
	 * The schema with every object closed.
	 *
	 * @param array<mixed> $schema A schema.
	 * @return array<mixed>
	 */
	private static function closed( array $schema ): array {
		if ( in_array( 'object', (array) ( $schema['type'] ?? null ), true ) || isset( $schema['properties'] ) ) {
			$schema['properties']           = array_map( static fn( mixed $inner ): array => self::closed( (array) $inner ), (array) ( $schema['properties'] ?? array() ) );
			$schema['additionalProperties'] = false;
		}
		if ( isset( $schema['items'] ) ) {
			$schema['items'] = self::closed( (array) $schema['items'] );
		}
		return $schema;
	}

	/**
	 * Bytes of a schema as JSON.
	 *
	 * @param array<mixed> $schema A schema.
	 */
	private static function bytes( array $schema ): int {
		return strlen( (string) wp_json_encode( $schema ) );
	}
}
