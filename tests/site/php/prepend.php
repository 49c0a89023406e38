<?php
/**
 * Runs before every script on the command line: a failure shall show its cause, not a web page.
 */

declare(strict_types=1);

define( 'WP_DISABLE_FATAL_ERROR_HANDLER', true );
