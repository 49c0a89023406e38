/** The shop's REST routes, spoken as the shopper whose cookie the browser holds. */

/**
 * @typedef {object} WidgetConfig printed by the plugin as JSON, the same for every visitor
 * @property {string} rest address of the REST namespace, ending in a slash
 * @property {string} chat address of chat.js
 * @property {string} locale BCP 47 language tag
 * @property {number} product_id product shown on this page; 0 for none
 * @property {Record<string, string>} strings translations; English where one is missing
 *
 * @typedef {object} ShopConfig
 * @property {string} shop_name
 * @property {string} ai_notice
 * @property {string} privacy_url empty when the shop has no such page
 * @property {string} greeting
 * @property {string[]} suggestions
 * @property {boolean} streaming false: poll
 * @property {boolean} contact whether the contact form may be offered
 * @property {string} hours
 */

/** The shop understood and said no. */
export class Refused extends Error {
	/**
	 * @param {string} code such as `busy` or `sidecar_down`
	 * @param {string} message a sentence for the shopper; may be empty
	 * @param {number} [retryAfterS] seconds after which a retry makes sense
	 */
	constructor(code, message, retryAfterS = 0) {
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

export class Session {
	/**
	 * @param {WidgetConfig} config
	 * @param {import('./memory.js').Memory} memory
	 */
	constructor(config, memory) {
		this.config = config;
		this.memory = memory;
		/** @type {string | undefined} */
		this.thread = memory.get('thread');
		this.loggedIn = false;
		this.runningMessageId = '';
		/** @type {ShopConfig | undefined} */
		this.shop = undefined;
		/** @type {string | null} */
		this.nonce = null;
	}

	/** Hosts that links may lead to. */
	get hosts() {
		return new Set([location.host, new URL(this.config.rest, location.href).host]);
	}

	/** Where the shopper is, without the query: it may hold an order key. */
	get page() {
		return {
			url: (location.origin + location.pathname).slice(0, 2000),
			product_id: this.config.product_id,
			locale: this.config.locale,
		};
	}

	/**
	 * Asks who the shopper is and which thread is theirs.
	 * @returns {Promise<boolean>} true when the thread is the one already known
	 * @throws {Refused | Unreachable}
	 */
	async begin() {
		const before = this.thread;
		this.nonce = null;
		const response = await this.#post('session', { thread: before, page: this.page });
		const found = await this.#read(response);
		this.thread = found.thread;
		this.nonce = found.nonce;
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
		this.memory.set('thread', undefined);
	}

	/**
	 * @param {string} route
	 * @param {Record<string, unknown>} body
	 * @returns {Promise<any>} the parsed answer
	 * @throws {Refused | Unreachable}
	 */
	async call(route, body) {
		return this.#read(await this.request(route, body));
	}

	/**
	 * Sends `body` with the thread's token. A 403 means that the shopper logged
	 * in or out, or that the nonce is old: the session is fetched again, once.
	 * @param {string} route
	 * @param {Record<string, unknown>} body
	 * @param {AbortSignal} [signal]
	 * @returns {Promise<Response>} always a success
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

	/**
	 * @param {string} route
	 * @param {Record<string, unknown>} body
	 * @param {AbortSignal} [signal]
	 */
	async #post(route, body, signal) {
		/** @type {Record<string, string>} */
		const headers = { 'Content-Type': 'application/json' };
		if (this.nonce) {
			headers['X-WP-Nonce'] = this.nonce;
		}
		try {
			return await fetch(this.config.rest + route, {
				method: 'POST',
				credentials: 'same-origin',
				cache: 'no-store',
				headers,
				body: JSON.stringify({ thread: this.thread, ...body }),
				signal: signal ?? null,
			});
		} catch (error) {
			throw new Unreachable(String(error));
		}
	}

	/** @param {Response} response */
	async #read(response) {
		if (!response.ok) {
			throw await refusal(response);
		}
		try {
			return await response.json();
		} catch (error) {
			throw new Unreachable(String(error));
		}
	}
}

/**
 * @param {Response} response not a success
 * @returns {Promise<Refused | Unreachable>}
 */
async function refusal(response) {
	try {
		const { code, message, data } = await response.json();
		return new Refused(String(code), String(message ?? ''), Number(data?.retry_after) || 0);
	} catch {
		return new Unreachable(`HTTP ${response.status}`);
	}
}
