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
	private const WAITING = 'draft';

	/** Status of a message that became a ticket. */
	private const DELIVERED = 'private';

	/** Messages handed over in one go. */
	private const BATCH = 20;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar  The sidecar.
	 * @param Settings       $settings The owner's.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar, private readonly Settings $settings ) {}

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
				'query_var'           => false,
				'rewrite'             => false,
				'supports'            => array( 'title', 'editor' ),
			)
		);
	}

	/**
	 * Keeps a message once per request id and mails it.
	 *
	 * @param string $request_id Idempotency key.
	 * @param string $name       May be empty.
	 * @param string $email      Where to answer.
	 * @param string $message    What they wrote.
	 * @throws Refused `internal` when WordPress can't store it.
	 */
	public function keep( string $request_id, string $name, string $email, string $message ): void {
		$slug = 'deskhand-' . substr( hash( 'sha256', $request_id ), 0, 32 );
		if ( get_page_by_path( $slug, OBJECT, self::POST_TYPE ) instanceof \WP_Post ) {
			return;
		}
		$subject = mb_substr( strtok( $message, "\n" ) ?: $message, 0, 120 );
		$id      = wp_insert_post(
			wp_slash(
				array(
					'post_type'    => self::POST_TYPE,
					'post_status'  => self::WAITING,
					'post_name'    => $slug,
					'post_title'   => $subject,
					// As text: WordPress's filters would otherwise drop what looks like markup.
					'post_content' => htmlspecialchars( $message, ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
					'meta_input'   => array(
						'deskhand_request_id' => $request_id,
						'deskhand_name'       => $name,
						'deskhand_email'      => $email,
					),
				)
			)
		);
		if ( ! is_int( $id ) || $id < 1 ) {
			throw new Refused( 'internal' );
		}
		( new Staff_Mail( $this->settings ) )->send(
			/* translators: %s: first line of the message. */
			sprintf( __( 'New message: %s', 'deskhand' ), $subject ),
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
	 * Hands waiting messages over, oldest first; the rest wait when the sidecar does not answer.
	 *
	 * @return int Messages that became tickets.
	 */
	public function deliver(): int {
		$delivered_count = 0;
		foreach ( self::waiting( self::BATCH ) as $post ) {
			$meta       = static fn( string $key ): string => (string) get_post_meta( $post->ID, "deskhand_$key", true );
			$request_id = $meta( 'request_id' );
			$caller     = new Grpc_Call( 'system', substr( hash( 'sha256', "contact:$request_id" ), 0, 32 ), array( 'support.read_kb', 'tickets.create' ), 5_000 );
			$contact    = new Wire\Contact( name: $meta( 'name' ), email: $meta( 'email' ) );
			$body       = html_entity_decode( $post->post_content, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
			try {
				Ticket_Desk::open( $this->sidecar, $caller, $request_id, $post->post_title, $body, $contact );
			} catch ( Sidecar_Error | Refused ) {
				break;
			}
			wp_update_post(
				array(
					'ID'          => $post->ID,
					'post_status' => self::DELIVERED,
				)
			);
			++$delivered_count;
		}
		return $delivered_count;
	}

	/**
	 * Messages that are no ticket yet, oldest first.
	 *
	 * @param int $count Most to give.
	 * @return list<\WP_Post>
	 */
	public static function waiting( int $count ): array {
		return get_posts(
			array(
				'post_type'      => self::POST_TYPE,
				'post_status'    => self::WAITING,
				'posts_per_page' => $count,
				'orderby'        => 'ID',
				'order'          => 'ASC',
			)
		);
	}

	/**
	 * Deletes delivered messages that are older than the retention period.
	 */
	public function forget_old(): void {
		$old = get_posts(
			array(
				'post_type'      => self::POST_TYPE,
				'post_status'    => self::DELIVERED,
				'posts_per_page' => 100,
				'fields'         => 'ids',
				'date_query'     => array( array( 'before' => $this->settings->retention_days . ' days ago' ) ),
			)
		);
		foreach ( $old as $id ) {
			wp_delete_post( $id, true );
		}
	}
}
