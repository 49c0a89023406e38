<?php
/**
 * What the shop's people can do by abilities.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use WP_Error;

/**
 * Registers `deskhand/…` abilities for staff and for what acts in their name (REST, MCP, automation). No shopper's turn
 * is ever offered one: permission is a capability in WordPress.
 */
final class Staff_Abilities {

	public const CATEGORY = 'deskhand-staff';

	/**
	 * Only assigns.
	 *
	 * @param Parts $parts The plugin's parts; made when an ability runs.
	 */
	public function __construct( private readonly Parts $parts ) {}

	/**
	 * Action `wp_abilities_api_categories_init`.
	 */
	public static function register_category(): void {
		wp_register_ability_category(
			self::CATEGORY,
			array(
				'label'       => __( 'Deskhand for staff', 'deskhand' ),
				'description' => __( 'What the shop\'s people can ask of Deskhand.', 'deskhand' ),
			)
		);
	}

	/**
	 * Action `wp_abilities_api_init`.
	 */
	public function register(): void {
		$is_owner = static fn(): bool => current_user_can( 'manage_options' );
		$is_staff = static fn(): bool => current_user_can( Screens::staff_capability() );
		$text     = array( 'type' => 'string' );
		$count    = array( 'type' => 'integer' );
		$this->add(
			'deskhand/search-knowledge',
			__( 'Search what the assistant knows', 'deskhand' ),
			'Finds passages of the shop\'s own pages for a question, and how likely they answer it.',
			array( 'query' => Schema::text( Knowledge::MAX_QUERY_CHARS, 'What to look for.' ) ),
			array( 'query' ),
			array(
				'confidence' => array( 'type' => 'number' ),
				'passages'   => Schema::rows( array_fill_keys( array( 'title', 'section', 'url', 'text' ), $text ) + array( 'score' => array( 'type' => 'number' ) ) ),
			),
			$is_staff,
			$this->search( ... ),
			true
		);
		$this->add(
			'deskhand/status',
			__( 'How Deskhand is', 'deskhand' ),
			'Tells whether the assistant answers, and what needs the owner.',
			array(),
			array(),
			array(
				'state'     => $text,
				'summary'   => $text,
				'published' => array( 'type' => 'boolean' ),
				'checks'    => Schema::rows(
					array(
						'name' => $text,
						'ok'   => array( 'type' => 'boolean' ),
						'text' => $text,
					)
				),
			),
			$is_owner,
			$this->status( ... ),
			true
		);
		$this->add(
			'deskhand/list-unanswered',
			__( 'Questions without an answer', 'deskhand' ),
			'Lists what shoppers asked in vain, grouped by meaning, the most asked first. Personal data is masked.',
			array(
				'max_count' => array(
					'type'        => 'integer',
					'minimum'     => 1,
					'maximum'     => 200,
					'description' => 'Most groups to list; 50 when left out.',
				),
			),
			array(),
			array(
				'groups' => Schema::rows(
					array(
						'group_id'    => $text,
						'question'    => $text,
						'asked_count' => $count,
						'variants'    => array(
							'type'  => 'array',
							'items' => $text,
						),
					)
				),
			),
			$is_staff,
			$this->unanswered( ... ),
			true
		);
		$this->add(
			'deskhand/add-faq',
			__( 'Publish an FAQ answer', 'deskhand' ),
			'Publishes an answer on the shop\'s site, where the assistant finds it at once; with a group of unanswered questions it also takes that group off the list.',
			array(
				'question' => Schema::text( Faq::MAX_QUESTION_CHARS, 'What it answers.' ),
				'answer'   => Schema::text( Faq::MAX_ANSWER_CHARS, 'The answer; a blank line begins a paragraph.' ),
				'group_id' => array(
					'type'        => 'string',
					'maxLength'   => 64,
					'description' => 'Group from deskhand/list-unanswered; empty for none.',
				),
			),
			array( 'question', 'answer' ),
			array(
				'post_id'  => $count,
				'url'      => $text,
				'is_found' => array( 'type' => 'boolean' ),
			),
			static fn(): bool => current_user_can( 'publish_pages' ) && current_user_can( Screens::staff_capability() ),
			$this->add_faq( ... ),
			false
		);
		$this->add(
			'deskhand/reindex',
			__( 'Read the whole shop again', 'deskhand' ),
			'Begins to read all published content anew, in the background; one that is under way is left to go on.',
			array(),
			array(),
			array(
				'begun' => array( 'type' => 'boolean' ),
				'stage' => $text,
			),
			$is_owner,
			$this->reindex( ... ),
			false
		);
	}

	/**
	 * What is found for a question.
	 *
	 * @param array{query: string} $input A question.
	 * @return array<string, mixed>|WP_Error
	 */
	private function search( array $input ): array|WP_Error {
		return self::told(
			function () use ( $input ): array {
				$found = $this->parts->knowledge()->search( $input['query'] );
				return array(
					'confidence' => $found->confidence,
					'passages'   => array_map(
						static fn( Wire\Passage $passage ): array => array(
							'title'   => $passage->title,
							'section' => $passage->section,
							'url'     => $passage->url,
							'text'    => $passage->text,
							'score'   => $passage->score,
						),
						$found->passages
					),
				);
			}
		);
	}

	/**
	 * The live report; a sidecar that is down is an answer, too.
	 *
	 * @return array<string, mixed>
	 */
	private function status(): array {
		return array_intersect_key( $this->parts->connection()->report(), array_flip( array( 'state', 'summary', 'published', 'checks' ) ) );
	}

	/**
	 * The groups.
	 *
	 * @param array{max_count?: int} $input How many.
	 * @return array<string, mixed>|WP_Error
	 */
	private function unanswered( array $input ): array|WP_Error {
		return self::told(
			fn(): array => array(
				'groups' => array_map(
					static fn( Wire\Unanswered_Group $group ): array => array(
						'group_id'    => $group->group_id,
						'question'    => $group->question,
						'asked_count' => $group->asked_count,
						'variants'    => $group->variants,
					),
					$this->parts->unanswered()->groups( $input['max_count'] ?? 50 )
				),
			)
		);
	}

	/**
	 * Publishes an answer.
	 *
	 * @param array{question: string, answer: string, group_id?: string} $input What to publish.
	 * @return array<string, mixed>|WP_Error
	 */
	private function add_faq( array $input ): array|WP_Error {
		$question = trim( (string) preg_replace( '/[\p{Cc}\s]+/u', ' ', $input['question'] ) );
		if ( '' === $question || '' === trim( $input['answer'] ) ) {
			return new WP_Error( 'ability_invalid_input', __( 'The question and the answer must not be empty.', 'deskhand' ) );
		}
		return self::told(
			function () use ( $input, $question ): array {
				$kept = $this->parts->unanswered()->answer( sanitize_key( $input['group_id'] ?? '' ), $question, $input['answer'] );
				return array(
					'post_id'  => $kept['post']->ID,
					'url'      => (string) get_permalink( $kept['post'] ),
					'is_found' => array() === $kept['lost'],
				);
			}
		);
	}

	/**
	 * Begins a reindex.
	 *
	 * @return array{begun: bool, stage: string}
	 */
	private function reindex(): array {
		$begun = $this->parts->reindex()->begin();
		wp_schedule_single_event( time(), Reindex::STEP_EVENT );
		return array(
			'begun' => $begun,
			'stage' => $this->parts->reindex()->state()['stage'],
		);
	}

	/**
	 * Registers one.
	 *
	 * @param string                $name        Its name.
	 * @param string                $label       For people.
	 * @param string                $description For a model.
	 * @param array<string, mixed>  $properties  Of the input.
	 * @param list<string>          $required    Of these, what must be there.
	 * @param array<string, mixed>  $output      Properties of the result; all are there.
	 * @param callable(): bool      $permission  Whether the current user may.
	 * @param callable              $execute     Runs it.
	 * @param bool                  $is_readonly True when it changes nothing.
	 */
	private function add( string $name, string $label, string $description, array $properties, array $required, array $output, callable $permission, callable $execute, bool $is_readonly ): void {
		$input = array() === $properties ? array() : array(
			'input_schema' => Schema::closed( $properties, $required ) + array(
				// Without it an ability whose arguments may all be left out can't be called without any.
				'default' => array(),
			),
		);
		wp_register_ability(
			$name,
			$input + array(
				'label'               => $label,
				'description'         => $description,
				'category'            => self::CATEGORY,
				'output_schema'       => Schema::whole( $output ),
				'permission_callback' => $permission,
				'execute_callback'    => $execute,
				'meta'                => array(
					'annotations'  => array(
						'readonly'    => $is_readonly,
						'destructive' => false,
						'idempotent'  => true,
					),
					'show_in_rest' => true,
					'mcp'          => array( 'public' => true ),
				),
			)
		);
	}

	/**
	 * What a step gives; what the sidecar can't do, as an error that says what to do.
	 *
	 * @param callable(): array<string, mixed> $step What to run.
	 * @return array<string, mixed>|WP_Error
	 */
	private static function told( callable $step ): array|WP_Error {
		try {
			return $step();
		} catch ( Sidecar_Error $error ) {
			return new WP_Error( 'deskhand_sidecar', Diagnosis::of( $error ) );
		} catch ( Refused ) {
			return new WP_Error( 'deskhand_not_stored', __( 'WordPress could not store it.', 'deskhand' ) );
		}
	}
}
