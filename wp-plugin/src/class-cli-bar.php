<?php
/**
 * The progress of long work in a terminal.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI\Utils;

/**
 * A bar for each stage of the sidecar's work that can be counted.
 */
final class Cli_Bar {

	/**
	 * WP-CLI's bar of the stage; null before the first.
	 *
	 * @var \cli\progress\Bar|\WP_CLI\NoOp|null
	 */
	private ?object $bar = null;

	/** The stage it is for. */
	private string $stage = '';

	/** Units it shows as done. */
	private int $shown_count = 0;

	/**
	 * Moves the bar.
	 *
	 * @param Wire\Sync_Progress $progress How far it is.
	 */
	public function move( Wire\Sync_Progress $progress ): void {
		if ( $progress->stage !== $this->stage ) {
			$this->finish();
			$this->stage       = $progress->stage;
			$this->shown_count = 0;
			$this->bar         = $progress->total_count > 0 ? Utils\make_progress_bar( ucfirst( $progress->stage ), $progress->total_count ) : null;
		}
		$this->bar?->tick( max( 0, $progress->done_count - $this->shown_count ) );
		$this->shown_count = max( $this->shown_count, $progress->done_count );
	}

	/** Ends the line. */
	public function finish(): void {
		$this->bar?->finish();
		$this->bar = null;
	}
}
