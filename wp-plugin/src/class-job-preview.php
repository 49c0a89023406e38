<?php
/**
 * What a job will send.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * A job in words, for the shop's people: what it is, and what its mail says.
 */
final class Job_Preview {

	/**
	 * Only assigns; use `of()`.
	 *
	 * @param string $title What it is.
	 * @param string $text  What is sent; empty when the job is over.
	 */
	private function __construct( public readonly string $title, public readonly string $text ) {}

	/**
	 * The words for a job.
	 *
	 * @param Wire\Job_Summary $job From the sidecar.
	 */
	public static function of( Wire\Job_Summary $job ): self {
		$payload = json_decode( $job->payload_json, true );
		$field   = static fn( string $name ): string => is_array( $payload ) && is_string( $payload[ $name ] ?? null ) ? $payload[ $name ] : '';
		return new self(
			match ( $job->kind ) {
				'staff_mail' => match ( $field( 'about' ) ) {
					'handoff' => __( 'To staff: a shopper asks for a person', 'deskhand' ),
					'budget' => __( 'To staff: the budget', 'deskhand' ),
					'ticket' => __( 'To staff: a ticket', 'deskhand' ),
					default => __( 'To staff', 'deskhand' ),
				},
				'shopper_mail' => __( 'To a shopper, who asked for it', 'deskhand' ),
				'reply_mail' => __( 'To a shopper: your reply', 'deskhand' ),
				default => $job->kind,
			},
			match ( $job->kind ) {
				'shopper_mail' => implode( "\n\n", array_filter( array( $field( 'preview' ), parts()->shopper_mail()->text( (array) $payload ) ) ) ),
				'reply_mail' => $field( 'text' ),
				default => implode( "\n\n", array_filter( array( trim( $field( 'ticket_id' ) . ' ' . $field( 'subject' ) ), $field( 'body' ) ) ) ),
			}
		);
	}
}
