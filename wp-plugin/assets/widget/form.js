/** Forms that keep what was typed until it has arrived: the ticket offer and the contact form. */
import { el } from './node.js';
import { newId, Refused } from './session.js';

/**
 * @param {Desk} desk
 * @param {FormOptions} options
 * @returns {HTMLElement} a card whose form gives way to the confirmation
 */
function formNode({ t, announce }, { title, intro, fields, submit, onInput, send }) {
	const inputs = fields.map(({ name, kind, limit, autocomplete, value }) => {
		const attributes = { name, required: true, maxlength: limit, autocomplete: autocomplete ?? 'off', dir: 'auto' };
		const input = kind === 'area' ? el('textarea', { ...attributes, rows: 4 }) : el('input', { ...attributes, type: kind });
		input.value = value;
		return input;
	});
	const values = () => Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()]));
	const trouble = el('p', { class: 'trouble', role: 'alert' });
	const button = el('button', { type: 'submit', class: 'first', part: 'button' }, submit);
	const form = el('form', {
		input: () => onInput?.(values()),
		submit: async (event) => {
			event.preventDefault();
			if (button.ariaDisabled) {
				return;
			}
			button.ariaDisabled = 'true';
			button.textContent = t('sending');
			trouble.textContent = '';
			try {
				const confirmation = el('p', { class: 'confirmation', tabindex: -1 }, await send(values()));
				card.replaceChildren(confirmation);
				announce(confirmation.innerText);
				confirmation.focus();
			} catch (error) {
				trouble.textContent = (error instanceof Refused && error.message) || t('form_failed');
			}
			button.ariaDisabled = null;
			button.textContent = submit;
		},
	}, ...fields.map(({ label }, at) => el('label', {}, el('span', {}, label), inputs[at])), trouble, button);
	const card = el('section', { class: 'card form', part: 'card form', 'aria-label': title },
		el('h3', {}, title), el('p', { class: 'hint' }, intro), form);
	return card;
}

/**
 * A proposed ticket: the shopper reads it, changes it, and opens it or leaves it.
 * @param {Desk} desk
 * @param {string} messageId names the offer, so that a repeated click opens one ticket
 * @param {ChatEvent} offer
 */
export function ticketNode(desk, messageId, offer) {
	const { session, t } = desk;
	/** @type {Field[]} */
	const fields = [
		{ name: 'subject', label: t('ticket_subject'), kind: 'text', value: offer.subject, limit: 200 },
		{ name: 'body', label: t('ticket_body'), kind: 'area', value: offer.body, limit: 4000 },
	];
	if (!session.loggedIn) {
		fields.push({ name: 'email', label: t('contact_email'), kind: 'email', value: '', limit: 200, autocomplete: 'email' });
	}
	return formNode(desk, {
		title: t('ticket_title'),
		intro: t('ticket_intro'),
		submit: t('ticket_open'),
		fields,
		send: async (values) => {
			const { ticket_id: id } = await session.call('ticket', { request_id: `t-${messageId}`.slice(0, 64), ...values });
			return t('ticket_opened', { id });
		},
	});
}

/**
 * The form that works without the sidecar. Its draft outlives a reload and a failed attempt.
 * @param {Desk} desk
 * @param {string} message what the shopper had asked
 */
export function contactNode(desk, message) {
	const { session, memory, t } = desk;
	const draft = memory.get('contact') ?? { request_id: newId(), name: '', email: '', message };
	memory.set('contact', draft);
	let tried = false;
	return formNode(desk, {
		title: t('contact_title'),
		intro: t('contact_intro'),
		submit: t('contact_send'),
		fields: [
			{ name: 'name', label: t('contact_name'), kind: 'text', value: draft.name, limit: 100, autocomplete: 'name' },
			{ name: 'email', label: t('contact_email'), kind: 'email', value: draft.email, limit: 200, autocomplete: 'email' },
			{ name: 'message', label: t('contact_message'), kind: 'area', value: draft.message, limit: 4000 },
		],
		onInput: (values) => {
			if (tried) { // the words before may have arrived: these are another message
				draft.request_id = newId();
				tried = false;
			}
			memory.set('contact', { ...draft, ...values });
		},
		send: async (values) => {
			tried = true;
			await session.call('contact', { request_id: draft.request_id, ...values });
			memory.set('contact');
			memory.set('pending');
			return t('contact_received');
		},
	});
}
