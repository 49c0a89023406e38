/**
 * The live part of the knowledge page: the progress of what goes on in the sidecar. Everything else is forms.
 *
 * @typedef {{running: boolean, fraction: number, text: string, since?: number}} Progress
 */

const panel = /** @type {HTMLElement} */ (document.getElementById('deskhand-knowledge'));

/**
 * @param {string} route
 * @param {Record<string, unknown>} body
 * @returns {Promise<Progress>}
 * @throws {Error} Whose message is a sentence for the owner.
 */
async function post(route, body) {
	const response = await fetch(panel.dataset.rest + route, {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', 'X-WP-Nonce': panel.dataset.nonce ?? '' },
		body: JSON.stringify(body),
	}).catch(() => null);
	const answer = await response?.json().catch(() => null);
	if (response?.ok && answer) {
		return answer;
	}
	throw new Error((answer?.code !== 'rest_cookie_invalid_nonce' && answer?.message) || panel.dataset.silent);
}

/**
 * @param {Element} [within]
 * @returns {HTMLButtonElement[]} Those that begin long work.
 */
const buttons = (within = panel) => [...within.querySelectorAll('button[data-follow]')].map((found) => /** @type {HTMLButtonElement} */ (found));

/**
 * The part of the page that a button's work changes.
 * @param {HTMLButtonElement} button
 */
const place = (button) => /** @type {HTMLElement} */ (button.closest('section') ?? button.closest('#deskhand-knowledge'));

/**
 * Shows how far the work of a button is.
 * @param {HTMLButtonElement} button
 * @param {{fraction?: number, text: string}} progress
 */
function show(button, { fraction, text }) {
	const shown = /** @type {HTMLElement} */ (place(button).querySelector('.deskhand-progress'));
	const bar = /** @type {HTMLProgressElement} */ (shown.querySelector('progress'));
	shown.hidden = false;
	bar.value = fraction ?? bar.value;
	/** @type {HTMLElement} */ (shown.querySelector('p')).textContent = text;
}

/**
 * Takes what the page says now of a button's work into this one. Not the rest: it may be followed, or typed into.
 * @param {HTMLButtonElement} button
 * @returns {Promise<HTMLButtonElement>} The button anew.
 */
async function renew(button) {
	const html = await (await fetch(location.href)).text();
	const now = new DOMParser().parseFromString(html, 'text/html').getElementById(panel.id) ?? panel;
	const { follow, source } = button.dataset;
	const fresh = buttons(now).find(({ dataset }) => dataset.follow === follow && dataset.source === source) ?? button;
	place(button).replaceChildren(...place(fresh).childNodes);
	return fresh;
}

/**
 * Follows work until it is over, then shows what came of it.
 * @param {HTMLButtonElement} button
 * @param {boolean} begin False to follow what runs already.
 */
async function follow(button, begin) {
	const { follow: route = '', source } = button.dataset;
	button.disabled = true;
	try {
		let progress = await post(route, { source, begin });
		const { since } = progress;
		show(button, progress);
		while (progress.running) {
			progress = await post(route, { source, since });
			show(button, progress);
		}
		const again = await renew(button);
		again.disabled = false;
		show(again, progress);
		if (begin && document.activeElement === document.body) {
			again.focus(); // Where it was, unless the owner went on meanwhile.
		}
	} catch (error) {
		show(button, { text: error instanceof Error ? error.message : String(error) });
		button.disabled = false;
	}
}

panel.addEventListener('click', (event) => {
	const button = /** @type {Element} */ (event.target).closest('button[data-follow]');
	if (button instanceof HTMLButtonElement) {
		event.preventDefault();
		void follow(button, true);
	}
});
for (const button of buttons()) {
	if (button.closest('section')?.dataset.running) {
		void follow(button, false);
	}
}
