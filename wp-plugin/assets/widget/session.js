/** The shop's REST routes, spoken as the shopper whose cookie the browser holds. */

/** The shop understood and said no, with a code such as `busy` and a sentence for the shopper. */
export class Refused extends Error {
	/** @param {string} code @param {string} message @param {number} retryAfterS */
	constructor(code, message, retryAfterS) {
		super(message);
		this.code = code;
		this.retryAfterS = retryAfterS;
	}
}

/** No usable answer came: the connection failed or something else replied. */
export class Unreachable extends Error {}

/** 32 hex digits; `crypto.randomUUID` is missing on plain-http shops. */
export function newId() {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * What the browser keeps; where storage is full or forbidden the chat works
 * without. Everywhere: `thread`, a token that is worthless without the shopper's
 * cookie, and `polling`, until when this host is polled. In this tab: `open`,
 * `pending` (a message without its whole answer), `draft` and `contact`.
 */
export class Memory {
	/** @param {string} rest tells apart the sites of one origin */
	constructor(rest) {
		this.prefix = `deskhand:${rest}:`;
	}

	/** @param {string} key @returns {any} */
	get(key) {
		try {
			return JSON.parse(area(key).getItem(this.prefix + key) ?? 'null') ?? undefined;
		} catch {
			return undefined;
		}
	}

	/** @param {string} key @param {unknown} [value] nothing, or '', forgets */
	set(key, value) {
		try {
			if (value === undefined || value === '') {
				area(key).removeItem(this.prefix + key);
			} else {
				area(key).setItem(this.prefix + key, JSON.stringify(value));
			}
		} catch {
			// Not kept.
		}
	}
}

/** @param {string} key */
function area(key) {
	return key === 'thread' || key === 'polling' ? localStorage : sessionStorage;
}

export class Session {
	loggedIn = false;
	runningMessageId = '';
	/** @type {ShopConfig | undefined} */
	shop;
	/** @type {string | null} */
	#nonce = null;

	/** @param {WidgetConfig} config @param {Memory} memory */
	constructor(config, memory) {
		this.config = config;
		this.memory = memory;
		/** @type {string | undefined} */
		this.thread = memory.get('thread');
		/** Hosts that links may lead to. */
		this.hosts = new Set([location.host, new URL(config.rest, location.href).host]);
		/** Where the shopper is, without the query: it may hold an order key. */
		this.page = {
			url: (location.origin + location.pathname).slice(0, 2000),
			product_id: config.product_id,
			locale: config.locale,
		};
	}

	/**
	 * Asks who the shopper is and which thread is theirs.
	 * @returns {Promise<boolean>} true when it is the thread already known
	 * @throws {Refused | Unreachable}
	 */
	async begin() {
		const before = this.thread;
		this.#nonce = null;
		const found = await read(await this.#post('session', { page: this.page }));
		this.thread = found.thread;
		this.#nonce = found.nonce;
		this.loggedIn = found.logged_in;
		this.runningMessageId = found.running_message_id;
		this.shop = found.config;
		this.memory.set('thread', this.thread);
		return before === this.thread;
	}

	/** Gives up the thread; the next `begin` makes a new one. */
	leave() {
		this.thread = undefined;
		this.shop = undefined;
		this.memory.set('thread');
	}

	/** The parsed answer to `request`. @param {string} route @param {object} body */
	async call(route, body) {
		return read(await this.request(route, body));
	}

	/**
	 * Sends `body` with the thread's token. A 403 means that the shopper logged
	 * in or out, or that the nonce is old: the session is fetched again, once.
	 * @param {string} route
	 * @param {object} body
	 * @param {AbortSignal} [signal]
	 * @throws {Refused | Unreachable}
	 */
	async request(route, body, signal) {
		if (!this.shop && route !== 'contact') {
			await this.begin();
		}
		let response = await this.#post(route, body, signal);
		if (response.status === 403) {
			await this.begin();
			response = await this.#post(route, body, signal);
		}
		if (!response.ok) {
			throw await refusal(response);
		}
		return response;
	}

	/** @param {string} route @param {object} body @param {AbortSignal} [signal] */
	async #post(route, body, signal) {
		try {
			return await fetch(this.config.rest + route, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', ...(this.#nonce ? { 'X-WP-Nonce': this.#nonce } : {}) },
				body: JSON.stringify({ thread: this.thread, ...body }),
				signal: signal ?? null,
			});
		} catch (error) {
			throw new Unreachable(String(error));
		}
	}
}

/** @param {Response} response @returns {Promise<any>} */
async function read(response) {
	if (!response.ok) {
		throw await refusal(response);
	}
	try {
		return await response.json();
	} catch (error) {
		throw new Unreachable(String(error));
	}
}

/** @param {Response} response */
async function refusal(response) {
	try {
		const { code, message, data } = await response.json();
		return new Refused(String(code), String(message ?? ''), Number(data?.retry_after) || 0);
	} catch {
		return new Unreachable(`HTTP ${response.status}`);
	}
}
