<?php
/**
 * The composition root.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * Makes each part once, on first use, and hands it what it needs. Nothing else in the plugin reads stored settings,
 * the server's variables or the site's keys.
 *
 * Parts that need keys throw `Sidecar_Error` (SALTS_MISSING) on a site without proper salts.
 */
final class Parts {

	/**
	 * Parts made so far, by name.
	 *
	 * @var array<string, object>
	 */
	private array $made = array();

	/** Forgets what was made, so that changed settings take effect within this request. */
	public function renew(): void {
		$this->made = array();
	}

	/** What the owner decided. */
	public function settings(): Settings {
		return $this->made[ __FUNCTION__ ] ??= Settings::load();
	}

	/** This site's keys. */
	public function keypair(): Keypair {
		return $this->made[ __FUNCTION__ ] ??= Keypair::from_salts();
	}

	/** What others keep for this site. */
	public function seal(): Seal {
		return $this->made[ __FUNCTION__ ] ??= new Seal( $this->keypair()->derive( 'seal' ), time( ... ) );
	}

	/** The line to the sidecar. */
	public function sidecar(): Sidecar_Client {
		return $this->made[ __FUNCTION__ ] ??= new Sidecar_Client( $this->settings()->sidecar_address, $this->keypair(), self::site() );
	}

	/** The bond with the sidecar. */
	public function pairing(): Pairing {
		return $this->made[ __FUNCTION__ ] ??= new Pairing( $this->sidecar(), $this->keypair(), $this->settings(), self::site() );
	}

	/** The chat on the shop's pages. */
	public function widget(): Widget {
		return $this->made[ __FUNCTION__ ] ??= new Widget( $this->settings(), $this->pairing() );
	}

	/** What every REST request must pass. */
	public function gate(): Gate {
		return $this->made[ __FUNCTION__ ] ??= Gate::of_this_site();
	}

	/** Browsers and their threads. */
	public function session(): Session {
		return $this->made[ __FUNCTION__ ] ??= new Session( $this->keypair()->derive( 'subject' ), $this->keypair()->derive( 'thread' ) );
	}

	/** The live report. */
	public function connection(): Connection {
		return $this->made[ __FUNCTION__ ] ??= new Connection(
			$this->sidecar(),
			$this->pairing(),
			$this->widget(),
			Client_Address::is_shared( self::server( 'REMOTE_ADDR' ), self::server( 'HTTP_X_FORWARDED_FOR' ), $this->settings()->trusted_proxies )
		);
	}

	/** What the agent may read. */
	public function catalogue(): Catalogue {
		return $this->made[ __FUNCTION__ ] ??= new Catalogue( $this->settings() );
	}

	/** Reading the whole shop. */
	public function reindex(): Reindex {
		return $this->made[ __FUNCTION__ ] ??= new Reindex( $this->sidecar(), $this->catalogue(), $this->shipment() );
	}

	/** What reading would do. */
	public function reindex_plan(): Reindex_Plan {
		return $this->made[ __FUNCTION__ ] ??= new Reindex_Plan( $this->sidecar(), $this->catalogue(), $this->publication() );
	}

	/** Reading what changed. */
	public function sync(): Sync {
		return $this->made[ __FUNCTION__ ] ??= new Sync( $this->sidecar(), $this->catalogue(), $this->shipment(), $this->after_response() );
	}

	/** Work that the sidecar leaves. */
	public function jobs(): Jobs {
		return $this->made[ __FUNCTION__ ] ??= new Jobs( $this->sidecar(), new Staff_Mail( $this->settings() ), $this->shopper_mail() );
	}

	/** Mail for shoppers. */
	public function shopper_mail(): Shopper_Mail {
		return $this->made[ __FUNCTION__ ] ??= new Shopper_Mail( $this->seal(), $this->return_address() );
	}

	/** Work recorded for a person. */
	public function ticket_desk(): Ticket_Desk {
		return $this->made[ __FUNCTION__ ] ??= new Ticket_Desk( $this->sidecar() );
	}

	/** Messages that came while nobody answered. */
	public function contact_form(): Contact_Form {
		return $this->made[ __FUNCTION__ ] ??= new Contact_Form( $this->ticket_desk(), new Staff_Mail( $this->settings() ), $this->settings()->retention_days );
	}

	/** Refunds that shoppers ask for. */
	public function refund_desk(): Refund_Desk {
		return $this->made[ __FUNCTION__ ] ??= new Refund_Desk( $this->settings()->refunds, time( ... ) );
	}

	/** Actions that wait for somebody's word. */
	public function approval_desk(): Approval_Desk {
		return $this->made[ __FUNCTION__ ] ??= new Approval_Desk( $this->sidecar(), $this->seal(), $this->action_run(), time( ... ) );
	}

	/** Doing what was decided. */
	public function action_run(): Action_Run {
		return $this->made[ __FUNCTION__ ] ??= new Action_Run( $this->sidecar(), $this->seal(), new Refund_Run( $this->settings()->refunds, $this->refund_desk() ), new Ability_Run(), new Staff_Mail( $this->settings() ), time( ... ) );
	}

	/** Those actions in wp-admin. */
	public function approvals_page(): Approvals_Page {
		return $this->made[ __FUNCTION__ ] ??= new Approvals_Page( $this->approval_desk() );
	}

	/** The form of the settings. */
	public function settings_form(): Settings_Form {
		return $this->made[ __FUNCTION__ ] ??= new Settings_Form( $this->settings() );
	}

	/** The owner's page. */
	public function settings_page(): Settings_Page {
		return $this->made[ __FUNCTION__ ] ??= new Settings_Page( $this->settings_form() );
	}

	/** The tickets in wp-admin. */
	public function tickets_page(): Tickets_Page {
		return $this->made[ __FUNCTION__ ] ??= new Tickets_Page( $this->sidecar(), $this->ticket_desk(), $this->macros() );
	}

	/** The conversations in wp-admin. */
	public function conversations_page(): Conversations_Page {
		return $this->made[ __FUNCTION__ ] ??= new Conversations_Page( $this->thread_desk(), new Conversation_Panel( $this->thread_desk(), $this->macros() ) );
	}

	/** Conversations that people take over. */
	public function thread_desk(): Thread_Desk {
		return $this->made[ __FUNCTION__ ] ??= new Thread_Desk( $this->sidecar() );
	}

	/** What waits for WordPress and other services. */
	public function outbox(): Outbox {
		return $this->made[ __FUNCTION__ ] ??= new Outbox( $this->sidecar() );
	}

	/** Every tool call. */
	public function audit_log(): Audit_Log {
		return $this->made[ __FUNCTION__ ] ??= new Audit_Log( $this->sidecar() );
	}

	/** What waits for the shop's people. */
	public function attention(): Attention {
		return $this->made[ __FUNCTION__ ] ??= new Attention( $this->sidecar() );
	}

	/** What the sidecar knows. */
	public function knowledge(): Knowledge {
		return $this->made[ __FUNCTION__ ] ??= new Knowledge( $this->sidecar() );
	}

	/** What models cost. */
	public function spend(): Spend {
		return $this->made[ __FUNCTION__ ] ??= new Spend( $this->sidecar() );
	}

	/** What had no answer. */
	public function unanswered(): Unanswered {
		return $this->made[ __FUNCTION__ ] ??= new Unanswered( $this->sidecar(), $this->knowledge(), $this->sync() );
	}

	/** Answers to use again. */
	public function macros(): Macros {
		return $this->made[ __FUNCTION__ ] ??= new Macros( $this->sidecar() );
	}

	/** What the forms of the knowledge page do. */
	public function knowledge_forms(): Knowledge_Forms {
		return $this->made[ __FUNCTION__ ] ??= new Knowledge_Forms( $this->knowledge(), $this->unanswered(), $this->macros() );
	}

	/** The owner's knowledge page. */
	public function knowledge_page(): Knowledge_Page {
		return $this->made[ __FUNCTION__ ] ??= new Knowledge_Page(
			new Sources_Panel( $this->knowledge(), $this->reindex() ),
			new Mirror_Panel( $this->knowledge() ),
			new Preview_Panel( $this->knowledge() ),
			new Unanswered_Panel( $this->unanswered() ),
			new Macros_Panel( $this->macros() )
		);
	}

	/**
	 * What waits until the response is out; nothing of it happens before the site is paired. A shopper's request never
	 * waits for the sidecar because a sale changed a product: cron pushes that.
	 */
	public function after_response(): After_Response {
		$when_paired = fn( \Closure $step ): \Closure => fn( bool $is_out ): mixed => $this->pairing()->is_paired() ? $step( $is_out ) : null;
		return $this->made[ __FUNCTION__ ] ??= new After_Response(
			array(
				'push'       => $when_paired( fn( bool $is_out ) => 'cli' === PHP_SAPI || wp_doing_cron() || current_user_can( 'edit_posts' ) ? $this->sync()->push( $is_out ) : $this->sync()->put_off() ),
				'jobs'       => $when_paired( fn( bool $is_out ) => $is_out ? $this->jobs()->run( 5 ) : null ),
				'deliveries' => $when_paired( fn( bool $is_out ) => $is_out ? $this->contact_form()->deliver() : null ),
				'attention'  => $when_paired( fn() => $this->attention()->count() ),
				'settings'   => $when_paired( fn() => $this->pairing()->push_settings() ),
			)
		);
	}

	/** How often someone may ask. */
	public function rate_limit(): Rate_Limit {
		return $this->made[ __FUNCTION__ ] ??= new Rate_Limit(
			Rate_Limit::table( $this->settings() ),
			Client_Address::of( self::server( 'REMOTE_ADDR' ), self::server( 'HTTP_X_FORWARDED_FOR' ), $this->settings()->trusted_proxies ),
			$this->keypair()->derive( 'rate' ),
			$this->tally()
		);
	}

	/** How many may chat at a time. */
	public function bulkhead(): Bulkhead {
		return $this->made[ __FUNCTION__ ] ??= new Bulkhead(
			$this->scratch_folder(),
			$this->settings()->php_workers,
			function_exists( 'fpm_get_status' ) ? \Closure::fromCallable( 'fpm_get_status' ) : null
		);
	}

	/** Posts on their way to the sidecar. */
	private function shipment(): Shipment {
		return $this->made[ __FUNCTION__ ] ??= new Shipment( $this->sidecar(), $this->publication() );
	}

	/** Posts as documents. */
	private function publication(): Publication {
		return $this->made[ __FUNCTION__ ] ??= new Publication( $this->catalogue() );
	}

	/** How often things happen. */
	public function tally(): Tally {
		return $this->made[ __FUNCTION__ ] ??= new Tally( $this->scratch_folder(), time( ... ) );
	}

	/** Orders that threads have verified. */
	public function verifications(): Verifications {
		return $this->made[ __FUNCTION__ ] ??= new Verifications( $this->keypair()->derive( 'verification' ), time( ... ) );
	}

	/** Codes by mail. */
	public function mail_code(): Mail_Code {
		return $this->made[ __FUNCTION__ ] ??= new Mail_Code( $this->keypair()->derive( 'code' ), time( ... ), $this->rate_limit(), $this->tally(), $this->verifications() );
	}

	/** Showing whose order it is. */
	public function identity_check(): Identity_Check {
		return $this->made[ __FUNCTION__ ] ??= new Identity_Check( $this->verifications(), $this->mail_code(), $this->rate_limit(), usleep( ... ) );
	}

	/** What was looked up for shoppers. */
	public function shopper_cache(): Shopper_Cache {
		return $this->made[ __FUNCTION__ ] ??= new Shopper_Cache( $this->keypair()->derive( 'seen' ), time( ... ) );
	}

	/** Where shoppers are written to. */
	public function return_address(): Return_Address {
		return $this->made[ __FUNCTION__ ] ??= new Return_Address( $this->seal(), $this->verifications(), time( ... ) );
	}

	/** What other plugins change for shoppers. */
	public function plugin_write(): Plugin_Write {
		return $this->made[ __FUNCTION__ ] ??= new Plugin_Write( $this->seal(), time( ... ), usleep( ... ) );
	}

	/** Where this host keeps locks and counters. */
	public function scratch_folder(): Scratch_Folder {
		return $this->made[ __FUNCTION__ ] ??= new Scratch_Folder( get_temp_dir() . 'deskhand-scratch-' . $this->keypair()->kid );
	}

	/**
	 * A variable of the server; empty when it is not there.
	 *
	 * @param string $name Its name.
	 */
	private static function server( string $name ): string {
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) : '';
	}

	/** The site's address: the audience of every token. */
	private static function site(): string {
		return untrailingslashit( (string) get_option( 'home' ) );
	}
}
