/** Labelled fields and a submit that keeps what was typed until it has arrived. */
import { el } from './node.js';
import { Refused } from './session.js';

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {'text' | 'email' | 'area'} kind
 * @property {string} value
 * @property {number} limit characters
 * @property {string} [autocomplete]
 * @property {boolean} [optional]
 */

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.intro
 * @param {Field[]} options.fields
 * @param {string} options.submit label of the button
 * @param {import('./strings.js').Text} options.t
 * @param {(values: Record<string, string>) => void} [options.onInput] after each change
 * @param {(values: Record<string, string>) => Promise<string>} options.send gives the confirmation to show
 * @param {(text: string) => void} options.announce
 * @returns {HTMLElement} a card whose form gives way to the confirmation
 */
export function formNode({ title, intro, fields, submit, t, onInput, send, announce }) {
	const inputs = fields.map((field) => {
		const attributes = { name: field.name, required: !field.optional, maxlength: field.limit, autocomplete: field.autocomplete ?? 'off', dir: 'auto' };
		const input = field.kind === 'area' ? el('textarea', { ...attributes, rows: 4 }) : el('input', { ...attributes, type: field.kind });
		input.value = field.value;
		return input;
	});
	const values = () => Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()]));
	const trouble = el('p', { class: 'trouble', role: 'alert' });
	const button = el('button', { type: 'submit', class: 'first', part: 'button' }, submit);
	const form = el('form', {
		input: () => onInput?.(values()),
		submit: async (event) => {
			event.preventDefault();
			if (button.getAttribute('aria-disabled')) {
				return;
			}
			button.setAttribute('aria-disabled', 'true');
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
			button.removeAttribute('aria-disabled');
			button.textContent = submit;
		},
	}, ...fields.map((field, at) => el('label', {}, el('span', {}, field.label), inputs[at])), trouble, button);
	const card = el('section', { class: 'card form', part: 'card form', 'aria-label': title },
		el('h3', {}, title), el('p', { class: 'hint' }, intro), form);
	return card;
}
