/**
 * One conversation, live: what is said appears by itself while the page is looked at, and a reply is sent without
 * leaving it. Without this script the page works by forms.
 *
 * @typedef {{author: string, who: string, time: string, text: string}} Line
 * @typedef {{whose: string, status: string, reach: string, lines: Line[], request_id?: string}} Shown
 */

const LOOK_MS = 4000;

const place = /** @type {HTMLElement} */ (document.getElementById('deskhand-conversation'));
const log = /** @type {HTMLElement} */ (place.querySelector('.deskhand-log'));
const transcript = /** @type {HTMLElement} */ (place.querySelector('.deskhand-transcript'));
const form = /** @type {HTMLFormElement} */ (place.querySelector('#deskhand-reply-form'));
const input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
const wrong = /** @type {HTMLElement} */ (form.querySelector('[role="alert"]'));
const macros = /** @type {HTMLSelectElement | null} */ (form.querySelector('[data-part="macros"]'));

/** @param {string} name */
const part = (name) => /** @type {HTMLElement} */ (place.querySelector(`[data-part="${name}"]`));

/**
 * @param {string} route
 * @param {Record<string, unknown>} body
 * @returns {Promise<Shown>}
 * @throws {Error} Whose message is a sentence for staff.
 */
async function post(route, body) {
	const response = await fetch(place.dataset.rest + route, {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', 'X-WP-Nonce': place.dataset.nonce ?? '' },
		body: JSON.stringify({ thread: place.dataset.thread, ...body }),
	}).catch(() => null);
	const answer = await response?.json().catch(() => null);
	if (response?.ok && answer) {
		return answer;
	}
	throw new Error((answer?.code !== 'rest_cookie_invalid_nonce' && answer?.message) || place.dataset.silent);
}

/** @param {Line} line */
function lineNode({ author, who, time, text }) {
	const [row, term, name, when, said] = ['div', 'dt', 'strong', 'time', 'dd'].map((tag) => document.createElement(tag));
	row.className = `deskhand-${author}`;
	name.textContent = who;
	when.textContent = time;
	said.textContent = text;
	term.append(name, ' ', when);
	row.append(term, said);
	return row;
}

/** @param {HTMLElement} node @param {string} text What has not changed is not spoken again. */
function tell(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

/** @param {Shown} shown */
function show({ whose, status, reach, lines }) {
	const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
	const rows = lines.map(lineNode);
	const before = [...transcript.children];
	// A line that was there stays, so that only what is new is spoken, and a selection is kept.
	const same = before.findIndex((row, at) => !rows[at]?.isEqualNode(row));
	const from = same < 0 ? before.length : same;
	before.slice(from).forEach((row) => row.remove());
	transcript.append(...rows.slice(from));
	part('empty').hidden = lines.length > 0;
	tell(part('status'), status);
	tell(part('reach'), reach);
	const had = place.querySelector('[data-whose]:not([hidden])')?.contains(document.activeElement);
	for (const side of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll('[data-whose]'))) {
		// What was typed is not hidden while it is typed: sending it says what changed.
		side.hidden = side.dataset.whose !== whose && !(side.contains(input) && input.value !== '');
	}
	if (had && !place.querySelector('[data-whose]:not([hidden])')?.contains(document.activeElement)) {
		log.focus();
	}
	if (atEnd) {
		log.scrollTop = log.scrollHeight;
	}
}

let looking = false;

async function look() {
	if (looking || document.hidden) {
		return;
	}
	looking = true;
	try {
		show(await post('thread', {}));
	} catch {
		// The next look may find it; whoever sends is told.
	}
	looking = false;
}

async function send() {
	const text = input.value.trim();
	if (text === '' || button.disabled) {
		return;
	}
	const request = /** @type {HTMLInputElement} */ (form.elements.namedItem('request_id'));
	button.disabled = true;
	wrong.hidden = true;
	try {
		const shown = await post('reply', { text, request_id: request.value });
		request.value = shown.request_id ?? '';
		input.value = '';
		show(shown);
		log.scrollTop = log.scrollHeight;
	} catch (error) {
		wrong.textContent = error instanceof Error ? error.message : String(error);
		wrong.hidden = false;
	}
	button.disabled = false;
	input.focus();
}

form.addEventListener('submit', (event) => {
	event.preventDefault();
	void send();
});
input.addEventListener('keydown', (event) => {
	if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
		event.preventDefault();
		void send();
	}
});
macros?.addEventListener('change', () => {
	if (macros.value) {
		input.setRangeText(macros.value, input.selectionStart, input.selectionEnd, 'end');
		macros.value = '';
		input.focus();
	}
});
if (macros) {
	macros.hidden = false;
}
part('keys').hidden = false;
log.scrollTop = log.scrollHeight;
document.addEventListener('visibilitychange', look);
setInterval(look, LOOK_MS);
