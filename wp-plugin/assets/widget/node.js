/**
 * Makes an element. Children given as strings become text nodes, so nothing
 * that a model, a shopper or a page wrote is ever read as HTML.
 *
 * An attribute that is a function listens to the event of that name; `true` is
 * an empty attribute, `false` and `undefined` are none.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') {
			node.addEventListener(name, value);
		} else if (value !== undefined && value !== false) {
			node.setAttribute(name, value === true ? '' : String(value));
		}
	}
	node.append(...children);
	return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Stroked 24 × 24 drawings. */
const DRAWINGS = {
	close: 'M6 6l12 12M18 6L6 18',
	fresh: 'M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4Z',
	send: 'M12 19V5M5 12l7-7 7 7',
	stop: 'M7 7h10v10H7Z',
	person: 'M19 21v-1.5a5 5 0 0 0-5-5h-4a5 5 0 0 0-5 5V21M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
	up: 'M7 21V10l4.5-8a2.4 2.4 0 0 1 2.3 3L13 9h6a2 2 0 0 1 2 2.4l-1.5 7.8A2.2 2.2 0 0 1 17.3 21H3V10h4',
	page: 'M14 3H6v18h12V7ZM14 3v4h4M9 12h6M9 16h6',
	tick: 'M5 12.5l4.5 4.5L19 7.5',
	spark: 'M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9ZM19 16v4M17 18h4',
};

/** @param {keyof typeof DRAWINGS} name */
export function icon(name) {
	const svg = document.createElementNS(SVG, 'svg');
	const path = document.createElementNS(SVG, 'path');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('aria-hidden', 'true');
	svg.setAttribute('class', 'icon');
	path.setAttribute('d', DRAWINGS[name]);
	svg.append(path);
	return svg;
}

/** A button with nothing but a drawing. @param {keyof typeof DRAWINGS} name @param {string} label @param {Parameters<typeof el>[1]} attributes */
export function drawn(name, label, attributes) {
	return el('button', { type: 'button', 'aria-label': label, title: label, ...attributes }, icon(name));
}
