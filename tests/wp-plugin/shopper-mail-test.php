<?php
/**
 * Mail for shoppers.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Mail_Id;
use Deskhand\Return_Address;
use Deskhand\Seal;
use Deskhand\Shopper_Mail;

use function Deskhand\parts;

/**
 * Only what this site sealed is sent, and only to whom it was sealed for.
 */
final class Shopper_Mail_Test extends Shop_Test_Case {

	/**
	 * Mails that WordPress was given.
	 *
	 * @var list<array<string, mixed>>
	 */
	private array $sent = array();

	private int $now = 0;

	private int $user = 0;

	/** Catches mail. */
	protected function setUp(): void {
		parent::setUp();
		$this->now  = time();
		$this->user = self::user();
		add_filter( 'pre_wp_mail', $this->catch_mail( ... ), 5, 2 );
	}

	/** Lets it go again. */
	protected function tearDown(): void {
		remove_all_filters( 'pre_wp_mail', 5 );
		parent::tearDown();
	}

	public function test_a_job_sends_what_was_sealed_to_whom_it_was_sealed_for(): void {
		$mail = $this->mail();
		$job  = $mail->job( 'ann@example.com', 'answer', "Returns\nBcc: eve@example.com", 'Within 30 days.' );
		self::assertSame( 'shopper_mail', $job->kind );
		self::assertStringNotContainsString( 'ann@', $job->payload_json, 'Whoever keeps the job reads no address.' );
		self::assertStringNotContainsString( '30 days', $job->payload_json );
		self::assertSame( '', $mail->send( json_decode( $job->payload_json, true ) ) );
		self::assertSame( 'ann@example.com', $this->sent[0]['to'] );
		self::assertStringContainsString( 'Returns Bcc: eve@example.com', $this->sent[0]['subject'] );
		self::assertStringNotContainsString( "\n", $this->sent[0]['subject'] );
		self::assertStringContainsString( 'Within 30 days.', $this->sent[0]['message'] );
	}

	/**
	 * Payloads that this site did not make.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public function forged(): array {
		return array(
			'nothing'      => array( array() ),
			'plain fields' => array( array( 'to' => 'eve@example.com', 'subject' => 'x', 'body' => 'y' ) ),
			'no text'      => array( array( 'sealed' => array( 'x' ) ) ),
			'garbage'      => array( array( 'sealed' => 'AAAA' ) ),
		);
	}

	/** @dataProvider forged */
	public function test_what_was_not_sealed_here_is_not_sent( array $payload ): void {
		self::assertNotSame( '', $this->mail()->send( $payload ) );
		self::assertNotSame( '', $this->mail()->send_reply( $payload + array( 'text' => 'x' ) ) );
		self::assertSame( array(), $this->sent );
	}

	public function test_an_address_is_no_mail_and_a_mail_no_address(): void {
		$mail = $this->mail();
		$job  = json_decode( $mail->job( 'ann@example.com', 'answer', 'x', 'y' )->payload_json, true );
		self::assertNotSame( '', $mail->send( array( 'sealed' => $this->address() ) ) );
		self::assertNotSame( '', $mail->send_reply( array( 'return_address' => $job['sealed'], 'text' => 'x' ) ) );
		self::assertSame( array(), $this->sent );
	}

	public function test_an_old_mail_and_an_old_address_are_not_used(): void {
		$mail       = $this->mail();
		$job        = json_decode( $mail->job( 'ann@example.com', 'answer', 'x', 'y' )->payload_json, true );
		$address    = $this->address();
		$this->now += 2 * YEAR_IN_SECONDS;
		self::assertNotSame( '', $mail->send( $job ) );
		self::assertNotSame( '', $mail->send_reply( array( 'return_address' => $address, 'text' => 'x' ) ) );
		self::assertSame( array(), $this->sent );
	}

	public function test_a_reply_reaches_the_threads_address_with_who_wrote_it(): void {
		$mail = $this->mail();
		self::assertSame( '', $mail->send_reply( array( 'return_address' => $this->address(), 'text' => 'It left today.', 'author_name' => "Orla\nBcc: x" ) ) );
		self::assertSame( get_userdata( $this->user )->user_email, $this->sent[0]['to'] );
		self::assertStringContainsString( "It left today.\n\nOrla Bcc: x", $this->sent[0]['message'] );
	}

	public function test_a_mail_that_wordpress_refuses_is_told(): void {
		$mail = $this->mail();
		add_filter( 'pre_wp_mail', '__return_false', PHP_INT_MAX );
		$told = $mail->send( json_decode( $mail->job( 'ann@example.com', 'answer', 'x', 'y' )->payload_json, true ) );
		remove_filter( 'pre_wp_mail', '__return_false', PHP_INT_MAX );
		self::assertNotSame( '', $told );
	}

	public function test_a_mail_that_is_sent_again_has_the_same_id_and_another_mail_another(): void {
		$send = static fn( string $name ): mixed => Mail_Id::during( $name, static fn(): bool => wp_mail( 'ann@example.com', 's', 'm' ) );
		$send( 'reply-1' );
		$send( 'reply-1' );
		$send( 'reply-2' );
		wp_mail( 'ann@example.com', 's', 'm' );
		$ids = array_map( static fn( array $mail ): string => implode( '', preg_grep( '/^X-Deskhand-Job: /', (array) $mail['headers'] ) ), $this->sent );
		self::assertNotSame( '', $ids[0] );
		self::assertSame( $ids[0], $ids[1] );
		self::assertNotSame( $ids[0], $ids[2] );
		self::assertSame( '', $ids[3], 'Mails of others are left alone.' );
	}

	public function test_the_mailer_takes_the_id_and_forgets_it(): void {
		$lines = static fn( callable $step ): string => self::written( $step );
		$first = $lines( static fn() => Mail_Id::during( 'reply-1', static fn(): bool => wp_mail( 'ann@example.com', 's', 'm' ) ) );
		$other = $lines( static fn() => wp_mail( 'ann@example.com', 's', 'm' ) );
		preg_match_all( '/^Message-ID: (\S+)/mi', $first, $found );
		self::assertCount( 1, $found[1] );
		self::assertStringContainsString( substr( hash( 'sha256', 'reply-1' ), 0, 32 ), $found[1][0] );
		self::assertStringNotContainsString( $found[1][0], $other );
	}

	public function test_little_of_an_address_can_be_read(): void {
		self::assertSame( 'a…@example.com', Shopper_Mail::masked( 'ann@example.com' ) );
	}

	/** The part, with a clock of the test's. */
	private function mail(): Shopper_Mail {
		return new Shopper_Mail( $this->seal(), $this->addresses() );
	}

	/** A customer's sealed address. */
	private function address(): string {
		return $this->addresses()->of( self::shopper( $this->user ) );
	}

	/** Seals with the test's clock. */
	private function seal(): Seal {
		return new Seal( str_repeat( 'k', 32 ), fn(): int => $this->now );
	}

	/** Addresses with the test's clock. */
	private function addresses(): Return_Address {
		return new Return_Address( $this->seal(), parts()->verifications(), fn(): int => $this->now );
	}

	/**
	 * Filter `pre_wp_mail`.
	 *
	 * @param mixed                $given Nothing yet.
	 * @param array<string, mixed> $mail  The mail.
	 */
	private function catch_mail( mixed $given, array $mail ): bool {
		$this->sent[] = $mail;
		return true;
	}

	/**
	 * The headers that PHPMailer would send.
	 *
	 * @param callable $step Sends a mail.
	 */
	private static function written( callable $step ): string {
		$written = '';
		$read    = static function ( object $mailer ) use ( &$written ): void {
			$mailer->preSend();
			$written = $mailer->getSentMIMEMessage();
			throw new \PHPMailer\PHPMailer\Exception( 'No mail leaves a test.' );
		};
		$before = $GLOBALS['wp_filter']['pre_wp_mail'];
		unset( $GLOBALS['wp_filter']['pre_wp_mail'] ); // Let it come as far as the mailer.
		add_action( 'phpmailer_init', $read, 99 );
		try {
			$step();
		} catch ( \PHPMailer\PHPMailer\Exception $end ) {
			self::assertSame( 'No mail leaves a test.', $end->getMessage() );
		} finally {
			remove_action( 'phpmailer_init', $read, 99 );
			$GLOBALS['wp_filter']['pre_wp_mail'] = $before;
		}
		return $written;
	}
}
