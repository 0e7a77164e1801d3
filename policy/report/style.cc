#include "policy/report/style.h"

namespace concordat::policy {

const std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2127; --quiet: #4d5661; --line: #7d8894; --rule: #d5dae0;
  --link: #0b4f9e; --panel: #f4f6f8; --apart: #fdf6e7; --apart-line: #8a6400;
  --released: #0a5c36; --changed: #7a4a00; --withheld: #4d5661;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e9edf1; --quiet: #b4bdc7; --line: #7f8a96; --rule: #37404a;
    --link: #8fc3ff; --panel: #1d232a; --apart: #2a2415; --apart-line: #d9ad4a;
    --released: #7fd6a6; --changed: #f0bd6a; --withheld: #b4bdc7;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; padding: 0 1rem 3rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere;
}
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 5vw, 2.5rem); margin: 2.5rem 0 .5rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 .35rem; }
p { margin: .6rem 0; max-width: 44rem; }
ul { margin: .4rem 0; padding-left: 1.25rem; max-width: 44rem; }
li { margin: .2rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: .5rem; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
.skip:focus { left: 1rem; }
.lead { font-size: 1.2rem; }
.hash, .reference { color: var(--quiet); font-size: .9rem; }
code { font: .9em ui-monospace, "Liberation Mono", monospace; }
nav ul { list-style: none; padding: 0; max-width: none; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
nav a { display: inline-block; padding: .25rem 0; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; min-width: 70%; font-size: .95rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .25rem 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--rule); }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 7rem; }
td { min-width: 8.5rem; }
td.long { min-width: 13rem; }
.unseen { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.released { color: var(--released); }
.changed { color: var(--changed); }
.withheld { color: var(--withheld); }
.way { padding-left: 1.1em; font-size: .9em; color: var(--quiet); }
.key { list-style: none; padding: 0; }
details { border-bottom: 1px solid var(--rule); }
summary { cursor: pointer; padding: .45rem 0; min-height: 1.75rem; }
.card { background: var(--panel); border-left: 6px solid var(--released); padding: 1rem 1.25rem 1.25rem; margin: 1.5rem 0; }
.card h3 { margin: 0; }
.card.apart { background: var(--apart); border-left: 6px dashed var(--apart-line); }
.card .reference { margin: .1rem 0; }
.card .state { font-weight: 600; margin: .1rem 0 .75rem; }
.card .state::before { content: "● "; content: "● " / ""; color: var(--released); }
.card.apart .state::before { content: "○ "; content: "○ " / ""; color: var(--apart-line); }
.party { font-weight: 600; margin: .6rem 0 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: .6rem 1.5rem; margin: 1rem 0; }
dt { color: var(--quiet); font-size: .9rem; }
dd { margin: 0; }
svg { display: block; width: 100%; min-width: 40rem; max-width: 56rem; height: auto; }
svg text { fill: var(--ink); font: 15px system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
svg .name, svg .column { text-anchor: middle; }
svg .name { font-weight: 600; }
svg .column { fill: var(--quiet); }
svg .label { font-size: 13px; }
svg .node { fill: var(--panel); stroke: var(--line); stroke-width: 1.5; }
svg .arrow { fill: none; stroke: var(--released); stroke-width: 2.5; }
svg .arrow.apart { stroke: var(--apart-line); stroke-dasharray: 7 5; stroke-width: 2; }
svg .head { fill: var(--quiet); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .9rem; }
@media screen and (max-width: 44rem) {
  .scroll::before { content: "Scroll sideways to see all of it."; position: sticky; left: 0; color: var(--quiet); font-size: .9rem; }
}
@page { size: A4; margin: 15mm; }
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --quiet: #333333; --line: #555555; --rule: #bbbbbb; --link: #000000;
    --panel: #ffffff; --apart: #ffffff; --apart-line: #555555; --released: #000000; --changed: #000000; --withheld: #333333;
  }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; display: block; }
  h2, h3, h4, caption, summary { break-after: avoid; }
  tr, dl, figure, svg { break-inside: avoid; }
  .card { border: 1px solid var(--line); border-left-width: 6px; }
  svg { min-width: 0; }
}
)css";

void write_head(Html& html, const std::string& title, std::string_view own_style) {
  const auto head = html.open("head");
  html.single("meta", {{"charset", "utf-8"}});
  // The browser itself holds the page to its promise: no script, nothing fetched.
  html.single("meta",
              {{"http-equiv", "Content-Security-Policy"},
               {"content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"}});
  html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.leaf("title", title);
  const auto style = html.open("style");
  html.literal(kStyle);
  html.literal(own_style);
}

}  // namespace concordat::policy
