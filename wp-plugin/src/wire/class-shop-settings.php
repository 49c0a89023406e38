<?php
/**
 * Generated from proto/sidecar/v1/operations.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

use Deskhand\Wire_Message;

// phpcs:disable WordPress.Arrays.ArrayDeclarationSpacing, Squiz.Commenting.FunctionComment
// Generated: the fields are a table, and each property carries its own comment.

/** What the owner decided; kept by WordPress, mirrored here. */
final class Shop_Settings implements Wire_Message {
	public function __construct(
		/** Name of the shop. */
		public readonly string $shop_name = '',
		/** Default BCP 47 language tag. */
		public readonly string $locale = '',
		/**
		 * Hosts that links in answers may lead to.
		 *
		 * @var list<string>
		 */
		public readonly array $hosts = array(),
		/** When people answer, as the owner wrote it. */
		public readonly string $hours = '',
		/** Days that transcripts are kept, 1 to 3,650; 0 means 30. */
		public readonly int $retention_days = 0,
		/** Shopper messages per thread and minute, 1 to 600; 0 means 20. */
		public readonly int $messages_per_minute = 0,
		/** ISO 4217 code of the shop's currency; empty without WooCommerce. */
		public readonly string $currency = '',
	) {
	}

	/** {@inheritDoc} */
	public static function fields(): array {
		return array(
			1 => array( 'name' => 'shop_name', 'type' => 'string' ),
			2 => array( 'name' => 'locale', 'type' => 'string' ),
			3 => array( 'name' => 'hosts', 'type' => 'string', 'repeated' => true ),
			4 => array( 'name' => 'hours', 'type' => 'string' ),
			5 => array( 'name' => 'retention_days', 'type' => 'int32' ),
			6 => array( 'name' => 'messages_per_minute', 'type' => 'int32' ),
			7 => array( 'name' => 'currency', 'type' => 'string' ),
		);
	}
}
