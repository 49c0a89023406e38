<?php
/**
 * What the sidecar knows, as the owner asks for it.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Sources, the mirror and the preview of a search. Long work goes on in the sidecar when nobody listens any more.
 * Every method throws `Sidecar_Error` when the sidecar can't be reached or refuses.
 */
final class Knowledge {

	/** Longest that an address of a site may be. */
	public const MAX_ADDRESS_CHARS = 500;

	public const MAX_QUERY_CHARS = 1_000;

	private const WORK_TIMEOUT_MS = 3_600_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Where content comes from: WordPress, the folder, then docs sites.
	 *
	 * @return list<Wire\Source>
	 */
	public function sources(): array {
		return $this->sidecar->unary( 'sidecar.v1.Knowledge/ListSources', new Wire\List_Sources_Request(), Wire\List_Sources_Response::class, Caller::librarian() )->sources;
	}

	/**
	 * A source by its id; null when there is none.
	 *
	 * @param string $source_id The source.
	 */
	public function source( string $source_id ): ?Wire\Source {
		return array_column( $this->sources(), null, 'source_id' )[ $source_id ] ?? null;
	}

	/**
	 * Adds a docs site; reads nothing yet.
	 *
	 * @param string $address Its address, or its sitemap's.
	 */
	public function add_source( string $address ): Wire\Source {
		$added = $this->sidecar->unary( 'sidecar.v1.Knowledge/PutSource', new Wire\Put_Source_Request( address: $address ), Wire\Put_Source_Response::class, Caller::librarian() );
		return $added->source ?? throw new Sidecar_Error( Sidecar_Error::INTERNAL, 'BAD_RESPONSE', 'The sidecar named no source.' );
	}

	/**
	 * Removes a docs site and what came from it.
	 *
	 * @param string $source_id The source.
	 * @return int Documents that are gone.
	 */
	public function remove_source( string $source_id ): int {
		return $this->sidecar->unary( 'sidecar.v1.Knowledge/DeleteSource', new Wire\Delete_Source_Request( source_id: $source_id ), Wire\Delete_Source_Response::class, Caller::librarian() )->deleted_count;
	}

	/**
	 * Reads a folder or a docs site anew, or listens on while it is read.
	 *
	 * @param string        $source_id   The source.
	 * @param float         $budget_s    Seconds to listen.
	 * @param callable|null $on_progress Gets each `Wire\Sync_Progress`.
	 * @return Wire\Sync_Progress The last one; its stage is `done` when all is read.
	 */
	public function load_source( string $source_id, float $budget_s, ?callable $on_progress = null ): Wire\Sync_Progress {
		return $this->follow( 'sidecar.v1.Knowledge/LoadSource', new Wire\Load_Source_Request( source_id: $source_id ), $budget_s, $on_progress );
	}

	/** The last mirror; its time is 0 when there is none yet. */
	public function mirror(): Wire\Get_Mirror_Response {
		return $this->sidecar->unary( 'sidecar.v1.Knowledge/GetMirror', new Wire\Get_Mirror_Request(), Wire\Get_Mirror_Response::class, Caller::librarian() );
	}

	/** The generation that answers now; empty when there is none. */
	public function generation(): string {
		return $this->sidecar->unary( 'sidecar.v1.Knowledge/GetIndexStatus', new Wire\Get_Index_Status_Request(), Wire\Get_Index_Status_Response::class, Caller::librarian() )->generation;
	}

	/**
	 * Makes a mirror, or listens on while it is made.
	 *
	 * @param float         $budget_s    Seconds to listen.
	 * @param callable|null $on_progress Gets each `Wire\Sync_Progress`.
	 * @return Wire\Sync_Progress The last one; its stage is `done` when the mirror is made.
	 */
	public function make_mirror( float $budget_s, ?callable $on_progress = null ): Wire\Sync_Progress {
		return $this->follow( 'sidecar.v1.Knowledge/MakeMirror', new Wire\Make_Mirror_Request(), $budget_s, $on_progress );
	}

	/**
	 * What is found for a question, and why.
	 *
	 * @param string $query Not empty.
	 */
	public function search( string $query ): Wire\Search_Response {
		return $this->sidecar->unary( 'sidecar.v1.Knowledge/Search', new Wire\Search_Request( query: $query, top_k: 5, explain: true ), Wire\Search_Response::class, Caller::librarian() );
	}

	/**
	 * The post that a document was made from; null when it came from elsewhere.
	 *
	 * @param string $doc_id The document.
	 */
	public static function post_of( string $doc_id ): ?\WP_Post {
		$id = Catalogue::post_id( $doc_id );
		return $id > 0 ? get_post( $id ) : null;
	}

	/**
	 * Listens to long work until it is done or the time is up.
	 *
	 * @param string        $method      The call.
	 * @param Wire_Message  $request     Its request.
	 * @param float         $budget_s    Seconds to listen.
	 * @param callable|null $on_progress Gets each progress.
	 */
	private function follow( string $method, Wire_Message $request, float $budget_s, ?callable $on_progress ): Wire\Sync_Progress {
		$until = microtime( true ) + $budget_s;
		$last  = new Wire\Sync_Progress();
		$this->sidecar->stream(
			$method,
			$request,
			Wire\Sync_Progress::class,
			Caller::librarian( self::WORK_TIMEOUT_MS ),
			static function ( Wire\Sync_Progress $progress ) use ( &$last, $until, $on_progress ): bool {
				$last = $progress;
				if ( $on_progress ) {
					$on_progress( $progress );
				}
				return 'done' === $progress->stage || microtime( true ) < $until;
			},
			static fn(): bool => microtime( true ) < $until
		);
		return $last;
	}
}
