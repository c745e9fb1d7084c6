// Which passages stand in several documents, and what did each change? Clusters, and one beside itself.
import { basename, counted, h, number, put, svg } from "../dom.js";
import { query as address } from "../api.js";
import * as keys from "../keys.js";
import { pager, passageLink, roving, spoken, styles, worked } from "../pictures.js";

const LIMIT = 40;

/** @param {import("../main.js").Context} c */
export async function show(c) {
  await styles();
  return c.params.n ? cluster(c) : clusters(c);
}

/** The list. @param {import("../main.js").Context} c */
async function clusters({ main, query, signal, go, title }) {
  title("Reuse");
  const at = { q: query.get("q") ?? "", offset: Number(query.get("offset") ?? 0) };
  const to = (/** @type {any} */ change) => go(`/reuse${address({ ...at, offset: "", ...change })}`);
  const list = h("section", { "aria-label": "Passages", "aria-live": "polite" });
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    to({ q: new FormData(/** @type {HTMLFormElement} */ (e.target)).get("q") });
  };
  put(main, h("h1", null, "Reuse"),
    h("form", { class: "filters", role: "search", "aria-label": "Find a passage", onsubmit: send },
      h("label", null, h("span", null, "Words, or a document's name"), h("input", { name: "q", type: "search", value: at.q, size: 32, autocomplete: "off" })),
      h("button", { class: "primary" }, "Find")), list);
  const sum = await worked("/api/reuse", list, "Looking for passages that documents share …", signal);
  const found = await worked(`/api/clusters${address({ ...at, limit: LIMIT })}`, list, "Looking for passages that documents share …", signal);
  put(list,
    h("p", { class: "quiet" }, `${counted(sum.clusters, "passage")} in two documents or more, of ${counted(sum.documents, "document")}; `,
      sum.duplicates ? `${counted(sum.duplicates, "document")} nearly the same as another; ` : "", "long passages in many documents first."),
    found.total ? h("ol", { class: "clusters", start: at.offset + 1 }, found.clusters.map((/** @type {any} */ k) => h("li", null,
      h("a", { class: "excerpt text", dir: "auto", href: `/clusters/${k.n}` }, k.excerpt),
      h("p", { class: "small quiet" }, `${counted(k.size, "document")}, ${counted(k.words, "word")}`, k.first ? ` · first ${spoken(k.first)}` : "", k.last && k.last !== k.first ? `, last ${spoken(k.last)}` : "", " · ",
        k.names.map((/** @type {string} */ n, /** @type {number} */ i) => [i ? ", " : "", h("bdi", null, basename(n))]), k.size > k.names.length ? ` and ${k.size - k.names.length} more` : ""))))
      : h("p", { class: "quiet" }, at.q ? "No shared passage has these words." : "No two documents share a passage that is long enough to tell."),
    pager({ offset: at.offset, limit: LIMIT, total: found.total, to: (offset) => to({ offset: offset || "" }), what: "passage" }));
}

/** One passage. @param {import("../main.js").Context} c */
async function cluster({ main, params, query, signal, title, set, go }) {
  title(`Passage ${params.n}`);
  put(main, h("p", null, h("a", { href: "/reuse" }, "← All passages")), h("h1", null, `Passage ${params.n}`));
  const rest = h("div", null);
  main.append(rest);
  const found = await worked(`/api/clusters/${encodeURIComponent(params.n)}`, rest, "Looking for passages that documents share …", signal);
  const how = { against: query.get("against") === "before" ? "before" : "first" };
  const synoptic = h("section", { "aria-labelledby": "synoptic" });
  const draw = () => put(synoptic, h("h2", { id: "synoptic" }, "Side by side"),
    h("fieldset", { class: "choice" }, h("legend", { class: "hidden" }, "What is marked"), [["first", "what differs from the first"], ["before", "what differs from the one that it comes from"]].map(([value, label]) =>
      h("label", null, h("input", { type: "radio", name: "against", value, checked: how.against === value, onchange: () => { how.against = value; set({ against: value === "first" ? null : value }); draw(); } }), " ", label))),
    side(found, how.against));
  put(rest,
    h("p", { class: "quiet" }, `${counted(found.witnesses.length + found.left_out, "place")} in documents, ${counted(found.variants, "difference")}.`, found.left_out ? ` The first ${found.witnesses.length} are shown.` : ""),
    line(found), synoptic, steps(found));
  draw();
  const n = Number(params.n);
  keys.use(signal, [
    { key: "n", what: "the next passage", run: () => n < found.clusters && go(`/clusters/${n + 1}`) },
    { key: "p", what: "the passage before", run: () => n > 1 && go(`/clusters/${n - 1}`) },
  ]);
}

/** A number for a date, in days. @param {string} date */
function day(date) {
  const [y, m, d] = date.split("-").map(Number);
  return Date.UTC(y, (m || 7) - 1, d || (m ? 15 : 1)) / 864e5;
}

/** When each document is from. @param {any} found */
function line(found) {
  const dated = found.witnesses.filter((/** @type {any} */ w) => /^\d{4}/.test(w.date ?? ""));
  const undated = found.witnesses.length - dated.length;
  if (!dated.length) return h("p", { class: "quiet small" }, "None of these documents has a date, so that which is the first is not known: they stand in the order of the archive.");
  const days = dated.map((/** @type {any} */ w) => day(w.date));
  const from = Math.min(...days), span = Math.max(Math.max(...days) - from, 1);
  const levels = /** @type {number[]} */ ([]);
  const dots = dated.map((/** @type {any} */ w, /** @type {number} */ i) => {
    const x = 30 + (940 * (days[i] - from)) / span;
    let level = levels.findIndex((end) => end < x - 26);
    if (level < 0) level = levels.push(0) - 1;
    levels[level] = x;
    const y = 24 + level * 26;
    const said = `${w.siglum}: ${spoken(w.date)}, ${w.label}`;
    return svg("a", { class: "witness", href: `#w-${w.siglum}`, "aria-label": said }, svg("title", null, said), svg("circle", { cx: x, cy: y, r: 11 }), svg("text", { x, y: y + 4, "text-anchor": "middle" }, w.siglum));
  });
  const foot = 24 + levels.length * 26;
  const picture = svg("svg", { class: "witnesses", viewBox: `0 0 1000 ${foot + 26}`, role: "group", "aria-label": "Documents by date" },
    svg("line", { class: "axis", x1: 20, x2: 980, y1: foot, y2: foot }), dots,
    svg("text", { class: "tick", x: 30, y: foot + 18 }, spoken(dated[0].date)),
    span > 1 ? svg("text", { class: "tick", x: 970, y: foot + 18, "text-anchor": "end" }, spoken(dated[dated.length - 1].date)) : null);
  roving(picture, () => [...picture.querySelectorAll("a.witness")]);
  return h("section", { "aria-label": "Over time" }, h("div", { class: "frame" }, picture), undated ? h("p", { class: "quiet small" }, `${counted(undated, "document")} without a date.`) : null);
}

/** The documents beside each other. @param {any} found @param {string} against */
function side(found, against) {
  const rows = new Map(found.rows.map((/** @type {any} */ r) => [r.siglum, r]));
  const from = new Map(found.steps.map((/** @type {any} */ s) => [s.siglum, s]));
  const body = found.witnesses.map((/** @type {any} */ w) => {
    const row = rows.get(w.siglum);
    const step = from.get(w.siglum);
    const changed = new Set((step?.changes ?? []).map((/** @type {any} */ x) => x.place));
    const mark = (/** @type {any} */ p) => p.place && (against === "first" ? p.differs : changed.has(p.place));
    return h("tr", { id: `w-${w.siglum}` },
      h("th", { scope: "row" }, h("b", null, w.siglum), " ", w.date ? h("time", { datetime: w.date }, spoken(w.date)) : h("span", { class: "quiet" }, "no date"), h("br"), passageLink(placed(w))),
      h("td", { class: "text", dir: "auto" }, row
        ? row.pieces.map((/** @type {any} */ p) => mark(p) ? (p.text ? h("mark", null, p.text) : h("mark", { class: "gone", title: "words are left out here" }, "∅")) : p.text).flatMap((/** @type {any} */ x, /** @type {number} */ i) => (i ? [" ", x] : [x]))
        : [h("span", { class: "quiet" }, w.text), h("p", { class: "quiet small" }, "Another part of the passage: not set beside the first.")]));
  });
  return h("div", { class: "wide", role: "region", "aria-label": "The documents side by side", tabindex: "0" },
    h("table", { class: "synopsis" }, h("thead", null, h("tr", null, h("th", { scope: "col" }, "Document"), h("th", { scope: "col" }, "Words"))), h("tbody", null, body)));
}

/** A witness as a place. @param {any} w */
const placed = (w) => ({ ...w, document: w.digest, page: w.page ?? null });

/** Which step changed what. @param {any} found */
function steps(found) {
  if (!found.steps.length) return null;
  const shown = (/** @type {string} */ words, /** @type {string} */ tag) => words ? h(tag, { dir: "auto" }, words) : h("span", { class: "quiet" }, "(nothing)");
  return h("section", { "aria-labelledby": "steps" }, h("h2", { id: "steps" }, "Which step changed what"),
    h("p", { class: "quiet small" }, "Each is set beside the earlier one that differs from it least. That is an aid for reading: it does not show who copied whom."),
    h("ol", { class: "steps" }, found.steps.map((/** @type {any} */ s) => h("li", null,
      h("h3", null, `${s.siglum} after ${s.from}`, h("span", { class: "quiet small" }, ` ${counted(s.changes.length, "change")}`)),
      s.changes.length ? h("ul", null, s.changes.slice(0, 100).map((/** @type {any} */ x) => h("li", { class: "text" }, shown(x.before, "del"), " → ", shown(x.after, "ins")))) : h("p", { class: "quiet" }, "The same words."),
      s.changes.length > 100 ? h("p", { class: "quiet" }, `and ${number(s.changes.length - 100)} more`) : null))));
}
