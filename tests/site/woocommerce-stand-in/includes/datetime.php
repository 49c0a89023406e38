<?php
/**
 * A moment in the shop's time zone.
 */

declare(strict_types=1);

class WC_DateTime extends DateTime {
	/** In the shop's time zone, as PHP's date() writes it. */
	public function date( string $format ): string {
		return $this->format( $format );
	}

	/** The same in the site's language. */
	public function date_i18n( string $format = 'Y-m-d' ): string {
		return (string) wp_date( $format, $this->getTimestamp() );
	}
}
