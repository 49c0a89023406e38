/**
 * What the widget keeps in the browser. Storage may be full or forbidden; the
 * chat then works without it.
 *
 * Of the whole browser: `thread`, a token that is worthless without the
 * shopper's cookie, and `polling`, the time until which this host is polled.
 * Of the tab: `open`, `pending` (a message that has no full answer yet),
 * `draft` and `contact` (words not yet sent).
 */
const LASTING = new Set(['thread', 'polling']);

export class Memory {
	/** @param {string} rest tells apart the sites of one origin */
	constructor(rest) {
		this.prefix = `deskhand:${rest}:`;
	}

	/**
	 * @param {string} key
	 * @returns {any} undefined when nothing is kept
	 */
	get(key) {
		try {
			return JSON.parse(area(key).getItem(this.prefix + key) ?? 'null') ?? undefined;
		} catch {
			return undefined;
		}
	}

	/**
	 * @param {string} key
	 * @param {unknown} value undefined and '' forget it
	 */
	set(key, value) {
		try {
			if (value === undefined || value === '') {
				area(key).removeItem(this.prefix + key);
			} else {
				area(key).setItem(this.prefix + key, JSON.stringify(value));
			}
		} catch {
			// Nothing is kept; nothing else changes.
		}
	}
}

/** @param {string} key */
function area(key) {
	return LASTING.has(key) ? localStorage : sessionStorage;
}
