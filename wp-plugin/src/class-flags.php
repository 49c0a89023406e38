<?php
/**
 * Which conversations another version of the assistant answers.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The owner's flags: each gives a share of the conversations to a version. Rows that name none are no flags.
 *
 * @phpstan-type Flag array{brain_version: string, share_percent: int, scenarios: list<string>, shadow: bool}
 */
final class Flags {

	public const MAX_COUNT = 16;

	private const MAX_SCENARIOS = 32;

	/**
	 * The flags of anything.
	 *
	 * @param mixed $rows As stored or posted.
	 * @return list<Flag>
	 */
	public static function from_values( mixed $rows ): array {
		$flags = array();
		foreach ( is_array( $rows ) ? $rows : array() as $row ) {
			$text    = static fn( string $name ): string => is_array( $row ) && is_scalar( $row[ $name ] ?? null ) ? sanitize_text_field( (string) $row[ $name ] ) : '';
			$version = mb_substr( $text( 'brain_version' ), 0, 100 );
			if ( '' === $version ) {
				continue;
			}
			$scenarios = is_array( $row['scenarios'] ?? null ) ? array_filter( $row['scenarios'], is_scalar( ... ) ) : (array) preg_split( '/[\s,]+/', $text( 'scenarios' ) );
			$flags[]   = array(
				'brain_version' => $version,
				'share_percent' => max( 0, min( 100, (int) $text( 'share_percent' ) ) ),
				'scenarios'     => array_slice( array_values( array_unique( array_filter( array_map( sanitize_key( ... ), array_map( strval( ... ), $scenarios ) ) ) ) ), 0, self::MAX_SCENARIOS ),
				'shadow'        => (bool) filter_var( $row['shadow'] ?? false, FILTER_VALIDATE_BOOLEAN ),
			);
		}
		return array_slice( $flags, 0, self::MAX_COUNT );
	}

	/**
	 * Why rows can't be used; empty when they can.
	 *
	 * @param mixed $rows What was posted.
	 */
	public static function complaint( mixed $rows ): string {
		foreach ( is_array( $rows ) ? $rows : array() as $row ) {
			$share = is_array( $row ) && '' !== ( $row['brain_version'] ?? '' ) ? $row['share_percent'] ?? '' : 0;
			if ( false === filter_var( $share, FILTER_VALIDATE_INT ) || $share < 0 || $share > 100 ) {
				return __( 'a share must be a whole number from 0 to 100.', 'deskhand' );
			}
		}
		return '';
	}

	/**
	 * Flags as the sidecar takes them.
	 *
	 * @param list<Flag> $flags The owner's.
	 * @return list<Wire\Flag>
	 */
	public static function to_wire( array $flags ): array {
		return array_map( static fn( array $flag ): Wire\Flag => new Wire\Flag( ...$flag ), $flags );
	}

	/**
	 * Prints the flags to edit, with an empty row for one more. The script shows them, and fills in the versions, once
	 * the sidecar tells that it has more than one.
	 *
	 * @param string     $key   Name of the fields.
	 * @param list<Flag> $flags The owner's.
	 */
	public static function print( string $key, array $flags ): void {
		$blank = array(
			'brain_version' => '',
			'share_percent' => 0,
			'scenarios'     => array(),
			'shadow'        => false,
		);
		$rows  = count( $flags ) < self::MAX_COUNT ? array( ...$flags, $blank ) : $flags;
		?>
		<div class="deskhand-versions" hidden>
			<h2><?php esc_html_e( 'Versions of the assistant', 'deskhand' ); ?></h2>
			<p><?php esc_html_e( 'The sidecar knows more than one version. The first answers every conversation that no row below gives to another; of the rows, the first that fits decides. A conversation stays with its version.', 'deskhand' ); ?></p>
			<table class="widefat striped deskhand-table">
				<thead><tr>
					<th scope="col"><?php esc_html_e( 'Version', 'deskhand' ); ?></th>
					<th scope="col"><?php esc_html_e( 'Share of conversations', 'deskhand' ); ?></th>
					<th scope="col"><?php esc_html_e( 'Only for', 'deskhand' ); ?></th>
					<th scope="col"><?php esc_html_e( 'Shown to shoppers', 'deskhand' ); ?></th>
				</tr></thead>
				<tbody>
				<?php
				foreach ( $rows as $at => $flag ) {
					self::print_row( "{$key}[$at]", $at + 1, $flag );
				}
				?>
				</tbody>
			</table>
			<p class="description" id="deskhand-flag-help"><?php esc_html_e( 'Only for: kinds of questions, separated by commas, as "wp deskhand cost" names them, for example: policy, product. Empty for all. Drafts beside the answer are never shown to shoppers; you find them in the conversation, to compare.', 'deskhand' ); ?></p>
		</div>
		<?php
	}

	/**
	 * Prints one flag.
	 *
	 * @param string $key    Name of its fields.
	 * @param int    $number Its place, from 1.
	 * @param Flag   $flag   The flag.
	 */
	private static function print_row( string $key, int $number, array $flag ): void {
		/* translators: 1: name of a column, 2: number of a row. */
		$label = static fn( string $column ): string => sprintf( __( '%1$s, row %2$d', 'deskhand' ), $column, $number );
		?>
		<tr>
			<td data-label="<?php esc_attr_e( 'Version', 'deskhand' ); ?>"><select name="<?php echo esc_attr( $key ); ?>[brain_version]" aria-label="<?php echo esc_attr( $label( __( 'Version', 'deskhand' ) ) ); ?>">
				<option value=""><?php esc_html_e( '— none —', 'deskhand' ); ?></option>
				<?php if ( '' !== $flag['brain_version'] ) : ?>
					<option selected><?php echo esc_html( $flag['brain_version'] ); ?></option>
				<?php endif; ?>
			</select></td>
			<td data-label="<?php esc_attr_e( 'Share of conversations', 'deskhand' ); ?>"><input type="number" class="small-text" min="0" max="100" name="<?php echo esc_attr( $key ); ?>[share_percent]" value="<?php echo (int) $flag['share_percent']; ?>" aria-label="<?php echo esc_attr( $label( __( 'Share of conversations in percent', 'deskhand' ) ) ); ?>"> %</td>
			<td data-label="<?php esc_attr_e( 'Only for', 'deskhand' ); ?>"><input type="text" name="<?php echo esc_attr( $key ); ?>[scenarios]" value="<?php echo esc_attr( implode( ', ', $flag['scenarios'] ) ); ?>" aria-label="<?php echo esc_attr( $label( __( 'Only for', 'deskhand' ) ) ); ?>" aria-describedby="deskhand-flag-help"></td>
			<td data-label="<?php esc_attr_e( 'Shown to shoppers', 'deskhand' ); ?>"><select name="<?php echo esc_attr( $key ); ?>[shadow]" aria-label="<?php echo esc_attr( $label( __( 'Shown to shoppers', 'deskhand' ) ) ); ?>">
				<option value="0"><?php esc_html_e( 'Yes, it answers', 'deskhand' ); ?></option>
				<option value="1" <?php selected( $flag['shadow'] ); ?>><?php esc_html_e( 'No, it drafts beside the answer', 'deskhand' ); ?></option>
			</select></td>
		</tr>
		<?php
	}
}
