/** What is said: asks, follows, resumes after a reload, and says plainly when it can't. */
import { Answer, messageNode, noticeNode } from './answer.js';
import { contactNode } from './contact.js';
import { markdown, webAddress } from './markdown.js';
import { el } from './node.js';
import { newId, Refused } from './session.js';
import { Turn } from './turn.js';

/**
 * @typedef {object} Surroundings
 * @property {import('./session.js').Session} session
 * @property {import('./memory.js').Memory} memory
 * @property {import('./strings.js').Text} t
 * @property {HTMLElement} log scrolls
 * @property {ReturnType<typeof import('./composer.js').composer>} composer
 * @property {(text: string) => void} announce
 * @property {() => void} onShop the shop's name is known
 *
 * @typedef {{message_id: string, author: 'shopper' | 'agent' | 'staff', text: string, rating?: string, citations?: any[], cards?: any[]}} Message
 */

/** Refusals that the same message would meet again. */
const FINAL = new Set(['message_too_long', 'message_invalid']);
/** Refusals after which a person can be written to instead. */
const CONTACT = new Set(['busy', 'sidecar_down']);

export class Conversation {
	/** @type {{turn: Turn, abort: AbortController, over: Promise<void>} | undefined} */
	#current;
	/** @type {HTMLElement | undefined} */
	#contact;
	/** @type {HTMLElement | undefined} what the newest answer belongs to */
	#asked;
	#atEnd = true;
	#lost;
	#intro = el('div', { class: 'intro' });
	#suggestions = el('div', { class: 'suggestions', role: 'group' });

	/** @param {Surroundings} surroundings */
	constructor(surroundings) {
		this.surroundings = surroundings;
		const { log, t } = surroundings;
		this.#lost = el('p', { class: 'hint lost' }, t('reconnecting'));
		log.addEventListener('scroll', () => {
			this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
		}, { passive: true });
	}

	/** Shows the thread as it stands and goes on with a message that has no full answer yet. */
	async begin() {
		const { session, log, memory, t, onShop } = this.surroundings;
		log.replaceChildren(this.#intro);
		this.#introduce();
		/** @type {Message[]} */
		let messages = [];
		let runningId = '';
		try {
			const known = await session.begin();
			runningId = session.runningMessageId;
			onShop();
			this.#introduce();
			if (known) {
				({ messages, running_message_id: runningId } = await session.call('thread', {}));
			}
		} catch (error) {
			if (!session.shop) {
				this.#trouble(error, '', () => this.begin());
				return;
			}
			log.append(noticeNode(t('history_missing')));
		}
		messages.forEach((message) => this.#recall(message));
		this.#goOn(messages, runningId);
		if (!this.#asked) {
			this.#suggest();
		}
		if (memory.get('contact') && !this.#current) {
			this.#offerContact('');
		}
		this.#scroll(true);
	}

	/** @param {string} text 1 to 4,000 characters */
	ask(text) {
		const { session, memory } = this.surroundings;
		const id = newId();
		memory.set('pending', { id, text });
		this.#say(text);
		this.#run(new Turn(session, memory, id, text), this.#answer(id));
	}

	/** Asks for a person, whatever is going on. */
	async askForPerson() {
		await this.stop(true);
		this.ask(this.surroundings.t('talk_to_person_message'));
	}

	/**
	 * Ends the running turn.
	 * @param {boolean} [leave] do not wait to see its end
	 */
	async stop(leave = false) {
		const current = this.#current;
		try {
			await current?.turn.stop();
		} catch {
			leave = true;
		}
		if (leave) {
			current?.abort.abort();
			await current?.over;
		}
	}

	/** Leaves this thread for a new one. */
	async restart() {
		const { session, memory } = this.surroundings;
		await this.stop(true);
		session.leave();
		memory.set('pending', undefined);
		memory.set('contact', undefined);
		this.#asked = undefined;
		await this.begin();
	}

	#introduce() {
		const { session, t } = this.surroundings;
		const privacy = webAddress(session.shop?.privacy_url || 'about:blank');
		this.#intro.replaceChildren(el('p', { class: 'ai', part: 'notice' },
			session.shop?.ai_notice || t('ai_notice'),
			...(privacy ? [' ', el('a', { href: privacy, target: '_blank', rel: 'noopener' }, t('privacy'))] : [])));
		if (session.shop?.greeting) {
			this.#intro.append(messageNode(this.#desk, 'agent', el('div', { class: 'text' }, el('p', {}, session.shop.greeting))));
		}
	}

	#suggest() {
		const { session, t, log } = this.surroundings;
		this.#suggestions.setAttribute('aria-label', t('suggestions'));
		this.#suggestions.replaceChildren(...(session.shop?.suggestions ?? []).slice(0, 4).map((question) => el('button', {
			type: 'button', class: 'suggestion', part: 'suggestion', click: () => {
				this.surroundings.composer.input.focus();
				this.ask(question);
			},
		}, question)));
		log.append(this.#suggestions);
	}

	/** @param {Message} message */
	#recall(message) {
		const { session, log } = this.surroundings;
		if (message.author === 'shopper') {
			this.#say(message.text);
		} else if (message.author === 'staff') {
			log.append(messageNode(this.#desk, 'staff', el('div', { class: 'text' }, ...markdown(message.text, session.hosts))));
		} else {
			this.#answer(message.message_id).recall(message);
		}
	}

	/**
	 * @param {Message[]} messages
	 * @param {string} runningId message whose turn runs; may be empty
	 */
	#goOn(messages, runningId) {
		const { session, memory } = this.surroundings;
		const pending = memory.get('pending') ?? { id: runningId, text: '' };
		const said = messages.filter(({ message_id: id }) => id === pending.id).map(({ author }) => author);
		if (!pending.id || said.includes('agent')) {
			memory.set('pending', undefined);
			return;
		}
		if (pending.text && !said.includes('shopper')) {
			this.#say(pending.text);
		}
		const turn = new Turn(session, memory, pending.id, pending.text);
		turn.accepted ||= pending.id === runningId || said.includes('shopper');
		this.#run(turn, this.#answer(pending.id));
	}

	/** @param {string} text */
	#say(text) {
		this.#suggestions.remove();
		this.#asked = messageNode(this.#desk, 'shopper', el('p', { class: 'text', dir: 'auto' }, text));
		this.surroundings.log.append(this.#asked);
	}

	/** @param {string} messageId */
	#answer(messageId) {
		const answer = new Answer(this.#desk, messageId);
		this.surroundings.log.append(answer.node);
		return answer;
	}

	/**
	 * @param {Turn} turn
	 * @param {Answer} answer
	 */
	#run(turn, answer) {
		const abort = new AbortController();
		const over = this.#follow(turn, answer, abort.signal);
		this.#current = { turn, abort, over };
	}

	/**
	 * @param {Turn} turn
	 * @param {Answer} answer
	 * @param {AbortSignal} signal
	 */
	async #follow(turn, answer, signal) {
		const { memory, composer, announce, t } = this.surroundings;
		composer.setBusy(true);
		answer.resume();
		this.#scroll(true);
		let failed = false;
		try {
			await turn.follow((event) => {
				failed = event.type === 'failed';
				answer.apply(event);
				this.#scroll();
			}, (lost) => {
				lost ? answer.node.after(this.#lost) : this.#lost.remove();
			}, signal);
			memory.set('pending', undefined);
			announce(answer.words);
			if (failed && turn.text) {
				answer.node.append(this.#retry(() => this.ask(turn.text)));
			}
		} catch (error) {
			answer.settle();
			if (signal.aborted) {
				memory.set('pending', undefined);
				answer.node.hidden = false;
				answer.node.append(el('p', { class: 'hint' }, t('stopped')));
			} else {
				this.#trouble(error, turn.text, () => this.#run(turn, answer));
			}
		}
		this.#lost.remove();
		this.#current = undefined;
		composer.setBusy(false);
		this.#scroll();
	}

	/**
	 * Says what went wrong and what can be done.
	 * @param {unknown} error
	 * @param {string} text the message that met it
	 * @param {() => void} again
	 */
	#trouble(error, text, again) {
		const { session, memory, log, composer, announce, t } = this.surroundings;
		const code = error instanceof Refused ? error.code : 'connection_lost';
		const known = code === 'busy' || code === 'rate_limited' || code === 'sidecar_down' || code === 'connection_lost' ? code : 'refused';
		const sentence = known === 'refused' && error instanceof Refused && error.message ? error.message : t(known);
		const actions = el('div', { class: 'actions' });
		const notice = noticeNode(sentence, actions);
		const contact = CONTACT.has(code) && (session.shop?.contact ?? true);
		if (FINAL.has(code)) {
			memory.set('pending', undefined);
			composer.fill(text);
		} else {
			actions.append(this.#retry(() => {
				notice.remove();
				if (this.#contact && log.contains(this.#contact)) {
					this.#contact.remove();
				}
				again();
			}, error instanceof Refused ? error.retryAfterS : 0));
		}
		if (contact && code !== 'sidecar_down') {
			actions.append(el('button', { type: 'button', class: 'second', part: 'button', click: () => this.#offerContact(text)?.querySelector('input')?.focus() }, t('leave_message')));
		}
		log.append(notice);
		announce(sentence);
		if (contact && code === 'sidecar_down') {
			this.#offerContact(text);
		}
		this.#scroll(true);
	}

	/**
	 * @param {() => void} again
	 * @param {number} [afterS] seconds until it makes sense
	 */
	#retry(again, afterS = 0) {
		const button = el('button', {
			type: 'button', class: 'second', part: 'button', disabled: afterS > 0, click: () => {
				button.remove();
				this.surroundings.composer.input.focus();
				again();
			},
		}, this.surroundings.t('retry'));
		if (afterS > 0) {
			setTimeout(() => {
				button.disabled = false;
			}, afterS * 1000);
		}
		return button;
	}

	/** @param {string} message to begin with */
	#offerContact(message) {
		const { log, memory } = this.surroundings;
		if (!this.#contact?.querySelector('form') || !log.contains(this.#contact)) {
			this.#contact = contactNode(this.#desk, memory, message);
		}
		log.append(this.#contact);
		this.#scroll(true);
		return this.#contact;
	}

	/**
	 * Keeps the newest in sight, but never pushes its question out of it: an
	 * answer is read from its beginning.
	 * @param {boolean} [always] also when the shopper has scrolled away
	 */
	#scroll(always = false) {
		const { log } = this.surroundings;
		if (always || this.#atEnd) {
			const end = log.scrollHeight - log.clientHeight;
			const question = this.#current && this.#asked ? this.#asked.offsetTop - log.offsetTop - 12 : end;
			log.scrollTop = Math.min(end, question);
			this.#atEnd = true;
		}
	}

	get #desk() {
		const { session, t, announce } = this.surroundings;
		return { session, t, announce };
	}
}
