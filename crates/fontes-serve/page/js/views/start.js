// What is there to work on? The archive, how it is made, and the drafts that are checked against it.
import { basename, counted, h, number, put, sheet, size } from "../dom.js";
import { del, finished, get, post, put as send, query } from "../api.js";
import { say, wrong } from "../notice.js";
import { use } from "../keys.js";

/** @typedef {import("../main.js").Context} Context */

/** @param {Context} c */
export async function show(c) {
  await sheet("start");
  c.title(c.state.archive ? basename(c.state.archive.path) : "Start");
  if (c.state.archive) await working(c);
  else await beginning(c);
}

// ---- No archive yet

/** @param {Context} c */
async function beginning(c) {
  const status = h("div", { "aria-live": "polite" });
  const choose = h("section", { class: "card", "aria-labelledby": "choose" });
  put(c.main,
    h("div", { class: "hero" },
      h("h1", null, "Check a draft against its sources"),
      h("p", { class: "lead" }, "Name the folder with your sources – scans, PDFs, mail, transcripts, web pages. They are read once, on this machine; nothing leaves it. Then drop a draft.")),
    h("ol", { class: "steps", "aria-label": "Steps" },
      h("li", { "aria-current": "step" }, "Sources"), h("li", null, "Draft"), h("li", null, "Decide"), h("li", null, "Take the report")),
    status, choose);
  const begin = async (/** @type {any} */ body) => {
    choose.hidden = true;
    try {
      const answer = await post("/api/archive", body);
      if (answer.job) await indexing(c, status, answer.job);
      await c.refresh();
      c.go("/", { replace: true });
    } catch (e) {
      choose.hidden = false;
      put(status);
      wrong(e);
    }
  };
  const box = dropzone("Drop files of sources here", "PDF, Word, mail, web pages, text, tables, archives (ZIP) …", c, async (files) => {
    if (await sendAll(files, "/api/sources/", status)) await begin({ dropped: true });
  });
  const chooser = c.state.local && !c.state.read_only ? folders({ signal: c.signal, path: null, pick: (folder) => begin(folder.archive ? { archive: folder.path } : { sources: [folder.path] }), label: "Read this folder" }) : null;
  put(choose, h("h2", { id: "choose" }, "Where are the sources?"), chooser, chooser && h("p", { class: "or" }, "or"), box);
  // Work that was begun before the page was opened again.
  const running = (await get("/api/jobs", c.signal)).jobs.find((/** @type {any} */ j) => j.kind === "index" && j.state === "running");
  if (running) {
    choose.hidden = true;
    await indexing(c, status, running.id).catch(wrong);
    await c.refresh();
    c.go("/", { replace: true });
  }
}

/** Shows how the reading of sources goes, to its end. @param {Context} c @param {HTMLElement} place @param {number} id */
async function indexing(c, place, id) {
  const title = h("h2", null, "Reading the sources");
  const bar = h("progress", { "aria-label": "Share of the bytes that are read" });
  const line = h("p", { class: "small quiet" });
  const failed = h("div");
  put(place, h("section", { class: "card" }, title, bar, line,
    h("button", { onclick: () => del(`/api/jobs/${id}`).catch(wrong) }, "Stop (what is read is kept)"), failed));
  let told = 0;
  const result = await finished(id, (job) => {
    const p = job.progress;
    if (p.total_bytes) { bar.max = p.total_bytes; bar.value = p.bytes; }
    const rate = p.bytes / Math.max(job.seconds, 0.1);
    const left = p.bytes && p.total_bytes > p.bytes ? `, about ${duration((p.total_bytes - p.bytes) / rate)} left` : "";
    put(line, p.total_files ? `${number(p.files)} of ${counted(p.total_files, "file")}, ${size(p.bytes)} of ${size(p.total_bytes)}${p.pages ? `, ${counted(p.pages, "page")}` : ""} · ${size(rate)}/s${left}` : "Looking for files …");
    if (job.unread_count !== told) {
      told = job.unread_count;
      put(failed, unreadList(job.unread, told));
    }
  }, c.signal);
  place.replaceChildren();
  const done = [[result.added, "new"], [result.replaced, "changed"], [result.unchanged, "as before"], [result.failed, "not read"]];
  say(`The sources are read: ${done.filter((d) => d[0]).map((d) => `${number(d[0])} ${d[1]}`).join(", ") || "nothing new"}`);
  return result;
}

/** @param {number} seconds */
const duration = (seconds) => (seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`);

/** @param {any[]} unread @param {number} count */
function unreadList(unread, count) {
  if (!unread.length) return null;
  return h("details", { open: count <= 8, class: "unread" },
    h("summary", null, `${counted(count, "file")} not read, or only in part`),
    h("ul", null, unread.slice(0, 200).map((u) => h("li", null,
      h("bdi", { class: "path" }, u.path), ": ", u.what, u.remedy ? h("span", { class: "remedy" }, ` – ${u.remedy}`) : null))));
}

// ---- Choosing on this machine

/**
 * A list of folders to choose from.
 * @param {{ signal: AbortSignal, path: string|null, pick: (chosen: any) => void, label: string, files?: boolean }} o
 */
function folders(o) {
  const box = h("div", { class: "folders" });
  const open = async (/** @type {string|null} */ path) => {
    try {
      const f = await get(`/api/folders${query({ path })}`, o.signal);
      const focus = box.contains(document.activeElement);
      const input = h("input", { value: f.path, "aria-label": "Path of the folder", spellcheck: "false", autocomplete: "off" });
      put(box,
        h("form", { class: "row", onsubmit: (/** @type {Event} */ e) => { e.preventDefault(); open(input.value); } },
          h("button", { type: "button", disabled: !f.parent, "aria-label": "To the folder above", title: "To the folder above", onclick: () => open(f.parent) }, "↑"),
          input,
          !o.files && h("button", { type: "button", class: "primary", onclick: () => o.pick({ path: f.path, archive: f.archive }) }, f.archive ? "Open this archive" : o.label)),
        h("ul", { class: "listing" },
          f.folders.map((/** @type {any} */ d) => h("li", null,
            d.archive
              ? (o.files ? null : h("button", { class: "entry", onclick: () => o.pick(d) }, h("span", { "aria-hidden": "true" }, "▣"), h("bdi", null, d.name), h("span", { class: "tag" }, "archive – open")))
              : h("button", { class: "entry", onclick: () => open(d.path) }, h("span", { "aria-hidden": "true" }, "▸"), h("bdi", null, d.name)))),
          o.files
            ? f.files.map((/** @type {string} */ name) => h("li", null, h("button", { class: "entry", onclick: () => o.pick({ path: `${f.path.replace(/\/$/, "")}/${name}` }) }, h("span", { "aria-hidden": "true" }, "·"), h("bdi", null, name))))
            : f.file_count > 0 && h("li", { class: "quiet small" }, `and ${counted(f.file_count, "file")}`),
          !f.folders.length && !f.file_count && h("li", { class: "quiet small" }, "This folder is empty.")));
      if (focus) input.focus();
    } catch (e) { wrong(e); }
  };
  open(o.path);
  return box;
}

// ---- Dropping

/**
 * A place where files are dropped, and a button that chooses them.
 * @param {string} what @param {string} kinds @param {Context} c @param {(files: File[]) => void} take
 */
function dropzone(what, kinds, c, take) {
  if (c.state.read_only) return null;
  const input = h("input", { type: "file", multiple: true, class: "hidden", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => { if (input.files.length) take([...input.files]); input.value = ""; });
  const box = h("div", { class: "drop" },
    h("p", null, h("b", null, what)), h("p", { class: "small quiet" }, kinds),
    h("button", { onclick: () => input.click() }, "Choose files"), input);
  const over = (/** @type {boolean} */ is) => box.classList.toggle("over", is);
  // Anywhere on the page: who misses the box must not have the browser open the file.
  document.addEventListener("dragover", (e) => { e.preventDefault(); over(true); }, { signal: c.signal });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) over(false); }, { signal: c.signal });
  document.addEventListener("drop", (e) => {
    e.preventDefault();
    over(false);
    const files = [...(e.dataTransfer?.files ?? [])];
    if (files.length && box.checkVisibility()) take(files);
  }, { signal: c.signal });
  return box;
}

/** Sends files one after the other. @param {File[]} files @param {string} to @param {HTMLElement} place */
async function sendAll(files, to, place) {
  let sent = 0;
  for (const file of files) {
    put(place, h("p", { class: "card" }, `Taking ${file.name} (${sent + 1} of ${files.length}) …`));
    try {
      await send(to + encodeURIComponent(file.name), file);
      sent += 1;
    } catch (e) {
      // A folder that is dropped cannot be read as a file.
      wrong(/** @type {any} */ (e).status === 0 ? { message: `${file.name} could not be sent`, remedy: "a folder is chosen in the list, not dropped" } : e);
    }
  }
  put(place);
  return sent;
}

// ---- With an archive

/** @param {Context} c */
async function working(c) {
  const a = c.state.archive;
  const status = h("div", { "aria-live": "polite" });
  const list = h("section", { "aria-labelledby": "drafts" });
  const check = async (/** @type {() => Promise<any>} */ ask, /** @type {string} */ name) => {
    try {
      const { id, job } = await ask();
      const line = h("p", { class: "small quiet" });
      put(status, h("section", { class: "card" }, h("h2", null, `Checking ${name}`), h("progress", { "aria-label": "The draft is being checked" }), line));
      await finished(job, (j) => put(line, `${Math.round(j.seconds)} seconds`), c.signal);
      c.go(`/drafts/${id}`);
    } catch (e) { put(status); wrong(e); }
  };
  const take = async (/** @type {File[]} */ files) => {
    if (files.length === 1) return check(() => send(`/api/drafts/${encodeURIComponent(files[0].name)}`, files[0]), files[0].name);
    for (const f of files) await send(`/api/drafts/${encodeURIComponent(f.name)}`, f).catch(wrong);
    await showDrafts();
  };
  const chooser = h("div");
  const pickDraft = () => put(chooser, folders({ signal: c.signal, path: null, label: "", files: true, pick: (f) => check(() => post("/api/drafts", { path: f.path }), basename(f.path)) }));
  put(c.main,
    h("h1", { class: "hidden" }, "Drafts and sources"),
    status,
    h("div", { class: "two" },
      h("div", null,
        h("section", { class: "card", "aria-labelledby": "new" },
          h("h2", { id: "new" }, "Check a draft"),
          a.documents === 0 ? h("p", { class: "wrong" }, "The archive holds no document yet, so there is nothing to check against.") : dropzone("Drop a draft here", "Word, Markdown, PDF, LibreOffice, plain text …", c, take),
          c.state.local && !c.state.read_only && a.documents > 0 && h("p", { class: "small" }, h("button", { class: "link", onclick: pickDraft }, "or choose a file of this machine")),
          chooser),
        list),
      h("aside", { "aria-labelledby": "archive" }, await sources(c, status))));
  async function showDrafts() {
    const { drafts } = await get("/api/drafts", c.signal);
    put(list, h("h2", { id: "drafts" }, drafts.length ? "Drafts" : ""), drafts.length ? h("ul", { class: "drafts" }, drafts.map((/** @type {any} */ d) => draft(c, d, showDrafts))) : null);
  }
  await showDrafts();
  use(c.signal, [{ key: "Enter", what: "", run: () => list.querySelector("a")?.click() }]);
}

/** @param {Context} c @param {any} d @param {() => Promise<void>} again */
function draft(c, d, again) {
  const g = d.last?.groups ?? {};
  const hide = async () => {
    try {
      await del(`/api/drafts/${d.id}`);
      await again();
      say(`${d.name} is off the list; its decisions are kept`, c.state.local ? { undo: () => post("/api/drafts", { path: d.path }).then(again).catch(wrong) } : {});
    } catch (e) { wrong(e); }
  };
  return h("li", null,
    h("a", { href: `/drafts/${d.id}` }, h("span", { class: "name" }, h("bdi", null, d.name)), d.last?.title && d.last.title !== d.name && h("span", { class: "quiet" }, d.last.title)),
    h("span", { class: "counts" },
      d.last
        ? [h("span", { class: g.look ? "look" : "quiet" }, `${g.look} to look at`), h("span", { class: "quiet" }, counted(d.last.findings, "finding")),
          d.decisions > 0 && h("span", { class: "quiet" }, counted(d.decisions, "decision")),
          d.last.generation !== c.state.archive.generation && h("span", { class: "tag" }, "sources changed since")]
        : h("span", { class: "quiet" }, "not checked yet"),
      !d.there && h("span", { class: "tag" }, "file is gone")),
    !c.state.read_only && h("button", { class: "plain", "aria-label": `Take ${d.name} off the list`, title: "Take off the list", onclick: hide }, "×"));
}

/** @param {Context} c @param {HTMLElement} status */
async function sources(c, status) {
  const a = c.state.archive;
  const more = h("div");
  const run = async (/** @type {any} */ body) => {
    try {
      const answer = await post("/api/archive", body);
      if (answer.job) await indexing(c, status, answer.job);
      await c.refresh();
      c.go("/", { replace: true });
    } catch (e) { put(status); wrong(e); }
  };
  const changing = !c.state.read_only;
  const add = () => put(more,
    h("h3", null, "Add sources"),
    c.state.local && folders({ signal: c.signal, path: null, label: "Add this folder", pick: (f) => run(f.archive ? { archive: f.path } : { sources: [f.path] }) }),
    filePicker("or add files", async (files) => { if (await sendAll(files, "/api/sources/", status)) await run({ dropped: true }); }));
  const lost = h("div");
  const showLost = async () => {
    try {
      const { unread, changed } = await get("/api/archive", c.signal);
      put(lost, unreadList(unread, unread.length), changed.length > 0 && h("details", null, h("summary", null, `${counted(changed.length, "file")} changed or gone since`), h("ul", null, changed.slice(0, 200).map((/** @type {any} */ f) => h("li", null, h("bdi", { class: "path" }, f.path), `: ${f.how}`)))));
    } catch (e) { wrong(e); }
  };
  const folder = a.path.replace(/\.fontes$/, "");
  return h("div", { class: "card" },
    h("h2", { id: "archive" }, "Sources"),
    h("p", { class: "small quiet path" }, h("bdi", null, a.path)),
    h("dl", { class: "facts" },
      h("div", null, h("dt", null, "Documents"), h("dd", null, number(a.documents))),
      h("div", null, h("dt", null, "Files"), h("dd", null, number(a.files))),
      h("div", null, h("dt", null, "Text"), h("dd", null, size(a.bytes))),
      a.unseen ? h("div", { class: "look" }, h("dt", null, "Not seen"), h("dd", null, a.unseen)) : null),
    h("p", { class: "buttons" },
      a.unseen && h("button", { onclick: showLost }, "What was not read, and why"),
      changing && c.state.local && h("button", { onclick: add, title: folder }, "Add sources")),
    lost, more);
}

/** @param {string} label @param {(files: File[]) => void} take */
function filePicker(label, take) {
  const input = h("input", { type: "file", multiple: true, class: "hidden", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => { if (input.files.length) take([...input.files]); });
  return h("p", null, h("button", { onclick: () => input.click() }, label), input);
}
