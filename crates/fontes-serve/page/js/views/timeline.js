// What happened when? Events as bars by decade, year, month or day; each leads to its passages.
import { counted, h, number, put, svg } from "../dom.js";
import { query as address } from "../api.js";
import * as keys from "../keys.js";
import { marked, pager, passageLink, passages, roving, short, spoken, styles, worked } from "../pictures.js";

const LIMIT = 50;
/** Bars of one picture. */
const WIDTH = 1000;
const HEIGHT = 190;
const FOOT = 26;

/** @param {import("../main.js").Context} c */
export async function show({ main, query, signal, go, title }) {
  title("Timeline");
  await styles();
  const at = { q: query.get("q") ?? "", from: query.get("from") ?? "", to: query.get("to") ?? "", offset: Number(query.get("offset") ?? 0) };
  const to = (/** @type {any} */ change) => go(`/timeline${address({ ...at, offset: "", ...change })}`);
  const picture = h("section", { "aria-label": "Events over time" });
  const list = h("section", { "aria-label": "Events", "aria-live": "polite" });
  put(main, h("h1", null, "Timeline"), filter(at, to), picture, list);
  const found = await worked(`/api/timeline${address({ ...at, limit: LIMIT })}`, picture, "Reading the dates of the archive …", signal);
  put(picture, crumbs(at, found, to), chart(found, to), outside(found, to), table(found, to));
  put(list, events(found, at, to), aside(found));
  keys.use(signal, [
    { key: "o", what: "zoom out", run: () => to(wider(at)) },
    { key: "n", what: "later events", run: () => at.offset + LIMIT < found.total && to({ offset: at.offset + LIMIT }) },
    { key: "p", what: "earlier events", run: () => at.offset > 0 && to({ offset: Math.max(0, at.offset - LIMIT) }) },
  ]);
}

/** @param {any} at @param {(change: any) => void} to */
function filter(at, to) {
  const pattern = "\\d{4}(-\\d{2}(-\\d{2})?)?";
  const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {any} */ more) =>
    h("label", null, h("span", null, label), h("input", { name, value: at[name], autocomplete: "off", ...more }));
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    to({ q: form.get("q"), from: form.get("from"), to: form.get("to") });
  };
  return h("form", { class: "filters", role: "search", "aria-label": "Filter the timeline", onsubmit: send },
    field("q", "With the words", { type: "search", size: 28 }),
    field("from", "From", { pattern, placeholder: "1973-09", size: 10, title: "1973, 1973-09 or 1973-09-11" }),
    field("to", "To", { pattern, placeholder: "1973-10", size: 10, title: "1973, 1973-09 or 1973-09-11" }),
    h("button", { class: "primary" }, "Show"));
}

/** The stretch of time around this one. @param {any} at */
function wider(at) {
  if (!at.from && !at.to) return {};
  if (at.from === at.to && at.from.length > 4) return { from: at.from.slice(0, -3), to: at.from.slice(0, -3) };
  return { from: "", to: "" };
}

/** Where in time we are, and the way out. @param {any} at @param {any} found @param {(change: any) => void} to */
function crumbs(at, found, to) {
  const out = [];
  const whole = !at.from && !at.to;
  if (at.from && at.from === at.to) {
    for (const length of [4, 7]) {
      if (at.from.length > length) {
        const d = at.from.slice(0, length);
        out.push(h("button", { class: "plain", onclick: () => to({ from: d, to: d }) }, spoken(d)), " › ");
      }
    }
    out.push(h("b", null, spoken(at.from)));
  } else if (!whole) out.push(h("b", null, `${at.from ? spoken(at.from) : "the beginning"} to ${at.to ? spoken(at.to) : "the end"}`));
  return h("p", { class: "crumbs" },
    whole ? h("b", null, "All times") : [h("button", { class: "plain", onclick: () => to({ from: "", to: "" }) }, "All times"), " › "], out,
    h("span", { class: "quiet" }, ` ${counted(found.total, "event")}`));
}

/** The picture. @param {any} found @param {(change: any) => void} to */
function chart(found, to) {
  const { buckets, unit } = found;
  if (!buckets.length) return null;
  const most = Math.max(...buckets.map((/** @type {any} */ b) => b.count));
  const step = WIDTH / buckets.length;
  const bar = Math.min(step * 0.82, 46);
  const every = Math.ceil(44 / step);
  const parts = buckets.map((/** @type {any} */ b, /** @type {number} */ i) => {
    // The height goes by the root: few events are seen beside many.
    const height = b.count ? Math.max(4, Math.sqrt(b.count / most) * (HEIGHT - 26)) : 0;
    const x = i * step + (step - bar) / 2;
    const said = `${unit === "decade" ? short(b.date, unit) : spoken(b.date)}: ${counted(b.count, "event")}`;
    const label = i % every === 0 ? svg("text", { class: "tick", x: i * step + step / 2, y: HEIGHT + 17, "text-anchor": "middle" }, short(b.date, unit)) : null;
    if (!b.count) return svg("g", { "aria-hidden": "true" }, label);
    const link = svg("a", { class: "bar", href: `/timeline${address(bounds(found, b, unit))}`, "aria-label": said, "data-date": b.date },
      svg("title", null, said),
      svg("rect", { class: "reach", x: i * step, y: 0, width: step, height: HEIGHT }),
      svg("rect", { class: "fill", x, y: HEIGHT - height, width: bar, height, rx: Math.min(3, bar / 3) }),
      step > 22 ? svg("text", { class: "count", x: i * step + step / 2, y: HEIGHT - height - 6, "text-anchor": "middle" }, number(b.count)) : null);
    link.addEventListener("click", (/** @type {MouseEvent} */ e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
      e.preventDefault();
      to(bounds(found, b, unit));
    });
    return svg("g", null, link, label);
  });
  const picture = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, role: "group", "aria-label": `Events by ${unit}: arrows go from bar to bar, Enter zooms in` },
    svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5 }), parts);
  roving(picture, () => [...picture.querySelectorAll("a.bar")]);
  return h("div", { class: "frame" }, picture);
}

/** What stands far off. @param {any} found @param {(change: any) => void} to */
function outside({ before, after }, to) {
  if (!before.count && !after.count) return null;
  return h("p", { class: "small outside" },
    before.count ? h("button", { class: "plain", onclick: () => to({ from: "", to: String(before.year - 1) }) }, `← ${counted(before.count, "event")} before ${before.year}`) : h("span"),
    after.count ? h("button", { class: "plain", onclick: () => to({ from: String(after.year + 1), to: "" }) }, `${counted(after.count, "event")} after ${after.year} →`) : null);
}

/** From and to of a bar. @param {any} found @param {any} b @param {string} unit */
const bounds = (found, b, unit) => ({ q: found.q, from: unit === "decade" ? `${b.date.slice(0, 3)}0` : b.date, to: unit === "decade" ? `${b.date.slice(0, 3)}9` : b.date });

/** The same in words. @param {any} found @param {(change: any) => void} to */
function table(found, to) {
  const rows = found.buckets.filter((/** @type {any} */ b) => b.count);
  if (!rows.length) return null;
  return h("details", { class: "astable" }, h("summary", null, `The picture as a table`),
    h("table", null, h("caption", { class: "hidden" }, `Events by ${found.unit}`),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, found.unit), h("th", { scope: "col" }, "events"))),
      h("tbody", null, rows.map((/** @type {any} */ b) => h("tr", null,
        h("th", { scope: "row" }, h("button", { class: "plain", onclick: () => to(bounds(found, b, found.unit)) }, found.unit === "decade" ? short(b.date, "decade") : spoken(b.date))),
        h("td", null, number(b.count)))))),
    found.coarse ? h("p", { class: "quiet small" }, `${counted(found.coarse, "event")} of which only a longer stretch of time is known: in the list.`) : null);
}

/** @param {any} found @param {any} at @param {(change: any) => void} to */
function events(found, at, to) {
  if (!found.total) return h("p", { class: "quiet" }, "Nothing happened then, as far as the archive says. Other words, or a longer stretch of time, may find more.");
  /** @type {{ date: string, events: any[] }[]} */
  const days = [];
  for (const e of found.events) {
    const last = days.at(-1);
    if (last && last.date === e.date) last.events.push(e);
    else days.push({ date: e.date, events: [e] });
  }
  return [
    h("h2", null, "What the passages say"),
    days.map((d) => h("section", { class: "day" }, h("h3", null, h("time", { datetime: d.date }, spoken(d.date))), h("ul", { class: "events" }, d.events.map(one)))),
    pager({ offset: at.offset, limit: LIMIT, total: found.total, to: (offset) => to({ offset: offset || "" }), what: "event" }),
  ];
}

/** One event. @param {any} e */
const one = (e) => h("li", null,
  e.time ? h("span", { class: "tag" }, e.time.replace(/Z$/, " UTC")) : null, e.time ? " " : null,
  marked(e.place.sentence, [e.words]), " ", passageLink(e.place),
  e.basis === "written" ? null : h("span", { class: "tag", title: e.basis === "anchored" ? "counted from the document's own date" : "taken from a date that was named before" }, e.basis === "anchored" ? "counted" : "carried on"),
  e.copies ? h("details", { class: "again" }, h("summary", null, `and ${counted(e.copies, "passage")} nearly the same`), passages(e.again, [e.words])) : null);

/** What is in no row. @param {any} found */
function aside(found) {
  if (!found.aside.length) return null;
  const all = found.aside.reduce((/** @type {number} */ n, /** @type {any} */ a) => n + a.count, 0);
  return h("details", { class: "small quiet" }, h("summary", null, `${counted(all, "date")} set aside as none of an event`),
    h("ul", null, found.aside.map((/** @type {any} */ a) => h("li", null, `${a.why}: ${number(a.count)}`))));
}
