<?php
/**
 * Stores some of the plugin's settings, as its settings page does; the others stay.
 *
 * @param array<string, mixed> $settings By name.
 */

declare(strict_types=1);

return static function ( array $settings ): void {
	$all = Deskhand\Settings::from_values( $settings + Deskhand\Settings::load()->values() );
	update_option( Deskhand\Settings::OPTION, $all->values() );
};
