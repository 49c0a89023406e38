/** What is shown for one message: its steps, the growing answer, cards and sources. */
import { markdown, ownAddress, webAddress } from './markdown.js';
import { drawn, el, icon } from './node.js';
import { approvalNode } from './approval.js';
import { ticketNode } from './form.js';

/** @param {Desk} desk @param {'shopper' | 'agent'} author @param {...Node} children */
export function messageNode({ t }, author, ...children) {
	const name = t(author === 'shopper' ? 'you' : 'assistant');
	return el('div', { class: `message ${author}`, part: `message ${author}` }, el('span', { class: 'unseen' }, `${name}: `), ...children);
}

/** What a person of the shop wrote. @param {Desk} desk @param {Message} message */
export function staffNode({ session, t }, { text, author_name: name }) {
	return el('div', { class: 'message staff', part: 'message staff' },
		el('span', { class: 'hint' }, name || t('staff'), el('span', { class: 'unseen' }, ': ')),
		el('div', { class: 'text', dir: 'auto' }, ...markdown(text, session.hosts)));
}

/** @param {string} text @param {...Node} more */
export function noticeNode(text, ...more) {
	return el('div', { class: 'notice' }, el('p', {}, text), ...more);
}

export class Answer {
	#text = '';
	/** @type {Set<string>} */
	#sources = new Set();
	#steps = el('ol', { class: 'steps' });
	#body = el('div', { class: 'text', dir: 'auto' });
	#cards = el('div', { class: 'cards' });
	#chips = el('ul', { class: 'sources' });
	#extras = el('div', { class: 'extras' });
	/** @type {HTMLElement | undefined} */
	#form;

	/** @param {Desk} desk @param {string} messageId */
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
				this.#cite(/** @type {any} */ (event));
				break;
			case 'card':
				this.#cards.append((event.kind === 'order' ? order : product)(this.desk, event));
				break;
			case 'replaced':
				this.#clear();
				break;
			case 'ticket_offer':
				this.#offer(ticketNode(this.desk, this.messageId, event));
				break;
			case 'ticket':
				this.#extras.append(noticeNode(t('ticket_opened', { id: event.ticket_id })));
				break;
			case 'handed_off':
				this.#extras.append(noticeNode(handover(this.desk, event)));
				this.apply({ ...event, type: 'ticket_offer', subject: t('talk_to_person'), body: '' });
				break;
			case 'approval_offer':
				this.#extras.append(approvalNode(this.desk, this.messageId, event));
				break;
			case 'failed':
				this.#extras.append(noticeNode(event.text));
				this.settle();
				break;
			case 'done':
				if (event.outcome === 'stopped') {
					this.#extras.append(el('p', { class: 'hint' }, t('stopped')));
				} else if (event.outcome === 'with_person') {
					this.#extras.append(el('p', { class: 'hint delivered' }, t('delivered')));
				} else {
					this.rate('');
				}
				this.settle();
				break;
		}
	}

	/**
	 * Shows what an earlier visit was answered.
	 * @param {Message} message
	 */
	recall(message) {
		this.apply({ type: 'delta', seq: 0, text: message.text });
		message.citations?.forEach((citation) => this.#cite(citation));
		message.cards?.forEach((card) => this.apply({ ...card, type: 'card' }));
		this.rate(message.rating ?? '');
		this.settle();
	}

	/**
	 * Shows a form in place of the one before: a hand-off brings one, and the answer may have offered another.
	 * @param {HTMLElement} form
	 */
	#offer(form) {
		this.#form?.remove();
		this.#form = form;
		this.#extras.append(form);
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
		const notices = [...this.#extras.querySelectorAll('.notice, .hint, h3, h3 + p:not(.hint)')];
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

	/** @param {Source} citation */
	#cite(citation) {
		const name = citation.url || citation.title;
		if (!this.#sources.has(name)) {
			this.#sources.add(name);
			this.#chips.append(sourceNode(citation));
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

/**
 * Thumbs, and the reason for one that points down.
 * @param {Desk} desk
 * @param {string} messageId
 * @param {string} given before: '', 'up' or 'down'
 */
function ratingNode({ session, t, announce }, messageId, given) {
	/** @param {string} rating @param {string} [reason] @returns {Promise<boolean>} */
	const send = (rating, reason = '') => session.call('feedback', { message_id: messageId, rating, reason }).then(() => true, () => false);

	/** @param {string} rating */
	const press = (rating) => thumbs.forEach((thumb) => thumb.setAttribute('aria-pressed', String(thumb.value === rating)));

	const thank = () => {
		after.replaceChildren(el('span', { class: 'hint' }, t('thanks')));
		announce(t('thanks'));
	};

	const ask = () => {
		const label = t('reason_label');
		const input = el('input', { type: 'text', maxlength: 500, 'aria-label': label, placeholder: label });
		after.replaceChildren(el('form', {
			class: 'reason',
			submit: async (event) => {
				event.preventDefault();
				const reason = input.value.trim();
				if (!reason || await send('down', reason)) {
					thank();
					thumbs[1].focus();
				}
			},
		}, input, el('button', { type: 'submit', class: 'second' }, t('reason_send'))));
		input.focus();
	};

	const thumbs = [t('helpful'), t('not_helpful')].map((label, down) => drawn('up', label, {
		class: down ? 'quiet down' : 'quiet', value: down ? 'down' : 'up', click: async (event) => {
			const { value } = event.currentTarget;
			press(value);
			if (!await send(value)) {
				press('');
			} else if (down) {
				ask();
			} else {
				thank();
			}
		},
	}));
	const after = el('span', { class: 'after' });
	press(given);
	return el('div', { class: 'rating' }, ...thumbs, after);
}

/** @param {Desk} desk @param {ChatEvent} card */
function product({ session }, card) {
	const image = card.image && webAddress(card.image);
	const url = ownAddress(card.url ?? '', session.hosts);
	return el('article', { class: 'card product', part: 'card product' },
		image ? el('img', { src: image, alt: '', width: 64, height: 64, loading: 'lazy' }) : el('span', { class: 'blank' }, icon('page')),
		el('div', { class: 'facts' },
			el(url ? 'a' : 'span', { href: url, class: 'name' }, card.title),
			el('span', { class: 'price' }, ...(card.on_sale ? [el('del', {}, card.regular_price_text ?? ''), ' '] : []), card.price_text ?? ''),
			el('span', { class: card.in_stock ? 'stock' : 'stock out' }, card.stock_text ?? '')));
}

/** @param {Desk} desk @param {ChatEvent} card */
function order({ session, t }, card) {
	const { locale } = session.config;
	const rows = [
		[t('order_date'), day(card.date, locale)],
		[t('order_eta'), card.eta ? day(card.eta, locale) : ''],
		[t('order_total'), card.total],
	].filter(([, value]) => value);
	const url = ownAddress(card.url ?? '', session.hosts);
	const tracking = (card.tracking ?? []).map((/** @type {Record<string, string>} */ { provider, number, url }) => {
		// The carrier's address comes from the order itself, never from an answer's text.
		const href = url && webAddress(url);
		return el(href ? 'a' : 'span', { href: href || undefined, target: '_blank', rel: 'noopener noreferrer nofollow' },
			href ? t('order_track', { provider }) : provider, ' ', el('bdi', {}, number));
	});
	return el('article', { class: 'card order', part: 'card order' },
		el('div', { class: 'head' },
			el('span', { class: 'name' }, t('order', { number: card.number })),
			el('span', { class: 'badge' }, card.status)),
		el('ul', { class: 'items' }, ...(card.items ?? []).map((/** @type {Record<string, string>} */ item) => el('li', {}, el('bdi', {}, `${item.quantity} × ${item.name}`)))),
		el('dl', {}, ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, el('bdi', {}, value))))),
		el('div', { class: 'links' }, ...tracking, ...(url ? [el('a', { href: url }, t('order_view'))] : [])));
}

/**
 * When somebody comes.
 * @param {Desk} desk
 * @param {ChatEvent} event
 */
function handover({ session, t }, { is_away: isAway, away_text: awayText, opens_unix_ms: opens, hours, queue_position: position }) {
	const rows = isAway
		? [awayText || t('away'), opens && t('away_until', { time: moment(opens, session.config.locale) })]
		: [t('handed_off'), position > 1 && t('handed_off_queue', { count: position - 1 })];
	return [...rows, hours && t('handed_off_hours', { hours })].filter(Boolean).join(' ');
}

/** A time to come in the shopper's own time zone. @param {number} unixMs @param {string} locale */
function moment(unixMs, locale) {
	const isSoon = unixMs - Date.now() < 6 * 86_400_000;
	return new Intl.DateTimeFormat(locale, isSoon ? { weekday: 'long', hour: 'numeric', minute: '2-digit' } : { dateStyle: 'long', timeStyle: 'short' }).format(unixMs);
}

/** @param {string} date ISO 8601, or already words @param {string} locale */
function day(date, locale) {
	const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? '');
	if (!match) {
		return date ?? '';
	}
	const [, year, month, dayOfMonth] = match.map(Number);
	try {
		return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(year, month - 1, dayOfMonth));
	} catch {
		return date;
	}
}

/**
 * A source is linked wherever the sidecar read it; a file without an address has its title alone.
 *
 * @param {Source} source
 */
function sourceNode({ title, url, section }) {
	const href = url ? webAddress(url) : undefined;
	return el('li', {}, el(href ? 'a' : 'span', { href, class: 'chip', part: 'source', title: section || title },
		icon('page'), el('span', {}, title)));
}
