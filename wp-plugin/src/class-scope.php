<?php
/**
 * How much of the shop a reindex reads.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * All of it, or the posts that fit every limit that is set. Only a reindex of all prunes what it did not see.
 */
final class Scope {

	/**
	 * Only assigns.
	 *
	 * @param list<string> $types Post types; none for all that the owner ticked.
	 * @param list<int>    $ids   Posts; none for all.
	 * @param string       $since First day on which a post may have changed, such as `2026-01-31`; empty for any.
	 */
	public function __construct(
		public readonly array $types = array(),
		public readonly array $ids = array(),
		public readonly string $since = '',
	) {}

	/**
	 * From what `values()` gave.
	 *
	 * @param array<string, mixed> $values As stored.
	 */
	public static function from_values( array $values ): self {
		return new self(
			array_map( strval( ... ), (array) ( $values['types'] ?? array() ) ),
			array_map( intval( ... ), (array) ( $values['ids'] ?? array() ) ),
			(string) ( $values['since'] ?? '' ),
		);
	}

	/**
	 * As it is stored.
	 *
	 * @return array{types: list<string>, ids: list<int>, since: string}
	 */
	public function values(): array {
		return get_object_vars( $this );
	}

	/** True when it is the whole shop. */
	public function is_all(): bool {
		return array() === $this->types && array() === $this->ids && '' === $this->since;
	}

	/**
	 * The limits as a query of WordPress. A part is read whatever the posts' status, so that what is no longer public
	 * is found and removed.
	 *
	 * @param list<string> $types The post types that are read.
	 * @return array<string, mixed>
	 */
	public function query( array $types ): array {
		$query = array(
			'post_type'   => $this->types ? array_values( array_intersect( $types, $this->types ) ) : $types,
			'post_status' => $this->is_all() ? 'publish' : array_values( get_post_stati() ),
		);
		if ( $this->ids ) {
			$query['post__in'] = $this->ids;
		}
		if ( '' !== $this->since ) {
			$query['date_query'] = array(
				array(
					'column'    => 'post_modified',
					'after'     => $this->since,
					'inclusive' => true,
				),
			);
		}
		return $query;
	}
}
