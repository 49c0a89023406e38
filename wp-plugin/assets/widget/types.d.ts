/** The widget's nouns, for the type checker; no browser loads this file. */

/** Printed by the plugin into the page as JSON, the same for every visitor. */
interface WidgetConfig {
	/** Address of the REST namespace, ending in a slash. */
	rest: string;
	/** Address of chat.js. */
	chat: string;
	/** BCP 47 language tag. */
	locale: string;
	/** Product shown on this page; 0 for none. */
	product_id: number;
	/** Translations; English where one is missing. */
	strings: Record<string, string>;
}

/** What the session route says of the shop. */
interface ShopConfig {
	shop_name: string;
	/** Empty when the shop has no such page. */
	privacy_url: string;
	greeting: string;
	suggestions: string[];
	/** False: poll. */
	streaming: boolean;
}

/** An event of a turn as the chat route gives it; `type` decides on the other fields. */
type ChatEvent = { type: string; seq: number } & Record<string, any>;

/** A line of the transcript. */
interface Message {
	message_id: string;
	author: 'shopper' | 'agent' | 'staff';
	text: string;
	at_unix_ms?: number;
	/** First name of whoever of the shop wrote it. */
	author_name?: string;
	rating?: '' | 'up' | 'down';
	citations?: Source[];
	cards?: ChatEvent[];
}

/** What the thread route says. */
interface Thread {
	messages: Message[];
	running_message_id: string;
	waits_for_person: boolean;
	with_person: boolean;
	/** First name; empty when nobody has the thread. */
	person_name: string;
}

/** A page that an answer rests on. */
interface Source {
	title: string;
	url: string;
	section?: string;
}

/** The text of a key with each `{name}` filled in. */
type Translate = (
	key: keyof typeof import('./strings.js').STRINGS,
	values?: Record<string, string | number>,
) => string;

type Memory = import('./session.js').Memory;
type Session = import('./session.js').Session;
type DeskhandChat = import('./chat.js').DeskhandChat;

/** What every view needs of its surroundings. */
interface Desk {
	session: Session;
	memory: Memory;
	t: Translate;
	/** Speaks to screen readers; finished messages only. */
	announce(text: string): void;
}

/** Where the shopper types. */
interface Composer {
	node: HTMLFormElement;
	input: HTMLTextAreaElement;
	/** Replaces what is typed. */
	fill(text: string): void;
	/** Fits height and count to what is typed. */
	refresh(): void;
	/** Shows Stop in the place of Send. */
	setBusy(busy: boolean): void;
}

/** A conversation's place in the panel. */
interface Panel extends Desk {
	/** The element that scrolls. */
	log: HTMLElement;
	composer: Composer;
	/** The shop's name is known. */
	onShop(): void;
	/** Somebody of the shop has the conversation; empty for the assistant. */
	onPerson(name: string): void;
	/** The shopper has the chat before their eyes. */
	isSeen(): boolean;
}

/** A labelled field of a form. */
interface Field {
	name: string;
	label: string;
	kind: 'text' | 'email' | 'area';
	value: string;
	/** Characters. */
	limit: number;
	autocomplete?: string;
}

interface FormOptions {
	title: string;
	intro: string;
	/** All are required. */
	fields: Field[];
	/** Label of the button. */
	submit: string;
	/** After each change. */
	onInput?(values: Record<string, string>): void;
	/** Gives the confirmation to show. */
	send(values: Record<string, string>): Promise<string>;
}
