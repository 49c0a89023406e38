/** What is said: asks, follows, resumes after a reload, and says plainly when it can't. */
import { Answer, messageNode, noticeNode, staffNode } from './answer.js';
import { offers } from './approval.js';
import { contactNode } from './form.js';
import { webAddress } from './markdown.js';
import { el } from './node.js';
import { Person } from './person.js';
import { newId, Refused } from './session.js';
import { Turn } from './turn.js';

export class Conversation {
	/** @type {{turn: Turn, abort: AbortController, over: Promise<void>} | undefined} */
	#current;
	/** @type {HTMLElement | undefined} */
	#contact;
	/** @type {HTMLElement | undefined} what the newest answer belongs to */
	#asked;
	#atEnd = true;
	/** The thread is shown, and each message before has been sent. */
	#ready = Promise.resolve();
	#lost;
	#person;
	/** Messages on the screen, as author and id. @type {Set<string>} */
	#shown = new Set();
	#intro = el('div', { class: 'intro' });
	#suggestions = el('div', { class: 'suggestions', role: 'group' });

	/** @param {Panel} panel */
	constructor(panel) {
		this.panel = panel;
		const { log, t } = panel;
		this.#lost = el('p', { class: 'hint' }, t('reconnecting'));
		this.#person = new Person(panel, (messages) => this.#show(messages));
		log.addEventListener('scroll', () => {
			this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
		}, { passive: true });
	}

	/** Shows the thread as it stands and goes on with a message that has no full answer yet. */
	begin() {
		return this.#ready = this.#begin();
	}

	/** Looks for what a person wrote. */
	look() {
		this.#person.look();
	}

	async #begin() {
		const { session, log, memory, t, onShop, isSeen } = this.panel;
		log.replaceChildren(this.#intro);
		this.#person.leave();
		this.#shown.clear();
		this.#introduce();
		/** @type {Thread | undefined} */
		let thread;
		let runningId = '';
		try {
			const known = await session.begin();
			runningId = session.runningMessageId;
			onShop();
			this.#introduce();
			if (known) {
				thread = await session.call('thread', { present: isSeen() });
				runningId = thread?.running_message_id ?? '';
			}
		} catch (error) {
			if (!session.shop) {
				this.#trouble(error, '', () => this.begin());
				return;
			}
			log.append(noticeNode(t('history_missing')));
		}
		const messages = thread?.messages ?? [];
		messages.forEach((message) => this.#recall(message));
		if (thread) {
			this.#person.take(thread);
		}
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
		const { session, memory, composer, log } = this.panel;
		composer.setBusy(true);
		const asked = this.#say(text);
		this.#ready = this.#ready.then(async () => {
			await this.#current?.over;
			// The thread may have been shown meanwhile.
			log.append(asked);
			this.#asked = asked;
			const id = newId();
			this.#shown.add(`shopper ${id}`);
			memory.set('pending', { id, text });
			this.#run(new Turn(session, id, text), this.#answer(id));
		});
	}

	/** Asks for a person, whatever is going on. */
	async askForPerson() {
		await this.stop(true);
		this.ask(this.panel.t('talk_to_person_message'));
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
		const { session, memory } = this.panel;
		await this.stop(true);
		session.leave();
		memory.set('pending');
		memory.set('contact');
		memory.set('offers');
		this.#asked = undefined;
		await this.begin();
	}

	#introduce() {
		const { session, t } = this.panel;
		const privacy = webAddress(session.shop?.privacy_url || 'about:blank');
		this.#intro.replaceChildren(el('p', { class: 'ai' },
			t('ai_notice'),
			...(privacy ? [' ', el('a', { href: privacy, target: '_blank', rel: 'noopener' }, t('privacy'))] : [])));
		if (session.shop?.greeting) {
			this.#intro.append(messageNode(this.panel, 'agent', el('div', { class: 'text' }, el('p', {}, session.shop.greeting))));
		}
	}

	#suggest() {
		const { session, t, log } = this.panel;
		this.#suggestions.setAttribute('aria-label', t('suggestions'));
		this.#suggestions.replaceChildren(...(session.shop?.suggestions ?? []).slice(0, 4).map((question) => el('button', {
			type: 'button', class: 'suggestion', click: () => {
				this.panel.composer.input.focus();
				this.ask(question);
			},
		}, question)));
		log.append(this.#suggestions);
	}

	/** @param {Message} message */
	#recall(message) {
		const { log, memory } = this.panel;
		const { author, message_id: id } = message;
		this.#shown.add(`${author} ${id}`);
		if (author === 'shopper') {
			this.#say(message.text);
		} else if (author === 'staff') {
			log.append(staffNode(this.panel, message));
		} else {
			const answer = this.#answer(id);
			answer.recall(message);
			offers(memory).filter((offer) => offer.id === id).forEach(({ event }) => answer.apply(event));
		}
	}

	/**
	 * Shows what came while the thread was looked at.
	 * @param {Message[]} messages
	 */
	#show(messages) {
		const { log, announce, t } = this.panel;
		const said = new Set([...log.querySelectorAll('.confirmation')].map((node) => node.textContent));
		// What came of an action stands where it was confirmed.
		const fresh = messages.filter(({ author, message_id: id, text }) => !this.#shown.has(`${author} ${id}`) && !said.has(text));
		fresh.forEach((message) => this.#recall(message));
		if (fresh.length > 0) {
			const heard = fresh.filter(({ author }) => author !== 'shopper');
			if (heard.length > 0) {
				announce(heard.map(({ author, author_name: name, text }) => `${name || t(author === 'staff' ? 'staff' : 'assistant')}: ${text}`).join('\n'));
			}
			this.#scroll();
		}
		return fresh.length > 0;
	}

	/**
	 * @param {Message[]} messages
	 * @param {string} runningId message whose turn runs; may be empty
	 */
	#goOn(messages, runningId) {
		const { session, memory } = this.panel;
		const pending = memory.get('pending') ?? { id: runningId, text: '' };
		const said = messages.filter(({ message_id: id }) => id === pending.id).map(({ author }) => author);
		if (!pending.id || said.includes('agent')) {
			memory.set('pending');
			return;
		}
		if (pending.text && !said.includes('shopper')) {
			this.#shown.add(`shopper ${pending.id}`);
			this.#say(pending.text);
		}
		const turn = new Turn(session, pending.id, pending.text);
		turn.accepted ||= pending.id === runningId || said.includes('shopper');
		this.#run(turn, this.#answer(pending.id));
	}

	/** @param {string} text */
	#say(text) {
		this.#suggestions.remove();
		this.#asked = messageNode(this.panel, 'shopper', el('p', { class: 'text', dir: 'auto' }, text));
		this.panel.log.append(this.#asked);
		return this.#asked;
	}

	/** @param {string} messageId */
	#answer(messageId) {
		const answer = new Answer(this.panel, messageId);
		this.#shown.add(`agent ${messageId}`);
		this.panel.log.append(answer.node);
		return answer;
	}

	/** @param {Turn} turn @param {Answer} answer */
	#run(turn, answer) {
		const abort = new AbortController();
		const over = this.#follow(turn, answer, abort.signal);
		this.#current = { turn, abort, over };
	}

	/** @param {Turn} turn @param {Answer} answer @param {AbortSignal} signal */
	async #follow(turn, answer, signal) {
		const { memory, composer, announce, t } = this.panel;
		composer.setBusy(true);
		answer.resume();
		this.#scroll(true);
		let failed = false;
		try {
			await turn.follow((event) => {
				failed = event.type === 'failed';
				answer.apply(event);
				if (event.type === 'handed_off' || event.outcome === 'with_person' || event.approval_id) {
					this.#person.watch(event.approval_id && !event.by_shopper);
				}
				this.#scroll();
			}, (lost) => {
				lost ? answer.node.after(this.#lost) : this.#lost.remove();
			}, signal);
			memory.set('pending');
			announce(answer.words);
			if (failed && turn.text) {
				answer.node.append(this.#retry(() => this.ask(turn.text)));
			}
		} catch (error) {
			answer.settle();
			if (signal.aborted) {
				memory.set('pending');
				answer.node.hidden = false;
				answer.node.append(el('p', { class: 'hint' }, t('stopped')));
			} else {
				this.#trouble(error, turn.text, () => this.#run(turn, answer));
			}
		}
		this.#lost.remove();
		this.#scroll();
		this.#current = undefined;
		composer.setBusy(false);
	}

	/**
	 * Says what went wrong and what can be done.
	 * @param {unknown} error
	 * @param {string} text the message that met it
	 * @param {() => void} again
	 */
	#trouble(error, text, again) {
		const { memory, log, composer, announce, t } = this.panel;
		const refused = error instanceof Refused ? error : undefined;
		const code = refused?.code ?? '';
		// WordPress's own refusals are written for developers.
		const sentence = (!code.startsWith('rest_') && refused?.message) || t(refused ? 'refused' : 'connection_lost');
		const actions = el('div', { class: 'actions' });
		const notice = noticeNode(sentence, actions);
		const down = code === 'sidecar_down';
		if (code.startsWith('message_')) {
			// The same words would be refused again.
			memory.set('pending');
			composer.fill(composer.input.value || text);
		} else {
			actions.append(this.#retry(() => {
				notice.remove();
				this.#contact?.remove();
				again();
			}, refused?.retryAfterS));
		}
		if (code === 'busy') {
			actions.append(el('button', { type: 'button', class: 'second', part: 'button', click: () => this.#offerContact(text).querySelector('input')?.focus() }, t('leave_message')));
		}
		log.append(notice);
		announce(sentence);
		if (down) {
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
				this.panel.composer.input.focus();
				again();
			},
		}, this.panel.t('retry'));
		if (afterS > 0) {
			setTimeout(() => {
				button.disabled = false;
			}, afterS * 1000);
		}
		return button;
	}

	/** @param {string} message to begin with */
	#offerContact(message) {
		const { log } = this.panel;
		if (!this.#contact?.querySelector('form') || !log.contains(this.#contact)) {
			this.#contact = contactNode(this.panel, message);
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
		const { log } = this.panel;
		if (always || this.#atEnd) {
			const end = log.scrollHeight - log.clientHeight;
			const question = this.#current && this.#asked ? this.#asked.offsetTop - log.offsetTop - 12 : end;
			log.scrollTop = Math.min(end, question);
			this.#atEnd = true;
		}
	}
}
