<?php
/**
 * Questions that open when they are pressed.
 *
 * @package Deskhand
 */

declare(strict_types=1);

namespace Deskhand;

use DOMDocument;
use DOMElement;
use DOMXPath;

/**
 * Lays an FAQ's questions and answers open: each question becomes a heading right above its answer, so that both are
 * cut and found together. Knows `details`, the accordions of WordPress, Yoast and Rank Math, whatever else says by
 * `aria-controls` which part it opens, and lists of terms that are questions.
 */
final class Accordion {

	/** Pages without any of these are left as they are. */
	private const MARKS = '/<summary|aria-(controls|expanded)=|schema-faq-question|<dt[\s>]/i';

	/** Marks our own headings, which give no level to the next. */
	private const OURS = 'data-deskhand';

	/**
	 * Finds elements of the page.
	 *
	 * @var DOMXPath
	 */
	private readonly DOMXPath $path;

	/**
	 * Use `opened()`.
	 *
	 * @param DOMDocument $page The page.
	 */
	private function __construct( private readonly DOMDocument $page ) {
		$this->path = new DOMXPath( $page );
	}

	/**
	 * The page laid open; as it was where there is nothing to open.
	 *
	 * @param string $html Rendered content.
	 */
	public static function opened( string $html ): string {
		if ( 1 !== preg_match( self::MARKS, $html ) || ! class_exists( DOMDocument::class ) ) {
			return $html;
		}
		$page = new DOMDocument();
		// The hint at the encoding is the only one that libxml takes.
		if ( ! $page->loadHTML( '<?xml encoding="UTF-8"><body>' . $html . '</body>', LIBXML_NOERROR | LIBXML_NOWARNING | LIBXML_NONET | LIBXML_PARSEHUGE ) ) {
			return $html;
		}
		$accordion = new self( $page );
		$accordion->open_controlled();
		$accordion->open_details();
		$accordion->open_terms();
		$body = $page->getElementsByTagName( 'body' )->item( 0 );
		return $body ? implode( '', array_map( static fn( \DOMNode $node ): string => (string) $page->saveHTML( $node ), iterator_to_array( $body->childNodes ) ) ) : $html;
	}

	/** Parts that a button, a link or a tab opens. */
	private function open_controlled(): void {
		foreach ( $this->find( '//*[@aria-controls or @aria-expanded][not(ancestor::nav)][not(self::input or self::select or self::textarea)]' ) as $toggle ) {
			$panels = $this->panels( $toggle );
			foreach ( $panels as $panel ) {
				foreach ( array( 'hidden', 'aria-hidden', 'inert', 'style' ) as $name ) {
					$panel->removeAttribute( $name );
				}
			}
			$question = self::text( $toggle );
			$heading  = $this->find( 'ancestor::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6][1]', $toggle )[0] ?? null;
			if ( '' === $question || 'summary' === $toggle->nodeName ) {
				continue;
			}
			if ( $heading ) {
				$heading->textContent = self::text( $heading );
			} elseif ( $panels ) {
				$panels[0]->insertBefore( $this->heading( $question, $toggle ), $panels[0]->firstChild );
				$toggle->parentNode?->removeChild( $toggle );
			}
		}
	}

	/** `details`, and Yoast's questions, which are no headings. */
	private function open_details(): void {
		foreach ( $this->find( '//summary | //*[contains(concat(" ", @class, " "), " schema-faq-question ")]' ) as $question ) {
			if ( ! in_array( $question->nodeName, array( 'h1', 'h2', 'h3', 'h4', 'h5', 'h6' ), true ) ) {
				$question->parentNode?->replaceChild( $this->heading( self::text( $question ), $question ), $question );
			}
		}
	}

	/** Lists of terms that are questions. */
	private function open_terms(): void {
		foreach ( $this->find( '//dl[dt[substring(normalize-space(.), string-length(normalize-space(.))) = "?"]]' ) as $list ) {
			foreach ( $this->find( './/dt', $list ) as $term ) {
				$term->parentNode?->replaceChild( $this->heading( self::text( $term ), $term ), $term );
			}
			foreach ( $this->find( './/dd', $list ) as $answer ) {
				$this->become_div( $answer );
			}
			$this->become_div( $list );
		}
	}

	/**
	 * The parts that a toggle opens.
	 *
	 * @param DOMElement $toggle What is pressed.
	 * @return list<DOMElement>
	 */
	private function panels( DOMElement $toggle ): array {
		$ids = preg_split( '/\s+/', $toggle->getAttribute( 'aria-controls' ), -1, PREG_SPLIT_NO_EMPTY ) ?: array();
		return array_merge( ...array_map( fn( string $id ): array => str_contains( $id, '"' ) ? array() : $this->find( "//*[@id=\"$id\"]" ), $ids ) );
	}

	/**
	 * A question as a heading, one level below the page's own before it.
	 *
	 * @param string     $question Its text.
	 * @param DOMElement $at       Where it stands.
	 */
	private function heading( string $question, DOMElement $at ): DOMElement {
		$ours    = self::OURS;
		$before  = $this->find( "preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5][not(@$ours)][1]", $at )[0] ?? null;
		$heading = $this->page->createElement( $before ? 'h' . ( 1 + (int) $before->nodeName[1] ) : 'h3' );
		$heading->setAttribute( self::OURS, '' );
		$heading->textContent = $question;
		return $heading;
	}

	/**
	 * Turns an element into a plain part of the page.
	 *
	 * @param DOMElement $element A list or one of its answers.
	 */
	private function become_div( DOMElement $element ): void {
		$div = $this->page->createElement( 'div' );
		$div->append( ...iterator_to_array( $element->childNodes ) );
		$element->parentNode?->replaceChild( $div, $element );
	}

	/**
	 * What is read of an element; not its signs such as "+".
	 *
	 * @param DOMElement $element An element.
	 */
	private static function text( DOMElement $element ): string {
		$signs = ( new DOMXPath( $element->ownerDocument ) )->query( './/*[@aria-hidden="true"] | .//svg | .//title | .//style | .//script', $element );
		foreach ( $signs ? iterator_to_array( $signs ) : array() as $sign ) {
			$sign->parentNode?->removeChild( $sign );
		}
		return trim( (string) preg_replace( '/\s+/u', ' ', $element->textContent ) );
	}

	/**
	 * The elements that a path leads to.
	 *
	 * @param string          $path An XPath.
	 * @param DOMElement|null $from Where it begins; null for the page.
	 * @return list<DOMElement>
	 */
	private function find( string $path, ?DOMElement $from = null ): array {
		$found = $this->path->query( $path, $from ?? $this->page );
		return array_values( array_filter( $found ? iterator_to_array( $found ) : array(), static fn( \DOMNode $node ): bool => $node instanceof DOMElement ) );
	}
}
