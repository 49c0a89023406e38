<?php
/**
 * What the shop's people are told by mail.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Screens;

/**
 * Each mail says in its subject what happened, and leads to the screen where someone can act.
 */
final class Staff_Mail_Test extends Shop_Test_Case {

	/**
	 * What happened, the mail's subject, and the screen.
	 *
	 * @return array<string, array{array<string, string>, string, string}>
	 */
	public function happened(): array {
		return array(
			'a shopper waits'       => array( array( 'about' => 'handoff' ), 'asks for a person', Screens::CONVERSATIONS ),
			'nobody came'           => array( array( 'about' => 'handoff', 'is_escalated' => '1' ), 'still waits', Screens::CONVERSATIONS ),
			'a person came'         => array( array( 'about' => 'takeover', 'person_name' => 'Nora' ), 'Nora has taken over', Screens::CONVERSATIONS ),
			'the assistant tells'   => array( array( 'about' => 'notice' ), 'notice from the assistant', Screens::CONVERSATIONS ),
			'an action waits'       => array( array( 'about' => 'approval' ), 'waits for your approval', Screens::APPROVALS ),
			'a service refuses'     => array( array( 'about' => 'delivery' ), 'could not be told', Screens::OUTBOX ),
			'a ticket'              => array( array( 'about' => 'ticket', 'ticket_id' => 'T-1' ), 'T-1 What it is', Screens::TICKETS ),
		);
	}

	/** @dataProvider happened */
	public function test_a_mail_says_what_happened_and_where_to_act( array $payload, string $subject, string $screen ): void {
		$sent = array();
		$read = static function ( mixed $given, array $mail ) use ( &$sent ): bool {
			$sent[] = $mail;
			return true;
		};
		add_filter( 'pre_wp_mail', $read, 5, 2 );
		$tell = new \ReflectionMethod( \Deskhand\Jobs::class, 'mail_staff' );
		$tell->setAccessible( true );
		self::assertTrue( $tell->invoke( \Deskhand\parts()->jobs(), $payload + array( 'subject' => 'What it is', 'body' => 'More of it', 'thread_id' => str_repeat( 'a', 32 ) ) ) );
		remove_filter( 'pre_wp_mail', $read, 5 );
		self::assertStringContainsString( $subject, $sent[0]['subject'] );
		self::assertStringContainsString( 'More of it', $sent[0]['message'] );
		self::assertStringContainsString( "page=$screen", $sent[0]['message'] );
	}
}
