<?php
/**
 * Generated from proto/sidecar/v1/knowledge.proto by scripts/proto; do not edit.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Wire;

/** What a source is. */
final class Source_Kind {
	/** Not set; never sent. */
	public const UNSPECIFIED = 0;

	/** What WordPress pushes. There is exactly one. */
	public const WORDPRESS = 1;

	/** The folder beside the sidecar; there when one is mounted. */
	public const FOLDER = 2;

	/** A docs site that is read by its sitemap. */
	public const SITE = 3;
}
