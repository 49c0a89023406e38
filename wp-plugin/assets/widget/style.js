/**
 * The panel's style sheet. Owners theme it with the custom properties named
 * `--deskhand-…` and with `::part`; it is dark where the page's own colour
 * scheme is. Names of one letter are private.
 */
export const SHEET = `
:host {
	all: initial;
	color-scheme: inherit;
	font-family: inherit;
	--a: var(--deskhand-accent, #1d5c57);
	--b: var(--deskhand-on-accent, #fff);
	--s: var(--deskhand-surface, var(--d1, #fff));
	--i: var(--deskhand-ink, var(--d2, #17211f));
	--m: var(--deskhand-muted, var(--d3, #56635f));
	--f: var(--deskhand-soft, var(--d4, #f2f5f4));
	--l: var(--deskhand-line, var(--d5, #dce3e0));
	--e: var(--deskhand-edge, var(--d6, #7d8b86));
	--k: var(--deskhand-link, var(--d7, #14524d));
	--g: var(--d8, #1f6b3b);
	--r: var(--d9, #a3341c);
	--w: var(--d0, #fdf6e9);
	--n: var(--deskhand-inset, 20px);
}
@supports (color: light-dark(#000, #fff)) {
	:host {
		--d1: light-dark(#fff, #161d1b);
		--d2: light-dark(#17211f, #e8eeec);
		--d3: light-dark(#56635f, #a3b1ac);
		--d4: light-dark(#f2f5f4, #222b28);
		--d5: light-dark(#dce3e0, #333f3b);
		--d6: light-dark(#7d8b86, #7b8a85);
		--d7: light-dark(#14524d, #86cfc4);
		--d8: light-dark(#1f6b3b, #7fd09b);
		--d9: light-dark(#a3341c, #ff9d85);
		--d0: light-dark(#fdf6e9, #2c2719);
	}
}
* { box-sizing: border-box; margin: 0; padding: 0; }
ul, ol { list-style: none; }
[hidden], dialog:not([open]), :is(div, ul, p, span):empty:not(.unseen) { display: none !important; }
dialog {
	position: fixed;
	inset: auto;
	inset-block-end: calc(var(--n) + env(safe-area-inset-bottom, 0px));
	inset-inline-end: var(--n);
	z-index: var(--deskhand-z, 99990);
	display: flex;
	flex-direction: column;
	inline-size: min(400px, 100vw - 2 * var(--n));
	block-size: min(660px, 100vh - 2 * var(--n));
	block-size: min(660px, 100dvh - 2 * var(--n));
	max-inline-size: none;
	max-block-size: none;
	overflow: hidden;
	border: 1px solid var(--l);
	border-radius: var(--deskhand-radius, 18px);
	background: var(--s);
	color: var(--i);
	font-size: var(--deskhand-font-size, 15px);
	line-height: 1.5;
	box-shadow: 0 2px 6px rgb(15 35 33 / 8%), 0 18px 48px rgb(15 35 33 / 22%);
	outline: none;
	animation: rise .18s ease-out;
}
:host([inline]) { display: block; }
:host([inline]) dialog { position: static; inline-size: 100%; block-size: var(--deskhand-inline-height, 560px); box-shadow: none; }
dialog:modal { inset: 0; inline-size: 100%; block-size: 100vh; block-size: var(--visible, 100dvh); padding-block-start: env(safe-area-inset-top, 0px); border: 0; border-radius: 0; }
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }
@keyframes blink { 0%, 80%, 100% { opacity: .25; } 40% { opacity: 1; } }

header { display: flex; align-items: center; gap: 4px; padding-block: 12px; padding-inline: 16px 10px; border-block-end: 1px solid var(--l); }
.mark { display: grid; place-items: center; inline-size: 38px; block-size: 38px; margin-inline-end: 8px; border-radius: 12px; background: var(--a); color: var(--b); }
.titles { flex: 1; min-inline-size: 0; line-height: 1.3; }
h2, h3 { font-size: 1.05em; font-weight: 650; }
h2, .chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.titles p, .ai, .hint, .steps, .person, .count { color: var(--m); font-size: .9em; }

.log, .intro, .message, .cards, .extras { display: flex; flex-direction: column; gap: 8px; }
.log { flex: 1; gap: 14px; min-block-size: 0; padding: 16px; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; }
.log > * { flex: none; }
.intro { gap: 14px; }
.ai { text-align: center; }
.message { animation: rise .16s ease-out; }
.shopper { align-self: flex-end; max-inline-size: 85%; }
.text { align-self: flex-start; max-inline-size: 94%; padding: 10px 14px; border-radius: 16px; border-end-start-radius: 5px; background: var(--f); overflow-wrap: anywhere; }
.shopper .text { max-inline-size: none; border-radius: 16px; border-end-end-radius: 5px; background: var(--a); color: var(--b); white-space: pre-wrap; }
.staff .text { box-shadow: inset 3px 0 var(--a); }
.staff .hint { margin-block-end: -4px; }
.turnover { align-self: center; text-align: center; }
.delivered { text-align: end; }
.text > * + *, .text li ul, .text li ol { margin-block-start: .55em; }
.text ul, .text ol { padding-inline-start: 1.35em; list-style: disc; }
.text ol { list-style: decimal; }
.text li + li { margin-block-start: .25em; }
code, pre { border-radius: 6px; background: var(--l); font: .9em ui-monospace, monospace; }
code { padding: .1em .35em; }
pre { padding: 10px; overflow-x: auto; }
pre code { padding: 0; }
a { color: var(--k); text-underline-offset: 2px; }

.steps li { display: flex; align-items: center; gap: 8px; min-block-size: 26px; }
.steps .icon { inline-size: 16px; color: var(--g); }
.dots { display: flex; gap: 3px; inline-size: 16px; }
i { inline-size: 4px; block-size: 4px; border-radius: 50%; background: currentColor; animation: blink 1.2s infinite both; }
i + i { animation-delay: .2s; }
i + i + i { animation-delay: .4s; }

.card, .notice { padding: 12px; border: 1px solid var(--l); border-radius: 14px; }
.notice { background: var(--w); }
.product { display: flex; gap: 12px; align-items: center; }
img, .blank { display: grid; place-items: center; flex: none; inline-size: 64px; block-size: 64px; border-radius: 10px; background: var(--f); color: var(--m); object-fit: cover; }
.facts { display: grid; min-inline-size: 0; overflow-wrap: anywhere; }
.name { font-weight: 600; }
.stock { color: var(--g); font-size: .9em; }
.out, .items, dt, del { color: var(--m); }
.head, dl div { display: flex; gap: 10px; justify-content: space-between; }
.badge { padding: 2px 10px; border: 1px solid var(--l); border-radius: 99px; background: var(--f); font-size: .9em; font-weight: 600; }
.items { margin-block: 6px; }
dd { text-align: end; }
.links, .actions, .suggestions, .sources { display: flex; flex-wrap: wrap; gap: 6px; }
.links { gap: 6px 16px; margin-block-start: 8px; }
.links > * { padding-block: 2px; }
.actions { margin-block-start: 8px; }

.sources li { max-inline-size: 100%; }
.chip { display: flex; gap: 6px; align-items: center; min-block-size: 30px; padding-inline: 8px 11px; border: 1px solid var(--l); border-radius: 99px; font-size: .9em; text-decoration: none; }
.chip .icon { flex: none; inline-size: 15px; }

button { min-block-size: 40px; padding: 6px 14px; border: 1px solid transparent; border-radius: 12px; background: none; color: inherit; font: inherit; cursor: pointer; }
:disabled { opacity: .55; cursor: default; }
.second, .suggestion { border-color: var(--e); background: var(--s); }
.suggestion { border-radius: 20px; color: var(--k); line-height: 1.35; text-align: start; }
:is(.suggestion, .second, .quiet, .person, a.chip):hover { background: var(--f); }
.first, .send { background: var(--a); color: var(--b); font-weight: 600; }
.quiet, .send { display: grid; place-items: center; flex: none; inline-size: 44px; min-block-size: 44px; padding: 0; color: var(--m); }
.icon { inline-size: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.rating { display: flex; flex-wrap: wrap; align-items: center; margin-inline-start: -6px; }
.rating .quiet { inline-size: 34px; min-block-size: 34px; }
.rating .icon { inline-size: 17px; }
.rating [aria-pressed=true] { background: var(--f); color: var(--k); }
.down .icon { transform: rotate(180deg); }
.after { flex: 1; min-inline-size: 60%; padding-inline-start: 6px; }
.reason { flex-direction: row; }
.reason .second { flex: none; }

form { display: flex; flex-direction: column; gap: 10px; }
.form form { margin-block-start: 10px; }
label { display: grid; gap: 4px; font-size: .9em; font-weight: 550; }
input, textarea { inline-size: 100%; min-inline-size: 0; padding: 9px 12px; border: 1px solid var(--e); border-radius: 11px; background: var(--s); color: var(--i); font: inherit; font-size: 16px; font-weight: 400; line-height: 1.4; resize: vertical; }
::placeholder { color: var(--m); opacity: 1; }
.trouble, .over { color: var(--r); }

footer { padding: 10px 12px calc(6px + env(safe-area-inset-bottom, 0px)); border-block-start: 1px solid var(--l); }
.composer { gap: 4px; }
.field { display: flex; align-items: flex-end; padding: 3px; border: 1px solid var(--e); border-radius: 16px; }
.field textarea { max-block-size: 128px; border: 0; outline: none; background: none; resize: none; }
.send { inline-size: 40px; min-block-size: 40px; color: var(--b); }
.send[aria-disabled=true] { background: var(--f); color: var(--m); cursor: default; }
.count { text-align: end; }
.person { display: flex; gap: 7px; align-items: center; min-block-size: 36px; margin: 4px auto 0; }
.person .icon { inline-size: 17px; }

:focus-visible { outline: 2px solid var(--k); outline-offset: 2px; }
.log:focus-visible { outline-offset: -3px; }
dialog:focus, p:focus { outline: none; }
.field:focus-within { outline: 2px solid var(--k); outline-offset: -1px; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: pre-wrap; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
@media (forced-colors: active) { .text, .first, .send, .mark { border: 1px solid; } [aria-pressed=true] { border-color: Highlight; } i { background: CanvasText; } }
@media print { dialog { display: none; } }
`;
