// The search view: one box with operators, what was found, and by what it can be narrowed.
import { add, counted, h, number, put } from "../dom.js";
import { del, get, post, query as address } from "../api.js";
import * as keys from "../keys.js";
import { say, wrong } from "../notice.js";
import { styled } from "../styles.js";
import { seen } from "../text.js";

/** Documents on a page. */
const LIMIT = 20;

/** What can be written in the box, with examples. @type {[string, string][]} */
const OPERATORS = [
  ["word word", "both words, in any order"],
  ['"state of siege"', "these words one after the other"],
  ["minist*", "any ending; ? stands for one letter"],
  ["a OR b, -c, (a b)", "either; without c; together"],
  ["Nixon NEAR/5 Chile", "no more than five words apart"],
  ["title: author: people:", "words of the title, the author, the listed persons"],
  ["date:1973-09..1973-10", "of these days, months or years"],
  ["type:pdf  lang:es  path:letters", "the kind of file, the language, a part of the path"],
];

const NAMES = /** @type {Record<string, string>} */ ({ kind: "Kind", year: "Year", language: "Language", folder: "Folder", author: "People (authors)" });

/** @param {import("../main.js").Context} c */
export async function show({ main, query, state, signal, go, title }) {
  await styled("reading");
  const q = query.get("q")?.trim() ?? "";
  const offset = Math.max(0, Math.trunc(Number(query.get("offset")) || 0));
  title(q ? `${q} – search` : "Search");

  const box = h("input", { type: "search", id: "q", name: "q", value: q, autocomplete: "off", spellcheck: "false", autocapitalize: "off", "aria-describedby": "q-wrong", enterkeyhint: "search" });
  const form = h("form", { role: "search", class: "box", onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); to(box.value); } },
    h("label", { for: "q" }, "Search the archive"), h("div", { class: "row" }, box, h("button", { class: "primary", type: "submit" }, "Search")));
  const trouble = h("div", { id: "q-wrong", class: "query-wrong", role: "alert" });
  const told = h("p", { class: "quiet told", role: "status" });
  const results = h("section", { class: "results", "aria-label": "Results" });
  const side = h("aside", { class: "facets", tabindex: 0, "aria-label": "Narrow the search" });
  const line = h("div", { class: "line" }, told);
  put(main, h("h1", { class: "hidden" }, "Search"), form, trouble, line, h("div", { class: "found" }, results, side));

  /** @param {string} text @param {number} [from] */
  const link = (text, from = 0) => `/search${address({ q: text, offset: from || "" })}`;
  /** @param {string} text @param {number} [from] */
  const to = (text, from) => go(link(text.trim(), from));

  /** @param {number} by */
  const step = (by) => {
    const all = [...results.querySelectorAll("h2 a")];
    const now = all.findIndex((a) => a.closest("li")?.contains(document.activeElement));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by))];
    /** @type {HTMLElement|undefined} */ (next)?.focus();
  };
  keys.use(signal, [
    { key: "/", what: "to the search box", run: () => { box.focus(); box.select(); } },
    { key: "j", what: "next document found", run: () => step(1) },
    { key: "k", what: "previous document found", run: () => step(-1) },
    { key: "n", what: "more results", run: () => results.querySelector("a.next")?.click() },
    { key: "p", what: "results before these", run: () => results.querySelector("a.previous")?.click() },
  ]);

  if (!q) {
    box.focus();
    put(side);
    put(results, await kept(state, link), operators(true));
    return;
  }
  told.textContent = "Searching…";
  const answer = await get(`/api/search${address({ q, offset, limit: LIMIT, facets: true })}`, signal);
  if (answer.wrong) {
    const w = answer.wrong;
    box.setAttribute("aria-invalid", "true");
    told.textContent = "";
    put(trouble, h("p", { class: "pointed" }, q.slice(0, w.start), h("mark", null, q.slice(w.start, w.end) || "‸"), q.slice(w.end)), h("p", null, w.message));
    put(results, operators(true));
    box.focus();
    box.setSelectionRange(w.start, w.end);
    return;
  }
  if (offset >= answer.count && answer.count > 0) return go(link(q, Math.floor((answer.count - 1) / LIMIT) * LIMIT), { replace: true });
  const last = Math.min(offset + LIMIT, answer.count);
  told.textContent = answer.count ? answer.count <= LIMIT ? counted(answer.count, "document") : `${number(offset + 1)}–${number(last)} of ${counted(answer.count, "document")}` : "Nothing found.";
  add(line, [save(q, state)]);
  put(results,
    h("ol", { class: "hits", start: offset + 1 }, answer.documents.map((/** @type {any} */ d, /** @type {number} */ i) => hit(d, q, i))),
    answer.count === 0 && h("p", null, "No document of the archive has these words. Each word is also looked for by its other forms; try fewer words, or ", h("code", null, "*"), " at the end of one."),
    answer.count > LIMIT && pager(answer.count, offset, (from) => link(q, from), (from) => to(q, from)),
    operators(false));
  put(side, h("h2", { class: "hidden" }, "Narrow the search"), answer.facets.map((/** @type {any} */ f) => facet(f, q, link)));
}

/** A document that was found. @param {any} found @param {string} q @param {number} i */
function hit(found, q, i) {
  const d = found.document;
  /** @param {any} s */
  const place = (s) => `/documents/${d.key}${address({ q, at: (s?.first ?? [s.start, s.end]).join("-") })}`;
  const first = found.snippets[0];
  const name = d.title || d.id || d.path.split("/").pop();
  return h("li", null, h("article", { "aria-labelledby": `hit-${i}` },
    h("h2", { id: `hit-${i}` }, h("a", { href: first ? place(first) : `/documents/${d.key}` }, h("bdi", null, name))),
    h("p", { class: "meta" }, [d.author, d.date, d.kind, d.language].filter(Boolean).map((t) => h("span", null, h("bdi", null, t))), h("span", { class: "path" }, h("bdi", null, d.id && d.title ? `${d.path}#${d.id}` : d.path))),
    found.snippets.filter((/** @type {any} */ s) => !s.blank).map((/** @type {any} */ s) =>
      h("p", { class: "snippet", dir: "auto" }, h("a", { href: place(s) },
        s.begins ? "" : "… ", s.pieces.map((/** @type {any} */ p) => (p.hit ? h("mark", null, seen(p.text)) : seen(p.text))), " …"),
      (s.label || s.page) && h("span", { class: "page" }, s.label ? `p. ${s.label}` : `page ${s.page}`)))));
}

/** @param {any} f @param {string} q @param {(q: string) => string} link */
function facet(f, q, link) {
  const known = f.values.filter((/** @type {any} */ v) => v.value !== null);
  if (!known.length) return null;
  const rows = f.name === "year" ? known : [...known].sort((a, b) => b.documents - a.documents);
  /** @param {any} v */
  const row = (v) => {
    const on = v.term && ` ${q} `.includes(` ${v.term} `);
    const other = on ? ` ${q} `.replace(` ${v.term} `, " ").trim() : `${wrapped(q)} ${v.term}`;
    return h("li", null, v.term
      ? h("a", { href: link(other), "aria-current": on ? "true" : null, title: on ? "take away" : null }, on && h("span", { "aria-hidden": "true" }, "✓ "), h("bdi", null, v.value || "—"), on && h("span", { class: "hidden" }, " (chosen; follow to take it away)"))
      : h("bdi", null, v.value), h("span", { class: "n" }, number(v.documents)));
  };
  const unknown = f.values.find((/** @type {any} */ v) => v.value === null);
  return h("details", { open: f.name !== "folder" || rows.length < 9 }, h("summary", null, NAMES[f.name] ?? f.name),
    h("ul", null, rows.slice(0, 8).map(row)),
    rows.length > 8 && h("details", { class: "more" }, h("summary", null, counted(rows.length - 8, "more", "more")), h("ul", null, rows.slice(8).map(row))),
    unknown && h("p", { class: "quiet" }, `${number(unknown.documents)} not known`));
}

/** A query that can be added to. @param {string} q */
const wrapped = (q) => (/\bOR\b/.test(q) && !/^\([^()]*\)$/.test(q) ? `(${q})` : q);

/** @param {number} count @param {number} offset @param {(from: number) => string} link @param {(from: number) => void} to */
function pager(count, offset, link, to) {
  const end = Math.floor((count - 1) / LIMIT) * LIMIT;
  const field = h("input", { type: "number", id: "from", min: 1, max: count, value: offset + 1, inputmode: "numeric" });
  return h("nav", { class: "pager", "aria-label": "Pages of results" },
    offset > 0 && h("a", { class: "previous", rel: "prev", href: link(Math.max(0, offset - LIMIT)) }, "← Previous"),
    offset < end && h("a", { class: "next", rel: "next", href: link(offset + LIMIT) }, "Next →"),
    h("form", { onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); const n = Math.trunc(Number(field.value)) || 1; to(Math.floor((Math.min(count, Math.max(1, n)) - 1) / LIMIT) * LIMIT); } },
      h("label", { for: "from" }, "From result "), field, h("button", { type: "submit", class: "plain" }, "Go")),
    offset < end && h("a", { href: link(end) }, "Last"));
}

/** @param {string} q @param {any} state */
function save(q, state) {
  if (state.read_only) return null;
  const name = h("input", { id: "save-name", maxlength: 80, value: q });
  const form = h("form", { class: "save", hidden: true, onsubmit: (/** @type {Event} */ e) => {
    e.preventDefault();
    post("/api/searches", { name: name.value.trim() || q, query: q }).then((/** @type {any} */ r) => {
      form.hidden = true;
      say("The search is kept.", { undo: () => del(`/api/searches/${r.id}`).catch(wrong) });
      button.focus();
    }).catch(wrong);
  } }, h("label", { for: "save-name" }, "Keep it as "), name, h("button", { type: "submit" }, "Keep"));
  const button = h("button", { class: "plain", "aria-expanded": "false", onclick: () => {
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) { name.focus(); name.select(); }
  } }, "Keep this search");
  return h("div", { class: "saving" }, button, form);
}

/** The searches that were kept. @param {any} state @param {(q: string) => string} link */
async function kept(state, link) {
  const { searches } = await get("/api/searches");
  if (!searches.length) return null;
  const list = h("ul", { class: "kept" });
  for (const s of searches) {
    const row = h("li", null, h("a", { href: link(s.query) }, h("bdi", null, s.name)), s.name !== s.query && h("code", null, h("bdi", null, s.query)),
      !state.read_only && h("button", { class: "plain", "aria-label": `Take away ${s.name}`, onclick: () => {
        del(`/api/searches/${s.id}`).then(() => {
          row.remove();
          say(`“${s.name}” is taken away.`, { undo: () => post("/api/searches", { name: s.name, query: s.query }).then((r) => { s.id = r.id; list.append(row); }).catch(wrong) });
        }).catch(wrong);
      } }, "×"));
    list.append(row);
  }
  return h("section", null, h("h2", null, "Searches that were kept"), list);
}

/** @param {boolean} open */
function operators(open) {
  return h("details", { class: "operators", open }, h("summary", null, "What can be written in the box"),
    h("dl", null, OPERATORS.map(([sign, what]) => h("div", null, h("dt", null, h("code", null, sign)), h("dd", null, what)))));
}
