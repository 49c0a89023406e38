/** The form that works without the sidecar. Its draft outlives a reload and a failed attempt. */
import { formNode } from './form.js';
import { newId } from './session.js';

/**
 * @param {import('./answer.js').Desk} desk
 * @param {import('./memory.js').Memory} memory
 * @param {string} message what the shopper had asked
 * @returns {HTMLElement}
 */
export function contactNode({ session, t, announce }, memory, message) {
	const draft = memory.get('contact') ?? { request_id: newId(), name: '', email: '', message };
	memory.set('contact', draft);
	return formNode({
		title: t('contact_title'),
		intro: t('contact_intro'),
		submit: t('contact_send'),
		fields: [
			{ name: 'name', label: t('contact_name'), kind: 'text', value: draft.name, limit: 100, autocomplete: 'name' },
			{ name: 'email', label: t('contact_email'), kind: 'email', value: draft.email, limit: 200, autocomplete: 'email' },
			{ name: 'message', label: t('contact_message'), kind: 'area', value: draft.message, limit: 4000 },
		],
		onInput: (values) => memory.set('contact', { ...draft, ...values }),
		send: async (values) => {
			await session.call('contact', { request_id: draft.request_id, ...values });
			memory.set('contact', undefined);
			return t('contact_received');
		},
		t,
		announce,
	});
}
