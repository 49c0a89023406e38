/**
 * The live part of the settings page: the report, *Pair*, *Index now*, *Publish*, and what models cost.
 *
 * @typedef {{name: string, ok: boolean, text: string}} Check
 * @typedef {{stage: string, running: boolean, fraction: number, text: string, refused: string[]}} Reindex
 * @typedef {{state: string, summary: string, paired: boolean, published: boolean, needs_code: boolean, versions: string[], checks: Check[], reindex: Reindex}} LineReport
 * @typedef {{shown: boolean, percent: number | null, text: string, average: string, rows: string[][]}} Spend
 */

const line = /** @type {HTMLElement} */ (document.getElementById('deskhand-line'));

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
const part = (selector) => /** @type {T} */ (line.querySelector(selector));

const summary = /** @type {HTMLElement} */ (part('.deskhand-summary'));
const wrong = /** @type {HTMLElement} */ (part('.deskhand-wrong'));
const pairForm = /** @type {HTMLFormElement} */ (part('.deskhand-pair'));
const codeField = /** @type {HTMLElement} */ (part('.deskhand-code'));
const codeInput = /** @type {HTMLInputElement} */ (part('#deskhand-code'));
const checkButton = /** @type {HTMLButtonElement} */ (part('.deskhand-check'));
const indexButton = /** @type {HTMLButtonElement} */ (part('.deskhand-index'));
const publishButton = /** @type {HTMLButtonElement} */ (part('.deskhand-publish'));
const progress = /** @type {HTMLElement} */ (part('.deskhand-progress'));
const bar = /** @type {HTMLProgressElement} */ (part('.deskhand-progress progress'));
const spend = /** @type {HTMLElement} */ (document.querySelector('.deskhand-spend'));
const versions = /** @type {HTMLElement} */ (document.querySelector('.deskhand-versions'));
const lists = /** @type {HTMLUListElement[]} */ ([...line.querySelectorAll('.deskhand-checks')]);

/** What WordPress or the sidecar refused; its message is a sentence for the owner. */
class Refused extends Error {
	/**
	 * @param {string} code
	 * @param {string} text
	 */
	constructor(code, text) {
		super(text);
		this.code = code;
	}
}

/**
 * @param {string} route
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<any>}
 * @throws {Refused}
 */
async function post(route, body = {}) {
	const response = await fetch(line.dataset.rest + route, {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', 'X-WP-Nonce': line.dataset.nonce ?? '' },
		body: JSON.stringify(body),
	}).catch(() => null);
	const answer = await response?.json().catch(() => null);
	if (response?.ok && answer) {
		return answer;
	}
	const isOurs = answer?.message && answer.code !== 'rest_cookie_invalid_nonce';
	throw new Refused(answer?.code ?? '', isOurs ? answer.message : line.dataset.silent);
}

/**
 * @param {Element} list
 * @param {string[]} texts
 * @param {(at: number) => string} [className]
 */
function fill(list, texts, className = () => '') {
	list.replaceChildren(...texts.map((text, at) => {
		const item = document.createElement('li');
		item.className = className(at);
		item.textContent = text;
		return item;
	}));
}

/** @param {LineReport} report */
function show(report) {
	const named = lists.map((list) => (list.dataset.checks ?? '').split(' '));
	lists.forEach((list, at) => {
		// What this page does not know stands with the connection.
		const rows = report.checks.filter(({ name }) => Math.max(0, named.findIndex((names) => names.includes(name))) === at);
		fill(list, rows.map(({ text }) => text), (row) => (rows[row].ok ? 'is-ok' : 'is-wrong'));
	});
	summary.textContent = report.summary;
	summary.className = `deskhand-summary is-${report.state}`;
	wrong.hidden = true;
	pairForm.hidden = report.paired;
	codeField.hidden = !report.needs_code;
	indexButton.disabled = !report.paired || report.reindex.running;
	publishButton.disabled = !report.paired;
	publishButton.textContent = (report.published ? publishButton.dataset.hide : publishButton.dataset.publish) ?? '';
	publishButton.dataset.next = report.published ? '' : 'yes';
	showVersions(report.versions);
	if (report.reindex.running) {
		void follow(report.reindex);
	}
}

/**
 * Offers the sidecar's versions in each row of the flags; with one alone there is nothing to decide.
 * @param {string[]} names
 */
function showVersions(names) {
	versions.hidden = names.length < 2;
	for (const choice of /** @type {NodeListOf<HTMLSelectElement>} */ (versions.querySelectorAll('select[name$="[brain_version]"]'))) {
		const known = [...choice.options].map(({ value }) => value);
		choice.append(...names.filter((name) => !known.includes(name)).map((name) => new Option(name)));
	}
}

/** @param {Spend} month */
function showSpend(month) {
	const meter = /** @type {HTMLMeterElement} */ (spend.querySelector('meter'));
	const table = /** @type {HTMLTableElement} */ (spend.querySelector('table'));
	const headings = [...table.querySelectorAll('th')].map((heading) => heading.textContent ?? '');
	spend.hidden = !month.shown;
	meter.hidden = month.percent === null;
	meter.value = month.percent ?? 0;
	/** @type {HTMLElement} */ (spend.querySelector('.deskhand-spent')).textContent = month.text;
	/** @type {HTMLElement} */ (spend.querySelector('.deskhand-average')).textContent = month.average;
	table.hidden = month.rows.length === 0;
	table.tBodies[0].replaceChildren(...month.rows.map((texts) => {
		const row = document.createElement('tr');
		row.append(...texts.map((text, at) => {
			const cell = document.createElement('td');
			cell.textContent = text;
			cell.dataset.label = headings[at];
			return cell;
		}));
		return row;
	}));
}

/**
 * Says what failed, unless the report says so already.
 * @param {unknown} error
 */
function tell(error) {
	const text = error instanceof Error ? error.message : String(error);
	wrong.textContent = text;
	wrong.hidden = lists.some((list) => list.textContent?.includes(text));
}

/**
 * Runs a step with its button off; says what fails.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} step
 */
async function busy(button, step) {
	button.disabled = true;
	try {
		await step();
	} catch (error) {
		tell(error);
	} finally {
		button.disabled = false;
	}
}

/** @param {Reindex} state */
function showProgress(state) {
	progress.hidden = false;
	bar.value = state.fraction;
	/** @type {HTMLElement} */ (progress.querySelector('p')).textContent = state.text;
	fill(/** @type {HTMLElement} */ (progress.querySelector('ul')), state.refused);
}

/**
 * Takes steps until the reindex is over. A page whose shortcode ends the request is left out at the third try.
 * @param {Reindex} state
 */
async function follow(state) {
	indexButton.disabled = true;
	try {
		showProgress(state);
		let tries = 0;
		while (state.running) {
			try {
				state = await post('index');
				tries = 0;
			} catch (error) {
				tries += 1;
				if (tries > 3) {
					throw error;
				}
			}
			showProgress(state);
		}
		show(await post('status'));
	} catch (error) {
		showProgress({ ...state, text: error instanceof Error ? error.message : String(error) });
		indexButton.disabled = false;
	}
}

/**
 * Pairs; a sidecar that asks for a code gets one even where none was expected.
 * @param {string} code
 */
async function pair(code) {
	try {
		show(await post('pair', { code }));
	} catch (error) {
		if (error instanceof Refused && error.code.startsWith('pairing_')) {
			codeField.hidden = false;
			codeInput.select();
		}
		throw error;
	}
}

/** @returns {Promise<LineReport>} */
async function check() {
	const report = /** @type {LineReport} */ (await post('status'));
	show(report);
	if (report.paired) {
		showSpend(await post('spend'));
	}
	return report;
}

/** The settings fill several screens: one link leads to each part that is shown. */
function listParts() {
	const form = /** @type {HTMLFormElement} */ (document.getElementById('deskhand-settings'));
	const headings = [...form.querySelectorAll('h2')].filter((heading) => !heading.closest('[hidden]'));
	form.querySelector('nav')?.replaceChildren(...headings.map((heading, at) => {
		heading.id ||= `deskhand-part-${at}`;
		const link = document.createElement('a');
		link.href = `#${heading.id}`;
		link.textContent = heading.textContent;
		return link;
	}));
}

checkButton.addEventListener('click', () => busy(checkButton, async () => void await check()));
indexButton.addEventListener('click', async () => {
	indexButton.disabled = true;
	try {
		await follow(await post('index', { begin: true }));
	} catch (error) {
		tell(error);
		indexButton.disabled = false;
	}
});
publishButton.addEventListener('click', () => busy(publishButton, async () => {
	show(await post('publish', { published: publishButton.dataset.next === 'yes' }));
}));
pairForm.addEventListener('submit', (event) => {
	event.preventDefault();
	void busy(/** @type {HTMLButtonElement} */ (pairForm.querySelector('button')), () => pair(codeInput.value));
});

listParts();
void busy(checkButton, async () => {
	const report = await check();
	// Over a trusted socket pairing needs nothing from the owner.
	if (!report.paired && !report.needs_code) {
		await pair('');
	}
});
