<?php
/**
 * Files that outlive a request.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Where this host keeps locks and counters: not in the site's folders, and of no worth after a restart.
 *
 * Only the web server's user may get into it. In a folder that others can write to, as `wp_mkdir_p()` makes them below
 * /tmp, another user of the host could hold every lock or lead a write elsewhere by a link.
 */
final class Scratch_Folder {

	/**
	 * Only assigns.
	 *
	 * @param string $path The folder; made when missing, its parent is there.
	 */
	public function __construct( public readonly string $path ) {}

	/**
	 * Opens a file for reading and writing; made when missing.
	 *
	 * @param string $name Its name.
	 * @return resource|null Null when there is no folder of our own.
	 */
	public function open( string $name ) {
		// phpcs:disable WordPress.WP.AlternativeFunctions -- WP_Filesystem has neither locks nor modes.
		// phpcs:disable WordPress.PHP.NoSilencedErrors -- what fails is told by the result.
		if ( ! is_dir( $this->path ) ) {
			@mkdir( $this->path, 0700 );
		}
		$mode = @lstat( $this->path )['mode'] ?? 0;
		// A folder, no link, without rights for group and others. Windows has no such rights.
		$is_private = 0040000 === ( $mode & 0170077 ) || '\\' === DIRECTORY_SEPARATOR;
		$file       = $is_private ? @fopen( "$this->path/$name", 'c+' ) : false;
		// phpcs:enable
		return false === $file ? null : $file;
	}
}
