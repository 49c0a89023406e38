<?php
/**
 * What can wait until the browser has its answer.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Runs named steps once, after the response was sent where the server can do that.
 */
final class After_Response {

	/**
	 * Steps that were asked for.
	 *
	 * @var array<string, true>
	 */
	private array $wanted = array();

	/**
	 * Only assigns.
	 *
	 * @param array<string, \Closure> $steps What each name stands for; gets true when no browser waits any more.
	 */
	public function __construct( private readonly array $steps ) {}

	/**
	 * Asks for a step.
	 *
	 * @param string $name A step.
	 */
	public function add( string $name ): void {
		$this->wanted[ $name ] = true;
	}

	/**
	 * Action `shutdown`: ends the response and runs what was asked for. A step that fails does not keep another.
	 */
	public function run(): void {
		if ( array() === $this->wanted ) {
			return;
		}
		$is_out       = self::end_response();
		$wanted       = array_keys( $this->wanted );
		$this->wanted = array();
		foreach ( $wanted as $name ) {
			Problem::guard( fn(): mixed => ( $this->steps[ $name ] )( $is_out ) );
		}
	}

	/**
	 * Sends what there is of the response, where the server can go on without the browser.
	 *
	 * @return bool True when no browser waits any more.
	 */
	private static function end_response(): bool {
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			return fastcgi_finish_request();
		}
		if ( function_exists( 'litespeed_finish_request' ) ) {
			return litespeed_finish_request();
		}
		return 'cli' === PHP_SAPI || wp_doing_cron();
	}
}
