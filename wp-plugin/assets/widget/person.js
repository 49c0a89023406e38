/**
 * A person of the shop in the conversation. While one is asked for or has it, the thread is looked at every few
 * seconds: what they wrote is shown, and who looks counts as present, so that nothing is mailed to them besides.
 */
import { el } from './node.js';

const LOOK_MS = 4000;
/** Once nothing was new for ten minutes. */
const QUIET_MS = 15_000;
const QUIET_FROM_LOOKS = 150;
/** While nobody sees the chat. */
const UNSEEN_MS = 30_000;

export class Person {
	/** @type {number | undefined} */
	#timer;
	#looking = false;
	/** Looks since something was new. */
	#quiet = 0;
	/** Something is awaited though no person is asked for, such as what staff decides. */
	#awaits = false;
	/** Grows with each thread that is left: what comes of an earlier one is dropped. */
	#epoch = 0;
	#since = 0;
	#name = '';

	/**
	 * @param {Panel} panel
	 * @param {(messages: Message[]) => boolean} show shows what is new of them; true when anything was
	 */
	constructor(panel, show) {
		this.panel = panel;
		this.show = show;
		document.addEventListener('visibilitychange', () => this.look());
	}

	/** Looks from now on. @param {boolean} [awaits] until something comes, even if no person is asked for */
	watch(awaits = false) {
		this.#awaits ||= awaits;
		this.#quiet = 0;
		this.#next(LOOK_MS);
	}

	/** Looks at once, if it looks at all. */
	look() {
		if (this.#timer !== undefined && this.panel.isSeen()) {
			this.#next(0);
		}
	}

	/** Leaves the thread. */
	leave() {
		this.#epoch += 1;
		this.#awaits = false;
		this.#since = 0;
		this.#stop();
		this.#name = '';
		this.panel.onPerson('');
	}

	/**
	 * Takes what the thread route said.
	 * @param {Thread} thread
	 * @param {boolean} [isNew] something of it was not shown before
	 */
	take(thread, isNew = false) {
		this.#since = Math.max(this.#since, ...thread.messages.map(({ at_unix_ms: at }) => at ?? 0));
		this.#quiet = isNew ? 0 : this.#quiet + 1;
		this.#awaits &&= !isNew;
		this.#become(thread);
		if (thread.waits_for_person || thread.with_person || this.#awaits) {
			this.#next(this.#pauseMs());
		} else {
			this.#stop();
		}
	}

	#pauseMs() {
		return !this.panel.isSeen() ? UNSEEN_MS : this.#quiet > QUIET_FROM_LOOKS ? QUIET_MS : LOOK_MS;
	}

	/** @param {number} afterMs */
	#next(afterMs) {
		this.#stop();
		this.#timer = window.setTimeout(() => this.#look(), afterMs);
	}

	#stop() {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	async #look() {
		if (this.#looking) {
			return;
		}
		const epoch = this.#epoch;
		this.#looking = true;
		try {
			const thread = await this.panel.session.call('thread', { present: this.panel.isSeen(), since: this.#since });
			if (epoch === this.#epoch) {
				if (thread.with_person) {
					this.#become(thread); // Before what they wrote.
				}
				this.take(thread, this.show(thread.messages));
			}
		} catch {
			// The shop may be away for a while; whoever waits is told by what they send.
			if (epoch === this.#epoch) {
				this.#next(UNSEEN_MS);
			}
		}
		this.#looking = false;
	}

	/** Tells who the shopper talks to, once it changes. @param {Thread} thread */
	#become({ with_person: isWithPerson, person_name: person }) {
		const { panel } = this;
		const name = isWithPerson ? person || panel.t('staff') : '';
		if (name !== this.#name) {
			const text = name ? panel.t('with_person', { name }) : panel.t('with_assistant');
			this.#name = name;
			panel.onPerson(name);
			panel.log.append(el('p', { class: 'hint turnover' }, text));
			panel.announce(text);
		}
	}
}
