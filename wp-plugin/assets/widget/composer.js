/** Where the shopper types. Enter sends, Shift+Enter breaks the line. */
import { el, icon } from './node.js';

export const LIMIT_CHARS = 4000;
const COUNT_FROM_CHARS = 3600;

/**
 * @param {object} options
 * @param {import('./strings.js').Text} options.t
 * @param {import('./memory.js').Memory} options.memory keeps the draft
 * @param {(text: string) => void} options.onSend
 * @param {() => void} options.onStop
 */
export function composer({ t, memory, onSend, onStop }) {
	let busy = false;
	const input = el('textarea', {
		rows: 1, part: 'input', 'aria-label': t('message_label'), placeholder: t('placeholder'), dir: 'auto',
		enterkeyhint: 'send', autocomplete: 'off', 'aria-describedby': 'count',
	});
	const count = el('p', { class: 'count', id: 'count', hidden: true });
	const send = el('button', { type: 'submit', class: 'send', part: 'send', 'aria-label': t('send'), title: t('send') }, icon('send'));
	const stop = el('button', {
		type: 'button', class: 'send', part: 'stop', 'aria-label': t('stop'), title: t('stop'), hidden: true,
		click: (event) => {
			// The second click of a double click on Send lands here.
			if (event.detail < 2) {
				onStop();
				input.focus();
			}
		},
	}, icon('stop'));

	const refresh = () => {
		const length = [...input.value].length;
		const over = length > LIMIT_CHARS;
		send.setAttribute('aria-disabled', String(over || input.value.trim() === ''));
		count.hidden = length < COUNT_FROM_CHARS;
		count.className = over ? 'count over' : 'count';
		count.textContent = count.hidden ? '' : t('count', { count: length, limit: LIMIT_CHARS });
		input.setAttribute('aria-invalid', String(over));
		input.style.blockSize = 'auto';
		input.style.blockSize = `${input.scrollHeight}px`;
	};

	const submit = () => {
		const text = input.value.trim();
		if (busy || text === '' || [...text].length > LIMIT_CHARS) {
			return;
		}
		fill('');
		input.focus();
		onSend(text);
	};

	/** @param {string} text */
	const fill = (text) => {
		input.value = text;
		memory.set('draft', text);
		refresh();
	};

	input.addEventListener('input', () => {
		memory.set('draft', input.value);
		refresh();
	});
	input.addEventListener('keydown', (event) => {
		// 229: the Enter that ends an IME composition in Safari.
		if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
			event.preventDefault();
			submit();
		}
	});

	const node = el('form', {
		class: 'composer', part: 'composer',
		submit: (event) => {
			event.preventDefault();
			submit();
		},
	}, el('div', { class: 'field' }, input, send, stop), count);
	input.value = memory.get('draft') ?? '';

	return {
		node,
		input,
		fill,
		refresh,
		/** @param {boolean} answering a turn is running */
		setBusy(answering) {
			busy = answering;
			send.hidden = answering;
			stop.hidden = !answering;
		},
	};
}
