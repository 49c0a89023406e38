/**
 * The live part of the settings page: the report, *Pair* and *Index now*.
 *
 * @typedef {{name: string, ok: boolean, text: string}} Check
 * @typedef {{stage: string, running: boolean, fraction: number | null, text: string, refused: string[]}} Reindex
 * @typedef {{state: string, paired: boolean, needs_code: boolean, checks: Check[], reindex: Reindex}} LineReport
 */

const line = /** @type {HTMLElement} */ (document.getElementById('deskhand-line'));

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
const part = (selector) => /** @type {T} */ (line.querySelector(selector));

const checks = /** @type {HTMLUListElement} */ (part('.deskhand-checks'));
const pairForm = /** @type {HTMLFormElement} */ (part('.deskhand-pair'));
const codeLabel = /** @type {HTMLElement} */ (part('.deskhand-code'));
const checkButton = /** @type {HTMLButtonElement} */ (part('.deskhand-check'));
const indexButton = /** @type {HTMLButtonElement} */ (part('.deskhand-index'));
const progress = /** @type {HTMLElement} */ (part('.deskhand-progress'));

/**
 * @param {string} route
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<any>}
 * @throws {Error} with a sentence for the owner
 */
async function post(route, body = {}) {
	const response = await fetch(line.dataset.rest + route, {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', 'X-WP-Nonce': line.dataset.nonce ?? '' },
		body: JSON.stringify(body),
	});
	const answer = await response.json().catch(() => ({}));
	if (!response.ok) {
		throw new Error(answer.message ?? `HTTP ${response.status}`);
	}
	return answer;
}

/**
 * @param {Check[]} rows
 */
function showChecks(rows) {
	checks.replaceChildren(...rows.map((row) => {
		const item = document.createElement('li');
		item.className = row.ok ? 'is-ok' : 'is-wrong';
		item.textContent = row.text;
		return item;
	}));
}

/** @param {LineReport} report */
function showReport(report) {
	showChecks(report.checks);
	pairForm.hidden = report.paired;
	codeLabel.hidden = !report.needs_code;
	indexButton.disabled = !report.paired || report.reindex.running;
	if (report.reindex.running) {
		void follow(report.reindex);
	}
}

/** @param {Reindex} state */
function showProgress(state) {
	const bar = /** @type {HTMLProgressElement} */ (progress.querySelector('progress'));
	progress.hidden = false;
	if (state.fraction === null) {
		bar.removeAttribute('value');
	} else {
		bar.value = state.fraction;
	}
	/** @type {HTMLElement} */ (progress.querySelector('p')).textContent = state.text;
	/** @type {HTMLElement} */ (progress.querySelector('ul')).replaceChildren(...state.refused.map((text) => {
		const item = document.createElement('li');
		item.textContent = text;
		return item;
	}));
}

/**
 * Runs a step with its button off; what fails is said in the report.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} step
 */
async function busy(button, step) {
	button.disabled = true;
	try {
		await step();
	} catch (error) {
		showChecks([{ name: 'connection', ok: false, text: error instanceof Error ? error.message : String(error) }]);
	}
	button.disabled = false;
}

const check = async () => showReport(await post('status'));

/**
 * Takes steps until the reindex is over.
 * @param {Reindex} state
 */
async function follow(state) {
	indexButton.disabled = true;
	try {
		showProgress(state);
		while (state.running) {
			state = await post('index');
			showProgress(state);
		}
		await check();
	} catch (error) {
		showProgress({ ...state, text: error instanceof Error ? error.message : String(error) });
		indexButton.disabled = false;
	}
}

checkButton.addEventListener('click', () => busy(checkButton, check));
indexButton.addEventListener('click', async () => {
	indexButton.disabled = true;
	try {
		await follow(await post('index', { begin: true }));
	} catch (error) {
		showChecks([{ name: 'index', ok: false, text: error instanceof Error ? error.message : String(error) }]);
		indexButton.disabled = false;
	}
});
pairForm.addEventListener('submit', (event) => {
	event.preventDefault();
	const button = /** @type {HTMLButtonElement} */ (pairForm.querySelector('button'));
	void busy(button, async () => showReport(await post('pair', { code: String(new FormData(pairForm).get('code') ?? '') })));
});

void busy(checkButton, async () => {
	const report = await post('status');
	// Over a trusted socket pairing needs nothing from the owner.
	showReport(report.paired || report.needs_code ? report : await post('pair').catch(() => report));
});
