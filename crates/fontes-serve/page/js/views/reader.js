// The reader: a document page by page, its page as a picture beside the text, what it shares with others in the margin.
import { counted, h, number, put, size, svg } from "../dom.js";
import { get, query as address } from "../api.js";
import * as keys from "../keys.js";
import { say, wrong } from "../notice.js";
import { styled } from "../styles.js";
import { seen, selected, words } from "../text.js";

/** @param {import("../main.js").Context} c */
export async function show({ main, params, query, signal, set, title }) {
  const key = params.key;
  const base = `/api/documents/${encodeURIComponent(key)}`;
  const now = { page: Number(query.get("page")) || 0, at: span(query.get("at") ?? (query.has("start") ? `${query.get("start")}-${query.get("end")}` : null)), q: query.get("q") ?? "", picture: query.get("image") !== "no" };
  // What is known of the document and the page that is wanted are asked for at once.
  const first = get(`${base}/text${address({ page: now.page || "", start: now.at?.[0], end: now.at?.[1], q: now.q })}`, signal);
  const [about, page] = await Promise.all([get(base, signal), first, styled("reading")]);
  const d = about.document;
  const name = d.title || d.id || d.path.split("/").pop();
  title(name);

  const body = h("div", { class: about.lines ? "text lines" : "text", id: "text", tabindex: "-1", lang: d.language || null });
  const figure = h("figure", { class: "facsimile", tabindex: 0, "aria-label": "Picture of the page" });
  const where = h("span", { class: "where", role: "status" });
  const pageBox = h("input", { type: "number", id: "page", min: 1, max: about.pages, inputmode: "numeric" });
  const labelled = h("span", { class: "quiet" });
  const back = h("button", { class: "plain", onclick: () => turn(-1), "aria-label": "Previous page" }, "←");
  const on = h("button", { class: "plain", onclick: () => turn(1), "aria-label": "Next page" }, "→");
  const findBox = h("input", { type: "search", id: "find", value: now.q, autocomplete: "off", spellcheck: "false" });
  const hits = h("section", { class: "hits", "aria-label": "Found in this document" });
  const shared = h("section", { class: "shared-list", "aria-labelledby": "shared-title" });
  const toggle = about.image && h("button", { class: "plain", "aria-pressed": String(now.picture), onclick: () => picture() }, "Page picture");

  put(main,
    h("header", { class: "document-head" },
      h("h1", null, h("bdi", null, name)),
      h("p", { class: "meta" }, [d.author, d.date, about.series, d.kind, d.language].filter(Boolean).map((t) => h("span", null, h("bdi", null, t))), h("span", { class: "path" }, h("bdi", null, d.path))),
      about.lacuna_count > 0 && h("p", { class: "warning" }, h("b", null, "Not all of it was read: "), `${counted(about.lacuna_count, "part")} missing, such as `, about.lacunae[0].page ? `page ${about.lacunae[0].page}: ` : "", about.lacunae[0].reason)),
    h("div", { class: "tools", role: "group", "aria-label": "Document" },
      h("form", { class: "pages", onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); open({ page: clamp(Number(pageBox.value)) }, true); } },
        back, h("label", { for: "page" }, about.paged ? "Page" : "Part"), pageBox, h("span", null, `of ${number(about.pages)}`), labelled, on),
      h("form", { role: "search", class: "find", onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); find(findBox.value.trim(), true); } },
        h("label", { class: "hidden", for: "find" }, "Find in this document"), findBox, h("button", { type: "submit", class: "plain" }, "Find")),
      toggle,
      h("button", { class: "plain", onclick: cite }, "Cite"),
      h("a", { class: "button", href: `${base}/origin`, download: "" }, "Original file"),
      where),
    h("div", { class: "spread" },
      about.image && figure,
      h("article", { class: "leaf", "aria-label": "Text" }, body),
      h("aside", { class: "margin", tabindex: 0, "aria-label": "Beside the text" }, hits, shared, facts())));

  /** @param {number} n */
  const clamp = (n) => Math.min(about.pages, Math.max(1, Math.trunc(n) || 1));
  /** @param {number} by */
  const turn = (by) => { const to = clamp(now.page + by); if (to !== now.page) open({ page: to }, false); };

  /** Opens a page, or that of a passage. @param {{ page?: number, at?: number[]|null }} to @param {boolean} jump */
  async function open(to, jump) {
    try {
      const text = await get(`${base}/text${address({ page: to.page, start: to.at?.[0], end: to.at?.[1], q: now.q })}`, signal);
      now.at = to.at ?? null;
      set({ page: String(text.page), at: now.at?.join("-") ?? null, start: null, end: null }, { replace: !jump });
      showPage(text);
      if (!now.at) { body.focus({ preventScroll: true }); window.scrollTo(0, 0); }
    } catch (e) { wrong(e); }
  }

  /** @param {any} text */
  function showPage(text) {
    now.page = text.page;
    pageBox.value = String(text.page);
    labelled.textContent = text.label && text.label !== String(text.page) ? `(printed: ${text.label})` : "";
    where.textContent = "";
    back.disabled = text.page <= 1;
    on.disabled = text.page >= about.pages;
    const blank = text.blocks.length === 0 && text.missing.length === 0;
    put(body, text.missing.map((/** @type {string} */ why) => h("p", { class: "warning" }, h("b", null, "Not read: "), why)), text.blocks.map(block), blank && h("p", { class: "quiet" }, "There are no words on this page."));
    const mark = body.querySelector("mark.at") ?? (now.at && body.querySelector("mark.hit"));
    if (mark) {
      mark.setAttribute("tabindex", "-1");
      mark.focus({ preventScroll: true });
      mark.scrollIntoView({ block: "center" });
    }
    facsimile();
    sides();
  }

  // The picture of the page, with the passage marked.
  function picture() {
    now.picture = !now.picture;
    set({ image: now.picture ? null : "no" });
    toggle?.setAttribute("aria-pressed", String(now.picture));
    facsimile();
  }

  function facsimile() {
    if (!about.image) return;
    figure.hidden = !now.picture;
    main.classList.toggle("with-picture", now.picture);
    if (!now.picture) return put(figure);
    const { page, at } = now;
    const wide = Math.min(2000, Math.max(600, Math.ceil(((figure.clientWidth || 560) * (window.devicePixelRatio || 1)) / 100) * 100));
    const src = `${base}/image${address({ page, width: wide })}`;
    const overlay = svg("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    const said = h("figcaption", { class: "quiet", "aria-live": "polite" });
    const img = h("img", { src, alt: `Page ${page} as a picture; its words stand beside it`, decoding: "async", onerror: () => {
      get(src, signal).catch((e) => { if (now.page === page) put(figure, h("p", { class: "warning" }, h("b", null, "No picture: "), e.message, e.remedy ? `; ${e.remedy}` : "")); });
    } });
    put(figure, h("div", { class: "sheet" }, img, overlay), said);
    if (!at) return;
    get(`${base}/boxes${address({ page, start: at[0], end: at[1] })}`, signal).then((found) => {
      if (now.page !== page || now.at !== at) return;
      if (found.areas.length) overlay.append(...found.areas.map((/** @type {number[]} */ a) => svg("rect", { x: a[0], y: a[1], width: a[2], height: a[3] })));
      said.textContent = found.areas.length ? "" : `The passage is not marked on the picture: ${found.why ?? "it has no letters"}.`;
      const box = overlay.querySelector("rect");
      if (box && !img.complete) img.addEventListener("load", () => see(box), { once: true });
      else if (box) see(box);
    }).catch(wrong);
  }

  /** @param {Element} box */
  function see(box) {
    const sheet = /** @type {HTMLElement} */ (figure);
    const top = box.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop;
    sheet.scrollTo({ top: Math.max(0, top - sheet.clientHeight / 3) });
  }

  // Find in document.
  /** @type {any} */
  let found = null;
  /** @param {string} q @param {boolean} go */
  async function find(q, go) {
    now.q = q;
    set({ q: q || null });
    found = null;
    if (!q) { put(hits); return open({ page: now.page }, false); }
    try {
      const answer = await get(`${base}/find${address({ q })}`, signal);
      if (answer.wrong) {
        const w = answer.wrong;
        put(hits, h("h2", null, "Find"), h("p", { class: "pointed", role: "alert" }, q.slice(0, w.start), h("mark", null, q.slice(w.start, w.end) || "‸"), q.slice(w.end)), h("p", null, w.message));
        return;
      }
      found = answer;
      showHits();
      if (go && answer.hits.length) {
        const next = answer.hits.find((/** @type {any} */ f) => f.page >= now.page) ?? answer.hits[0];
        await open({ at: [next.start, next.end] }, true);
      } else if (go) await open({ page: now.page }, false);
    } catch (e) { wrong(e); }
  }

  function showHits() {
    if (!found) return;
    put(hits, h("h2", null, "Found"), h("p", { role: "status" }, found.count ? `${counted(found.count, "place")} in this document${found.count > found.hits.length ? `, the first ${number(found.hits.length)} listed` : ""}` : "Not found in this document."),
      h("ol", null, found.hits.map((/** @type {any} */ f) => h("li", null, place(f, h("mark", null, seen(f.words)))))),
      found.hits.length < found.count && h("button", { class: "plain", onclick: async () => {
        try {
          const more = await get(`${base}/find${address({ q: now.q, offset: found.hits.length })}`, signal);
          found.hits.push(...more.hits);
          showHits();
        } catch (e) { wrong(e); }
      } }, "More"));
  }

  /** A link to a place of this document. @param {any} p @param {any} words */
  function place(p, words) {
    return h("a", { href: `/documents/${key}${address({ at: `${p.start}-${p.end}`, q: now.q })}`, "data-at": p.start, dir: "auto", onclick: (/** @type {MouseEvent} */ e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
      e.preventDefault();
      open({ at: [p.start, p.end] }, true);
    } }, h("span", { class: "page" }, p.label ? `p. ${p.label}` : `${about.paged ? "page" : "part"} ${p.page}`), " ", p.before && `…${seen(p.before)}`, words, p.after && `${seen(p.after)}…`);
  }

  /** @param {number} by */
  function step(by) {
    if (!found?.hits.length) { findBox.focus(); return; }
    const at = now.at?.[0] ?? -1;
    const i = found.hits.findIndex((/** @type {any} */ f) => (by > 0 ? f.start > at : f.start >= at));
    const next = by > 0 ? found.hits[i < 0 ? 0 : i] : found.hits[(i <= 0 ? found.hits.length : i) - 1];
    open({ at: [next.start, next.end] }, false);
  }

  // What it shares with others.
  /** @type {any} */
  let passages = null;
  async function look(long = false) {
    const heading = h("h2", { id: "shared-title" }, "Shared with other documents");
    put(shared, heading, h("p", { class: "quiet", role: "status" }, "Looking for passages that stand elsewhere…"));
    for (let pause = 300; ; pause = Math.min(pause * 1.5, 3000)) {
      const answer = await get(`${base}/shared${address({ long: long || "" })}`, signal);
      if (answer.state === "long") {
        put(shared, heading, h("p", { class: "quiet" }, "This document is long: looking for its passages in all others may take a minute."), h("button", { onclick: () => look(true).catch(wrong) }, "Look for them"));
        return;
      }
      if (answer.state === "done") { passages = answer; break; }
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (signal.aborted) return;
    }
    sides();
    if (passages.passages.some((/** @type {any} */ p) => p.here.page === now.page) && !document.getSelection()?.toString()) {
      const text = await get(`${base}/text${address({ page: now.page, start: now.at?.[0], end: now.at?.[1], q: now.q })}`, signal);
      if (text.page === now.page) put(body, text.missing.map((/** @type {string} */ why) => h("p", { class: "warning" }, h("b", null, "Not read: "), why)), text.blocks.map(block));
    }
  }

  function sides() {
    if (!passages) return;
    const here = passages.passages.filter((/** @type {any} */ p) => p.here.page === now.page);
    const rest = passages.passages.filter((/** @type {any} */ p) => p.here.page !== now.page);
    const none = !passages.count && !passages.copies.length;
    put(shared, h("h2", { id: "shared-title" }, "Shared with other documents"),
      none && h("p", { class: "quiet" }, "No passage of it was found in another document of the archive."),
      passages.copies.length > 0 && h("div", null, h("h3", null, "The same throughout"), h("ul", null, passages.copies.map((/** @type {any} */ o) => h("li", null, h("a", { href: `/documents/${o.key}` }, named(o)))))),
      here.length > 0 && h("div", null, h("h3", null, "On this page"), h("ul", null, here.map(passage))),
      rest.length > 0 && h("details", { open: here.length === 0 && rest.length < 12 }, h("summary", null, `Elsewhere in it (${number(rest.length)})`), h("ul", null, rest.map(passage))),
      passages.count > passages.passages.length && h("p", { class: "quiet" }, `${number(passages.count - passages.passages.length)} more are not listed`));
  }

  /** @param {any} p */
  function passage(p) {
    return h("li", { id: `shared-${p.here.n}` },
      h("a", { class: "other", href: `/documents/${p.other.key}${address({ at: `${p.there.start}-${p.there.end}` })}` }, named(p.other), p.there.label && `, p. ${p.there.label}`),
      h("blockquote", { dir: "auto" }, seen(p.there.words)),
      h("p", { class: "quiet" }, `${counted(p.words, "word")} the same; `, h("a", { href: `/documents/${key}${address({ at: `${p.here.start}-${p.here.end}` })}`, onclick: (/** @type {MouseEvent} */ e) => { e.preventDefault(); open({ at: [p.here.start, p.here.end] }, true); } }, "show it here")));
  }

  /** What is known of the document. */
  function facts() {
    /** @type {[string, any][]} */
    const rows = [["Path", d.path], ["Record", d.id], ["Title", d.title], ["Author", d.author], ["Date", d.date], ["Series", about.series], ["Language", d.language], ["Kind", about.media_type],
      ["Length", `${size(about.bytes)} of text, ${counted(about.pages, about.paged ? "page" : "part")}, ${counted(about.notes, "note")}`],
      ["Read by a machine", about.guessed ? `${counted(about.guessed, "word")} from pictures` : null],
      ["The same text in", about.copies.map((/** @type {any} */ c) => (c.id ? `${c.path}#${c.id}` : c.path)).join("; ") + (about.more_copies ? ` and ${number(about.more_copies)} more` : "")],
      ["Key", key]];
    return h("details", { class: "facts" }, h("summary", null, "About this document"), h("dl", null, rows.filter((r) => r[1]).map(([k, v]) => h("div", null, h("dt", null, k), h("dd", null, h("bdi", null, v))))));
  }

  // Citing.
  async function cite() {
    const chosen = selected(body) ?? now.at;
    if (!chosen || chosen[0] === chosen[1]) {
      say("Choose the words first: select them, or step to a place with n.");
      return;
    }
    try {
      const c = await get(`${base}/citation${address({ start: chosen[0], end: chosen[1] })}`, signal);
      const url = new URL(c.path, location.origin).href;
      c.selector.source = url.replace(/#.*/, "");
      /** @param {string} id @param {string} label @param {string} value @param {number} rows */
      const field = (id, label, value, rows) => h("div", null, h("label", { for: id }, label), h("textarea", { id, readonly: true, rows }, value), h("button", { type: "button", onclick: () => copy(id, value, label) }, "Copy"));
      const dialog = h("dialog", { class: "cite", "aria-labelledby": "cite-title" }, h("h2", { id: "cite-title" }, "Cite this passage"),
        field("cite-text", "Citation with a link", `${c.text} ${url}`, 4), field("cite-link", "Link to the passage", url, 3), field("cite-w3c", "W3C selector (JSON)", JSON.stringify(c.selector, null, 1), 6),
        h("form", { onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); dialog.close(); } }, h("button", { type: "submit" }, "Close")));
      document.body.append(dialog);
      dialog.addEventListener("close", () => dialog.remove());
      signal.addEventListener("abort", () => dialog.remove());
      dialog.showModal();
    } catch (e) { wrong(e); }
  }

  keys.use(signal, [
    { key: "ArrowRight", what: "next page", run: () => turn(1) },
    { key: "ArrowLeft", what: "previous page", run: () => turn(-1) },
    { key: "g", what: "go to a page", run: () => { pageBox.focus(); pageBox.select(); } },
    { key: "/", what: "find in this document", run: () => { findBox.focus(); findBox.select(); } },
    { key: "n", what: "next place found", run: () => step(1) },
    { key: "p", what: "previous place found", run: () => step(-1) },
    { key: "i", what: "page picture on or off", run: () => about.image && picture() },
    { key: "c", what: "cite the chosen words", run: () => cite() },
    { key: "s", what: "to the shared passages", run: () => /** @type {HTMLElement|null} */ (shared.querySelector("a"))?.focus() },
  ]);
  showPage(page);
  if (now.q) find(now.q, false);
  look().catch((e) => { if (e.name !== "AbortError") put(shared, h("h2", { id: "shared-title" }, "Shared with other documents"), h("p", { class: "warning" }, e.message)); });
}

/** "12-30" as two numbers. @param {string|null} text @returns {number[]|null} */
function span(text) {
  const m = /^(\d{1,10})-(\d{1,10})$/.exec(text ?? "");
  return m ? [Number(m[1]), Number(m[2])] : null;
}

/** @param {any} o */
function named(o) {
  const name = o.title || (o.id ? `${o.path}#${o.id}` : o.path);
  return h("span", null, h("bdi", null, name), o.date ? ` (${o.date})` : "");
}

/** A block of the text. @param {any} b */
function block(b) {
  const pieces = b.pieces.map(piece);
  const dir = { dir: "auto", class: b.continued ? "continued" : null };
  switch (b.kind) {
    case "heading": return h("h2", dir, pieces);
    case "quotation": return h("blockquote", dir, pieces);
    case "note": return h("p", { ...dir, class: "note", id: b.note === null ? null : `note-${b.note}` }, pieces);
    case "cell": return h("p", { ...dir, class: "cell" }, pieces);
    case "furniture": return h("p", { ...dir, class: "furniture" }, h("span", { class: "hidden" }, "At the edge of the page: "), pieces);
    default: return h("p", dir, pieces);
  }
}

/** A stretch of a block, marked throughout by the same marks. @param {any} p */
function piece(p) {
  const of = [p.at && "at", p.hit !== undefined && "hit", p.shared !== undefined && "shared", p.skip && "skip", p.sure !== undefined && "unsure", p.note !== undefined && "marker"].filter(Boolean);
  const props = { class: of.join(" ") || null };
  const why = p.sure !== undefined ? { title: `read from a picture; the machine was ${p.sure} % sure` } : {};
  if (p.note !== undefined) return words("a", { ...props, href: `#note-${p.note}`, "aria-label": `note ${p.text}` }, p.text, p.start);
  return words(p.at || p.hit !== undefined ? "mark" : "span", { ...props, ...why }, p.text, p.start);
}

/** @param {string} id @param {string} value @param {string} label */
async function copy(id, value, label) {
  try {
    await navigator.clipboard.writeText(value);
    say(`${label}: copied.`);
  } catch {
    // Where the clipboard may not be written, the words are chosen for Ctrl-C.
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
    field.focus();
    field.select();
    say("Press Ctrl-C to copy.");
  }
}
