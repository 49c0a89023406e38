<?php
/**
 * Answers to use again.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Macros that staff keeps, and those that are suggested. Every method throws `Sidecar_Error` when the sidecar can't be
 * reached or refuses.
 */
final class Macros {

	public const MAX_TITLE_CHARS = 200;

	public const MAX_TEXT_CHARS = 4_000;

	/**
	 * Only assigns.
	 *
	 * @param Sidecar_Client $sidecar The sidecar.
	 */
	public function __construct( private readonly Sidecar_Client $sidecar ) {}

	/**
	 * Kept ones in order of title, then suggestions.
	 *
	 * @return list<Wire\Macro>
	 */
	public function all(): array {
		return $this->sidecar->unary( 'sidecar.v1.Desk/ListMacros', new Wire\List_Macros_Request(), Wire\List_Macros_Response::class, Caller::staff() )->macros;
	}

	/**
	 * Keeps a suggestion, changes a kept one, or makes a new one.
	 *
	 * @param string $macro_id The macro; empty for a new one.
	 * @param string $title    What it answers, one line.
	 * @param string $text     The answer.
	 */
	public function keep( string $macro_id, string $title, string $text ): void {
		$macro = new Wire\Macro( macro_id: $macro_id, title: $title, text: $text );
		$this->sidecar->unary( 'sidecar.v1.Desk/PutMacro', new Wire\Put_Macro_Request( request_id: bin2hex( random_bytes( 16 ) ), macro: $macro ), Wire\Put_Macro_Response::class, Caller::staff() );
	}

	/**
	 * Removes a macro, or turns a suggestion down.
	 *
	 * @param string $macro_id The macro.
	 */
	public function remove( string $macro_id ): void {
		$this->sidecar->unary( 'sidecar.v1.Desk/DeleteMacro', new Wire\Delete_Macro_Request( macro_id: $macro_id ), Wire\Delete_Macro_Response::class, Caller::staff() );
	}
}
