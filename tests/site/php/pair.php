<?php
/**
 * Pairs the plugin with the sidecar over its trusted socket, as "Pair" on the settings page does.
 *
 * Arguments: docroot.
 */

declare(strict_types=1);

require $argv[1] . '/wp-load.php';

Deskhand\parts()->pairing()->pair( '' );
