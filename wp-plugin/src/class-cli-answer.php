<?php
/**
 * An answer in a terminal.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Prints the events of a turn as they come: steps, words, cards, sources.
 */
final class Cli_Answer {

	/** True while a line of the answer is open. */
	private bool $in_text = false;

	/**
	 * Prints one event.
	 *
	 * @param array<string, mixed> $event Of `Event_Json`.
	 */
	public function print( array $event ): void {
		if ( 'delta' === $event['type'] ) {
			$this->in_text = true;
			WP_CLI::out( self::plain( $event['text'] ) );
			return;
		}
		$line = match ( $event['type'] ) {
			'step' => '… ' . $event['text'],
			'citation' => "Source: {$event['title']}" . ( '' === $event['url'] ? '' : " <{$event['url']}>" ),
			'card' => 'product' === $event['kind']
				? "[{$event['title']} · {$event['price_text']} · {$event['stock_text']} · {$event['url']}]"
				: "[Order {$event['number']} · {$event['status']} · {$event['total']}]",
			'replaced' => '(What was shown is withdrawn.)',
			'handed_off' => "A person was asked to take over; place {$event['queue_position']} in line.",
			'ticket' => "Ticket {$event['ticket_id']}: {$event['subject']}",
			'ticket_offer' => "Offers a ticket: {$event['subject']}",
			'failed' => $event['text'],
			'done' => sprintf( '(%s, confidence %.2f)', $event['outcome'], $event['confidence'] ),
			default => '',
		};
		if ( '' === $line ) {
			return;
		}
		WP_CLI::line( ( $this->in_text ? "\n" : '' ) . self::plain( $line ) );
		$this->in_text = false;
	}

	/**
	 * Text without what a terminal would obey.
	 *
	 * @param string $text Any text.
	 */
	private static function plain( string $text ): string {
		return (string) preg_replace( '/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/', '', $text );
	}
}
