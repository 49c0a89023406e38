<?php
/**
 * The shop tool that shows whose order it is.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * The ability by which a guest, or a user who bought as one, gets to the order they ask about.
 */
final class Guest_Abilities {

	public const VERIFY_IDENTITY = 'deskhand/verify-identity';

	/**
	 * Label, description, schemas and callback by ability.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function definitions(): array {
		return array(
			self::VERIFY_IDENTITY => array(
				'label'            => __( 'Order check', 'deskhand' ),
				'description'      => 'Checks that an order belongs to the shopper who is chatting, by the order number and the billing e-mail that they have typed. "status" means that where the order stands may be told; "full" follows when the shopper types the code that was mailed to them. "none" means that number and e-mail, or the code, do not fit; why is not told.',
				'input_schema'     => self::input_schema( true ),
				'output_schema'    => Schema::whole( Identity_Check::schema() ),
				'execute_callback' => static fn( array $input ): array|WP_Error => parts()->identity_check()->verify( Chatting::shopper() ?? throw new Refused( 'session_invalid' ), $input ),
			),
		);
	}

	/**
	 * What a shopper may pass. Digits may come as a number: so the sidecar puts them back in place of a placeholder.
	 *
	 * @param bool $is_code_pending True while a code is on its way: it may then stand alone.
	 * @return array<string, mixed> JSON Schema.
	 */
	public static function input_schema( bool $is_code_pending ): array {
		$pair = array(
			'order_number' => array(
				'type'        => array( 'string', 'integer' ),
				'minLength'   => 1,
				'maxLength'   => 40,
				'minimum'     => 1,
				'description' => 'The order number as the shopper typed it.',
			),
			'email'        => array(
				'type'        => 'string',
				'minLength'   => 3,
				'maxLength'   => 254,
				'description' => 'The e-mail address that the order was placed with, as the shopper typed it.',
			),
		);
		$code = array(
			'code' => array(
				'type'        => array( 'string', 'integer' ),
				'pattern'     => '^[0-9]{6}$',
				'minimum'     => 0,
				'maximum'     => 999_999,
				'description' => 'The six digits that were mailed to the shopper. Number and e-mail are not needed beside it.',
			),
		);
		return $is_code_pending ? Schema::closed( $pair + $code ) : Schema::closed( $pair, array_keys( $pair ) );
	}
}
