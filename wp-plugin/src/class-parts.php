<?php
/**
 * The composition root.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Makes each part once, on first use, and hands it what it needs. Nothing else in the plugin reads stored settings
 * or makes keys.
 */
final class Parts {

	/**
	 * Parts made so far, by name.
	 *
	 * @var array<string, object>
	 */
	private array $made = array();

	/** What the owner decided. */
	public function settings(): Settings {
		return $this->made[ __FUNCTION__ ] ??= Settings::load();
	}

	/** Forgets what was made, so that changed settings take effect within this request. */
	public function renew(): void {
		$this->made = array();
	}
}
