<?php
/**
 * Messages that came while nobody answered.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Keeps a message in WordPress, tells the owner by mail, and hands it to the sidecar as a ticket once that is back.
 */
final class Contact_Form {

	public const POST_TYPE = 'deskhand_message';

	/** Status of a message that waits for the sidecar. */
	public const WAITING = 'draft';

	/** Status of a message that became a ticket. */
	private const DELIVERED = 'private';

	/** Status of a message that the sidecar does not take; the mail has told the owner. */
	public const REFUSED = 'pending';

	/** Messages handed over in one go. */
	private const BATCH = 20;

	/** Meta by which the same words are known again. Written last: without it, not all of a message was written. */
	private const DIGEST = 'deskhand_digest';

	/** Meta that is there once WordPress took the mail. */
	private const MAILED = 'deskhand_mailed';

	/**
	 * Only assigns.
	 *
	 * @param Ticket_Desk $desk           Where messages become tickets.
	 * @param Staff_Mail  $mail           How the owner hears of them at once.
	 * @param int         $retention_days Days that delivered messages are kept.
	 */
	public function __construct(
		private readonly Ticket_Desk $desk,
		private readonly Staff_Mail $mail,
		private readonly int $retention_days,
	) {}

	/**
	 * Action `init`: a post type that shows nowhere.
	 */
	public static function register_post_type(): void {
		register_post_type(
			self::POST_TYPE,
			array(
				'label'               => __( 'Deskhand messages', 'deskhand' ),
				'public'              => false,
				'publicly_queryable'  => false,
				'exclude_from_search' => true,
				'show_ui'             => false,
				'show_in_rest'        => false,
				'can_export'          => false,
				// Rights that no role has: not even XML-RPC lists who wrote what.
				'capability_type'     => self::POST_TYPE,
				'query_var'           => false,
				'rewrite'             => false,
				'supports'            => array( 'title', 'editor' ),
			)
		);
	}

	/**
	 * Keeps a message and mails it, each once a request id; sent again, it does what a worker that died left undone.
	 *
	 * @param string $request_id Names the message.
	 * @param string $name       May be empty.
	 * @param string $email      Where to answer.
	 * @param string $message    What they wrote.
	 * @throws Refused `busy` while another worker has the same request, `message_conflict` when it came before with
	 *                 other words, `internal` when WordPress can't store it.
	 */
	public function keep( string $request_id, string $name, string $email, string $message ): void {
		$lock = Lock::take( "contact/$request_id", time() ) ?? throw new Refused( 'busy' );
		try {
			$id = self::store( $request_id, $name, $email, $message );
			if ( '' === get_post_meta( $id, self::MAILED, true ) && $this->send( $name, $email, $message ) ) {
				update_post_meta( $id, self::MAILED, '1' );
			}
		} finally {
			$lock->release();
		}
	}

	/**
	 * The post of a request, written unless all of it was.
	 *
	 * @param string $request_id Names the message.
	 * @param string $name       May be empty.
	 * @param string $email      Where to answer.
	 * @param string $message    What they wrote.
	 * @return int Its id.
	 * @throws Refused `message_conflict` or `internal`.
	 */
	private static function store( string $request_id, string $name, string $email, string $message ): int {
		global $wpdb;
		// The message's thread, and the idempotency key of its ticket.
		$slug   = substr( hash( 'sha256', $request_id ), 0, 32 );
		$digest = hash( 'sha256', (string) wp_json_encode( array( $name, $email, $message ) ) );
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- past every cache: another worker may have written it a moment ago.
		$known = (int) $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_type = %s AND post_name = %s", self::POST_TYPE, $slug ) );
		$kept  = 0 === $known ? '' : get_post_meta( $known, self::DIGEST, true );
		if ( '' !== $kept ) {
			return $kept === $digest ? $known : throw new Refused( 'message_conflict' );
		}
		$id = wp_insert_post(
			wp_slash(
				array(
					'ID'           => $known,
					'post_type'    => self::POST_TYPE,
					'post_status'  => self::WAITING,
					'post_name'    => $slug,
					// As text: WordPress's filters would otherwise drop what looks like markup.
					'post_content' => htmlspecialchars( $message, ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
					'meta_input'   => array(
						'deskhand_name'  => $name,
						'deskhand_email' => $email,
						self::DIGEST     => $digest,
					),
				)
			)
		);
		return is_int( $id ) && $id > 0 ? $id : throw new Refused( 'internal' );
	}

	/**
	 * Mails a message to the shop's people.
	 *
	 * @param string $name    May be empty.
	 * @param string $email   Where to answer.
	 * @param string $message What they wrote.
	 * @return bool True when WordPress took it.
	 */
	private function send( string $name, string $email, string $message ): bool {
		return $this->mail->send(
			/* translators: %s: first line of the message. */
			sprintf( __( 'New message: %s', 'deskhand' ), Ticket_Desk::subject_of( $message ) ),
			array(
				$message,
				/* translators: %s: a name. */
				'' !== $name ? sprintf( __( 'From: %s', 'deskhand' ), $name ) : '',
				/* translators: %s: an e-mail address. */
				sprintf( __( 'Answer to: %s', 'deskhand' ), $email ),
				__( 'The assistant was not available. This message becomes a ticket as soon as it is back.', 'deskhand' ),
			),
			$email
		);
	}

	/**
	 * Hands waiting messages over, oldest first. When the sidecar does not answer, the rest wait; a message that it
	 * refuses keeps no other from being delivered.
	 *
	 * @return int Messages that became tickets.
	 */
	public function deliver(): int {
		$delivered_count = 0;
		foreach ( self::waiting( self::BATCH ) as $post ) {
			$meta    = static fn( string $key ): string => (string) get_post_meta( $post->ID, "deskhand_$key", true );
			$contact = new Wire\Contact( name: $meta( 'name' ), email: $meta( 'email' ) );
			$body    = self::text( $post );
			$status  = self::DELIVERED;
			try {
				$this->desk->open( Caller::messenger( $post->post_name ), $post->post_name, Ticket_Desk::subject_of( $body ), $body, $contact );
				++$delivered_count;
			} catch ( Sidecar_Error | Refused $error ) {
				if ( ! str_starts_with( (string) Problem::from( $error )->get_error_code(), 'message_' ) ) {
					break;
				}
				$status = self::REFUSED;
			}
			wp_update_post(
				array(
					'ID'          => $post->ID,
					'post_status' => $status,
				)
			);
		}
		return $delivered_count;
	}

	/**
	 * Messages that are no ticket yet, oldest first.
	 *
	 * @param int    $count  Most to give.
	 * @param string $status `WAITING`, or `REFUSED` for those that will never be one.
	 * @return list<\WP_Post>
	 */
	public static function waiting( int $count, string $status = self::WAITING ): array {
		return get_posts(
			array(
				'post_type'      => self::POST_TYPE,
				'post_status'    => $status,
				'posts_per_page' => $count,
				'orderby'        => 'ID',
				'order'          => 'ASC',
			)
		);
	}

	/**
	 * What someone wrote.
	 *
	 * @param \WP_Post $post A kept message.
	 */
	public static function text( \WP_Post $post ): string {
		return html_entity_decode( $post->post_content, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	}

	/**
	 * Deletes delivered messages that are older than the retention period.
	 */
	public function forget_old(): void {
		$old = get_posts(
			array(
				'post_type'      => self::POST_TYPE,
				'post_status'    => array( self::DELIVERED, self::REFUSED ),
				'posts_per_page' => 100,
				'fields'         => 'ids',
				'date_query'     => array( array( 'before' => "$this->retention_days days ago" ) ),
			)
		);
		foreach ( $old as $id ) {
			wp_delete_post( $id, true );
		}
	}
}
