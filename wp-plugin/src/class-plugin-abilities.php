<?php
/**
 * What other plugins can do for a shopper.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The abilities of other plugins, those that the owner ticked, and the ticks in the form.
 */
final class Plugin_Abilities {

	public const MAX_TICKED = 12;

	/**
	 * Every ability of another plugin, those that shoppers can have first.
	 *
	 * @return array<string, array{ability: Plugin_Ability, why_not: string}> By name.
	 */
	public static function all(): array {
		$rows = array();
		foreach ( wp_get_abilities() as $ability ) {
			$known = new Plugin_Ability( $ability );
			if ( ! str_starts_with( $known->name(), 'deskhand/' ) ) {
				$rows[ $known->name() ] = array(
					'ability' => $known,
					'why_not' => $known->why_not(),
				);
			}
		}
		uasort( $rows, static fn( array $a, array $b ): int => array( '' !== $a['why_not'], $a['ability']->label() ) <=> array( '' !== $b['why_not'], $b['ability']->label() ) );
		return $rows;
	}

	/**
	 * What the owner ticked and shoppers can have, as it is registered now: an ability may have changed since.
	 *
	 * @param list<string> $ticked Names.
	 * @return array<string, Plugin_Ability> By tool.
	 */
	public static function offered( array $ticked ): array {
		$tools = array();
		foreach ( $ticked as $name ) {
			$ability = wp_has_ability( $name ) ? wp_get_ability( $name ) : null;
			$known   = null === $ability ? null : new Plugin_Ability( $ability );
			if ( null !== $known && '' === $known->why_not() && ! isset( $tools[ $known->tool() ] ) ) {
				$tools[ $known->tool() ] = $known;
			}
		}
		return $tools;
	}

	/**
	 * Names out of anything; what shoppers can't have is left out where it can be told.
	 *
	 * @param mixed $names As stored or posted.
	 * @return list<string>
	 */
	public static function from_values( mixed $names ): array {
		$names = array_filter( is_array( $names ) ? $names : array(), is_string( ... ) );
		$names = array_filter( $names, static fn( string $name ): bool => 1 === preg_match( '#^[a-z0-9-]+(/[a-z0-9-]+)+$#D', $name ) && ! str_starts_with( $name, 'deskhand/' ) );
		return array_slice( array_values( array_unique( $names ) ), 0, self::MAX_TICKED );
	}

	/**
	 * Why names can't be ticked; empty when they can.
	 *
	 * @param mixed $names What was posted.
	 */
	public static function complaint( mixed $names ): string {
		$all = self::all();
		foreach ( self::from_values( $names ) as $name ) {
			$why_not = $all[ $name ]['why_not'] ?? '';
			if ( '' !== $why_not ) {
				/* translators: 1: name of an ability, 2: a sentence. */
				return sprintf( __( '%1$s can\'t be given to shoppers. %2$s', 'deskhand' ), $all[ $name ]['ability']->label(), $why_not );
			}
		}
		return '';
	}

	/**
	 * Prints the ticks: what shoppers can have, and with its reason what they can't.
	 *
	 * @param string       $key    Name of the field.
	 * @param list<string> $ticked The owner's.
	 */
	public static function print( string $key, array $ticked ): void {
		echo '<h2>' . esc_html__( 'What other plugins can do for shoppers', 'deskhand' ) . '</h2>';
		$rows = self::all();
		if ( array() === $rows ) {
			echo '<p>' . esc_html__( 'None of your plugins offers anything (by the Abilities API of WordPress).', 'deskhand' ) . '</p>';
			return;
		}
		echo '<p>' . esc_html__( 'What you tick, the assistant may use for the shopper who chats, and only as that shopper. What may change or delete what is there waits for your approval first.', 'deskhand' ) . '</p>';
		printf( '<input type="hidden" name="%s[]" value="">', esc_attr( $key ) );
		echo '<table class="widefat striped deskhand-table"><thead><tr>';
		foreach ( array( __( 'Give to shoppers', 'deskhand' ), __( 'What it does', 'deskhand' ), __( 'How', 'deskhand' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( $rows as $name => [ 'ability' => $ability, 'why_not' => $why_not ] ) {
			printf(
				'<tr><td><label><input type="checkbox" name="%1$s[]" value="%2$s" %3$s %4$s> %5$s</label><br><code>%2$s</code></td><td>%6$s</td><td>%7$s</td></tr>',
				esc_attr( $key ),
				esc_attr( $name ),
				checked( '' === $why_not && in_array( $name, $ticked, true ), true, false ),
				disabled( '' !== $why_not, true, false ),
				esc_html( $ability->label() ),
				esc_html( $ability->description() ),
				esc_html( '' !== $why_not ? $why_not : self::how( $ability ) )
			);
		}
		echo '</tbody></table>';
	}

	/**
	 * How an ability would run.
	 *
	 * @param Plugin_Ability $ability One that shoppers can have.
	 */
	private static function how( Plugin_Ability $ability ): string {
		return match ( true ) {
			$ability->is_read_only() => __( 'Reads only; runs at once.', 'deskhand' ),
			$ability->needs_approval() => __( 'Waits for your approval.', 'deskhand' ),
			default => __( 'Adds something; runs at once.', 'deskhand' ),
		};
	}
}
