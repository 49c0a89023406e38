<?php
/**
 * Plugin Name:          Deskhand
 * Description:          A support agent for your shop: answers from your own pages with sources, shows shoppers their own orders, opens tickets. Runs on your own host.
 * Version:              0.1.0
 * Requires at least:    6.9
 * Requires PHP:         8.1
 * WC requires at least: 9.0
 * WC tested up to:      11.0
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          deskhand
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

defined( 'ABSPATH' ) || exit;

const VERSION     = '0.1.0';
const PLUGIN_FILE = __FILE__;

spl_autoload_register(
	/** Loads `Deskhand\Foo_Bar` from `src/class-foo-bar.php` and `Deskhand\Wire\Foo_Bar` from `src/wire/`. */
	static function ( string $name ): void {
		if ( ! str_starts_with( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$path = explode( '\\', strtolower( str_replace( '_', '-', substr( $name, strlen( __NAMESPACE__ ) + 1 ) ) ) );
		$noun = array_pop( $path );
		$file = __DIR__ . '/src/' . ( $path ? implode( '/', $path ) . '/' : '' ) . "class-$noun.php";
		if ( is_file( $file ) ) {
			require $file;
		}
	}
);

/**
 * The plugin's parts, each made on first use.
 */
function parts(): Parts {
	static $parts = null;
	return $parts ??= new Parts();
}

require __DIR__ . '/hooks.php';
