<?php
/**
 * The bond between this site and its sidecar.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Registers this site's public key with the sidecar and remembers which key that was, so that new salts or another
 * sidecar show at once. The option holds no secret.
 */
final class Pairing {

	public const OPTION = 'deskhand_pairing';

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar  The sidecar.
	 * @param Keypair        $keypair  This site's.
	 * @param Settings       $settings The owner's.
	 * @param string         $site     The site's address: the audience of every token.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Keypair $keypair,
		private readonly Settings $settings,
		private readonly string $site,
	) {}

	/**
	 * True when the present key was registered with the present sidecar.
	 */
	public function is_paired(): bool {
		$kept = get_option( self::OPTION );
		return is_array( $kept )
			&& ( $kept['kid'] ?? '' ) === $this->keypair->kid
			&& ( $kept['site'] ?? '' ) === $this->site
			&& ( $kept['address'] ?? '' ) === $this->settings->sidecar_address;
	}

	/**
	 * True when the sidecar trusts the socket and asks for no code.
	 */
	public function needs_no_code(): bool {
		return str_starts_with( $this->settings->sidecar_address, 'unix:' );
	}

	/**
	 * Registers the key and tells the sidecar about the shop. Again changes nothing.
	 *
	 * @param string $code The code that the sidecar printed; empty over a trusted socket.
	 * @return string The sidecar's version.
	 * @throws Sidecar_Error When it can't be reached or refuses.
	 */
	public function pair( string $code ): string {
		$request  = new Wire\Pair_Request(
			public_key: $this->keypair->public_key,
			site: $this->site,
			code: strtoupper( (string) preg_replace( '/[^A-Za-z0-9]/', '', $code ) ),
		);
		$response = $this->sidecar->unary( 'sidecar.v1.Operations/Pair', $request, Wire\Pair_Response::class, Caller::operator() );
		update_option(
			self::OPTION,
			array(
				'kid'     => $this->keypair->kid,
				'site'    => $this->site,
				'address' => $this->settings->sidecar_address,
			)
		);
		$this->push_settings();
		return $response->version;
	}

	/**
	 * Tells the sidecar what the owner decided.
	 *
	 * @throws Sidecar_Error When it can't be reached or refuses.
	 */
	public function push_settings(): void {
		$hosts = array_filter( array_map( static fn( string $url ): string => (string) wp_parse_url( $url, PHP_URL_HOST ), array( home_url(), site_url() ) ) );
		$shop  = new Wire\Shop_Settings(
			shop_name: Widget::shop_name(),
			locale: str_replace( '_', '-', get_locale() ),
			hosts: array_values( array_unique( $hosts ) ),
			hours: $this->settings->hours,
			retention_days: $this->settings->retention_days,
			messages_per_minute: $this->settings->messages_per_minute,
			currency: function_exists( 'get_woocommerce_currency' ) ? get_woocommerce_currency() : '',
			thread_tokens: $this->settings->thread_tokens,
			monthly_budget_micros: $this->settings->monthly_budget_micros,
			flags: Flags::to_wire( $this->settings->flags ),
			messages_per_subject_minute: $this->settings->messages_per_subject_minute,
			messages_per_site_minute: $this->settings->messages_per_site_minute,
			opening_times: Opening_Hours::to_wire( $this->settings->opening_times ),
			holidays: $this->settings->holidays,
			time_zone: wp_timezone_string(),
			away_text: $this->settings->away_text,
			escalate_after_minutes: $this->settings->escalate_after_minutes,
			reply_times: Opening_Hours::reply_times( $this->settings ),
		);
		$this->sidecar->unary( 'sidecar.v1.Operations/PutSettings', new Wire\Put_Settings_Request( settings: $shop ), Wire\Put_Settings_Response::class, Caller::operator() );
	}
}
