/**
 * One message and the events that answer it.
 *
 * The shop keeps a turn as a log of numbered events, so following it survives
 * anything: each attempt asks for what comes after the last event seen. Until
 * an event has been seen the text is sent again with the same id, which starts
 * the turn or attaches to it; from then on an empty text only attaches.
 *
 * Some hosts hold a stream back until it ends. The shop writes at least once a
 * second, so silence gives them away; this host is then polled for a day.
 */
import { Refused, Unreachable } from './session.js';

const SILENCE_MS = 3500;
const POLLED_MS = 24 * 3600 * 1000;
const BACK_OFF_MS = [300, 700, 1500, 3000, 5000];
/** A poll that comes back empty sooner than this is not asked again at once. */
const POLL_PAUSE_MS = 500;
/** Refusals that pass by themselves while the turn goes on. */
const PASSING = new Set(['sidecar_down', 'busy']);

class Silence extends Error {}

export class Turn {
	#heard = false;
	#silences = 0;

	/** @param {Session} session @param {string} id @param {string} text empty when the message is only followed */
	constructor(session, id, text) {
		this.session = session;
		this.id = id;
		this.text = text;
		this.seq = 0;
		/** The shop has the message. */
		this.accepted = text === '';
		this.ended = false;
	}

	/**
	 * Gives every event once, in order, until the turn has ended. May be called
	 * again after it threw.
	 * @param {(event: ChatEvent) => void} onEvent
	 * @param {(lost: boolean) => void} onLost true while the connection is being restored
	 * @param {AbortSignal} signal stops following; the turn goes on
	 * @throws {Refused | Unreachable}
	 */
	async follow(onEvent, onLost, signal) {
		for (let failures = 0; ;) {
			const before = this.seq;
			/** @type {unknown} */
			let failure = new Unreachable('The stream ended before the turn did.');
			try {
				/** @param {ChatEvent} event */
				const take = (event) => {
					onLost(false);
					this.#take(event, onEvent);
				};
				await (this.#polled() ? this.#poll(take, signal) : this.#stream(take, signal));
				if (this.ended) {
					return;
				}
			} catch (error) {
				failure = error;
			}
			if (signal.aborted) {
				throw failure;
			}
			if (failure instanceof Silence) {
				this.#fallSilent();
			} else if (failure instanceof Refused && !(this.accepted && PASSING.has(failure.code))) {
				throw failure;
			}
			failures = this.seq > before ? 0 : failures;
			if (failures >= BACK_OFF_MS.length) {
				throw failure instanceof Silence ? new Unreachable('silence') : failure;
			}
			onLost(true);
			await pause(BACK_OFF_MS[failures++], signal);
		}
	}

	/** Ends the turn early; its last event still arrives through `follow`. */
	async stop() {
		await this.session.call('stop', { message_id: this.id });
	}

	#polled() {
		return this.session.shop?.streaming === false || (this.session.memory.get('polling') ?? 0) > Date.now();
	}

	/** One silence in a stream that was heard before is a lost connection. */
	#fallSilent() {
		this.#silences += 1;
		if (!this.#heard || this.#silences > 1) {
			this.session.memory.set('polling', Date.now() + POLLED_MS);
		}
	}

	/** @param {'stream' | 'poll'} mode */
	#body(mode) {
		return {
			message_id: this.id,
			text: this.accepted ? '' : this.text,
			after_seq: this.seq,
			page: this.session.page,
			mode,
		};
	}

	/** @param {ChatEvent} event @param {(event: ChatEvent) => void} onEvent */
	#take(event, onEvent) {
		if (event.type === 'error') {
			throw new Refused(event.code, event.message ?? '', Number(event.retry_after) || 0);
		}
		this.accepted = true;
		if (event.seq > this.seq) {
			this.seq = event.seq;
			this.ended = event.type === 'done' || event.type === 'failed';
			onEvent(event);
		}
	}

	/** @param {(event: ChatEvent) => void} take @param {AbortSignal} signal */
	async #stream(take, signal) {
		const attempt = new AbortController();
		const abort = () => attempt.abort();
		signal.addEventListener('abort', abort);
		let silent = false;
		const listen = () => setTimeout(() => {
			silent = true;
			abort();
		}, SILENCE_MS);
		let timer = listen();
		try {
			const response = await this.session.request('chat', this.#body('stream'), attempt.signal);
			const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
			const frames = new Frames();
			const decoder = new TextDecoder();
			for (;;) {
				const { done, value } = await reader.read();
				if (done) {
					return;
				}
				clearTimeout(timer);
				this.#heard = true;
				for (const data of frames.push(decoder.decode(value, { stream: true }))) {
					take(JSON.parse(data));
				}
				if (this.ended) {
					return;
				}
				timer = listen();
			}
		} catch (error) {
			throw silent ? new Silence() : error;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', abort);
			abort();
		}
	}

	/** @param {(event: ChatEvent) => void} take @param {AbortSignal} signal */
	async #poll(take, signal) {
		while (!this.ended) {
			const asked = Date.now();
			const response = await this.session.request('chat', this.#body('poll'), signal);
			const { events, ended } = await response.json();
			events.forEach(take);
			if (ended) {
				return;
			}
			if (events.length === 0 && Date.now() - asked < POLL_PAUSE_MS) {
				await pause(POLL_PAUSE_MS, signal);
			}
		}
	}
}

/** Cuts server-sent events out of text that arrives in pieces. */
export class Frames {
	#rest = '';
	/** @type {string[]} */
	#data = [];

	/** Gives the data of each frame that is now whole. @param {string} text */
	push(text) {
		const lines = (this.#rest + text).split(/\r\n|\n/);
		this.#rest = lines.pop() ?? '';
		const whole = [];
		for (const line of lines) {
			if (line.startsWith('data:')) {
				this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
			} else if (line === '' && this.#data.length > 0) {
				whole.push(this.#data.join('\n'));
				this.#data = [];
			}
		}
		return whole;
	}
}

/** @param {number} ms @param {AbortSignal} signal ends the pause early */
function pause(ms, signal) {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
		signal.addEventListener('abort', resolve);
	});
}
