<?php
/**
 * What waits for WordPress and other services.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Mail that WordPress sends, and what other services are told. Every method throws `Sidecar_Error` when the sidecar
 * can't be reached or refuses.
 */
final class Outbox {

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Work for WordPress, the newest first.
	 *
	 * @param int    $state Of `Wire\Job_State`; 0 for all.
	 * @param string $token Where to go on; empty for the start.
	 * @param int    $count Most to give, 1 to 200.
	 */
	public function jobs( int $state = 0, string $token = '', int $count = 50 ): Wire\List_Jobs_Response {
		return $this->ask( 'ListJobs', new Wire\List_Jobs_Request( page_size: $count, page_token: $token, state: $state ), Wire\List_Jobs_Response::class );
	}

	/**
	 * Gives a job that was given up its attempts again.
	 *
	 * @param string $job_id The job.
	 */
	public function retry_job( string $job_id ): void {
		$this->ask( 'RetryJob', new Wire\Retry_Job_Request( job_id: $job_id ), Wire\Retry_Job_Response::class );
	}

	/**
	 * What goes to other services, the newest first.
	 *
	 * @param int    $state Of `Wire\Delivery_State`; 0 for all.
	 * @param string $token Where to go on; empty for the start.
	 * @param int    $count Most to give, 1 to 200.
	 */
	public function deliveries( int $state = 0, string $token = '', int $count = 50 ): Wire\List_Deliveries_Response {
		return $this->ask( 'ListDeliveries', new Wire\List_Deliveries_Request( page_size: $count, page_token: $token, state: $state ), Wire\List_Deliveries_Response::class );
	}

	/**
	 * Tries a delivery again now.
	 *
	 * @param string $delivery_id The delivery.
	 */
	public function retry_delivery( string $delivery_id ): void {
		$this->ask( 'RetryDelivery', new Wire\Retry_Delivery_Request( delivery_id: $delivery_id ), Wire\Retry_Delivery_Response::class );
	}

	/**
	 * One call.
	 *
	 * @template T of Wire_Message
	 * @param string          $method   Of `sidecar.v1.Operations`.
	 * @param Wire_Message    $request  Its request.
	 * @param class-string<T> $response Class of its response.
	 * @return T
	 */
	private function ask( string $method, Wire_Message $request, string $response ): Wire_Message {
		return $this->sidecar->unary( "sidecar.v1.Operations/$method", $request, $response, Caller::operator() );
	}
}
