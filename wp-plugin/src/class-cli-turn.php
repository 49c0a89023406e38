<?php
/**
 * A turn in a terminal.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_CLI;

/**
 * Prints the steps of a turn as they come, each on a line for people or for machines, and what came of it at the end.
 * The lines are those of `deskhand ask`.
 */
final class Cli_Turn {

	/** When, how long it took, what it cost, its kind, what it was. */
	private const COLUMNS = '%8s  %10s  %9s  %-9s  %s';

	private const MAX_VALUE_CHARS = 200;

	/** When the first event happened. */
	private int $began_unix_ms = 0;

	/** What was said and not withdrawn. */
	private string $text = '';

	/**
	 * Its sources.
	 *
	 * @var list<array{title: string, url: string, section: string}>
	 */
	private array $sources = array();

	/**
	 * States since the last line.
	 *
	 * @var list<string>
	 */
	private array $states = array();

	/** True once the turn ended with an answer. */
	private bool $has_answer = false;

	/**
	 * Only assigns.
	 *
	 * @param Shopper $shopper As whom it runs.
	 * @param bool    $as_json For machines.
	 */
	public function __construct(
		private readonly Shopper $shopper,
		private readonly bool $as_json,
	) {}

	/** True once the turn ended with an answer. */
	public function has_answer(): bool {
		return $this->has_answer;
	}

	/**
	 * Prints what an event tells.
	 *
	 * @param Wire\Chat_Event $event From the sidecar.
	 */
	public function read( Wire\Chat_Event $event ): void {
		if ( 0 === $this->began_unix_ms ) {
			$this->began_unix_ms = $event->at_unix_ms;
			if ( ! $this->as_json ) {
				self::line( sprintf( self::COLUMNS, 'at', 'took', 'cost', '', '' ) );
			}
		}
		$step = $this->step( $event );
		if ( null === $step ) {
			return;
		}
		$step['at_ms'] = $event->at_unix_ms - $this->began_unix_ms;
		if ( in_array( $step['kind'], array( 'answer', 'failed' ), true ) ) {
			$step['took_ms']  = (float) $step['at_ms'];
			$this->has_answer = 'answer' === $step['kind'];
		}
		if ( $this->as_json ) {
			$step['detail'] = (object) $step['detail'];
			WP_CLI::line( (string) wp_json_encode( $step, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
			return;
		}
		$this->print( $step );
	}

	/**
	 * The step that an event stands for; null when it is none of its own.
	 *
	 * @param Wire\Chat_Event $event From the sidecar.
	 * @return array{kind: string, text: string, detail: array<string, mixed>, took_ms: float, cost_micros: int}|null
	 */
	private function step( Wire\Chat_Event $event ): ?array {
		switch ( true ) {
			case null !== $event->trace:
				$trace = $event->trace;
				return self::made( $trace->kind, $trace->text, (array) json_decode( $trace->detail_json ), $trace->took_ms, $trace->cost_micros );
			case null !== $event->delta:
				$this->text .= $event->delta->text;
				return null;
			case null !== $event->citation:
				$this->sources[] = array(
					'title'   => $event->citation->title,
					'url'     => $event->citation->url,
					'section' => $event->citation->section,
				);
				return null;
			case null !== $event->replaced:
				$this->text    = '';
				$this->sources = array();
				return self::made( 'withdrawn', $event->replaced->reason );
			case null !== $event->card:
				$card = Event_Json::of( $event, $this->shopper );
				return null === $card ? null : self::made( 'card', (string) ( $card['title'] ?? $card['number'] ?? '' ), array_diff_key( $card, array_flip( array( 'seq', 'type' ) ) ) );
			case null !== $event->ticket_offer:
				return self::made( 'offer', $event->ticket_offer->subject, array( 'body' => $event->ticket_offer->body ) );
			case null !== $event->ticket:
				return self::made( 'ticket', $event->ticket->subject, array( 'id' => $event->ticket->ticket_id ) );
			case null !== $event->handed_off:
				return self::made( 'handoff', $event->handed_off->hours, array( 'queue_position' => $event->handed_off->queue_position ) );
			case null !== $event->failed:
				return self::made( 'failed', $event->failed->text, array( 'reason' => $event->failed->reason ) );
			case null !== $event->done:
				$usage  = $event->done->usage ?? new Wire\Usage();
				$detail = array(
					'outcome'       => Event_Json::of( $event, $this->shopper )['outcome'] ?? '',
					'confidence'    => round( $event->done->confidence, 3 ),
					'sources'       => $this->sources,
					'input_tokens'  => $usage->input_tokens,
					'output_tokens' => $usage->output_tokens,
				);
				return self::made( 'answer', trim( $this->text ), $detail, 0.0, $usage->cost_micros );
		}
		return null;
	}

	/**
	 * A step.
	 *
	 * @param string               $kind        What it was.
	 * @param string               $text        In one line.
	 * @param array<string, mixed> $detail      Its values.
	 * @param float                $took_ms     How long it took.
	 * @param int                  $cost_micros What it cost.
	 * @return array{kind: string, text: string, detail: array<string, mixed>, took_ms: float, cost_micros: int}
	 */
	private static function made( string $kind, string $text, array $detail = array(), float $took_ms = 0.0, int $cost_micros = 0 ): array {
		return compact( 'kind', 'text', 'detail', 'took_ms', 'cost_micros' );
	}

	/**
	 * Prints a step for people; states that follow each other share a line.
	 *
	 * @param array{kind: string, text: string, detail: array<string, mixed>, took_ms: float, cost_micros: int, at_ms: int} $step The step.
	 */
	private function print( array $step ): void {
		if ( 'state' === $step['kind'] ) {
			$this->states[] = $step['text'];
			return;
		}
		$at = $step['at_ms'] . ' ms';
		if ( array() !== $this->states ) {
			self::line( sprintf( self::COLUMNS, $at, '', '', 'state', implode( ' → ', $this->states ) ) );
			$this->states = array();
		}
		if ( in_array( $step['kind'], array( 'answer', 'failed' ), true ) ) {
			self::print_end( $step );
			return;
		}
		[ $text, $detail ] = array( $step['text'], $step['detail'] );
		if ( 'passage' === $step['kind'] ) {
			$text = trim( "{$detail['mark']} $text {$detail['url']}" );
			unset( $detail['mark'], $detail['url'] );
		} elseif ( 'proof' === $step['kind'] ) {
			$text = ( $detail['released'] ? '✓ ' : '✗ ' ) . $text;
			unset( $detail['released'] );
		}
		$told = array();
		foreach ( $detail as $name => $value ) {
			if ( '' !== $value && array() !== $value ) {
				$told[] = "$name " . self::cut( $value );
			}
		}
		$took = $step['took_ms'] > 0 ? sprintf( '%.1f ms', $step['took_ms'] ) : '';
		$cost = $step['cost_micros'] > 0 ? Cli_Cost::amount( $step['cost_micros'] ) : '';
		self::line( sprintf( self::COLUMNS, $at, $took, $cost, $step['kind'], $text . ( $told ? '  (' . implode( '; ', $told ) . ')' : '' ) ) );
	}

	/**
	 * Prints the last step.
	 *
	 * @param array{kind: string, text: string, detail: array<string, mixed>, took_ms: float, cost_micros: int, at_ms: int} $step The step.
	 */
	private static function print_end( array $step ): void {
		$detail = $step['detail'];
		self::line( "\n{$step['text']}\n" );
		foreach ( $detail['sources'] ?? array() as $source ) {
			self::line( trim( "Source: {$source['title']} {$source['url']}" ) );
		}
		self::line(
			isset( $detail['reason'] )
				? "failed, {$detail['reason']}; {$step['at_ms']} ms"
				: sprintf( '%s, confidence %.2f; %d tokens in, %d out, cost %s; %d ms', $detail['outcome'], $detail['confidence'], $detail['input_tokens'], $detail['output_tokens'], Cli_Cost::amount( $step['cost_micros'] ), $step['at_ms'] )
		);
	}

	/**
	 * A value in few words.
	 *
	 * @param mixed $value Of a step.
	 */
	private static function cut( mixed $value ): string {
		$text = is_string( $value ) ? $value : (string) wp_json_encode( $value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
		return mb_strlen( $text ) > self::MAX_VALUE_CHARS ? mb_substr( $text, 0, self::MAX_VALUE_CHARS - 1 ) . '…' : $text;
	}

	/**
	 * Prints text without what a terminal would obey.
	 *
	 * @param string $text Any text.
	 */
	private static function line( string $text ): void {
		WP_CLI::line( (string) preg_replace( '/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/', '', $text ) );
	}
}
