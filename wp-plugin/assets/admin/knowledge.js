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

/** @returns {HTMLButtonElement[]} Those that begin long work. */
const buttons = () => [...panel.querySelectorAll('button[data-follow]')].map((found) => /** @type {HTMLButtonElement} */ (found));

/**
 * Shows how far the work of a button is.
 * @param {HTMLButtonElement} button
 * @param {{fraction?: number, text: string}} progress
 */
function show(button, { fraction, text }) {
	const place = /** @type {HTMLElement} */ ((button.closest('section') ?? panel).querySelector('.deskhand-progress'));
	const bar = /** @type {HTMLProgressElement} */ (place.querySelector('progress'));
	place.hidden = false;
	bar.value = fraction ?? bar.value;
	/** @type {HTMLElement} */ (place.querySelector('p')).textContent = text;
}

/**
 * Takes what the page says now into this one.
 * @returns {Promise<void>}
 */
async function renew() {
	const html = await (await fetch(location.href)).text();
	const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(panel.id);
	panel.replaceChildren(...(fresh?.childNodes ?? []));
}

/**
 * Follows work until it is over, then shows what came of it.
 * @param {HTMLButtonElement} button
 * @param {boolean} begin False to follow what runs already.
 */
async function follow(button, begin) {
	const { follow: route = '', source } = button.dataset;
	const at = buttons().indexOf(button);
	button.disabled = true;
	try {
		let progress = await post(route, { source, begin });
		const { since } = progress;
		show(button, progress);
		while (progress.running) {
			progress = await post(route, { source, since });
			show(button, progress);
		}
		await renew();
		const again = buttons()[at];
		show(again, progress);
		again.focus();
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
