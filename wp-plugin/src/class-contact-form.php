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
	 * Keeps a message and mails it; the same again changes nothing.
	 *
	 * @param string $request_id Tells a message from one with the same words at another time.
	 * @param string $name       May be empty.
	 * @param string $email      Where to answer.
	 * @param string $message    What they wrote.
	 * @throws Refused `internal` when WordPress can't store it.
	 */
	public function keep( string $request_id, string $name, string $email, string $message ): void {
		// The message's thread, and the idempotency key of its ticket.
		$slug = substr( hash( 'sha256', (string) wp_json_encode( array( $request_id, $name, $email, $message ) ) ), 0, 32 );
		if ( get_page_by_path( $slug, OBJECT, self::POST_TYPE ) instanceof \WP_Post ) {
			return;
		}
		$id = wp_insert_post(
			wp_slash(
				array(
					'post_type'    => self::POST_TYPE,
					'post_status'  => self::WAITING,
					'post_name'    => $slug,
					// As text: WordPress's filters would otherwise drop what looks like markup.
					'post_content' => htmlspecialchars( $message, ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
					'meta_input'   => array(
						'deskhand_name'  => $name,
						'deskhand_email' => $email,
					),
				)
			)
		);
		if ( ! is_int( $id ) || $id < 1 ) {
			throw new Refused( 'internal' );
		}
		$this->mail->send(
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
