<?php
/**
 * Conversations that people take over.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Reads threads in the sidecar, and takes, answers and gives them back in the name of a person. Every method throws
 * `Sidecar_Error` when there is no such thread, or the sidecar can't be reached or refuses.
 */
final class Thread_Desk {

	public const MAX_TEXT_CHARS = 4_000;

	/** Somebody else has the thread. */
	public const TAKEN = 'THREAD_TAKEN';

	/** This person does not have the thread. */
	public const NOT_TAKEN = 'THREAD_NOT_TAKEN';

	private const MAX_NAME_CHARS = 100;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * A page of threads, the latest first.
	 *
	 * @param int    $state Of `Wire\Thread_State`; 0 for all.
	 * @param string $token Where to go on; empty for the start.
	 * @param int    $count Most to give, 1 to 200.
	 */
	public function page( int $state = 0, string $token = '', int $count = 50 ): Wire\List_Threads_Response {
		return $this->ask( 'ListThreads', new Wire\List_Threads_Request( page_size: $count, page_token: $token, state: $state ), Wire\List_Threads_Response::class );
	}

	/**
	 * A transcript.
	 *
	 * @param string $thread_id The thread.
	 */
	public function read( string $thread_id ): Wire\Read_Thread_Response {
		return $this->ask( 'ReadThread', new Wire\Read_Thread_Request( thread_id: $thread_id ), Wire\Read_Thread_Response::class );
	}

	/**
	 * Gives a thread to a person. Reason `THREAD_TAKEN` when somebody else has it and it is not taken by force.
	 *
	 * @param string   $thread_id The thread.
	 * @param \WP_User $person    Who takes it.
	 * @param bool     $force     Also from a colleague.
	 */
	public function take( string $thread_id, \WP_User $person, bool $force ): void {
		$take = new Wire\Take_Thread_Request( thread_id: $thread_id, person_id: $person->ID, person_name: self::name( $person ), force: $force );
		$this->ask( 'TakeThread', $take, Wire\Take_Thread_Response::class );
	}

	/**
	 * Writes to the shopper. Reason `THREAD_NOT_TAKEN` when the person does not have the thread.
	 *
	 * @param string   $thread_id  The thread.
	 * @param \WP_User $person     Who writes.
	 * @param string   $text       1 to 4,000 characters.
	 * @param string   $request_id Idempotency key.
	 */
	public function reply( string $thread_id, \WP_User $person, string $text, string $request_id ): void {
		$reply = new Wire\Reply_Thread_Request( request_id: $request_id, thread_id: $thread_id, person_id: $person->ID, text: $text );
		$this->ask( 'ReplyThread', $reply, Wire\Reply_Thread_Response::class );
	}

	/**
	 * Gives a thread back to the assistant.
	 *
	 * @param string $thread_id The thread.
	 */
	public function release( string $thread_id ): void {
		$this->ask( 'ReleaseThread', new Wire\Release_Thread_Request( thread_id: $thread_id ), Wire\Release_Thread_Response::class );
	}

	/**
	 * The name of a person of the shop; shoppers see its first word.
	 *
	 * @param \WP_User $person Who.
	 */
	public static function name( \WP_User $person ): string {
		return mb_substr( trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', $person->display_name ) ), 0, self::MAX_NAME_CHARS );
	}

	/**
	 * A name for a request that is made once.
	 */
	public static function new_id(): string {
		return bin2hex( random_bytes( 16 ) );
	}

	/**
	 * One call.
	 *
	 * @template T of Wire_Message
	 * @param string          $method   Of `sidecar.v1.Desk`.
	 * @param Wire_Message    $request  Its request.
	 * @param class-string<T> $response Class of its response.
	 * @return T
	 */
	private function ask( string $method, Wire_Message $request, string $response ): Wire_Message {
		return $this->sidecar->unary( "sidecar.v1.Desk/$method", $request, $response, Caller::staff() );
	}
}
