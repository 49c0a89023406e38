/** What WordPress built from live data: products, orders, and the sources of an answer. */
import { el, icon } from './node.js';
import { ownAddress, webAddress } from './markdown.js';

/**
 * @typedef {import('./turn.js').ChatEvent} ChatEvent
 * @typedef {import('./strings.js').Text} Text
 */

/**
 * @param {ChatEvent} card
 * @param {Set<string>} hosts
 * @param {Text} t
 * @param {string} locale
 * @returns {HTMLElement}
 */
export function cardNode(card, hosts, t, locale) {
	return card.kind === 'order' ? order(card, hosts, t, locale) : product(card, hosts);
}

/**
 * @param {ChatEvent} card
 * @param {Set<string>} hosts
 */
function product(card, hosts) {
	const image = card.image ? webAddress(card.image) : undefined;
	const url = ownAddress(card.url ?? '', hosts);
	return el('article', { class: 'card product', part: 'card product' },
		image ? el('img', { src: image, alt: '', width: 64, height: 64, loading: 'lazy', decoding: 'async' }) : el('span', { class: 'blank' }, icon('page')),
		el('div', { class: 'facts' },
			url ? el('a', { href: url, class: 'name' }, card.title) : el('span', { class: 'name' }, card.title),
			el('span', { class: 'price' }, card.price_html_text ?? ''),
			el('span', { class: card.in_stock ? 'stock' : 'stock out' }, card.stock_text ?? '')));
}

/**
 * @param {ChatEvent} card
 * @param {Set<string>} hosts
 * @param {Text} t
 * @param {string} locale
 */
function order(card, hosts, t, locale) {
	const rows = [
		[t('order_date'), day(card.date, locale)],
		[t('order_eta'), card.eta ? day(card.eta, locale) : ''],
		[t('order_total'), card.total],
	].filter(([, value]) => value);
	const url = ownAddress(card.url ?? '', hosts);
	const tracking = (card.tracking ?? []).map((/** @type {Record<string, string>} */ parcel) => {
		const carrier = webAddress(parcel.url ?? '');
		const label = t('order_track', { provider: parcel.provider });
		// The carrier's address comes from the order itself, never from an answer's text.
		return parcel.url && carrier
			? el('a', { href: carrier, target: '_blank', rel: 'noopener noreferrer nofollow' }, label, ' ', el('bdi', {}, parcel.number))
			: el('span', {}, parcel.provider, ' ', el('bdi', {}, parcel.number));
	});
	return el('article', { class: 'card order', part: 'card order' },
		el('div', { class: 'head' },
			el('span', { class: 'name' }, t('order', { number: card.number })),
			el('span', { class: 'badge' }, card.status)),
		el('ul', { class: 'items' }, ...(card.items ?? []).map((/** @type {Record<string, string>} */ item) => el('li', {}, `${item.quantity} × ${item.name}`))),
		el('dl', {}, ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
		el('div', { class: 'links' }, ...tracking, ...(url ? [el('a', { href: url }, t('order_view'))] : [])));
}

/**
 * @param {string} date ISO 8601, or already words
 * @param {string} locale
 */
function day(date, locale) {
	const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? '');
	if (!match) {
		return date ?? '';
	}
	const [, year, month, dayOfMonth] = match.map(Number);
	try {
		return new Intl.DateTimeFormat(locale.replace('_', '-'), { dateStyle: 'medium' }).format(new Date(year, month - 1, dayOfMonth));
	} catch {
		return date;
	}
}

/**
 * @param {{title: string, url: string, section?: string}} source
 * @param {Set<string>} hosts
 * @returns {HTMLElement} a list item
 */
export function sourceNode(source, hosts) {
	const url = ownAddress(source.url, hosts);
	const label = el('span', {}, source.title);
	const hint = source.section && source.section !== source.title ? `${source.title} – ${source.section}` : source.title;
	return el('li', {}, url
		? el('a', { href: url, class: 'chip', part: 'source', title: hint }, icon('page'), label)
		: el('span', { class: 'chip', part: 'source', title: hint }, icon('page'), label));
}
