/**
 * The panel's style sheet. Owners theme it with the custom properties named
 * `--deskhand-…` and with `::part`; it is dark where the page declares a dark
 * colour scheme. Private properties begin with `--_`.
 */
export const SHEET = `
:host {
	all: initial;
	color-scheme: inherit;
	font-family: inherit;
	--_accent: var(--deskhand-accent, #1d5c57);
	--_on-accent: var(--deskhand-on-accent, #fff);
	--_surface: var(--deskhand-surface, #fff);
	--_ink: var(--deskhand-ink, #17211f);
	--_muted: var(--deskhand-muted, #56635f);
	--_soft: var(--deskhand-soft, #f2f5f4);
	--_line: var(--deskhand-line, #dce3e0);
	--_edge: var(--deskhand-edge, #7d8b86);
	--_link: var(--deskhand-link, #14524d);
	--_good: #1f6b3b;
	--_bad: #a3341c;
	--_warm: #fdf6e9;
	--_radius: var(--deskhand-radius, 18px);
	--_inset: var(--deskhand-inset, 20px);
}
@supports (color: light-dark(#000, #fff)) {
	:host {
		--_surface: var(--deskhand-surface, light-dark(#fff, #161d1b));
		--_ink: var(--deskhand-ink, light-dark(#17211f, #e8eeec));
		--_muted: var(--deskhand-muted, light-dark(#56635f, #a3b1ac));
		--_soft: var(--deskhand-soft, light-dark(#f2f5f4, #222b28));
		--_line: var(--deskhand-line, light-dark(#dce3e0, #333f3b));
		--_edge: var(--deskhand-edge, light-dark(#7d8b86, #7b8a85));
		--_link: var(--deskhand-link, light-dark(#14524d, #86cfc4));
		--_good: light-dark(#1f6b3b, #7fd09b);
		--_bad: light-dark(#a3341c, #ff9d85);
		--_warm: light-dark(#fdf6e9, #2c2719);
	}
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
dialog:not([open]) { display: none; }
dialog {
	position: fixed;
	inset: auto;
	inset-block-end: calc(var(--_inset) + env(safe-area-inset-bottom, 0px));
	inset-inline-end: var(--_inset);
	z-index: var(--deskhand-z, 99990);
	display: flex;
	flex-direction: column;
	inline-size: min(400px, 100vw - 2 * var(--_inset));
	block-size: min(660px, 100vh - 2 * var(--_inset));
	block-size: min(660px, 100dvh - 2 * var(--_inset));
	max-inline-size: none;
	max-block-size: none;
	margin: 0;
	padding: 0;
	overflow: hidden;
	border: 1px solid var(--_line);
	border-radius: var(--_radius);
	background: var(--_surface);
	color: var(--_ink);
	font-size: var(--deskhand-font-size, 15px);
	line-height: 1.5;
	box-shadow: 0 2px 6px rgb(15 35 33 / 8%), 0 18px 48px rgb(15 35 33 / 22%);
	outline: none;
	animation: rise .18s ease-out;
}
:host([inline]) { display: block; }
:host([inline]) dialog {
	position: static;
	inline-size: 100%;
	block-size: var(--deskhand-inline-height, 560px);
	box-shadow: none;
	animation: none;
}
dialog:modal {
	inset: 0;
	inline-size: 100%;
	block-size: 100vh;
	block-size: var(--_visible, 100dvh);
	padding-block-start: env(safe-area-inset-top, 0px);
	border: 0;
	border-radius: 0;
}
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }

header {
	display: flex;
	align-items: center;
	gap: 4px;
	padding: 12px 10px 12px 16px;
	padding-inline: 16px 10px;
	border-block-end: 1px solid var(--_line);
}
.mark {
	display: grid;
	place-items: center;
	flex: none;
	inline-size: 38px;
	block-size: 38px;
	margin-inline-end: 8px;
	border-radius: 12px;
	background: var(--_accent);
	color: var(--_on-accent);
}
.titles { flex: 1; min-inline-size: 0; }
h2 { margin: 0; overflow: hidden; font-size: 1.067em; font-weight: 650; line-height: 1.25; text-overflow: ellipsis; white-space: nowrap; }
.titles p { margin: 1px 0 0; color: var(--_muted); font-size: .867em; line-height: 1.3; }

.log {
	flex: 1;
	display: flex;
	flex-direction: column;
	gap: 14px;
	min-block-size: 0;
	padding: 16px;
	overflow-y: auto;
	overscroll-behavior: contain;
	scrollbar-width: thin;
	scrollbar-color: var(--_edge) transparent;
}
.log > * { flex: none; }
.intro { display: flex; flex-direction: column; gap: 14px; }
.ai { margin: 0; color: var(--_muted); font-size: .867em; text-align: center; text-wrap: balance; }
.message { display: flex; flex-direction: column; gap: 8px; max-inline-size: 100%; animation: rise .16s ease-out; }
.shopper { align-self: flex-end; max-inline-size: 85%; }
.text { overflow-wrap: anywhere; }
.shopper .text { margin: 0; padding: 9px 14px; border-radius: 16px; border-end-end-radius: 5px; background: var(--_accent); color: var(--_on-accent); white-space: pre-wrap; }
.agent > .text, .staff > .text { align-self: flex-start; max-inline-size: 94%; padding: 10px 14px; border-radius: 16px; border-end-start-radius: 5px; background: var(--_soft); }
.staff > .text { box-shadow: inset 3px 0 0 var(--_accent); }
.text:empty, .cards:empty, .sources:empty, .extras:empty { display: none; }
.text > :first-child { margin-block-start: 0; }
.text > :last-child { margin-block-end: 0; }
.text p, .text ul, .text ol, .text pre { margin-block: .55em; }
.text ul, .text ol { padding-inline-start: 1.35em; }
.text li + li { margin-block-start: .25em; }
code { padding: .1em .35em; border-radius: 5px; background: var(--_line); font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: 10px; overflow-x: auto; border-radius: 10px; background: var(--_line); }
pre code { padding: 0; }
a { color: var(--_link); text-underline-offset: 2px; }

.steps { display: flex; flex-direction: column; gap: 4px; margin: 0; padding: 2px 0; color: var(--_muted); font-size: .9em; list-style: none; }
.steps li { display: flex; align-items: center; gap: 8px; min-block-size: 24px; }
.steps .icon { inline-size: 16px; block-size: 16px; color: var(--_good); }
.dots { display: inline-flex; align-items: center; justify-content: center; gap: 3px; inline-size: 16px; }
.dots i { inline-size: 4px; block-size: 4px; border-radius: 50%; background: currentColor; animation: blink 1.2s infinite both; }
.dots i:nth-child(2) { animation-delay: .2s; }
.dots i:nth-child(3) { animation-delay: .4s; }
@keyframes blink { 0%, 80%, 100% { opacity: .25; } 40% { opacity: 1; } }

.cards, .extras { display: flex; flex-direction: column; gap: 8px; }
.card { padding: 12px; border: 1px solid var(--_line); border-radius: 14px; background: var(--_surface); }
.product { display: flex; gap: 12px; align-items: center; }
.product img, .blank { flex: none; inline-size: 64px; block-size: 64px; border-radius: 10px; background: var(--_soft); object-fit: cover; }
.blank { display: grid; place-items: center; color: var(--_muted); }
.facts { display: flex; flex-direction: column; min-inline-size: 0; overflow-wrap: anywhere; }
.name { font-weight: 600; }
.product .name { line-height: 1.35; }
.price { font-variant-numeric: tabular-nums; }
.stock { color: var(--_good); font-size: .867em; }
.stock.out { color: var(--_muted); }
.head { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; justify-content: space-between; }
.badge { padding: 2px 10px; border: 1px solid var(--_line); border-radius: 99px; background: var(--_soft); font-size: .867em; font-weight: 600; }
.items { margin: 8px 0; padding: 0; color: var(--_muted); list-style: none; }
.items:empty { display: none; }
dl { display: grid; gap: 2px; margin: 8px 0 0; font-variant-numeric: tabular-nums; }
dl div { display: flex; justify-content: space-between; gap: 12px; }
dt { color: var(--_muted); }
dd { margin: 0; text-align: end; }
.links { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-block-start: 8px; }
.links:empty { display: none; }
.links > * { padding-block: 3px; }

.sources { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; list-style: none; }
.sources li { max-inline-size: 100%; }
.chip { display: inline-flex; gap: 6px; align-items: center; max-inline-size: 100%; min-block-size: 30px; padding: 3px 11px 3px 8px; padding-inline: 8px 11px; border: 1px solid var(--_line); border-radius: 99px; color: var(--_ink); font-size: .867em; text-decoration: none; }
a.chip { color: var(--_link); }
a.chip:hover { background: var(--_soft); }
.chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip .icon { flex: none; inline-size: 15px; block-size: 15px; }

.notice { padding: 10px 14px; border: 1px solid var(--_line); border-radius: 14px; background: var(--_warm); }
.notice p { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 8px; }
.actions:empty { display: none; }
.hint { margin: 0; color: var(--_muted); font-size: .9em; }
.lost { text-align: center; }
.suggestions { display: flex; flex-wrap: wrap; gap: 8px; }
.suggestions:empty { display: none; }

button { min-block-size: 40px; padding: 6px 14px; border: 1px solid transparent; border-radius: 12px; background: none; color: inherit; font: inherit; cursor: pointer; }
button:disabled { opacity: .55; cursor: default; }
.suggestion { padding: 7px 14px; border-color: var(--_edge); border-radius: 20px; color: var(--_link); line-height: 1.35; text-align: start; }
.suggestion:hover, .second:hover, .quiet:hover, .person:hover { background: var(--_soft); }
.first { background: var(--_accent); color: var(--_on-accent); font-weight: 600; }
.second { border-color: var(--_edge); background: var(--_surface); color: var(--_ink); }
.quiet { display: grid; place-items: center; flex: none; inline-size: 44px; min-block-size: 44px; padding: 0; color: var(--_muted); }
.icon { inline-size: 20px; block-size: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.rating { display: flex; flex-wrap: wrap; align-items: center; margin-inline-start: -6px; }
.rating .quiet { inline-size: 34px; min-block-size: 34px; border-radius: 10px; }
.rating .icon { inline-size: 17px; block-size: 17px; }
.rating [aria-pressed=true] { color: var(--_link); }
.rating [aria-pressed=true] .icon { fill: color-mix(in srgb, currentColor 22%, transparent); }
.after { flex: 1; min-inline-size: 60%; padding-inline-start: 6px; }
.reason { display: flex; flex-direction: row; gap: 6px; }
.reason .second { flex: none; }

form { display: flex; flex-direction: column; gap: 10px; margin: 0; }
h3 { margin: 0 0 2px; font-size: 1em; font-weight: 650; }
.form form { margin-block-start: 10px; }
label { display: flex; flex-direction: column; gap: 4px; }
label span { font-size: .9em; font-weight: 550; }
input, textarea { inline-size: 100%; min-inline-size: 0; margin: 0; padding: 9px 12px; border: 1px solid var(--_edge); border-radius: 11px; background: var(--_surface); color: var(--_ink); font: inherit; font-size: 16px; line-height: 1.4; }
label textarea { resize: vertical; }
::placeholder { color: var(--_muted); opacity: 1; }
.trouble { margin: 0; color: var(--_bad); }
.trouble:empty { display: none; }
.confirmation { margin: 0; outline: none; }

footer { padding: 10px 12px calc(8px + env(safe-area-inset-bottom, 0px)); border-block-start: 1px solid var(--_line); }
.field { position: relative; display: flex; align-items: flex-end; padding: 3px; border: 1px solid var(--_edge); border-radius: 16px; background: var(--_surface); }
.field:focus-within { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.field textarea { flex: 1; max-block-size: 128px; padding: 9px 11px; border: 0; outline: none; background: none; resize: none; }
.send { display: grid; place-items: center; flex: none; inline-size: 40px; min-block-size: 40px; padding: 0; border-radius: 13px; background: var(--_accent); color: var(--_on-accent); }
.send[aria-disabled=true] { background: var(--_soft); color: var(--_muted); cursor: default; }
.composer { gap: 4px; }
.count { margin: 0; padding-inline: 6px; color: var(--_muted); font-size: .867em; text-align: end; }
.count.over { color: var(--_bad); font-weight: 600; }
.person { display: flex; gap: 7px; align-items: center; min-block-size: 36px; margin-block-start: 4px; margin-inline: auto; padding: 4px 12px; color: var(--_muted); font-size: .9em; }
.person .icon { inline-size: 17px; block-size: 17px; }

:is(button, a, input, label textarea, .log, pre):focus-visible { outline: 2px solid var(--_link); outline-offset: 2px; }
.log:focus-visible, pre:focus-visible { outline-offset: -3px; }
.shopper a, .shopper a:focus-visible { color: inherit; outline-color: currentColor; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: pre-wrap; }

@media (prefers-reduced-motion: reduce) { *, ::before, ::after, dialog { animation: none !important; } }
@media (forced-colors: active) {
	dialog { border-color: CanvasText; }
	.message .text, .notice { border: 1px solid CanvasText; }
	.send, .first, .mark { border: 1px solid ButtonText; }
	.field:focus-within { outline: 2px solid Highlight; }
	.rating [aria-pressed=true] { border-color: Highlight; color: Highlight; }
	.dots i { background: CanvasText; }
}
@media print { dialog { display: none; } }
`;
