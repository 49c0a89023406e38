<?php
/**
 * Telling the owner that the agent has nothing to answer from.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A notice on the dashboard and on our screens while search is off because the index is empty or too old.
 */
final class Index_Notice {

	/** What the sidecar last said of its index; asked again when it has run out. */
	private const STATE = 'deskhand_index_state';

	private const STATE_S = 300;

	private const TIMEOUT_MS = 1_000;

	/**
	 * Action `admin_notices`. The settings page says it itself, where it can be mended.
	 *
	 * @param Parts $parts The plugin's parts.
	 */
	public static function print( Parts $parts ): void {
		$screen = get_current_screen()->id ?? '';
		if ( ! current_user_can( 'manage_options' ) || 1 !== preg_match( '/^dashboard$|_page_deskhand-/D', $screen ) || ! $parts->pairing()->is_paired() ) {
			return;
		}
		$text = match ( self::state( $parts->sidecar() ) ) {
			Wire\Index_State::EMPTY => __( 'Deskhand has not read your shop yet, so the assistant finds no answers.', 'deskhand' ),
			Wire\Index_State::STALE => __( 'Deskhand has not read your shop for two days, so the assistant stopped answering from it. Check that WP-Cron runs.', 'deskhand' ),
			default => '',
		};
		if ( '' !== $text ) {
			wp_admin_notice(
				sprintf( '%s <a href="%s">%s</a>', esc_html( $text ), esc_url( Screens::url( Screens::SETTINGS ) ), esc_html__( 'Press "Index now"', 'deskhand' ) ),
				array( 'type' => 'warning' )
			);
		}
	}

	/** Forgets what the sidecar said, because the index has changed. */
	public static function forget(): void {
		delete_transient( self::STATE );
	}

	/**
	 * What the sidecar says of its index; unspecified when it does not answer, which the contact form makes up for.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	private static function state( Sidecar_Client $sidecar ): int {
		$state = get_transient( self::STATE );
		if ( false === $state ) {
			try {
				$state = $sidecar->unary( 'sidecar.v1.Knowledge/GetIndexStatus', new Wire\Get_Index_Status_Request(), Wire\Get_Index_Status_Response::class, Caller::librarian( self::TIMEOUT_MS ) )->state;
			} catch ( Sidecar_Error ) {
				$state = Wire\Index_State::UNSPECIFIED;
			}
			set_transient( self::STATE, $state, self::STATE_S );
		}
		return (int) $state;
	}
}
