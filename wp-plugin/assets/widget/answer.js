/** What is shown for one message: its steps, the growing answer, cards and sources. */
import { cardNode, sourceNode } from './card.js';
import { markdown } from './markdown.js';
import { el, icon } from './node.js';
import { ratingNode } from './rating.js';
import { ticketNode } from './ticket.js';

/**
 * @typedef {import('./turn.js').ChatEvent} ChatEvent
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./strings.js').Text} Text
 *
 * @typedef {object} Desk what views need of their surroundings
 * @property {Session} session
 * @property {Text} t
 * @property {(text: string) => void} announce speaks to screen readers
 */

/**
 * @param {Desk} desk
 * @param {'shopper' | 'agent' | 'staff'} author
 * @param {...Node} children
 */
export function messageNode({ t }, author, ...children) {
	const name = t(author === 'shopper' ? 'you' : author === 'staff' ? 'staff' : 'assistant');
	return el('div', { class: `message ${author}`, part: `message ${author}` }, el('span', { class: 'unseen' }, `${name}: `), ...children);
}

/**
 * @param {string} text
 * @param {...Node} more
 */
export function noticeNode(text, ...more) {
	return el('div', { class: 'notice', part: 'notice' }, el('p', {}, text), ...more);
}

export class Answer {
	#text = '';
	/** @type {Set<string>} */
	#sources = new Set();
	#steps = el('ol', { class: 'steps', part: 'steps' });
	#body = el('div', { class: 'text', part: 'text' });
	#cards = el('div', { class: 'cards' });
	#chips = el('ul', { class: 'sources' });
	#extras = el('div', { class: 'extras' });

	/**
	 * @param {Desk} desk
	 * @param {string} messageId
	 */
	constructor(desk, messageId) {
		this.desk = desk;
		this.messageId = messageId;
		this.#chips.setAttribute('aria-label', desk.t('sources'));
		this.node = messageNode(desk, 'agent', this.#steps, this.#body, this.#cards, this.#chips, this.#extras);
		this.#step(desk.t('thinking'));
	}

	/** @param {ChatEvent} event */
	apply(event) {
		const { session, t } = this.desk;
		switch (event.type) {
			case 'step':
				this.#step(event.text);
				break;
			case 'delta':
				this.#text += event.text;
				this.#body.replaceChildren(...markdown(this.#text, session.hosts));
				break;
			case 'citation':
				this.#cite(event);
				break;
			case 'card':
				this.#cards.append(cardNode(event, session.hosts, t, session.config.locale));
				break;
			case 'replaced':
				this.#clear();
				break;
			case 'ticket_offer':
				this.#extras.append(ticketNode(this.desk, this.messageId, event));
				break;
			case 'ticket':
				this.#extras.append(noticeNode(t('ticket_opened', { id: event.ticket_id })));
				break;
			case 'handed_off':
				this.#extras.append(noticeNode([
					t('handed_off'),
					event.queue_position > 0 ? t('handed_off_place', { place: event.queue_position }) : '',
					event.hours ? t('handed_off_hours', { hours: event.hours }) : '',
				].join(' ').trim()));
				break;
			case 'failed':
				this.#extras.append(noticeNode(event.text));
				this.settle();
				break;
			case 'done':
				this.settle();
				if (event.outcome === 'stopped') {
					this.#extras.append(el('p', { class: 'hint' }, t('stopped')));
				} else {
					this.rate('');
				}
				break;
		}
	}

	/**
	 * Shows what an earlier visit was answered.
	 * @param {{text: string, citations?: ChatEvent[], cards?: ChatEvent[], rating?: string}} message
	 */
	recall(message) {
		this.settle();
		this.apply({ type: 'delta', seq: 0, text: message.text });
		message.citations?.forEach((citation) => this.#cite(citation));
		message.cards?.forEach((card) => this.apply({ ...card, type: 'card' }));
		this.rate(message.rating ?? '');
	}

	/** No more progress is shown. */
	settle() {
		this.#steps.remove();
		this.node.hidden = this.empty;
	}

	/** Progress is shown again. */
	resume() {
		this.node.hidden = false;
		this.node.insertBefore(this.#steps, this.#body);
	}

	/** @param {string} rating as given before: '', 'up' or 'down' */
	rate(rating) {
		if (this.#text) {
			this.#extras.append(ratingNode(this.desk, this.messageId, rating));
		}
	}

	get empty() {
		return ![this.#body, this.#cards, this.#extras].some((part) => part.hasChildNodes());
	}

	/** The finished answer in words, for a screen reader. */
	get words() {
		const { t } = this.desk;
		const notices = [...this.#extras.querySelectorAll('.notice, .hint, h3')];
		const sources = [...this.#chips.children].map((chip) => chip.textContent).join(', ');
		return [
			...[this.#body, ...this.#cards.children, ...notices].map((node) => /** @type {HTMLElement} */ (node).innerText.trim()),
			sources && `${t('sources')}: ${sources}`,
		].filter(Boolean).join('\n');
	}

	/** @param {string} text */
	#step(text) {
		const before = this.#steps.lastElementChild;
		if (before?.className === 'waiting') {
			before.remove();
		} else {
			before?.replaceChild(icon('tick'), /** @type {Node} */ (before.firstChild));
		}
		const placeholder = text === this.desk.t('thinking');
		this.#steps.append(el('li', { class: placeholder && 'waiting' }, el('span', { class: 'dots' }, el('i'), el('i'), el('i')), text));
	}

	/** @param {Record<string, any>} citation */
	#cite(citation) {
		if (!this.#sources.has(citation.url)) {
			this.#sources.add(citation.url);
			this.#chips.append(sourceNode(/** @type {any} */ (citation), this.desk.session.hosts));
		}
	}

	#clear() {
		this.#text = '';
		this.#sources.clear();
		for (const part of [this.#steps, this.#body, this.#cards, this.#chips, this.#extras]) {
			part.replaceChildren();
		}
		this.#step(this.desk.t('thinking'));
	}
}
