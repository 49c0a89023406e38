<?php
/**
 * What models cost.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Jobs;
use Deskhand\Settings;
use Deskhand\Settings_Form;
use Deskhand\Spend;
use Deskhand\Wire;

/**
 * The owner sees what a month cost, and sets what it may.
 */
final class Spend_Test extends Shop_Test_Case {

	/** @dataProvider months */
	public function test_a_month_is_told_in_a_sentence( int $spent, int $budget, ?int $percent, string $text ): void {
		$shown = Spend::shown( new Wire\Get_Spend_Response( spent_micros: $spent, budget_micros: $budget ) );
		self::assertSame( array( true, $percent, $text ), array( $shown['shown'], $shown['percent'], $shown['text'] ) );
	}

	/**
	 * Spent, budget, percent and sentence.
	 *
	 * @return list<array{int, int, int|null, string}>
	 */
	public function months(): array {
		return array(
			array( 12_300_000, 0, null, '12.30 spent this month; no monthly budget is set.' ),
			array( 39_999_999, 50_000_000, 79, '40.00 of 50.00 spent this month (79 %).' ),
			array( 40_000_000, 50_000_000, 80, '40.00 of 50.00 spent this month (80 %).' ),
			array( 49_999_999, 50_000_000, 99, '50.00 of 50.00 spent this month (99 %).' ),
			array( 50_000_000, 50_000_000, 100, '50.00 of 50.00 spent this month (100 %).' ),
		);
	}

	public function test_records_are_added_up_by_model(): void {
		$record = static fn( string $model, string $scenario ): Wire\Track_Record => new Wire\Track_Record( model: $model, scenario: $scenario, turn_count: 3, answered_count: 2, failed_count: 1, input_tokens: 900, output_tokens: 100, cost_micros: 6_000, took_ms: 4_000 );
		$shown  = Spend::shown(
			new Wire\Get_Spend_Response(
				spent_micros: 12_000,
				thread_count: 4,
				records: array( $record( 'small', 'policy' ), $record( 'small', 'product' ), new Wire\Track_Record( model: 'extractive', turn_count: 1 ) )
			)
		);
		self::assertSame(
			array(
				array( 'small', '6', '67 %', '2', '2,000', '1.0 s', '0.0120' ),
				array( 'Your pages, no model', '1', '0 %', '0', '0', '0.0 s', '0.00' ),
			),
			array_map( static fn( array $row ): array => array_map( html_entity_decode( ... ), $row ), $shown['rows'] )
		);
		self::assertSame( '4 conversations with a model, at 0.0030 each.', $shown['average'] );
	}

	public function test_where_no_model_answers_nothing_is_shown(): void {
		self::assertFalse( Spend::shown( new Wire\Get_Spend_Response( records: array( new Wire\Track_Record( model: 'extractive', turn_count: 9 ) ) ) )['shown'] );
	}

	/** @dataProvider mails */
	public function test_the_owner_is_told_in_a_mail( int $percent, string $subject, string $body ): void {
		$sent = array();
		$note = static function ( mixed $short, array $mail ) use ( &$sent ): mixed {
			$sent[] = $mail;
			return $short;
		};
		add_filter( 'pre_wp_mail', $note, 10, 2 );
		$payload = array( 'about' => 'budget', 'percent' => $percent, 'spent_micros' => 41_000_000, 'budget_micros' => 50_000_000, 'until' => '2026-12-01' );
		$mail    = new \ReflectionMethod( Jobs::class, 'mail_staff' );
		self::assertTrue( $mail->invoke( \Deskhand\parts()->jobs(), $payload ) );
		remove_filter( 'pre_wp_mail', $note );
		self::assertStringEndsWith( $subject, $sent[0]['subject'] );
		self::assertStringContainsString( '41.00 of 50.00 are spent.', $sent[0]['message'] );
		self::assertStringContainsString( $body, $sent[0]['message'] );
		self::assertStringContainsString( 'until December 1, 2026', $sent[0]['message'] );
	}

	/**
	 * Percent, and what the mail says.
	 *
	 * @return list<array{int, string, string}>
	 */
	public function mails(): array {
		return array(
			array( 80, '80 % of the month\'s budget for the language model is spent', 'When all of it is spent' ),
			array( 100, 'The month\'s budget for the language model is spent', "less than one more answer may cost.\n\nShoppers are helped as before" ),
		);
	}

	public function test_a_budget_is_typed_as_people_write_it_and_stored_in_millionths(): void {
		self::load_admin();
		$kept = Settings_Form::sanitize( array( 'monthly_budget_micros' => array( 'amount' => '1,234.50' ) ) );
		self::assertSame( 1_234_500_000, $kept['monthly_budget_micros'] );
		self::assertSame( 1_234_500_000, Settings_Form::sanitize( $kept )['monthly_budget_micros'], 'what is stored is no typed amount' );
		update_option( Settings::OPTION, $kept );
		self::assertSame( 1_234_500_000, Settings_Form::sanitize( array( 'monthly_budget_micros' => array( 'amount' => 'much' ) ) )['monthly_budget_micros'] );
		self::assertStringContainsString( 'Monthly budget: this must be an amount such as 1,234.50', get_settings_errors( Settings::OPTION )[0]['message'] );
		self::assertSame( 0, Settings_Form::sanitize( array( 'monthly_budget_micros' => array( 'amount' => '' ) ) )['monthly_budget_micros'] );
	}
}
