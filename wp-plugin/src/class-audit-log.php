<?php
/**
 * The audit log.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Reads the sidecar's log of tool calls. Every method throws `Sidecar_Error` when the sidecar can't be reached.
 */
final class Audit_Log {

	private const PAGE = 1_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Checks the whole chain.
	 */
	public function verify(): Wire\Verify_Audit_Response {
		// A long log takes a while: each entry is hashed again.
		return $this->sidecar->unary( 'sidecar.v1.Operations/VerifyAudit', new Wire\Verify_Audit_Request(), Wire\Verify_Audit_Response::class, Caller::operator( 60_000 ) );
	}

	/**
	 * The entries, the oldest first, read as they are asked for.
	 *
	 * @param int $after_seq Entries after this one; 0 for all.
	 * @return iterable<array<string, mixed>> Field => value, in the order of the contract.
	 */
	public function entries( int $after_seq = 0 ): iterable {
		do {
			$entries = $this->sidecar->unary( 'sidecar.v1.Operations/ListAudit', new Wire\List_Audit_Request( page_size: self::PAGE, after_seq: $after_seq ), Wire\List_Audit_Response::class, Caller::operator( 15_000 ) )->entries;
			foreach ( $entries as $entry ) {
				$after_seq = $entry->seq;
				yield get_object_vars( $entry );
			}
		} while ( self::PAGE === count( $entries ) );
	}
}
