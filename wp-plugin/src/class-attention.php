<?php
/**
 * What waits for the shop's people.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Counts for the menu. They are asked for after the response of a page is out, so that no screen of wp-admin waits for
 * the sidecar, and are shown from the next page on.
 */
final class Attention {

	/** What was counted last: screen => count. */
	public const COUNTS = 'deskhand_attention';

	/** How long a count is shown without asking again. */
	private const FRESH_S = 60;

	/** A count that could not be had again is dropped after this. */
	private const KEPT_S = 600;

	private const MAX_QUEUE = 200;

	/** Where PHP can't end a response before it works on, a page waits for this at most once a minute. */
	private const TIMEOUT_MS = 500;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * The counts that are known, by screen.
	 *
	 * @return array<string, int>
	 */
	public static function counts(): array {
		$kept = get_transient( self::COUNTS );
		return is_array( $kept['counts'] ?? null ) ? array_map( intval( ... ), $kept['counts'] ) : array();
	}

	/**
	 * True when it is time to count again.
	 */
	public static function is_due(): bool {
		$kept = get_transient( self::COUNTS );
		return (int) ( $kept['at'] ?? 0 ) < time() - self::FRESH_S;
	}

	/**
	 * Counts, and keeps it. What a sidecar of an earlier version does not know counts as nothing; one that can't be
	 * reached is asked no more for this time.
	 */
	public function count(): void {
		set_transient(
			self::COUNTS,
			array(
				'at'     => time(),
				'counts' => self::counts(),
			),
			self::KEPT_S
		);
		$desk   = static fn( string $method, Wire_Message $request, string $response ): array => array( "sidecar.v1.Desk/$method", $request, $response, Caller::staff( self::TIMEOUT_MS ) );
		$owner  = static fn( string $method, Wire_Message $request, string $response ): array => array( "sidecar.v1.Operations/$method", $request, $response, Caller::operator( self::TIMEOUT_MS ) );
		$counts = array(
			Screens::CONVERSATIONS => count( $this->ask( $desk( 'ListThreads', new Wire\List_Threads_Request( page_size: self::MAX_QUEUE, state: Wire\Thread_State::WAITING ), Wire\List_Threads_Response::class ) )->threads ?? array() ),
			Screens::TICKETS       => $this->ask( $desk( 'ListTickets', new Wire\List_Tickets_Request( page_size: 1 ), Wire\List_Tickets_Response::class ) )->late_count ?? 0,
			Screens::APPROVALS     => $this->ask( $desk( 'ListApprovals', new Wire\List_Approvals_Request( page_size: 1 ), Wire\List_Approvals_Response::class ) )->waiting_count ?? 0,
			Screens::OUTBOX        => ( $this->ask( $owner( 'ListJobs', new Wire\List_Jobs_Request( page_size: 1 ), Wire\List_Jobs_Response::class ) )->dead_count ?? 0 )
				+ ( $this->ask( $owner( 'ListDeliveries', new Wire\List_Deliveries_Request( page_size: 1 ), Wire\List_Deliveries_Response::class ) )->dead_count ?? 0 ),
		);
		set_transient(
			self::COUNTS,
			array(
				'at'     => time(),
				'counts' => array_filter( $counts ),
			),
			self::KEPT_S
		);
	}

	/**
	 * One call; null for what the sidecar does not know.
	 *
	 * @param array{string, Wire_Message, string, Caller} $call As `Sidecar_Client::unary()` takes it.
	 * @throws Sidecar_Error When it can't be reached.
	 */
	private function ask( array $call ): ?object {
		try {
			return $this->sidecar->unary( ...$call );
		} catch ( Sidecar_Error $error ) {
			return Sidecar_Error::UNIMPLEMENTED === $error->grpc_status ? null : throw $error;
		}
	}

	/**
	 * A title with its count, as HTML for the menu.
	 *
	 * @param string $title The title.
	 * @param int    $count What waits; 0 for none.
	 */
	public static function titled( string $title, int $count ): string {
		return $count < 1 ? esc_html( $title ) : sprintf(
			'%s <span class="awaiting-mod"><span aria-hidden="true">%s</span><span class="screen-reader-text">%s</span></span>',
			esc_html( $title ),
			esc_html( number_format_i18n( $count ) ),
			/* translators: %s: how many. */
			esc_html( sprintf( __( '%s need attention', 'deskhand' ), number_format_i18n( $count ) ) )
		);
	}
}
