<?php
/**
 * How WordPress and the sidecar get on.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Checks the line to the sidecar live and says what to do about it.
 *
 * @phpstan-type Check array{name: string, ok: bool, text: string}
 */
final class Connection {

	/** Seconds by which the clocks may differ; more and tokens are refused. */
	private const MAX_SKEW_S = 5;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 * @param Pairing        $pairing Whether this site is paired.
	 * @param Widget         $widget  Whether shoppers see the widget.
	 * @param bool           $is_shared_address True when an unlisted proxy stands before this site.
	 */
	public function __construct(
		private readonly Sidecar_Client $sidecar,
		private readonly Pairing $pairing,
		private readonly Widget $widget,
		private readonly bool $is_shared_address,
	) {}

	/**
	 * The whole report. `state` is `fine`, `degraded` (shoppers are answered, but something needs the owner) or `down`;
	 * `summary` says it in a sentence.
	 *
	 * @return array{state: string, summary: string, paired: bool, published: bool, needs_code: bool, versions: list<string>, checks: list<Check>}
	 */
	public function report(): array {
		$paired   = $this->pairing->is_paired();
		$versions = array();
		try {
			$status = $this->sidecar->unary( 'sidecar.v1.Operations/GetStatus', new Wire\Get_Status_Request(), Wire\Get_Status_Response::class, Caller::operator() );
			$index  = $this->sidecar->unary( 'sidecar.v1.Knowledge/GetIndexStatus', new Wire\Get_Index_Status_Request(), Wire\Get_Index_Status_Response::class, Caller::librarian( 3_000 ) );
			if ( ! $paired ) {
				$this->pairing->pair( '' ); // The sidecar knows this key: an option that was restored or an address that changed.
			}
			$checks   = array( self::check( 'connection', true, __( 'Connected: the sidecar answers and knows this site.', 'deskhand' ) ), ...$this->of_status( $status ), $this->of_index( $index ) );
			$state    = array_filter( $checks, static fn( array $check ): bool => ! $check['ok'] ) ? 'degraded' : 'fine';
			$paired   = true;
			$versions = $status->brain_versions;
		} catch ( Sidecar_Error $error ) {
			$checks = array( self::check( 'connection', false, Diagnosis::of( $error ) ) );
			$state  = 'down';
			$paired = $paired && Sidecar_Error::UNAUTHENTICATED !== $error->grpc_status;
		}
		if ( $this->is_shared_address ) {
			$checks[] = self::check( 'proxy', false, __( 'Your site stands behind a proxy that is not listed, so all shoppers share one limit. Add its address to "Trusted proxies" below.', 'deskhand' ) );
			$state    = 'fine' === $state ? 'degraded' : $state;
		}
		$why = $this->widget->hidden_because();
		return array(
			'state'      => $state,
			'summary'    => self::summary( $state, $why ),
			'paired'     => $paired,
			'published'  => $this->widget->is_published(),
			'needs_code' => ! $this->pairing->needs_no_code(),
			'versions'   => $versions,
			'checks'     => array( ...$checks, self::of_widget( $why ) ),
		);
	}

	/**
	 * How things are, in a sentence.
	 *
	 * @param string $state `fine`, `degraded` or `down`.
	 * @param string $why   Why shoppers don't see the widget; empty when they do.
	 */
	private static function summary( string $state, string $why ): string {
		return match ( true ) {
			'down' === $state && '' === $why => __( 'The assistant cannot answer now. Shoppers get a contact form; what they write is mailed to you at once and becomes a ticket later. Your shop is not affected.', 'deskhand' ),
			'down' === $state => __( 'Not connected yet. Begin with step 1.', 'deskhand' ),
			'ai_off' === $why => __( 'The chat is hidden, because AI features are switched off in this WordPress.', 'deskhand' ),
			'degraded' === $state && 'unpublished' === $why => __( 'Connected, not published yet. Go through the steps; lines marked "!" need you.', 'deskhand' ),
			'degraded' === $state => __( 'Something needs you: see the lines marked "!" below.', 'deskhand' ),
			'unpublished' === $why => __( 'Ready. Try the chat, then publish it; until then only administrators see it.', 'deskhand' ),
			default => __( 'All is well: shoppers see the chat and it answers.', 'deskhand' ),
		};
	}

	/**
	 * What the sidecar says of itself.
	 *
	 * @param Wire\Get_Status_Response $status Its status.
	 * @return list<Check>
	 */
	private function of_status( Wire\Get_Status_Response $status ): array {
		$skew_s = (int) round( ( $status->now_unix_ms - microtime( true ) * 1000 ) / 1000 );
		$is_old = '' !== $status->min_plugin_version && version_compare( VERSION, $status->min_plugin_version, '<' );
		$checks = array(
			self::check(
				'version',
				! $is_old,
				$is_old
					/* translators: %s: a version. */
					? sprintf( __( 'The sidecar needs version %s of this plugin or later. Update the plugin.', 'deskhand' ), $status->min_plugin_version )
					/* translators: 1: version of the sidecar, 2: version of the plugin. */
					: sprintf( __( 'Sidecar %1$s, plugin %2$s.', 'deskhand' ), $status->version, VERSION )
			),
			self::check(
				'brain',
				true,
				'extractive' === $status->brain
					? __( 'Answers are sentences of your own pages. No language model is set and none is needed.', 'deskhand' )
					/* translators: %s: name of a language model. */
					: sprintf( __( 'Answers are written by %s and checked against your pages and your shop.', 'deskhand' ), $status->brain )
			),
		);
		if ( abs( $skew_s ) > self::MAX_SKEW_S ) {
			/* translators: %d: seconds. */
			$checks[] = self::check( 'clock', false, sprintf( __( 'The clocks of WordPress and the sidecar differ by %d seconds; at most 5 are allowed. Set both by NTP.', 'deskhand' ), abs( $skew_s ) ) );
		}
		foreach ( $status->checks as $check ) {
			$text = match ( true ) {
				'index' === $check->name, $check->ok && in_array( $check->name, array( 'model', 'budget' ), true ) => '', // Said elsewhere.
				'store' === $check->name && $check->ok => __( 'Conversations and tickets are stored encrypted, on your own host.', 'deskhand' ),
				/* translators: %s: name of an embedding model. */
				'embedder' === $check->name && $check->ok => sprintf( __( 'Your pages are searched on your own host (%s).', 'deskhand' ), $check->text ),
				default => $check->text,
			};
			if ( '' !== $text ) {
				$checks[] = self::check( $check->name, $check->ok, $text );
			}
		}
		return $checks;
	}

	/**
	 * Whether the index can be used.
	 *
	 * @param Wire\Get_Index_Status_Response $index Its status.
	 * @return Check
	 */
	private function of_index( Wire\Get_Index_Status_Response $index ): array {
		$text = match ( $index->state ) {
			Wire\Index_State::READY => sprintf(
				/* translators: 1: number of pages, 2: number of passages, 3: time such as "5 minutes". */
				__( '%1$s pages in %2$s passages, read %3$s ago.', 'deskhand' ),
				number_format_i18n( $index->document_count ),
				number_format_i18n( $index->passage_count ),
				human_time_diff( intdiv( $index->synced_unix_ms, 1000 ) )
			),
			Wire\Index_State::EMPTY => __( 'Nothing was read yet. Press "Index now".', 'deskhand' ),
			Wire\Index_State::STALE => __( 'What was read is too old to answer from. Press "Index now", and check that WP-Cron runs.', 'deskhand' ),
			Wire\Index_State::REBUILDING => __( 'The index is being rebuilt; answers come back by themselves.', 'deskhand' ),
			default => __( 'The sidecar reported an index state that this plugin does not know. Update the plugin.', 'deskhand' ),
		};
		return self::check( 'index', Wire\Index_State::READY === $index->state, $text );
	}

	/**
	 * Whether shoppers see the widget. Not published is a choice, no fault.
	 *
	 * @param string $why Why they don't; empty when they do.
	 * @return Check
	 */
	private static function of_widget( string $why ): array {
		return self::check(
			'widget',
			! in_array( $why, array( 'ai_off', 'unpaired' ), true ),
			match ( $why ) {
				'ai_off' => __( 'Hidden, because AI features are switched off in this WordPress (wp_supports_ai).', 'deskhand' ),
				'unpaired' => __( 'Hidden, because this site is not paired with a sidecar. Begin with step 1.', 'deskhand' ),
				'unpublished' => __( 'Only administrators see the chat.', 'deskhand' ),
				default => __( 'Shoppers see the chat.', 'deskhand' ),
			}
		);
	}

	/**
	 * One line of the report.
	 *
	 * @param string $name What was checked.
	 * @param bool   $ok   Whether it is as it should be.
	 * @param string $text What it is, or what to do.
	 * @return Check
	 */
	private static function check( string $name, bool $ok, string $text ): array {
		return compact( 'name', 'ok', 'text' );
	}
}
