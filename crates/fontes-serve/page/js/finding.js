// How is a finding shown? The draft's words beside the witness's, what differs, what stands around, what is known besides.
import { basename, counted, h } from "./dom.js";

/** Signs of what a finding asks for: none of them rests on colour. */
export const SIGNS = { error: "!", warning: "▲", note: "i", good: "✓", unchecked: "?" };

/** Decisions: sign, name, what it says, key. @type {Record<string, [string, string, string, string]>} */
export const DECISIONS = {
  right: ["✓", "Right", "the draft may stand", "y"],
  wrong: ["✗", "Wrong", "the draft must be changed", "x"],
  "needs-work": ["✎", "Needs work", "somebody must look further", "w"],
  "not-checkable": ["∅", "Not checkable", "it cannot be checked", "c"],
};

/** "not-found" as people read it. @param {string} name */
export const plain = (name) => name.replaceAll("-", " ");
/** The same with a capital. @param {string} name */
export const capital = (name) => { const p = plain(name); return p.charAt(0).toUpperCase() + p.slice(1); };

/** The sign and the word of a severity. @param {any} f */
export function severity(f) {
  const word = f.tone === "unchecked" ? "unchecked" : f.severity === "info" ? "as it should be" : f.severity;
  return h("span", { class: `sev ${f.tone}` }, h("span", { class: "sign", "aria-hidden": "true" }, /** @type {any} */ (SIGNS)[f.tone]), word);
}

/** What was decided, in one badge; several people's in several. @param {any[]} decisions */
export function decided(decisions) {
  return decisions.map((d) => h("span", { class: `badge ${d.decision}`, title: `${d.who}: ${DECISIONS[d.decision]?.[1]}${d.earlier_wording ? ", on an earlier wording" : ""}` },
    h("span", { "aria-hidden": "true" }, DECISIONS[d.decision]?.[0]), h("span", { class: "hidden" }, `${DECISIONS[d.decision]?.[1]}, ${d.who}`), d.earlier_wording ? h("span", { "aria-hidden": "true" }, "*") : null));
}

/**
 * A passage with what stands around it; what differs is marked and named.
 * @param {string} label @param {any} p @param {"ours"|"theirs"} side @param {any} [more]
 */
function passage(label, p, side, more) {
  const tag = side === "ours" ? "del" : "ins";
  return h("figure", { class: `passage ${side}` },
    h("figcaption", null, h("b", null, label), " ", more, p.place && h("span", { class: "place" }, p.place)),
    h("blockquote", { dir: "auto" },
      p.before && h("span", { class: "context" }, p.before),
      h("span", { class: "words" }, p.pieces.map((/** @type {any} */ x) => (x.changed ? h(tag, null, x.text) : x.text))),
      p.after && h("span", { class: "context" }, p.after)));
}

/** A passage of Markdown without the line ends that are only those of its file. @param {any} p */
function joined(p) {
  const one = (/** @type {string} */ t) => t.replace(/([^\n])\n(?!\n)/g, "$1 ");
  return { ...p, before: one(p.before), after: one(p.after), pieces: p.pieces.map((/** @type {any} */ x) => ({ ...x, text: one(x.text) })) };
}

/** A message with the names of documents instead of their whole paths. @param {string} message @param {any[]} sources */
const short = (message, sources) => sources.reduce((m, s) => m.replaceAll(s.name, basename(s.name)), message);

/** The document of a passage, with the way to it. @param {any} p */
function source(p) {
  const about = [p.title, p.author, p.date].filter(Boolean).join(" · ");
  const to = `/documents/${p.key}?${new URLSearchParams({ ...(p.page ? { page: String(p.page) } : {}), start: String(p.start), end: String(p.end) })}`;
  return h("span", { class: "source" }, h("a", { href: to, title: `Open ${p.name} in the reader` }, h("bdi", null, basename(p.name))), about && h("span", { class: "about" }, about));
}

/**
 * What there is to see of a finding.
 * @param {any} f the finding as the list has it
 * @param {any} d its details
 * @param {{ witness?: number, choose?: (n: number) => void, markdown?: boolean }} [o] which witness is shown, from 0; whether the
 *   draft's line ends are only those of its file
 */
export function body(f, d, o = {}) {
  const witnesses = [...d.sources.map((/** @type {any} */ s) => [s]), ...d.others.map((/** @type {any} */ s) => [s])];
  // Words put together from several places are shown with all of them.
  const together = d.sources.length > 1;
  const list = together ? [d.sources, ...d.others.map((/** @type {any} */ s) => [s])] : witnesses;
  const at = Math.min(Math.max(o.witness ?? 0, 0), Math.max(list.length - 1, 0));
  const shown = list[at] ?? [];
  const beyond = d.witnesses - d.sources.length - d.others.length;
  return [
    h("p", { class: "message" }, short(f.message, [...d.sources, ...d.others, ...(d.nearest ? [d.nearest] : [])])),
    f.silenced && h("p", { class: "small" }, h("b", null, "Let stand: "), f.silenced),
    passage("Draft", o.markdown ? joined(d.draft) : d.draft, "ours"),
    d.beside && passage("Beside it in the draft", o.markdown ? joined(d.beside) : d.beside, "theirs"),
    list.length > 1 && h("div", { class: "witnesses" },
      h("span", null, `Witness ${at + 1} of ${list.length}${beyond > 0 ? ` (and ${beyond} more)` : ""}`),
      h("button", { class: "plain", disabled: at === 0, "aria-label": "Witness before", onclick: () => o.choose?.(at - 1) }, "‹"),
      h("button", { class: "plain", disabled: at === list.length - 1, "aria-label": "Next witness", title: "Next witness (o)", onclick: () => o.choose?.(at + 1) }, "›")),
    shown.map((/** @type {any} */ s, /** @type {number} */ i) => passage(shown.length > 1 ? `Source ${i + 1}` : "Source", s, "theirs", source(s))),
    d.nearest && passage(`Nearest passage (${Math.round(d.nearest.likeness * 100)} % of the letters agree)`, d.nearest, "theirs", source(d.nearest)),
    at === 0 && d.changes.length > 0 && differences(d.changes),
    d.dropped.length > 0 && h("section", null, h("h3", null, "Left out by the ellipsis"), d.dropped.map((/** @type {string} */ t) => h("blockquote", { class: "aside text", dir: "auto" }, t))),
    d.cut.length > 0 && h("section", null, h("h3", null, "Cut off beside the quotation"), d.cut.map((/** @type {string} */ t) => h("blockquote", { class: "aside text", dir: "auto" }, t))),
    d.notes.length > 0 && h("section", null, h("h3", null, d.notes.length === 1 ? "Its note" : "Its notes"), d.notes.map((/** @type {any} */ n) => h("p", { class: "aside text", dir: "auto" }, h("b", null, n.label), " ", n.text))),
    d.works.length > 0 && h("section", null, h("h3", null, "Sources to get"), h("ul", null, d.works.map((/** @type {any} */ w) => h("li", null, w.label, w.perhaps.length > 0 && h("span", { class: "quiet" }, ` – perhaps here: ${w.perhaps.join(", ")}`))))),
  ];
}

/** @param {any[]} changes */
function differences(changes) {
  return h("section", null, h("h3", null, counted(changes.length, "difference")),
    h("table", { class: "changes" },
      h("thead", null, h("tr", null, ["Draft", "Source", "What"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", null, changes.slice(0, 200).map((c) => h("tr", null,
        h("td", { dir: "auto" }, c.draft ? h("del", null, c.draft) : h("span", { class: "quiet" }, "(nothing)")),
        h("td", { dir: "auto" }, c.source ? h("ins", null, c.source) : h("span", { class: "quiet" }, "(nothing)")),
        h("td", { class: "small" }, plain(c.class), c.touches && h("span", { class: "touch" }, ` – touches the ${c.touches}`)))))));
}
