/**
 * Answers to use again, beside the tickets: copied, or put into the mail that an address opens.
 */

const macros = [...document.querySelectorAll('.deskhand-macro')].map((place) => ({
	button: /** @type {HTMLButtonElement} */ (place.querySelector('button')),
	title: place.querySelector('summary')?.textContent ?? '',
	text: place.querySelector('p')?.textContent ?? '',
}));

for (const { button, text } of macros) {
	button.addEventListener('click', async () => {
		await navigator.clipboard.writeText(text);
		button.textContent = button.dataset.copied ?? '';
	});
	button.hidden = !navigator.clipboard; // Missing where the site has no TLS.
}

for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll('.deskhand-reply'))) {
	const link = /** @type {HTMLAnchorElement} */ (select.parentElement?.querySelector('a[href^="mailto:"]'));
	const said = /** @type {HTMLElement} */ (select.nextElementSibling);
	const empty = link.href;
	select.append(...macros.map(({ title }, at) => new Option(title, String(at))));
	select.hidden = macros.length === 0;
	select.addEventListener('change', () => {
		link.href = select.value ? `${empty}&body=${encodeURIComponent(macros[Number(select.value)].text)}` : empty;
		said.textContent = (select.value && said.dataset.ready) || '';
	});
}
