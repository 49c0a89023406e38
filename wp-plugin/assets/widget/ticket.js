/** A proposed ticket: the shopper reads it, changes it, and opens it or leaves it. */
import { formNode } from './form.js';

/**
 * @param {import('./answer.js').Desk} desk
 * @param {string} messageId names the offer, so that a repeated click opens one ticket
 * @param {Record<string, any>} offer
 * @returns {HTMLElement}
 */
export function ticketNode({ session, t, announce }, messageId, offer) {
	/** @type {import('./form.js').Field[]} */
	const guest = [
		{ name: 'email', label: t('contact_email'), kind: 'email', value: '', limit: 200, autocomplete: 'email' },
	];
	return formNode({
		title: t('ticket_title'),
		intro: t('ticket_intro'),
		submit: t('ticket_open'),
		fields: [
			{ name: 'subject', label: t('ticket_subject'), kind: 'text', value: offer.subject, limit: 200 },
			{ name: 'body', label: t('ticket_body'), kind: 'area', value: offer.body, limit: 4000 },
			...(session.loggedIn ? [] : guest),
		],
		send: async (values) => {
			const { ticket_id: id } = await session.call('ticket', { request_id: `t-${messageId}`.slice(0, 64), ...values });
			return t('ticket_opened', { id });
		},
		t,
		announce,
	});
}
