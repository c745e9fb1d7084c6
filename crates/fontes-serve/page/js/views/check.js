// What does the draft say, and is it so? The queue of findings, the draft as it was written, one finding with its sources.
import { basename, counted, h, put, sheet } from "../dom.js";
import { finished, get, post, query as ask } from "../api.js";
import { use } from "../keys.js";
import { say, wrong } from "../notice.js";
import { DECISIONS, SIGNS, body, capital, decided, plain, severity } from "../finding.js";

/** @typedef {import("../main.js").Context} Context */

const GROUPS = [["look", "To be looked at"], ["know", "Worth knowing"], ["unchecked-group", "Not checked"], ["silenced", "Let stand by the author"], ["good-group", "As it should be"]];
const NAME = "fontes.name";

/** @param {Context} c */
export async function show(c) {
  await sheet("check");
  const { id } = c.params;
  const blind = c.query.get("blind") === "1";
  let name = c.state.user ?? localStorage.getItem(NAME) ?? "";
  const address = `/api/drafts/${encodeURIComponent(id)}`;
  const whole = async () => {
    for (;;) {
      const got = await get(address + ask({ blind: blind ? name || "?" : "" }), c.signal);
      if (!got.job) return got;
      const line = h("p", { class: "quiet" });
      put(c.main, h("div", { class: "trouble" }, h("h1", null, "The draft is being checked"), h("progress", { "aria-label": "The draft is being checked" }), line, h("p", { class: "small quiet" }, "You may leave this page meanwhile; the work goes on.")));
      await finished(got.job, (job) => put(line, `${Math.round(job.seconds)} seconds`), c.signal);
    }
  };
  const data = await whole();
  const pane = await get(`${address}/pane`, c.signal);
  new Check(c, address, data, pane, { blind, name });
}

/** The view. */
class Check {
  /** @param {Context} c @param {string} address @param {any} data @param {any} pane @param {{ blind: boolean, name: string }} how */
  constructor(c, address, data, pane, how) {
    Object.assign(this, { c, address, data, how });
    this.c = c;
    this.address = address;
    this.data = data;
    this.how = how;
    /** @type {any[]} */
    this.findings = data.findings;
    this.details = new Map();
    this.current = -1;
    this.witness = 0;
    /** @type {any[]} */
    this.undos = [];
    /** Where findings stand in the draft, found when first asked for. @type {Map<number, HTMLElement[]>|null} */
    this.where = null;
    /** What bears the mark of the chosen one. @type {HTMLElement[]} */
    this.marked = [];
    /** Notes that are begun, by finding. @type {Map<number, string>} */
    this.notes = new Map();
    this.filter = { kind: c.query.get("kind") ?? "", verdict: c.query.get("verdict") ?? "", severity: c.query.get("severity") ?? "", state: c.query.get("state") ?? "", order: c.query.get("order") ?? "need" };
    c.title(data.title || data.draft.name);
    this.markdown = pane.markdown;
    this.build(pane);
    this.list();
    this.keys();
    const wanted = c.query.get("f");
    const at = wanted ? this.findings.findIndex((f) => known(f) === wanted) : -1;
    if (at >= 0) this.select(at, { witness: Number(c.query.get("witness") ?? 1) - 1 });
    else this.overview();
  }

  // ---- The frame

  /** @param {any} pane */
  build(pane) {
    const d = this.data;
    this.progress = h("span", { class: "done" });
    this.queue = h("div", { class: "queue-list" });
    this.count = h("p", { class: "small quiet", "aria-live": "polite" });
    this.live = h("p", { class: "hidden", "aria-live": "polite" });
    this.right = h("section", { class: "finding-pane", "aria-label": "The finding", tabindex: "-1" });
    this.paper = h("div", { class: pane.markdown ? "paper text" : "paper text plain-lines", lang: pane.language, dir: "auto" }, chunks(nodes(pane.c, this.findings)).map((part) => h("div", { class: part.length === CHUNK ? "whole" : null }, part)));
    this.draftPane = h("section", { class: "draft-pane", "aria-label": "The draft", tabindex: "0" }, this.paper);
    this.draftPane.addEventListener("click", (/** @type {any} */ e) => this.clicked(e));
    const tabs = [["queue", "Findings"], ["draft", "Draft"], ["finding", "Finding"]].map(([to, name]) => h("button", { onclick: () => this.pane(to), "data-pane": to }, name));
    put(this.c.main,
      h("div", { class: "head" },
        h("div", { class: "what" }, h("h1", { dir: "auto" }, d.title || basename(d.draft.name)), d.title && h("bdi", { class: "small quiet" }, d.draft.name), this.progress),
        h("div", { class: "tools" },
          d.stale && h("span", { class: "tag warn" }, "The sources changed since this check"),
          this.how.blind && h("span", { class: "tag warn" }, "Second reader: others’ decisions are hidden"),
          h("button", { onclick: () => this.overview(true) }, "Overview"),
          !this.c.state.read_only && h("button", { onclick: () => this.again() }, "Check again"),
          menu("Take away", [
            ["Report (HTML, with decisions)", `${this.address}/report/html`], ["Excel workbook", `${this.address}/report/xlsx`], ["Table (CSV)", `${this.address}/report/csv`],
            ["JSON Lines", `${this.address}/report/json`], ["SARIF", `${this.address}/report/sarif`], ["Decisions, for another machine", "/api/decisions"]])),
        h("div", { class: "tabs", role: "group", "aria-label": "What is shown" }, tabs)),
      h("div", { class: "columns" },
        h("section", { class: "queue-pane", "aria-label": "The queue of findings" }, this.filters(), this.count, this.live, this.queue, this.leftovers()),
        this.draftPane, this.right));
    this.pane("queue");
  }

  /** On narrow screens one of the three is shown. @param {string} which */
  pane(which) {
    this.c.main.dataset.pane = which;
    for (const b of this.c.main.querySelectorAll(".tabs button")) b.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (b).dataset.pane === which));
    if (which === "draft") this.follow();
  }

  filters() {
    const select = (/** @type {string} */ of, /** @type {string} */ label, /** @type {[string, string][]} */ options) => {
      const s = h("select", { "aria-label": label, onchange: () => { /** @type {any} */ (this.filter)[of] = s.value; this.c.set({ [of]: s.value || null }); this.list(); } },
        options.map(([value, text]) => h("option", { value, selected: value === /** @type {any} */ (this.filter)[of] }, text)));
      return s;
    };
    const count = (/** @type {(f: any) => string} */ of) => {
      const n = new Map();
      for (const f of this.findings) n.set(of(f), (n.get(of(f)) ?? 0) + 1);
      return /** @type {[string, number][]} */ ([...n]);
    };
    const counts = (/** @type {(f: any) => string} */ of) => count(of).map(([v, n]) => /** @type {[string, string]} */ ([v, `${capital(v)} (${n})`]));
    const grave = ["error", "warning", "note", "info"];
    this.form = h("div", { class: "filters", role: "group", "aria-label": "Which findings are listed" },
      select("state", "By decision", [["", "Decided or not"], ["open", "Not decided"], ["decided", "Decided"], ["differ", "People differ"], ["earlier", "Decided on an earlier wording"], ...Object.entries(DECISIONS).map(([v, d]) => /** @type {[string, string]} */ ([v, d[1]]))]),
      select("kind", "By kind", [["", "All kinds"], ...counts((f) => f.kind)]),
      select("verdict", "By verdict", [["", "All verdicts"], ...counts((f) => f.verdict)]),
      select("severity", "By severity", [["", "All severities"], ...counts((f) => f.severity).sort((a, b) => grave.indexOf(a[0]) - grave.indexOf(b[0]))]),
      select("order", "Order", [["need", "By need"], ["draft", "As in the draft"]]));
    return this.form;
  }

  /** Decisions whose words are not in the draft any more. */
  leftovers() {
    const left = this.data.left;
    if (!left.length) return null;
    return h("details", { class: "left" }, h("summary", null, `${counted(left.length, "decision")} on words that are not there any more`),
      h("ul", null, left.map((/** @type {any} */ e) => h("li", null, h("b", null, DECISIONS[e.decision]?.[1]), ` (${e.who}, ${e.at.slice(0, 10)}): `, h("q", null, e.words), e.note && ` – ${e.note}`))));
  }

  // ---- The queue

  /** @param {any} f */
  wanted(f) {
    const w = this.filter;
    const n = f.decisions.length;
    const state = w.state === "" || (w.state === "open" ? !n : w.state === "decided" ? n > 0 : w.state === "differ" ? differ(f) : w.state === "earlier" ? f.decisions.some((/** @type {any} */ d) => d.earlier_wording) : f.decisions.some((/** @type {any} */ d) => d.decision === w.state));
    return state && (!w.kind || f.kind === w.kind) && (!w.verdict || f.verdict === w.verdict) && (!w.severity || f.severity === w.severity);
  }

  list() {
    const few = this.findings.filter((f) => this.wanted(f));
    const filtered = Boolean(this.filter.kind || this.filter.verdict || this.filter.severity || this.filter.state);
    /** The order that j and k go in. @type {number[]} */
    this.order = [];
    /** @type {Map<number, HTMLElement>} */
    this.items = new Map();
    const list = (/** @type {any[]} */ of) => h("ol", { class: of.length === CHUNK ? "whole" : null }, of.map((f) => { this.order.push(f.index); return this.item(f); }));
    // A few lists of some items are laid out when they come near; thousands of items each for itself cost more.
    const items = (/** @type {any[]} */ of) => chunks(of).map(list);
    if (this.filter.order === "draft") {
      put(this.queue, few.length > 0 && items(few));
    } else {
      put(this.queue, GROUPS.map(([group, title]) => {
        const of = few.filter((f) => f.group === group);
        if (!of.length) return null;
        const open = filtered || group === "look" || group === "know";
        return h("details", { open, class: "group" }, h("summary", null, h("h2", null, title, h("span", { class: "n" }, of.length))), items(of));
      }));
    }
    put(this.count, filtered ? [`${few.length} of ${counted(this.findings.length, "finding")} `, h("button", { class: "link", onclick: () => this.reset() }, "show all")] : this.findings.length ? null : "Nothing was found that could be checked.");
    this.tell();
    this.mark();
  }

  reset() {
    Object.assign(this.filter, { kind: "", verdict: "", severity: "", state: "" });
    for (const s of this.form.querySelectorAll("select")) if (s.getAttribute("aria-label") !== "Order") s.value = "";
    this.c.set({ kind: null, verdict: null, severity: null, state: null });
    this.list();
  }

  /** @param {any} f */
  item(f) {
    const b = h("button", { class: `item ${f.tone}`, tabindex: "-1", "data-f": f.index, onclick: () => { this.select(f.index); this.pane("finding"); } });
    this.fillItem(b, f);
    this.items.set(f.index, b);
    return h("li", null, b);
  }

  /** @param {HTMLElement} b @param {any} f */
  fillItem(b, f) {
    put(b, h("span", { class: "sign", "aria-hidden": "true" }, /** @type {any} */ (SIGNS)[f.tone]),
      h("span", { class: "of" }, h("span", { class: "verdict" }, h("span", { class: "hidden" }, `${f.index + 1}, ${f.severity}, `), `${capital(f.kind)}: ${plain(f.verdict)}`), h("bdi", { class: "words" }, f.words), h("span", { class: "place" }, f.place)),
      h("span", { class: "badges" }, decided(f.decisions)));
    b.classList.toggle("decided", f.decisions.length > 0);
  }

  /** How far the work is. */
  tell() {
    const look = this.findings.filter((f) => f.group === "look");
    const done = look.filter((f) => f.decisions.length).length;
    const others = this.findings.filter((f) => f.decisions.length).length - done;
    put(this.progress, look.length
      ? [h("meter", { min: 0, max: look.length, value: done, "aria-label": "Share of what is to be looked at that is decided" }), `${done} of ${look.length} to be looked at decided`, others > 0 && `, and ${counted(others, "other")}`]
      : this.findings.length ? `Nothing has to be looked at; ${counted(this.findings.length, "finding")}` : "");
  }

  // ---- Choosing

  /** Whose number is marked in the queue and in the draft. */
  mark() {
    // Only what was marked is touched: a draft has thousands of marks.
    for (const e of this.marked) { e.classList.remove("current"); e.removeAttribute("aria-current"); if (e.matches(".item")) e.tabIndex = -1; }
    const item = this.items.get(this.current) ?? this.items.get(this.order[0]);
    if (item) item.tabIndex = 0;
    const chosen = this.items.get(this.current);
    this.marked = [...(item ? [item] : []), ...this.places(this.current)];
    chosen?.setAttribute("aria-current", "true");
    for (const e of this.marked) e.classList.toggle("current", e !== item || item === chosen);
  }

  /** Where a finding stands in the draft: its marks and its number. @param {number} index @returns {HTMLElement[]} */
  places(index) {
    if (!this.where) {
      /** @type {Map<number, HTMLElement[]>} */
      const where = new Map();
      for (const e of this.paper.querySelectorAll("[data-of]")) for (const n of e.dataset.of.split(" ")) where.set(Number(n), [...(where.get(Number(n)) ?? []), e]);
      this.where = where;
    }
    return this.where.get(index) ?? [];
  }

  /** The draft goes along with what is chosen. */
  follow() {
    if (this.current < 0) return;
    const [first] = this.places(this.current);
    if (!first) return;
    const into = () => {
      const box = this.draftPane.getBoundingClientRect();
      const at = first.getBoundingClientRect();
      if (at.top < box.top + 60 || at.bottom > box.bottom - 60) this.draftPane.scrollTop += at.top - box.top - box.height / 3;
    };
    into();
    // What was not laid out before has its true height now.
    requestAnimationFrame(into);
  }

  /** @param {number} index @param {{ witness?: number, focus?: boolean }} [how] */
  async select(index, how = {}) {
    const f = this.findings[index];
    if (!f) return;
    this.current = index;
    this.witness = how.witness ?? 0;
    this.c.set({ f: known(f), witness: this.witness > 0 ? String(this.witness + 1) : null });
    const item = this.items.get(index);
    const group = item?.closest("details");
    if (group) group.open = true;
    this.mark();
    item?.scrollIntoView({ block: "nearest" });
    if (how.focus) item?.focus({ preventScroll: true });
    this.pane("finding");
    this.follow();
    try {
      if (!this.details.has(index)) this.details.set(index, await get(`${this.address}/findings/${index}`, this.c.signal));
      if (this.current === index) this.showFinding();
    } catch (e) { wrong(e); }
  }

  showFinding() {
    const f = this.findings[this.current];
    const d = this.details.get(this.current);
    const note = h("textarea", { rows: 1, placeholder: "Note (m)", "aria-label": "Note", class: "note", value: this.notes.get(f.index) ?? "" });
    note.addEventListener("input", () => this.notes.set(f.index, note.value));
    this.note = note;
    // Who goes by Tab stays on the same button.
    const chosen = /** @type {any} */ (document.activeElement)?.dataset?.choice;
    put(this.live, `${f.index + 1}: ${plain(f.kind)}, ${plain(f.verdict)}, ${f.severity}. ${f.words}`);
    put(this.right,
      h("div", { class: "scroll" },
        h("header", { class: `title ${f.tone}` },
          h("h2", null, h("span", { class: "number" }, f.index + 1), `${capital(f.kind)}: ${plain(f.verdict)}`), severity(f), f.reason && h("span", { class: "tag" }, f.reason), h("span", { class: "quiet small" }, f.place)),
        body(f, d, { markdown: this.markdown, witness: this.witness, choose: (n) => this.choose(n) })),
      h("footer", { class: "decide" }, this.log(f), this.c.state.read_only ? h("p", { class: "small quiet" }, "This workbench is for reading only.") : [
        h("div", { class: "row" }, note, this.c.state.user ? null : this.nameField()),
        h("p", { class: "small quiet says", id: "says" }, "Here the draft is …"),
        h("div", { class: "row buttons", role: "group", "aria-labelledby": "says" }, Object.entries(DECISIONS).map(([value, [sign, name, what, key]]) =>
          h("button", { class: `choice ${value}`, "data-choice": value, title: `${name}: ${what} (${key})`, "aria-keyshortcuts": key, "aria-pressed": String(f.decisions.some((/** @type {any} */ x) => x.decision === value && x.who === this.how.name)), onclick: () => this.decide(value) },
            h("span", { "aria-hidden": "true" }, sign), name, h("kbd", { "aria-hidden": "true" }, key))))]));
    this.right.querySelector(".scroll").scrollTop = 0;
    if (chosen) this.right.querySelector(`[data-choice="${chosen}"]`)?.focus({ preventScroll: true });
  }

  nameField() {
    const input = h("input", { class: "name", value: this.how.name, placeholder: "Your name", "aria-label": "Your name", autocomplete: "name", maxlength: 60 });
    input.addEventListener("change", () => { this.how.name = input.value.trim(); localStorage.setItem(NAME, this.how.name); });
    return input;
  }

  /** @param {number} n */
  choose(n) {
    this.witness = n;
    this.c.set({ witness: n > 0 ? String(n + 1) : null });
    this.showFinding();
  }

  /** What was decided about a finding. @param {any} f */
  log(f) {
    if (!f.decisions.length) return null;
    return h("ul", { class: "log", "aria-label": "Decisions" }, f.decisions.map((/** @type {any} */ d) => h("li", { class: d.decision },
      h("b", null, h("span", { "aria-hidden": "true" }, DECISIONS[d.decision][0]), ` ${DECISIONS[d.decision][1]}`), ` – ${d.who}, ${d.at.slice(0, 16).replace("T", " ")}`,
      d.earlier_wording && h("span", { class: "tag warn" }, "decided on an earlier wording"),
      d.note && h("span", { class: "why" }, d.note),
      !this.c.state.read_only && (!this.c.state.user || this.c.state.user === d.who) && h("button", { class: "link", onclick: () => this.undo(d.id) }, "Undo"))));
  }

  // ---- Deciding

  /** @param {string} decision */
  async decide(decision) {
    const f = this.findings[this.current];
    if (!f || this.c.state.read_only) return;
    const field = this.right.querySelector("input.name");
    if (field) { this.how.name = field.value.trim(); if (this.how.name) localStorage.setItem(NAME, this.how.name); }
    if (!this.how.name && !this.c.state.user) {
      field?.focus();
      say("Say who decides: your name stands beside each decision", { wrong: true });
      return;
    }
    try {
      const done = await post(`${this.address}/decisions`, { index: f.index, fingerprint: f.fingerprint, decision, note: this.note?.value ?? "", who: this.how.name });
      f.decisions = done.decisions;
      this.notes.delete(f.index);
      this.undos.push(done.id);
      this.changed(f.index);
      say(`${f.index + 1}: ${DECISIONS[decision][1].toLowerCase()}`, { undo: () => this.undo(done.id) });
      this.step(1, true, true);
    } catch (e) {
      wrong(e);
      if (/** @type {any} */ (e).status === 409) this.c.go(location.pathname + location.search, { replace: true });
    }
  }

  /** Takes a decision back. @param {string} [id] the last one, where none is named */
  async undo(id) {
    const which = id ?? this.undos.at(-1);
    if (!which) { say("There is nothing to take back"); return; }
    try {
      const done = await post(`${this.address}/undo`, { decision: which, who: this.how.name });
      this.undos = this.undos.filter((u) => u !== which);
      for (const f of done.findings) { this.findings[f.index].decisions = f.decisions; this.changed(f.index); }
      if (done.findings.length) { await this.select(done.findings[0].index); say("Taken back"); }
    } catch (e) { wrong(e); }
  }

  /** @param {number} index */
  changed(index) {
    const f = this.findings[index];
    const item = this.items.get(index);
    if (item) this.fillItem(item, f);
    for (const b of this.places(index)) if (b.matches(`button[data-n="${index}"]`)) put(b, chip(f));
    this.tell();
    if (this.current === index && this.details.has(index)) this.showFinding();
  }

  /** To another finding. @param {number} by @param {boolean} open only such as are not decided @param {boolean} [quiet] stays where there is none */
  step(by, open, quiet) {
    const order = this.order;
    let at = order.indexOf(this.current);
    if (at < 0) at = by > 0 ? -1 : order.length;
    for (at += by; at >= 0 && at < order.length; at += by) {
      if (!open || !this.findings[order[at]].decisions.length) { this.select(order[at], { focus: this.queue.contains(document.activeElement) }); return; }
    }
    if (open && by > 0) say(quiet ? "That was the last one that is not decided below" : "There is none further on that is not decided");
  }

  /** @param {any} e */
  clicked(e) {
    const mark = e.target.closest("[data-of]");
    if (!mark || String(getSelection()).trim()) return;
    const all = mark.dataset.of.split(" ").map(Number);
    const own = e.target.closest("button[data-n]");
    // Several findings on the same words: one after the other.
    const next = own ? Number(own.dataset.n) : all.includes(this.current) ? all[(all.indexOf(this.current) + 1) % all.length] : Number(mark.dataset.main ?? all[0]);
    this.select(next);
    this.pane("finding");
  }

  keys() {
    const choose = (/** @type {string} */ d) => () => this.decide(d);
    const other = () => {
      const d = this.details.get(this.current);
      const n = d ? (d.sources.length > 1 ? 1 : d.sources.length) + d.others.length : 0;
      if (n > 1) this.choose((this.witness + 1) % n); else say("There is no other witness");
    };
    use(this.c.signal, [
      { key: "j", what: "next finding", run: () => this.step(1, false) },
      { key: "k", what: "finding before", run: () => this.step(-1, false) },
      { key: "n", what: "next that is not decided", run: () => this.step(1, true) },
      { key: "p", what: "the one before that is not decided", run: () => this.step(-1, true) },
      ...Object.entries(DECISIONS).map(([value, [, name, what, key]]) => ({ key, what: `${name.toLowerCase()}: ${what}`, run: choose(value) })),
      { key: "u", what: "take the last decision back", run: () => this.undo() },
      { key: "m", what: "write a note", run: () => this.note?.focus() },
      { key: "o", what: "another witness", run: other },
      { key: "r", what: "open the source in the reader", run: () => this.right.querySelector(".source a")?.click() },
      { key: "d", what: "to the draft and back", run: () => (this.draftPane.contains(document.activeElement) ? this.right : this.draftPane).focus() },
      { key: "f", what: "to the filters", run: () => { this.pane("queue"); this.form.querySelector("select").focus(); } },
      { key: "ArrowDown", what: "", run: () => (this.draftPane.contains(document.activeElement) ? this.draftPane.scrollBy(0, 60) : this.step(1, false)) },
      { key: "ArrowUp", what: "", run: () => (this.draftPane.contains(document.activeElement) ? this.draftPane.scrollBy(0, -60) : this.step(-1, false)) },
      { key: "Escape", what: "the overview", run: () => this.overview(true) },
    ]);
  }

  // ---- All together

  /** What was found in all. @param {boolean} [go] */
  overview(go) {
    const s = this.data.summary;
    this.current = -1;
    this.c.set({ f: null, witness: null });
    this.mark();
    const look = this.findings.filter((f) => f.group === "look");
    const by = new Map();
    for (const f of this.findings) { const key = `${f.kind} ${f.verdict}`; by.set(key, { f, n: (by.get(key)?.n ?? 0) + 1 }); }
    const rank = ["error", "warning", "note", "info"];
    const rows = [...by.values()].sort((a, b) => rank.indexOf(a.f.severity) - rank.indexOf(b.f.severity));
    const unseen = this.c.state.archive?.unseen;
    const person = this.c.state.user ? null : this.nameField();
    put(this.right, h("div", { class: "scroll overview" },
      h("h2", null, look.length ? `${counted(look.length, "place")} to be looked at` : "Nothing has to be looked at"),
      look.length > 0 && h("p", null, h("button", { class: "primary", onclick: () => { this.step(1, true); this.pane("finding"); } }, "Begin with the first"), h("span", { class: "small quiet" }, " or press ", h("kbd", null, "n"), "; ", h("kbd", null, "?"), " shows all keys")),
      rows.length > 0 && h("table", null, h("caption", { class: "hidden" }, "What was found"), h("tbody", null, rows.map(({ f, n }) => h("tr", null, h("td", null, severity(f)), h("td", null, h("button", { class: "link", onclick: () => { this.reset(); Object.assign(this.filter, { kind: f.kind, verdict: f.verdict }); this.c.set({ kind: f.kind, verdict: f.verdict }); for (const [label, v] of [["By kind", f.kind], ["By verdict", f.verdict]]) this.form.querySelector(`[aria-label="${label}"]`).value = v; this.list(); this.step(1, false); this.pane("finding"); } }, `${capital(f.kind)}: ${plain(f.verdict)}`)), h("td", { class: "n" }, n))))),
      (s.not_read?.length > 0 || this.data.losses.length > 0 || unseen) && h("section", null, h("h3", null, "What could not be checked"), h("ul", null,
        unseen && h("li", null, `Of the sources ${unseen}.`),
        this.data.losses.map((/** @type {any} */ l) => h("li", null, `Of the draft: ${l.what}.`)),
        s.not_read?.map((/** @type {string} */ what) => h("li", null, `${capital(what)}.`)))),
      s.sources_to_get?.length > 0 && h("section", null, h("h3", null, `Sources to get (${s.sources_to_get.length})`), h("ol", { class: "wanted" }, s.sources_to_get.map((/** @type {any} */ w) => h("li", null, w.label, h("span", { class: "quiet small" }, ` – cited ${counted(w.cited.length, "time")}${w.waiting.length ? `, ${counted(w.waiting.length, "finding waits", "findings wait")} for it` : ""}`), w.perhaps.length > 0 && h("span", { class: "quiet small" }, `; perhaps here: ${w.perhaps.join(", ")}`))))),
      this.people(person)));
    if (go) this.pane("finding");
  }

  /** Who decides, what others decided. @param {HTMLElement|null} person */
  people(person) {
    if (this.c.state.read_only) return null;
    const differing = this.findings.filter(differ);
    const file = h("input", { type: "file", class: "hidden", accept: ".jsonl", tabindex: "-1", "aria-hidden": "true" });
    file.addEventListener("change", async () => {
      try {
        const done = await post("/api/decisions", { lines: await file.files[0].text() });
        say(`${counted(done.read, "decision")} read, ${done.added} of them new`);
        this.c.go(location.pathname + location.search, { replace: true });
      } catch (e) { wrong(e); }
    });
    return h("section", null, h("h3", null, "Who decides"),
      person && h("p", null, h("label", null, "You are ", person)),
      h("p", null, h("label", null, h("input", { type: "checkbox", checked: this.how.blind, onchange: (/** @type {any} */ e) => {
        if (e.target.checked && !this.how.name && !this.c.state.user) { e.target.checked = false; person?.focus(); say("Say your name first", { wrong: true }); return; }
        const url = new URL(location.href);
        if (e.target.checked) url.searchParams.set("blind", "1"); else url.searchParams.delete("blind");
        this.c.go(url.pathname + url.search, { replace: true });
      } }), " I am the second reader: hide what others decided until I have decided")),
      differing.length > 0 && !this.how.blind && h("p", null, h("button", { class: "link", onclick: () => { this.reset(); this.filter.state = "differ"; this.form.querySelector("[aria-label='By decision']").value = "differ"; this.c.set({ state: "differ" }); this.list(); this.step(1, false); } }, `People differ in ${counted(differing.length, "place")}`)),
      h("p", null, h("button", { class: "link", onclick: () => file.click() }, "Read in decisions from another machine"), file));
  }

  async again() {
    try {
      const { job } = await post(`${this.address}/check`, {});
      say("The draft is being checked again");
      await finished(job, () => {}, this.c.signal);
      this.c.go(location.pathname + location.search, { replace: true });
    } catch (e) { wrong(e); }
  }
}

/** How many paragraphs, or entries of the queue, are laid out together. */
const CHUNK = 40;

/** Pieces of a list. @template T @param {T[]} list @returns {T[][]} */
function chunks(list) {
  const out = [];
  for (let i = 0; i < list.length; i += CHUNK) out.push(list.slice(i, i + CHUNK));
  return out;
}

/** What a finding is known by in an address. @param {any} f */
const known = (f) => `${f.anchor}.${f.verdict}`;

/** Whether people differ about a finding. @param {any} f */
const differ = (f) => f.decisions.some((/** @type {any} */ d) => d.decision !== f.decisions[0].decision);

/** @param {any} f */
const chip = (f) => [String(f.index + 1), f.decisions.length > 0 && h("span", null, DECISIONS[f.decisions.at(-1).decision]?.[0])];

/** The draft as elements. @param {any[]} list @param {any[]} findings @returns {any[]} */
function nodes(list, findings) {
  return list.map((n, i) => {
    // A line's end between words of one finding is of it, too.
    if (n === " " && list[i - 1]?.m !== undefined && list[i - 1].m === list[i + 1]?.m) return words({ ...list[i - 1], t: n, last: [] }, findings);
    if (typeof n === "string") return n;
    if (n.t !== undefined) return words(n, findings);
    const inner = () => nodes(n.c ?? [], findings);
    switch (n.e) {
      case "heading": return h("p", { class: `heading h${n.level}`, role: "heading", "aria-level": String(Math.min(n.level + 1, 6)), dir: "auto" }, inner());
      case "note": return h("div", { class: "note", dir: "auto" }, n.label && h("sup", { class: "marker" }, n.label), n.label && " ", inner());
      case "furniture": return h("p", { class: "furniture", dir: "auto" }, inner());
      case "page": return h("span", { class: "page", role: "note", "aria-label": `Page ${n.label}` }, n.label);
      case "marker": return h("sup", { class: "marker" }, inner());
      case "link": case "image": return h("span", { class: n.e }, inner());
      case "ol": return h("ol", { start: n.start }, inner());
      case "th": return h("th", { scope: "col" }, inner());
      default: return h(n.e, /^(p|li|blockquote|td)$/.test(n.e) ? { dir: "auto" } : null, inner());
    }
  });
}

/** Words with findings on them; the number of each is its button. @param {any} n @param {any[]} findings */
function words(n, findings) {
  const main = findings[n.m];
  const buttons = (n.last ?? []).map((/** @type {number} */ i) => {
    const f = findings[i];
    return h("button", { class: `chip ${f.tone}`, tabindex: "-1", "data-n": i, "data-of": i, "aria-label": `Finding ${i + 1}: ${f.kind} ${plain(f.verdict)}, ${f.severity}` }, chip(f));
  });
  return [n.t && h("mark", { class: main.tone, "data-of": n.f.join(" "), "data-main": n.m }, n.t), buttons];
}

/** A button that opens a list of files to take away. @param {string} name @param {[string, string][]} entries */
function menu(name, entries) {
  const d = h("details", { class: "menu" }, h("summary", { class: "button" }, name, h("span", { "aria-hidden": "true" }, "▾")),
    h("ul", null, entries.map(([label, href]) => h("li", null, h("a", { href, download: "" }, label))), h("li", null, h("button", { class: "link", onclick: () => { d.open = false; print(); } }, "Print, or save as PDF"))));
  d.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape" && d.open) { d.open = false; d.querySelector("summary").focus(); e.stopPropagation(); e.preventDefault(); } });
  document.addEventListener("click", (e) => { if (d.isConnected && !d.contains(/** @type {Node} */ (e.target))) d.open = false; });
  d.addEventListener("click", (/** @type {any} */ e) => { if (e.target.closest("a")) d.open = false; });
  return d;
}
