<?php
/**
 * Pairs the plugin with the sidecar over its trusted socket, as "Pair" on the settings page does.
 */

declare(strict_types=1);

return static function (): void {
	Deskhand\parts()->pairing()->pair( '' );
};
