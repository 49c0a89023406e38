<?php
/**
 * Which network address a request comes from.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

/**
 * The address that rate limits count. Forwarded headers are believed only from proxies the owner listed
 * (CVE-2026-2955 came from believing them from anyone).
 */
final class Client_Address {

	/** How an IPv4 address begins that is written as an IPv6 one (RFC 4291, 2.5.5.2). */
	private const MAPPED = "\0\0\0\0\0\0\0\0\0\0\xff\xff";

	/**
	 * The nearest address that is not one of the owner's proxies; IPv6 as its /64, since one household holds that many.
	 *
	 * @param string       $remote    The peer of the connection (REMOTE_ADDR).
	 * @param string       $forwarded The X-Forwarded-For header; empty for none.
	 * @param list<string> $proxies   Trusted addresses or CIDR ranges.
	 * @return string An address, or `unknown`.
	 */
	public static function of( string $remote, string $forwarded, array $proxies ): string {
		$address = $remote;
		$hops    = array_reverse( array_map( trim( ... ), explode( ',', $forwarded ) ) );
		foreach ( $hops as $hop ) {
			if ( ! self::is_trusted( $address, $proxies ) || false === filter_var( $hop, FILTER_VALIDATE_IP ) ) {
				break;
			}
			$address = $hop;
		}
		$bytes = self::packed( $address );
		if ( null === $bytes ) {
			return 'unknown';
		}
		return 16 === strlen( $bytes ) ? inet_ntop( substr( $bytes, 0, 8 ) . str_repeat( "\0", 8 ) ) . '/64' : inet_ntop( $bytes );
	}

	/**
	 * True when a proxy forwarded the request that the owner did not list: then all its visitors count as one.
	 *
	 * @param string       $remote    The peer of the connection (REMOTE_ADDR).
	 * @param string       $forwarded The X-Forwarded-For header; empty for none.
	 * @param list<string> $proxies   Trusted addresses or CIDR ranges.
	 */
	public static function is_shared( string $remote, string $forwarded, array $proxies ): bool {
		return '' !== $forwarded && ! self::is_trusted( $remote, $proxies );
	}

	/**
	 * True for an address or a CIDR range.
	 *
	 * @param string $range Such as `10.0.0.0/8` or `::1`.
	 */
	public static function is_range( string $range ): bool {
		[ $address, $bits ] = explode( '/', $range, 2 ) + array( '', '' );
		if ( false === filter_var( $address, FILTER_VALIDATE_IP ) ) {
			return false;
		}
		$most = str_contains( $address, ':' ) ? 128 : 32;
		return ! str_contains( $range, '/' ) || ( ctype_digit( $bits ) && (int) $bits <= $most );
	}

	/**
	 * True when the address lies in one of the ranges.
	 *
	 * @param string       $address An address.
	 * @param list<string> $ranges  Valid ranges.
	 */
	private static function is_trusted( string $address, array $ranges ): bool {
		$bytes = self::packed( $address );
		if ( null === $bytes ) {
			return false;
		}
		foreach ( $ranges as $range ) {
			[ $net, $bits ] = explode( '/', $range, 2 ) + array( '', null );
			$net            = inet_pton( $net );
			if ( false === $net || strlen( $net ) !== strlen( $bytes ) ) {
				continue;
			}
			$bits = null === $bits ? 8 * strlen( $net ) : (int) $bits;
			$mask = str_repeat( "\xff", intdiv( $bits, 8 ) );
			if ( $bits % 8 ) {
				$mask .= chr( 0xff << ( 8 - $bits % 8 ) & 0xff );
			}
			$mask = str_pad( $mask, strlen( $net ), "\0" );
			if ( ( $bytes & $mask ) === ( $net & $mask ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The 4 or 16 bytes of an address; null when it is none.
	 *
	 * @param string $address An address.
	 */
	private static function packed( string $address ): ?string {
		$bytes = false === filter_var( $address, FILTER_VALIDATE_IP ) ? false : inet_pton( $address );
		if ( false === $bytes ) {
			return null;
		}
		return str_starts_with( $bytes, self::MAPPED ) ? substr( $bytes, strlen( self::MAPPED ) ) : $bytes;
	}
}
