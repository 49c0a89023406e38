/**
 * The only script a page loads for the chat: a launcher button, shown once the
 * browser is idle. Everything else is fetched when a shopper turns to the
 * button, or when a conversation was open before a reload.
 */

const SHEET = `
:host {
	all: initial;
	position: fixed;
	inset-block-end: calc(var(--deskhand-inset, 20px) + env(safe-area-inset-bottom, 0px));
	inset-inline-end: var(--deskhand-inset, 20px);
	z-index: var(--deskhand-z, 99990);
}
:host([hidden]) { display: none; }
button {
	display: grid;
	place-items: center;
	position: relative;
	inline-size: 56px;
	block-size: 56px;
	padding: 0;
	border: 1px solid transparent;
	border-radius: 50%;
	background: var(--deskhand-accent, #1d5c57);
	color: var(--deskhand-on-accent, #fff);
	box-shadow: 0 6px 20px rgb(15 35 33 / 28%);
	cursor: pointer;
	transition: transform .15s ease;
}
button:hover { transform: translateY(-2px); }
button:focus-visible { outline: 3px solid var(--deskhand-accent, #1d5c57); outline-offset: 3px; }
button[aria-busy] svg { opacity: .5; }
svg { inline-size: 26px; block-size: 26px; }
span {
	position: absolute;
	inset-block-start: 0;
	inset-inline-end: 0;
	inline-size: 12px;
	block-size: 12px;
	border: 2px solid #fff;
	border-radius: 50%;
	background: #c2410c;
}
span[hidden] { display: none; }
@media (prefers-reduced-motion: reduce) { button { transition: none; } }
@media (forced-colors: active) { button { border-color: ButtonText; } span { background: Highlight; } }
@media print { :host { display: none; } }
`;
const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M21 12a8 8 0 0 1-8 8H4l1.6-3A8 8 0 1 1 21 12ZM9 12h.01M13 12h.01M17 12h.01';

/** The floating button. */
class Launcher extends HTMLElement {
	/** @param {WidgetConfig} config */
	constructor(config) {
		super();
		this.strings = config.strings;
		const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(SHEET);
		root.adoptedStyleSheets = [sheet];
		this.button = document.createElement('button');
		this.button.type = 'button';
		this.button.part.add('launcher');
		this.button.setAttribute('aria-haspopup', 'dialog');
		const icon = document.createElementNS(SVG, 'svg');
		const path = document.createElementNS(SVG, 'path');
		for (const [name, value] of Object.entries({ viewBox: '0 0 25 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.9', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) {
			icon.setAttribute(name, value);
		}
		path.setAttribute('d', BUBBLE);
		icon.append(path);
		this.dot = document.createElement('span');
		this.button.append(icon, this.dot);
		root.append(this.button);
		this.unread(false);
	}

	/** @param {boolean} waiting an answer waits to be read, or a conversation to be continued */
	unread(waiting) {
		this.dot.hidden = !waiting;
		this.label(waiting ? this.strings.launcher_unread ?? 'Chat with us, conversation open' : this.strings.launcher ?? 'Chat with us');
	}

	/** @param {string} text */
	label(text) {
		this.button.setAttribute('aria-label', text);
		this.button.title = text;
	}
}

/** @param {WidgetConfig} config */
function show(config) {
	customElements.define('deskhand-launcher', Launcher);
	const launcher = new Launcher(config);
	/** @type {Promise<DeskhandChat> | undefined} */
	let chat;
	let failures = 0;

	// Browsers before mid-2026 never fetch a module again that failed once under the same address.
	const fetched = () => import(failures ? `${config.chat}#${failures}` : config.chat).catch((error) => {
		failures += 1;
		throw error;
	});

	const load = () => chat ??= fetched().then(() => {
		const element = /** @type {DeskhandChat} */ (document.createElement('deskhand-chat'));
		element.addEventListener('deskhand-close', () => {
			launcher.hidden = false;
			launcher.button.focus();
		});
		element.addEventListener('deskhand-unread', () => launcher.unread(true));
		document.body.append(element);
		element.start(config);
		return element;
	});

	/** @param {boolean} focus whether a gesture asked for it */
	const open = async (focus) => {
		launcher.button.setAttribute('aria-busy', 'true');
		try {
			(await load()).open(focus);
			launcher.unread(false);
			launcher.hidden = true;
		} catch {
			chat = undefined;
			launcher.label(launcher.strings.launcher_failed ?? 'The chat could not be loaded. Try again.');
		}
		launcher.button.removeAttribute('aria-busy');
	};

	const prefetch = () => void fetched().catch(() => {});
	launcher.button.addEventListener('pointerenter', prefetch, { once: true });
	launcher.button.addEventListener('focus', prefetch, { once: true });
	launcher.button.addEventListener('click', () => open(true));
	document.body.append(launcher);

	const was = remembered(config);
	// A full-screen chat would hide the page that a link in it has just led to.
	if (was && (was === location.pathname || !matchMedia('(max-width: 480px), (max-height: 480px)').matches)) {
		open(false);
	} else if (was) {
		launcher.unread(true);
	}
}

/**
 * Path of the page on which the chat was last open in this tab; empty when it
 * was closed. Written by chat.js.
 * @param {WidgetConfig} config
 */
function remembered(config) {
	try {
		return JSON.parse(sessionStorage.getItem(`deskhand:${config.rest}:open`) ?? '""');
	} catch {
		return '';
	}
}

/** @param {WidgetConfig} config */
async function start(config) {
	const inline = /** @type {DeskhandChat | null} */ (document.querySelector('deskhand-chat'));
	if (inline) {
		inline.setAttribute('inline', '');
		await import(config.chat);
		inline.start(config);
	} else {
		show(config);
	}
}

// Whoever writes posts may give an element this id, but never print a script: the config says what code is loaded.
const printed = document.querySelector('script#deskhand-config')?.textContent;
if (printed) {
	const config = JSON.parse(printed);
	const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ step) => setTimeout(step, 200));
	const settle = () => idle(() => void start(config), { timeout: 3000 });
	if (document.readyState === 'complete') {
		settle();
	} else {
		addEventListener('load', settle, { once: true });
	}
}
