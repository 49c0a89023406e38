/** Thumbs under an answer, and the reason for one that points down. */
import { el, icon } from './node.js';

/**
 * @param {import('./answer.js').Desk} desk
 * @param {string} messageId
 * @param {string} rating given before: '', 'up' or 'down'
 * @returns {HTMLElement}
 */
export function ratingNode(desk, messageId, rating) {
	const { session, t } = desk;

	/** @param {string} value @param {string} reason */
	const send = async (value, reason) => {
		try {
			await session.call('feedback', { message_id: messageId, rating: value, reason });
			return true;
		} catch {
			return false;
		}
	};

	/** @param {'up' | 'down'} value @param {string} label */
	const thumb = (value, label) => el('button', {
		type: 'button', class: 'quiet', part: 'rating', title: label, 'aria-label': label, 'aria-pressed': String(rating === value),
		click: async () => {
			press(value);
			reason.replaceChildren();
			const sent = await send(value, '');
			if (!sent) {
				press('');
			} else if (value === 'down') {
				ask();
			} else {
				thank();
			}
		},
	}, icon(value));

	/** @param {string} value */
	const press = (value) => {
		up.setAttribute('aria-pressed', String(value === 'up'));
		down.setAttribute('aria-pressed', String(value === 'down'));
	};

	const thank = () => {
		reason.replaceChildren(el('span', { class: 'hint' }, t('thanks')));
		desk.announce(t('thanks'));
	};

	const ask = () => {
		const input = el('input', { type: 'text', maxlength: 500, 'aria-label': t('reason_label'), placeholder: t('reason_label') });
		reason.replaceChildren(el('form', {
			class: 'reason',
			submit: async (event) => {
				event.preventDefault();
				if (input.value.trim() === '' || await send('down', input.value.trim())) {
					thank();
					down.focus();
				}
			},
		}, input, el('button', { type: 'submit', class: 'second' }, t('reason_send'))));
		input.focus();
	};

	const up = thumb('up', t('helpful'));
	const down = thumb('down', t('not_helpful'));
	const reason = el('span', { class: 'after' });
	return el('div', { class: 'rating' }, up, down, reason);
}
