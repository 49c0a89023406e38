/** An action that waits for somebody's word: the shopper's, where the owner allows it, else the shop's. */
import { el } from './node.js';
import { Refused } from './session.js';

/** @typedef {{id: string, event: ChatEvent}} Offer What waits for the shopper, and the message whose turn it came from. */

/**
 * What the shopper has not decided yet; a reload must not lose it.
 * @param {Memory} memory
 * @returns {Offer[]}
 */
export function offers(memory) {
	return memory.get('offers') ?? [];
}

/**
 * @param {Desk} desk
 * @param {string} messageId
 * @param {ChatEvent} event
 */
export function approvalNode(desk, messageId, event) {
	const { session, memory, t, announce } = desk;
	const others = () => offers(memory).filter((offer) => offer.event.approval_id !== event.approval_id);
	const summary = el('p', {}, event.summary);
	if (!event.by_shopper) {
		return el('div', { class: 'notice' }, summary, el('p', {}, t('approval_waits')));
	}
	memory.set('offers', [...others(), { id: messageId, event }]);
	const trouble = el('p', { class: 'trouble', role: 'alert' });

	/** @param {boolean} agree */
	const decide = async (agree) => {
		if (buttons[0].ariaDisabled) {
			return;
		}
		trouble.textContent = '';
		buttons.forEach((button) => button.ariaDisabled = 'true');
		try {
			const { text } = await session.call('approval', { approval_id: event.approval_id, agree });
			const said = el('p', { class: 'confirmation', tabindex: -1 }, text);
			memory.set('offers', others());
			card.replaceChildren(summary, said);
			announce(text);
			said.focus();
		} catch (error) {
			trouble.textContent = (error instanceof Refused && error.message) || t('refused');
			buttons.forEach((button) => button.ariaDisabled = null);
		}
	};

	const buttons = [
		el('button', { type: 'button', class: 'first', part: 'button', click: () => decide(true) }, t('approval_agree')),
		el('button', { type: 'button', class: 'second', part: 'button', click: () => decide(false) }, t('approval_decline')),
	];
	const card = el('section', { class: 'card approval', part: 'card approval', 'aria-label': t('approval_title') },
		el('h3', {}, t('approval_title')), summary, el('div', { class: 'actions' }, ...buttons), trouble);
	return card;
}
