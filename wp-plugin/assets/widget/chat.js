/** `<deskhand-chat>`: the panel around a conversation. With the attribute `inline` it stands in the page. */
import { composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Memory } from './memory.js';
import { el, icon } from './node.js';
import { Session } from './session.js';
import { texts } from './strings.js';
import { SHEET } from './style.js';

/** @typedef {import('./session.js').WidgetConfig} WidgetConfig */

/** Keep equal to the loader's and the style sheet's. */
const NARROW = '(max-width: 480px), (max-height: 480px)';

export class DeskhandChat extends HTMLElement {
	#narrow = matchMedia(NARROW);
	#begun = false;
	/** @type {Memory | undefined} */
	#memory;
	/** @type {Conversation | undefined} */
	#conversation;
	#panel = el('dialog', { part: 'panel', autofocus: true, tabindex: -1 });
	#title = el('h2', { part: 'title' });
	#live = el('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
	/** @type {HTMLTextAreaElement | undefined} */
	#input;

	/** @param {WidgetConfig} config */
	start(config) {
		if (this.shadowRoot) {
			return;
		}
		const t = texts(config.strings);
		const memory = new Memory(config.rest);
		const session = new Session(config, memory);
		const log = el('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off', 'aria-label': t('log_label'), tabindex: 0 });
		const typed = composer({
			t, memory,
			onSend: (text) => this.#conversation?.ask(text),
			onStop: () => this.#conversation?.stop(),
		});
		const root = this.attachShadow({ mode: 'open' });
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(SHEET);
		root.adoptedStyleSheets = [sheet];
		this.lang = config.locale;
		this.#memory = memory;
		this.#input = typed.input;
		this.#title.textContent = t('assistant');
		this.#panel.setAttribute('aria-label', t('assistant'));
		this.#panel.append(
			el('header', { part: 'header' },
				el('span', { class: 'mark' }, icon('spark')),
				el('div', { class: 'titles' }, this.#title, el('p', {}, t('assistant'))),
				this.#button('fresh', t('new_conversation'), () => {
					typed.input.focus();
					this.#conversation?.restart();
				}),
				...(this.hasAttribute('inline') ? [] : [this.#button('close', t('close'), () => this.close())])),
			log,
			el('footer', { part: 'footer' },
				typed.node,
				el('button', {
					type: 'button', class: 'person', part: 'person', click: () => {
						typed.input.focus();
						this.#conversation?.askForPerson();
					},
				}, icon('person'), t('talk_to_person'))),
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
		visualViewport?.addEventListener('resize', () => this.style.setProperty('--_visible', `${visualViewport?.height}px`));
		this.#conversation = new Conversation({
			session, memory, t, log, composer: typed,
			announce: (text) => this.#announce(text),
			onShop: () => {
				const shop = session.shop?.shop_name || t('assistant');
				this.#title.textContent = shop;
				this.#panel.setAttribute('aria-label', t('title', { shop }));
			},
		});
		typed.refresh();
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
			(this.#narrow.matches ? this.#panel : this.#input)?.focus();
		}
		if (!this.#begun) {
			this.#begun = true;
			this.#conversation?.begin();
		}
	}

	close() {
		if (this.#panel.open && !this.hasAttribute('inline')) {
			this.#memory?.set('open', undefined);
			this.#panel.close();
			this.dispatchEvent(new Event('deskhand-close'));
		}
	}

	/** Full screen it is modal and keeps focus inside; beside the page it does neither. */
	#present() {
		const focused = /** @type {HTMLElement | null} */ (this.shadowRoot?.activeElement);
		this.#panel.close();
		if (this.#narrow.matches && !this.hasAttribute('inline')) {
			this.#panel.showModal();
		} else {
			this.#panel.setAttribute('open', '');
		}
		focused?.focus();
	}

	/** @param {string} text finished, never a part of an answer */
	#announce(text) {
		this.#live.replaceChildren(el('p', {}, text));
		if (!this.#panel.open) {
			this.dispatchEvent(new Event('deskhand-unread'));
		}
	}

	/**
	 * @param {'fresh' | 'close'} drawing
	 * @param {string} label
	 * @param {() => void} click
	 */
	#button(drawing, label, click) {
		return el('button', { type: 'button', class: 'quiet', part: `button ${drawing}`, 'aria-label': label, title: label, click }, icon(drawing));
	}
}

customElements.define('deskhand-chat', DeskhandChat);
