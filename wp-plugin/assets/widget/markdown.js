/**
 * A small Markdown, turned into DOM nodes: paragraphs, lists, headings (as bold
 * paragraphs), bold, italic, code and links to the shop's own hosts. Anything
 * else, HTML and images included, stays the text that it is. The work is
 * linear in the length of the text.
 */
import { el } from './node.js';

const FENCE = /^\s*```/;
const ITEM = /^(\s*)(?:[-*+•]|(\d{1,9})[.)])\s+(\S.*)$/;
const HEADING = /^#{1,6}\s+(.*)$/;
/** Code, image or link, bold, italic, address, escape: what an inline piece can begin with. */
const PIECE = /`([^`\n]{1,500})`|!?\[([^[\]\n]{0,500})\]\(\s*<?([^\s()<>]{1,2000})>?[^()\n]{0,200}\)|\*\*(?=\S)((?:[^*\n]|\*(?!\*)){1,2000})\*\*|\*(?=\S)([^*\n]{1,2000})\*|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]{1,2000})_(?![\p{L}\p{N}_])|(https?:\/\/[^\s<>"'`()[\]]{1,2000})|\\([\\`*_[\]()#!.+-])/gu;

/**
 * @param {string} text
 * @param {Set<string>} hosts that links may lead to, with port
 * @returns {Node[]} block elements
 */
export function markdown(text, hosts) {
	/** @type {Node[]} */
	const blocks = [];
	/** @type {string[]} */
	let lines = [];
	const flush = () => {
		if (lines.length > 0) {
			blocks.push(el('p', {}, ...lines.flatMap((line, at) => (at ? [el('br'), ...inline(line, hosts)] : inline(line, hosts)))));
			lines = [];
		}
	};
	const source = text.split(/\r?\n/);
	for (let at = 0; at < source.length; at++) {
		const line = source[at];
		const heading = HEADING.exec(line);
		if (FENCE.test(line)) {
			flush();
			const code = [];
			while (++at < source.length && !FENCE.test(source[at])) {
				code.push(source[at]);
			}
			blocks.push(el('pre', { tabindex: 0 }, el('code', {}, code.join('\n'))));
		} else if (ITEM.test(line)) {
			flush();
			let end = at;
			while (end < source.length && ITEM.test(source[end])) {
				end++;
			}
			blocks.push(list(source.slice(at, end), hosts));
			at = end - 1;
		} else if (heading) {
			flush();
			blocks.push(el('p', {}, el('strong', {}, ...inline(heading[1], hosts))));
		} else if (line.trim() === '') {
			flush();
		} else {
			lines.push(line.trim());
		}
	}
	flush();
	return blocks;
}

/**
 * @param {string[]} lines each one an item; more indented ones belong to the item before
 * @param {Set<string>} hosts
 * @returns {HTMLElement}
 */
function list(lines, hosts) {
	const items = lines.map((line) => /** @type {RegExpExecArray} */ (ITEM.exec(line)));
	const number = items[0][2];
	const node = number === undefined ? el('ul') : el('ol', { start: number });
	for (const [at, [, indent, , text]] of items.entries()) {
		if (at > 0 && indent.length > items[0][1].length) {
			continue;
		}
		const inner = [];
		for (let next = at + 1; next < items.length && items[next][1].length > items[0][1].length; next++) {
			inner.push(lines[next]);
		}
		node.append(el('li', {}, ...inline(text, hosts), ...(inner.length > 0 ? [list(inner, hosts)] : [])));
	}
	return node;
}

/**
 * @param {string} text one line
 * @param {Set<string>} hosts
 * @param {number} [depth] of emphasis in emphasis
 * @returns {(Node | string)[]}
 */
function inline(text, hosts, depth = 0) {
	/** @type {(Node | string)[]} */
	const pieces = [];
	let from = 0;
	for (const match of text.matchAll(PIECE)) {
		const [whole, code, label, address, bold, italic, underlined, bare, escaped] = match;
		const inner = (/** @type {string} */ piece) => (depth < 4 ? inline(piece, hosts, depth + 1) : [piece]);
		pieces.push(text.slice(from, match.index));
		from = match.index + whole.length;
		if (code !== undefined) {
			pieces.push(el('code', {}, code));
		} else if (address !== undefined) {
			const url = whole.startsWith('!') ? undefined : ownAddress(address, hosts);
			pieces.push(url ? el('a', { href: url }, label || url) : label);
		} else if (bold !== undefined) {
			pieces.push(el('strong', {}, ...inner(bold)));
		} else if (italic !== undefined || underlined !== undefined) {
			pieces.push(el('em', {}, ...inner(italic ?? underlined)));
		} else if (bare !== undefined) {
			const address = bare.replace(/[.,;:!?*_]+$/, '');
			const url = ownAddress(address, hosts);
			pieces.push(...(url ? [el('a', { href: url }, address), bare.slice(address.length)] : [bare]));
		} else {
			pieces.push(escaped);
		}
	}
	pieces.push(text.slice(from));
	return pieces.filter((piece) => piece !== '');
}

/**
 * @param {string} address
 * @param {Set<string>} hosts
 * @returns {string | undefined} the whole address when it leads to one of `hosts` over http(s)
 */
export function ownAddress(address, hosts) {
	const url = webAddress(address);
	return url && hosts.has(new URL(url).host) ? url : undefined;
}

/**
 * @param {string} address
 * @returns {string | undefined} the whole address when it is an http(s) one without a log-in
 */
export function webAddress(address) {
	try {
		const url = new URL(address, location.href);
		return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : undefined;
	} catch {
		return undefined;
	}
}
