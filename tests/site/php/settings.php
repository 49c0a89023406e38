<?php
/**
 * Stores the plugin's settings, as its settings page does.
 *
 * Arguments: docroot, settings as JSON.
 */

declare(strict_types=1);

require $argv[1] . '/wp-load.php';

$settings = json_decode( $argv[2], true, 4, JSON_THROW_ON_ERROR );
update_option( Deskhand\Settings::OPTION, Deskhand\Settings::from_values( $settings + Deskhand\Settings::load()->values() )->values() );
