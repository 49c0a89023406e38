<?php
/**
 * The owner's costs.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The frame of what models cost this month; the page's script fills it. Hidden where no model costs anything.
 */
final class Spend_Panel {

	/** Prints the panel. */
	public static function print(): void {
		?>
		<section class="deskhand-spend" aria-labelledby="deskhand-spend" hidden>
			<h2 id="deskhand-spend"><?php esc_html_e( 'What the language model costs', 'deskhand' ); ?></h2>
			<p><meter max="100" low="80" high="99.9" optimum="0" value="0" aria-label="<?php esc_attr_e( 'Spent share of the budget', 'deskhand' ); ?>"></meter> <span class="deskhand-spent"></span></p>
			<p class="deskhand-average"></p>
			<table class="widefat striped deskhand-table">
				<thead><tr>
					<?php foreach ( self::columns() as $column ) : ?>
						<th scope="col"><?php echo esc_html( $column ); ?></th>
					<?php endforeach; ?>
				</tr></thead>
				<tbody></tbody>
			</table>
			<p class="description"><?php esc_html_e( 'The month is that of UTC; amounts are in the currency of the prices that are set in the sidecar. A call that was cut off counts in full, so the total may exceed the sum of the rows. By kind of question, and for earlier months: wp deskhand cost', 'deskhand' ); ?></p>
		</section>
		<?php
	}

	/**
	 * Headings of the rows that `Spend::shown()` gives.
	 *
	 * @return list<string>
	 */
	private static function columns(): array {
		return array(
			__( 'Model', 'deskhand' ),
			__( 'Turns', 'deskhand' ),
			__( 'Answered', 'deskhand' ),
			__( 'Gave up', 'deskhand' ),
			__( 'Tokens', 'deskhand' ),
			__( 'Mean time', 'deskhand' ),
			__( 'Cost', 'deskhand' ),
		);
	}
}
