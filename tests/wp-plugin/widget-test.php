<?php
/**
 * The chat on the shop's pages.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand\Tests;

use Deskhand\Event_Json;
use Deskhand\Event_Stream;
use Deskhand\Problem;
use Deskhand\Thread_Json;
use Deskhand\Widget_Strings;
use Deskhand\Wire;

/**
 * What pages print, and what events become on their way to the browser.
 */
final class Widget_Test extends Shop_Test_Case {

	public function test_every_text_of_the_widget_can_be_translated(): void {
		$script = (string) file_get_contents( dirname( \Deskhand\PLUGIN_FILE ) . '/assets/widget/strings.js' );
		preg_match_all( "/^\t(\w+): '([^'\\\\]+)',$/m", $script, $found );
		self::assertSame( array_combine( $found[1], $found[2] ), Widget_Strings::all() );
	}

	public function test_shoppers_see_the_widget_once_it_is_paired_and_published(): void {
		self::set( array( 'published' => true ) );
		self::assertSame( '', $this->printed(), 'not paired' );
		self::pretend_pairing();
		self::assertStringContainsString( 'deskhand-config', $this->printed() );
		self::assertSame( '<deskhand-chat></deskhand-chat>', do_shortcode( '[deskhand]' ) );
		self::set( array( 'published' => false ) );
		self::assertSame( '', $this->printed(), 'not published' );
		self::assertSame( '', do_shortcode( '[deskhand]' ) );
		wp_set_current_user( self::user( 'administrator' ) );
		self::assertStringContainsString( 'deskhand-config', $this->printed(), 'the owner\'s preview' );
	}

	public function test_switching_ai_off_hides_the_widget(): void {
		if ( ! function_exists( 'wp_supports_ai' ) ) {
			self::markTestSkipped( 'This WordPress has no wp_supports_ai().' );
		}
		self::set( array( 'published' => true ) );
		self::pretend_pairing();
		add_filter( 'wp_supports_ai', '__return_false' );
		$printed = $this->printed();
		$why     = \Deskhand\parts()->widget()->hidden_because();
		remove_filter( 'wp_supports_ai', '__return_false' );
		self::assertSame( '', $printed );
		self::assertSame( 'ai_off', $why );
	}

	public function test_a_page_is_the_same_for_everyone(): void {
		self::set( array( 'published' => true ) );
		self::pretend_pairing();
		$guest = $this->printed();
		$user  = self::user();
		wp_set_current_user( $user );
		self::assertSame( $guest, $this->printed() );
		self::assertStringNotContainsString( 'nonce', $guest );
		$config = json_decode( (string) preg_replace( '#^.*?<script[^>]*>|</script>.*$#s', '', $guest ), true );
		self::assertSame( array( 'rest', 'chat', 'locale', 'product_id', 'strings' ), array_keys( $config ) );
		self::assertStringEndsWith( 'deskhand/v1/', $config['rest'] );
	}

	public function test_the_block_shows_the_chat(): void {
		self::set( array( 'published' => true ) );
		self::pretend_pairing();
		self::assertStringContainsString( '<deskhand-chat>', do_blocks( '<!-- wp:deskhand/chat /-->' ) );
	}

	public function test_events_reach_the_browser_without_what_it_must_not_see(): void {
		$product = self::product( 'Tent' );
		$foreign = self::order( self::user() );
		$rows    = array(
			array( array( 'started' => new Wire\Started() ), array( 'type' => 'started' ) ),
			array( array( 'delta' => new Wire\Delta( text: 'Hi' ) ), array( 'type' => 'delta', 'text' => 'Hi' ) ),
			array( array( 'done' => new Wire\Done( outcome: Wire\Outcome::ANSWERED, confidence: 0.5, usage: new Wire\Usage( cost_micros: 9 ) ) ), array( 'type' => 'done', 'outcome' => 'answered', 'confidence' => 0.5 ) ),
			array( array( 'done' => new Wire\Done( outcome: 99 ) ), array( 'type' => 'done', 'outcome' => 'unanswered', 'confidence' => 0.0 ) ),
			array( array( 'tool_request' => new Wire\Tool_Request( name: 'get_order_status' ) ), null ),
			array( array( 'trace' => new Wire\Trace( kind: 'tool', text: 'list_orders' ) ), null ),
			array( array( 'card' => new Wire\Card( kind: 'order', id: $foreign->get_id() ) ), null ),
			array( array( 'card' => new Wire\Card( kind: 'planet', id: 1 ) ), null ),
			array( array(), null ),
		);
		foreach ( $rows as [ $fields, $json ] ) {
			self::assertSame( null === $json ? null : array( 'seq' => 4 ) + $json, Event_Json::of( new Wire\Chat_Event( ...array( 'seq' => 4 ) + $fields ), self::shopper( self::user() ) ) );
		}
		$card = Event_Json::of( new Wire\Chat_Event( seq: 4, card: new Wire\Card( kind: 'product', id: $product->get_id() ) ), self::shopper( 0 ) );
		self::assertSame( array( 'Tent', true ), array( $card['title'], $card['in_stock'] ) );
		self::assertStringContainsString( '19', $card['price_text'] );
		self::assertStringNotContainsString( '<', $card['price_text'] );
	}

	public function test_a_person_and_what_waits_for_a_word_reach_the_browser(): void {
		$event = static fn( array $fields ): ?array => Event_Json::of( new Wire\Chat_Event( ...array( 'seq' => 4 ) + $fields ), self::shopper( 0 ) );
		self::assertSame( 'with_person', $event( array( 'done' => new Wire\Done( outcome: Wire\Outcome::WITH_PERSON ) ) )['outcome'] );
		$offer = $event( array( 'approval_offer' => new Wire\Approval_Offer( approval_id: 'a-1', summary: 'Refund', by_shopper: true ) ) );
		self::assertSame( array( 'approval_offer', 'a-1', 'Refund', true ), array( $offer['type'], $offer['approval_id'], $offer['summary'], $offer['by_shopper'] ) );
		$handed = $event( array( 'handed_off' => new Wire\Handed_Off( is_away: true, away_text: 'At the fair', opens_unix_ms: 7 ) ) );
		self::assertSame( array( true, 'At the fair', 7 ), array( $handed['is_away'], $handed['away_text'], $handed['opens_unix_ms'] ) );
	}

	public function test_a_thread_says_who_has_it_and_what_is_new(): void {
		$message = static fn( string $id, int $at ): Wire\Message => new Wire\Message( message_id: $id, author: Wire\Author::STAFF, author_name: 'Nora', text: 'Hello', at_unix_ms: $at );
		$thread  = new Wire\Get_Thread_Response( messages: array( $message( 'm-1', 5 ), $message( 'm-2', 6 ), $message( 'm-3', 7 ) ), with_person: true, person_name: 'Nora' );
		$json    = Thread_Json::thread( $thread, 6, self::shopper( 0 ) );
		self::assertSame( array( 'm-2', 'm-3' ), array_column( $json['messages'], 'message_id' ) );
		self::assertSame( array( 'staff', 'Nora' ), array( $json['messages'][0]['author'], $json['messages'][0]['author_name'] ) );
		self::assertSame( array( false, true, 'Nora' ), array( $json['waits_for_person'], $json['with_person'], $json['person_name'] ) );
		self::assertCount( 3, Thread_Json::thread( $thread, 0, self::shopper( 0 ) )['messages'] );
	}

	public function test_hidden_products_have_no_card_even_for_administrators(): void {
		$product = self::product( 'Tent' );
		$product->set_status( 'draft' );
		$product->save();
		wp_set_current_user( self::user( 'administrator' ) );
		self::assertNull( \Deskhand\Cards::build( 'product', $product->get_id(), self::shopper( get_current_user_id() ) ) );
	}

	public function test_an_answer_does_not_fall_over_its_card(): void {
		$user  = self::user();
		$event = new Wire\Chat_Event( seq: 4, card: new Wire\Card( kind: 'order', id: self::order( $user )->get_id() ) );
		$break = static fn() => throw new \RuntimeException( 'a plugin of order states' );
		add_filter( 'wc_order_statuses', $break );
		$before = ini_set( 'error_log', '/dev/null' );
		$shown  = Event_Json::of( $event, self::shopper( $user ) );
		ini_set( 'error_log', (string) $before );
		remove_filter( 'wc_order_statuses', $break );
		self::assertNull( $shown );
		self::assertNotNull( Event_Json::of( $event, self::shopper( $user ) ) );
	}

	/** What decides about the widget comes with the autoloaded options. */
	public function test_a_page_costs_no_query_before_anything_is_set_up(): void {
		global $wpdb;
		delete_option( \Deskhand\Settings::OPTION );
		delete_option( \Deskhand\Pairing::OPTION );
		do_action( 'activate_' . plugin_basename( \Deskhand\PLUGIN_FILE ), false );
		wp_cache_flush();
		wp_load_alloptions();
		\Deskhand\parts()->renew();
		$before = $wpdb->num_queries;
		self::assertSame( '', $this->printed() );
		self::assertSame( $before, $wpdb->num_queries );
	}

	public function test_a_stream_is_frames_and_heartbeats(): void {
		$out    = array();
		$stream = new Event_Stream( static function () use ( &$out ): void { $out[] = 'headers'; }, static function ( string $frame ) use ( &$out ): bool { $out[] = $frame; return count( $out ) < 4; } );
		self::assertTrue( $stream->beat() );
		self::assertTrue( $stream->send( array( 'seq' => 3, 'type' => 'delta', 'text' => "a\nü" ) ) );
		self::assertFalse( $stream->beat(), 'the browser is gone' );
		$stream->refuse( Problem::of( 'sidecar_down' ) );
		self::assertSame( array( 'headers', ": hb\n\n", "id: 3\ndata: {\"seq\":3,\"type\":\"delta\",\"text\":\"a\\nü\"}\n\n", ": hb\n\n" ), array_slice( $out, 0, 4 ) );
		$error = json_decode( substr( $out[4], strlen( 'data: ' ) ), true );
		self::assertSame( array( 'error', 'sidecar_down', 10 ), array( $error['type'], $error['code'], $error['retry_after'] ) );
	}

	public function test_a_refusal_before_the_stream_is_plain_json(): void {
		$out    = array();
		$stream = new Event_Stream( static fn() => self::fail( 'The stream began.' ), static function ( string $text ) use ( &$out ): bool { $out[] = $text; return true; } );
		$stream->refuse( Problem::of( 'busy' ) );
		$body = json_decode( $out[0], true );
		self::assertSame( array( 'busy', 503 ), array( $body['code'], $body['data']['status'] ) );
	}

	/** What the footer prints. */
	private function printed(): string {
		ob_start();
		\Deskhand\parts()->widget()->print_config();
		return (string) ob_get_clean();
	}
}
