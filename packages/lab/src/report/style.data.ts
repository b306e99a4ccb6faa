/** The report's style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --accent: #0072b2; --soft: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
p { max-width: 46rem; } p.lead { font-size: 1.1rem; margin: .25rem 0; } p.facts, p.note, figcaption { opacity: .8; font-size: .9rem; }
.notice { border-left: 4px solid #d55e00; background: #d55e0018; padding: .5rem 1rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; }
.cards div { background: var(--soft); border-radius: .5rem; padding: .75rem 1rem; overflow-wrap: anywhere; }
.cards b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .cards span { font-size: .85rem; opacity: .8; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { vertical-align: bottom; font-weight: 600; } th:first-child, td:first-child { text-align: left; }
.bar { display: block; position: relative; width: 11rem; height: 1rem; background: var(--soft); }
.bar i { position: absolute; top: .2rem; bottom: .2rem; background: var(--accent); min-width: 3px; }
.bar i + i { top: .45rem; bottom: .45rem; opacity: .35; }
figure { margin: 1.5rem 0 2.5rem; } figcaption { max-width: 46rem; margin-bottom: .5rem; } figcaption strong { font-size: 1.05rem; }
.axis { font-size: .8rem; opacity: .8; } .axis.end { text-align: right; margin-top: 1.5rem; }
.plot { position: relative; height: 20rem; margin: .6rem 1rem 0 3.25rem; } .plot svg { width: 100%; height: 100%; display: block; overflow: visible; }
.plot span { position: absolute; font-size: .8rem; line-height: 1; font-variant-numeric: tabular-nums; opacity: .8; }
.plot .y { right: calc(100% + .4rem); transform: translateY(50%); } .plot .x { top: calc(100% + .5rem); transform: translateX(-50%); }
.plot path { fill: none; vector-effect: non-scaling-stroke; } .grid { stroke: var(--line); stroke-width: 1; }
.line { stroke-width: 2; stroke-linejoin: round; } .dots { stroke-width: 5; stroke-linecap: round; stroke-opacity: .6; }
.legend { font-size: .85rem; } .legend span { margin-right: 1rem; display: inline-block; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: .15em; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
li { max-width: 46rem; margin: .2rem 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } .plot { height: 16rem; } h1 { font-size: 1.4rem; } .cards { grid-template-columns: 1fr 1fr; } .plot .odd { visibility: hidden; } }
@media (prefers-color-scheme: dark) { .line, .dots, .bar i, .legend i { filter: brightness(1.4); } .dots { stroke-opacity: .8; } }
@media print { body { max-width: none; } figure, tr, .cards div { break-inside: avoid; } }`;
