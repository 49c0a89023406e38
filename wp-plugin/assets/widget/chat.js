/** `<deskhand-chat>`: the panel around a conversation. With the attribute `inline` it stands in the page. */
import { Conversation } from './conversation.js';
import { drawn, el, icon } from './node.js';
import { Memory, Session } from './session.js';
import { texts } from './strings.js';
import { SHEET } from './style.js';

/** Keep equal to the loader's and the style sheet's. */
const NARROW = '(max-width: 480px), (max-height: 480px)';
const LIMIT_CHARS = 4000;
const COUNT_FROM_CHARS = 3600;

/**
 * Where the shopper types: Enter sends, Shift+Enter breaks the line.
 * @param {Translate} t
 * @param {Memory} memory keeps what is not yet sent
 * @param {(text: string) => void} onSend
 * @param {() => void} onStop
 */
function composer(t, memory, onSend, onStop) {
	let busy = false;
	const input = el('textarea', {
		rows: 1, part: 'input', 'aria-label': t('message_label'), placeholder: t('placeholder'), dir: 'auto',
		enterkeyhint: 'send', 'aria-describedby': 'count',
	});
	const count = el('p', { class: 'count', id: 'count', hidden: true });
	const send = drawn('send', t('send'), { type: 'submit', class: 'send', part: 'send' });
	const stop = drawn('stop', t('stop'), {
		class: 'send', hidden: true, click: (event) => {
			// The second click of a double click on Send lands here.
			if (event.detail < 2) {
				onStop();
				input.focus();
			}
		},
	});

	const refresh = () => {
		const length = [...input.value].length;
		const over = length > LIMIT_CHARS;
		send.setAttribute('aria-disabled', String(over || input.value.trim() === ''));
		count.hidden = length < COUNT_FROM_CHARS;
		count.className = over ? 'count over' : 'count';
		count.textContent = count.hidden ? '' : t('count', { count: length, limit: LIMIT_CHARS });
		input.setAttribute('aria-invalid', String(over));
		input.style.blockSize = 'auto';
		input.style.blockSize = `${input.scrollHeight}px`;
	};

	const submit = () => {
		const text = input.value.trim();
		if (busy || text === '' || [...text].length > LIMIT_CHARS) {
			return;
		}
		fill('');
		input.focus();
		onSend(text);
	};

	/** @param {string} text */
	const fill = (text) => {
		input.value = text;
		memory.set('draft', text);
		refresh();
	};

	input.addEventListener('input', () => {
		memory.set('draft', input.value);
		refresh();
	});
	input.addEventListener('keydown', (event) => {
		// 229: the Enter that ends an IME composition in Safari.
		if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
			event.preventDefault();
			submit();
		}
	});

	const node = el('form', {
		class: 'composer',
		submit: (event) => {
			event.preventDefault();
			submit();
		},
	}, el('div', { class: 'field' }, input, send, stop), count);
	input.value = memory.get('draft') ?? '';

	return {
		node,
		input,
		fill,
		refresh,
		/** @param {boolean} answering a turn is running */
		setBusy(answering) {
			busy = answering;
			send.hidden = answering;
			stop.hidden = !answering;
		},
	};
}

export class DeskhandChat extends HTMLElement {
	#narrow = matchMedia(NARROW);
	#begun = false;
	/** @type {Memory | undefined} */
	#memory;
	/** @type {Conversation | undefined} */
	#conversation;
	#panel = el('dialog', { part: 'panel', tabindex: -1 });
	#title = el('h2');
	#subtitle = el('p');
	#live = el('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
	/** @type {Composer | undefined} */
	#composer;

	/** @param {WidgetConfig} config */
	start(config) {
		if (this.shadowRoot) {
			return;
		}
		const t = texts(config.strings);
		const memory = new Memory(config.rest);
		const session = new Session(config, memory);
		const log = el('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off', 'aria-label': t('log_label'), tabindex: 0 });
		const typed = composer(t, memory, (text) => this.#conversation?.ask(text), () => this.#conversation?.stop());
		const root = this.attachShadow({ mode: 'open' });
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(SHEET);
		root.adoptedStyleSheets = [sheet];
		this.lang = config.locale;
		this.#memory = memory;
		this.#composer = typed;
		const person = el('button', {
			type: 'button', class: 'person', part: 'person', click: () => {
				typed.input.focus();
				this.#conversation?.askForPerson();
			},
		}, icon('person'), t('talk_to_person'));
		this.#title.textContent = this.#subtitle.textContent = t('assistant');
		this.#panel.setAttribute('aria-label', t('assistant'));
		this.#panel.append(
			el('header', { part: 'header' },
				el('span', { class: 'mark' }, icon('spark')),
				el('div', { class: 'titles' }, this.#title, this.#subtitle),
				drawn('fresh', t('new_conversation'), {
					class: 'quiet', part: 'button', click: () => {
						typed.input.focus();
						this.#conversation?.restart();
					},
				}),
				drawn('close', t('close'), { class: 'quiet', part: 'button', hidden: this.hasAttribute('inline'), click: () => this.close() })),
			log,
			el('footer', {}, typed.node, person),
			this.#live,
		);
		root.append(this.#panel);
		this.#panel.addEventListener('cancel', (event) => {
			event.preventDefault();
			this.close();
		});
		this.#panel.addEventListener('keydown', (event) => {
			if (event.key === 'Escape' && !event.isComposing) {
				event.preventDefault();
				this.close();
			}
		});
		this.#narrow.addEventListener('change', () => this.#panel.open && this.#present());
		visualViewport?.addEventListener('resize', () => this.style.setProperty('--visible', `${visualViewport?.height}px`));
		this.#conversation = new Conversation({
			session, memory, t, log, composer: typed,
			announce: (text) => this.#announce(text),
			onShop: () => {
				const shop = session.shop?.shop_name || t('assistant');
				this.#title.textContent = shop;
				this.#panel.setAttribute('aria-label', t('title', { shop }));
			},
			onPerson: (name) => {
				this.#subtitle.textContent = name ? t('with_person', { name }) : t('assistant');
				person.hidden = name !== '';
			},
			isSeen: () => this.#panel.open && !document.hidden,
		});
		if (this.hasAttribute('inline')) {
			this.open(false);
		}
	}

	/** @param {boolean} focus whether a gesture asked for it; otherwise focus stays where it is */
	open(focus) {
		this.#memory?.set('open', this.hasAttribute('inline') ? undefined : location.pathname);
		this.#present();
		if (focus) {
			// On a phone the keyboard would cover what there is to read first.
			(this.#narrow.matches ? this.#panel : this.#composer?.input)?.focus();
		}
		if (!this.#begun) {
			this.#begun = true;
			this.#conversation?.begin();
		} else {
			this.#conversation?.look();
		}
	}

	close() {
		if (this.#panel.open && !this.hasAttribute('inline')) {
			this.#memory?.set('open');
			this.#panel.close();
			this.dispatchEvent(new Event('deskhand-close'));
		}
	}

	/** Full screen it is modal and keeps focus inside; beside the page it does neither. */
	#present() {
		const focused = /** @type {HTMLElement | null} */ (this.shadowRoot?.activeElement);
		this.#panel.close();
		this.#panel.autofocus = this.#narrow.matches;
		if (this.#narrow.matches && !this.hasAttribute('inline')) {
			this.#panel.showModal();
		} else {
			this.#panel.setAttribute('open', '');
		}
		focused?.focus();
		this.#composer?.refresh();
	}

	/** @param {string} text finished, never a part of an answer */
	#announce(text) {
		this.#live.replaceChildren(el('p', {}, text));
		if (!this.#panel.open) {
			this.dispatchEvent(new Event('deskhand-unread'));
		}
	}
}

customElements.define('deskhand-chat', DeskhandChat);
