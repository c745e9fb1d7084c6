// What do the pictures share? Waiting for what takes long, places in documents, keys between parts of a picture.
import { basename, counted, h, number, put, sheet } from "./dom.js";
import { finished, get } from "./api.js";

/** Their style sheet is loaded when the first of them is shown. */
export const styles = () => sheet("pictures");

/**
 * Asks for what the server may have to work out first; `where` shows how far it is.
 * @param {string} path @param {Element} where @param {string} what @param {AbortSignal} signal @returns {Promise<any>}
 */
export async function worked(path, where, what, signal) {
  for (;;) {
    const answer = await get(path, signal);
    if (typeof answer.job !== "number") return answer;
    const bar = h("progress", { max: 1000, "aria-label": what });
    const line = h("p", { class: "quiet", role: "status" }, what);
    put(where, h("div", { class: "working" }, line, bar));
    await finished(answer.job, (job) => {
      const { bytes, total_bytes } = job.progress ?? {};
      if (total_bytes) bar.setAttribute("value", String(Math.round((1000 * bytes) / total_bytes)));
      put(line, `${what} ${Math.round(job.seconds)} s`);
    }, signal);
  }
}

/** The address of a passage in the reader. @param {any} place */
export function address(place) {
  const key = String(place.document ?? "").replace(/^blake3:/, "").slice(0, 32);
  const q = new URLSearchParams();
  if (place.page) q.set("page", place.page);
  q.set("start", String(place.start));
  q.set("end", String(place.end));
  return `/documents/${key}?${q}`;
}

/** What a place is called. @param {any} place */
export function placeName(place) {
  const id = place.id ? ` #${place.id}` : "";
  const page = place.page ? `, page ${place.page}` : "";
  return `${basename(place.path)}${id}${page}`;
}

/** A link to a passage in the reader. @param {any} place */
export const passageLink = (place) => h("a", { class: "place", href: address(place), title: place.path }, h("bdi", null, placeName(place)));

/** The sentence of a place, with `words` marked where they stand in it. @param {string} sentence @param {string[]} words */
export function marked(sentence, words) {
  const found = words.map((w) => [sentence.indexOf(w), w.length]).filter((f) => f[0] >= 0 && f[1] > 0).sort((a, b) => a[0] - b[0]);
  const out = [];
  let at = 0;
  for (const [from, length] of found) {
    if (from < at) continue;
    out.push(sentence.slice(at, from), h("mark", null, sentence.slice(from, from + length)));
    at = from + length;
  }
  out.push(sentence.slice(at));
  return h("span", { class: "text", dir: "auto" }, out);
}

/** Passages in a list, each with its link. @param {any[]} places @param {string[]} words */
export const passages = (places, words) =>
  h("ol", { class: "passages" }, places.map((p) => h("li", null, marked(p.sentence, words), " ", passageLink(p))));

/** Pages of a list. @param {{ offset: number, limit: number, total: number, to: (offset: number) => void, what: string }} of */
export function pager({ offset, limit, total, to, what }) {
  if (total <= limit) return null;
  const last = Math.min(offset + limit, total);
  return h("nav", { class: "pager", "aria-label": `Pages of ${what}` },
    h("button", { disabled: offset === 0, onclick: () => to(Math.max(0, offset - limit)) }, "← Earlier"),
    h("span", null, `${number(offset + 1)}–${number(last)} of ${counted(total, what)}`),
    h("button", { disabled: last >= total, onclick: () => to(offset + limit) }, "Later →"));
}

/**
 * Parts of a picture are one stop of the Tab key; arrows go from one to the next, Home and End to the first and the last.
 * @param {Element} picture @param {() => Element[]} parts
 */
export function roving(picture, parts) {
  const set = (/** @type {Element} */ to) => {
    for (const p of parts()) p.setAttribute("tabindex", p === to ? "0" : "-1");
  };
  const all = parts();
  if (all.length) set(all.find((p) => p.getAttribute("aria-current")) ?? all[0]);
  picture.addEventListener("focusin", (e) => {
    const part = parts().find((p) => p.contains(/** @type {Node} */ (e.target)));
    if (part) set(part);
  });
  picture.addEventListener("keydown", (event) => {
    const e = /** @type {KeyboardEvent} */ (event);
    const list = parts();
    const at = list.findIndex((p) => p.contains(document.activeElement));
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    const next = e.key === "Home" ? 0 : e.key === "End" ? list.length - 1 : step ? at + step : -1;
    if (next < 0 || next >= list.length) return;
    e.preventDefault();
    set(list[next]);
    /** @type {any} */ (list[next]).focus();
  });
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter", 33: "first quarter", 34: "second quarter", 35: "third quarter", 36: "fourth quarter", 40: "first half", 41: "second half" };

/** A date as people say it. @param {string} edtf */
export function spoken(edtf) {
  const found = /^(-?)(\d{2,4}X*)(?:-(\d\d))?(?:-(\d\d))?$/.exec(edtf);
  if (!found) return edtf;
  const [, before, year, month, day] = found;
  const y = before ? `${Number(year) + 1} BC` : year.endsWith("XX") ? `${year.slice(0, 2)}00s` : year.endsWith("X") ? `${year.slice(0, 3)}0s` : String(Number(year));
  if (!month) return y;
  const m = Number(month);
  const named = m <= 12 ? MONTHS[m - 1] : /** @type {any} */ (SEASONS)[m] ?? month;
  return day ? `${Number(day)} ${named} ${y}` : `${named} ${y}`;
}

/** The short name of a bucket under its bar. @param {string} date @param {string} unit */
export const short = (date, unit) =>
  unit === "day" ? String(Number(date.slice(8, 10))) : unit === "month" ? MONTHS[Number(date.slice(5, 7)) - 1].slice(0, 3) : unit === "decade" ? `${date.slice(0, 3)}0s` : date;
