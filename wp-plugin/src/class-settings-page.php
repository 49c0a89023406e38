<?php
/**
 * The owner's page.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * From installed to published in five steps, each with a live check, and the settings below. What an owner fears is
 * answered where it is decided: costs, where data stays, what is read.
 */
final class Settings_Page {

	/**
	 * Only assigns.
	 *
	 * @param Settings_Form $form The settings.
	 */
	public function __construct( private readonly Settings_Form $form ) {}

	/**
	 * Prints the page.
	 */
	public function render(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		wp_enqueue_script_module( '@deskhand/settings', plugins_url( 'assets/admin/settings.js', PLUGIN_FILE ), array(), VERSION );
		?>
		<div class="wrap">
			<h1><?php esc_html_e( 'Deskhand', 'deskhand' ); ?></h1>
			<?php
			if ( 'options-general.php' !== Screens::parent( Screens::SETTINGS ) ) {
				settings_errors(); // Under Settings, WordPress prints them itself.
			}
			?>
			<div id="deskhand-line"
				data-rest="<?php echo esc_url( rest_url( Gate::REST_NAMESPACE . '/admin/' ) ); ?>"
				data-nonce="<?php echo esc_attr( wp_create_nonce( 'wp_rest' ) ); ?>"
				data-silent="<?php esc_attr_e( 'WordPress itself did not answer. Reload this page; if it stays like this, a firewall or a security plugin blocks the REST API (/wp-json/).', 'deskhand' ); ?>"
			>
				<p class="deskhand-summary" role="status"><?php esc_html_e( 'Checking…', 'deskhand' ); ?></p>
				<ol class="deskhand-steps">
					<?php
					$this->print_connect();
					$this->print_brain();
					$this->print_read();
					$this->print_try();
					$this->print_publish();
					?>
				</ol>
			</div>
			<?php
			Spend_Panel::print();
			$this->form->render();
			?>
		</div>
		<?php
	}

	/** Step 1. */
	private function print_connect(): void {
		?>
		<li>
			<h2><?php esc_html_e( '1. Connect the sidecar', 'deskhand' ); ?></h2>
			<p><?php esc_html_e( 'The sidecar is the program that answers. It runs on your own host, beside WordPress. WordPress calls it; it cannot call WordPress or read its database.', 'deskhand' ); ?></p>
			<ul class="deskhand-checks" data-checks="connection version clock store"></ul>
			<form class="deskhand-pair" hidden>
				<p class="deskhand-code">
					<label for="deskhand-code"><?php esc_html_e( 'Pairing code', 'deskhand' ); ?></label>
					<input type="text" id="deskhand-code" name="code" class="code" size="12" maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="deskhand-code-help">
					<span class="description" id="deskhand-code-help"><?php esc_html_e( 'The sidecar prints it in its log: docker compose logs deskhand', 'deskhand' ); ?></span>
				</p>
				<button class="button button-primary"><?php esc_html_e( 'Pair', 'deskhand' ); ?></button>
			</form>
			<p class="deskhand-wrong" role="alert" hidden></p>
			<p><button type="button" class="button deskhand-check"><?php esc_html_e( 'Check again', 'deskhand' ); ?></button></p>
		</li>
		<?php
	}

	/** Step 2. */
	private function print_brain(): void {
		?>
		<li>
			<h2><?php esc_html_e( '2. Where answers come from', 'deskhand' ); ?></h2>
			<ul class="deskhand-checks" data-checks="brain embedder model budget"></ul>
			<p><?php esc_html_e( 'No API key, no account and no costs are needed: without a language model nothing leaves your host. With one, which is set in the sidecar\'s environment, its provider bills you: set a monthly budget below, and a spending limit there. It is sent questions and passages of your pages. E-mail addresses, phone, card and order numbers, and what WordPress knows of a logged-in shopper, are replaced by placeholders before.', 'deskhand' ); ?></p>
		</li>
		<?php
	}

	/** Step 3. */
	private function print_read(): void {
		?>
		<li>
			<h2><?php esc_html_e( '3. Let it read your shop', 'deskhand' ); ?></h2>
			<p><?php esc_html_e( 'It reads what anyone can read: published pages, posts and products. It never reads drafts, private or password-protected content, comments, reviews, your customer list or other people\'s orders. Prices and stock are looked up live. A logged-in shopper\'s own orders are looked up only when that shopper asks.', 'deskhand' ); ?></p>
			<ul class="deskhand-checks" data-checks="index"></ul>
			<p><button type="button" class="button deskhand-index" disabled><?php esc_html_e( 'Index now', 'deskhand' ); ?></button>
			<span class="description"><?php esc_html_e( 'Once; later changes are read by themselves.', 'deskhand' ); ?></span></p>
			<div class="deskhand-progress" hidden>
				<progress max="1" value="0" aria-label="<?php esc_attr_e( 'Progress of indexing', 'deskhand' ); ?>"></progress>
				<p role="status"></p>
				<ul></ul>
			</div>
		</li>
		<?php
	}

	/** Step 4. */
	private function print_try(): void {
		?>
		<li>
			<h2><?php esc_html_e( '4. Try it', 'deskhand' ); ?></h2>
			<p><?php esc_html_e( 'Open your shop and ask in the corner what shoppers ask you. Every answer names the page it comes from. Where your pages say nothing, it says so and offers a ticket; it does not guess.', 'deskhand' ); ?></p>
			<p><a class="button" href="<?php echo esc_url( home_url( '/' ) ); ?>" target="_blank" rel="noopener"><?php esc_html_e( 'Open the shop', 'deskhand' ); ?><span class="screen-reader-text"> <?php esc_html_e( '(opens in a new tab)', 'deskhand' ); ?></span></a></p>
		</li>
		<?php
	}

	/** Step 5. */
	private function print_publish(): void {
		?>
		<li>
			<h2><?php esc_html_e( '5. Publish', 'deskhand' ); ?></h2>
			<ul class="deskhand-checks" data-checks="widget"></ul>
			<p><button type="button" class="button button-primary deskhand-publish" data-publish="<?php esc_attr_e( 'Publish the chat', 'deskhand' ); ?>" data-hide="<?php esc_attr_e( 'Hide the chat again', 'deskhand' ); ?>" disabled><?php esc_html_e( 'Publish the chat', 'deskhand' ); ?></button></p>
			<p class="description"><?php esc_html_e( 'It shows in the corner of every page. To show it within a page too, insert the block "Deskhand chat" or the shortcode [deskhand].', 'deskhand' ); ?></p>
		</li>
		<?php
	}
}
