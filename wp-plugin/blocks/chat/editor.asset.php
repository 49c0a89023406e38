<?php
/**
 * What the block's editor script needs.
 *
 * @package Deskhand
 */

return array(
	'dependencies' => array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-i18n' ),
	'version'      => '0.1.0',
);
