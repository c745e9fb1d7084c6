// Which view is shown? The one that the address names; the address is the state.
import { basename, h, put } from "./dom.js";
import { get, post } from "./api.js";
import * as keys from "./keys.js";
import { wrong } from "./notice.js";

/**
 * What a view is given.
 * @typedef {object} Context
 * @property {HTMLElement} main where it shows itself
 * @property {Record<string, string>} params parts of the address
 * @property {URLSearchParams} query what stands after the question mark
 * @property {any} state the answer of /api/state
 * @property {AbortSignal} signal aborted when the view is left
 * @property {(to: string, how?: { replace?: boolean }) => void} go to another address
 * @property {(what: Record<string, string|null>, how?: { replace?: boolean }) => void} set changes what stands after the
 *   question mark without showing the view anew
 * @property {(title: string) => void} title names the page
 * @property {() => Promise<any>} refresh asks for the state again
 */

/** @type {[RegExp, string, string[]][]} address, module, names of its parts */
const ROUTES = [
  [/^\/$/, "start", []],
  [/^\/drafts\/([^/]+)$/, "check", ["id"]],
  [/^\/search$/, "search", []],
  [/^\/documents\/([^/]+)$/, "reader", ["key"]],
  [/^\/reuse$/, "reuse", []],
  [/^\/clusters\/([^/]+)$/, "reuse", ["n"]],
  [/^\/timeline$/, "timeline", []],
  [/^\/people$/, "people", []],
  [/^\/network$/, "network", []],
];

/** The places of the bar, and which views they stand for. @type {[string, string, string[]][]} */
const PLACES = [
  ["/", "Check", ["start", "check"]],
  ["/search", "Search", ["search", "reader"]],
  ["/reuse", "Reuse", ["reuse"]],
  ["/timeline", "Timeline", ["timeline"]],
  ["/people", "People", ["people"]],
  ["/network", "Network", ["network"]],
];

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const bar = /** @type {HTMLElement} */ (document.getElementById("bar"));
/** @type {any} */
let state = null;
let shown = new AbortController();
let first = true;

/** @param {string} view */
function showBar(view) {
  const archive = state?.archive;
  put(bar,
    h("a", { class: "brand", href: "/", "aria-label": "fontes: to the start" }, h("span", { "aria-hidden": "true" }, "fontes")),
    archive && h("nav", { "aria-label": "Views" }, PLACES.map(([to, name, of]) =>
      h("a", { href: to, "aria-current": of.includes(view) ? "page" : null }, name))),
    h("span", { class: "grow" }),
    archive && h("a", { class: "archive", href: "/", title: archive.path }, h("span", { class: "hidden" }, "Archive: "), h("bdi", null, basename(archive.path))),
    state?.user && h("span", { class: "quiet" }, state.user),
    h("button", { class: "plain", onclick: keys.help, "aria-label": "Keys", title: "Keys (?)" }, "?"));
}

/** @param {string} name */
const title = (name) => { document.title = name ? `${name} · fontes` : "fontes"; };

/** @param {string} to @param {{ replace?: boolean }} [how] */
function go(to, how = {}) {
  history[how.replace ? "replaceState" : "pushState"](null, "", to);
  show().catch(wrong);
}

/** @param {Record<string, string|null>} what @param {{ replace?: boolean }} [how] */
function set(what, how = { replace: true }) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(what)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history[how.replace ? "replaceState" : "pushState"](null, "", url);
}

async function refresh() {
  state = await get("/api/state");
  return state;
}

/** Shows the view that the address names. */
async function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const found = ROUTES.map(([pattern, name, parts]) => ({ match: pattern.exec(location.pathname), name, parts })).find((r) => r.match);
  const name = !state ? "signin" : !found || (!state.archive && found.name !== "start") ? "start" : found.name;
  const params = Object.fromEntries((found?.parts ?? []).map((p, i) => [p, decodeURIComponent(found?.match?.[i + 1] ?? "")]));
  showBar(name);
  title("");
  main.className = name;
  main.setAttribute("aria-busy", "true");
  const module = await import(`./views/${name}.js`);
  if (signal.aborted) return;
  put(main);
  window.scrollTo(0, 0);
  try {
    await module.show({ main, params, query: new URLSearchParams(location.search), state, signal, go, set, title, refresh: async () => { await refresh(); showBar(name); return state; } });
  } catch (e) {
    if (signal.aborted || /** @type {any} */ (e).name === "AbortError") return;
    const said = /** @type {any} */ (e);
    put(main, h("div", { class: "trouble" }, h("h1", null, "That did not work"), h("p", null, said.message ?? String(e)), said.remedy && h("p", null, said.remedy), h("p", null, h("a", { href: "/" }, "To the start"))));
  }
  if (signal.aborted) return;
  main.removeAttribute("aria-busy");
  // Who uses a screen reader hears that there is another page.
  if (!first && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  first = false;
}

document.addEventListener("click", (e) => {
  const a = /** @type {Element} */ (e.target).closest?.("a[href]");
  if (!a || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || a.hasAttribute("download")) return;
  const url = new URL(/** @type {HTMLAnchorElement} */ (a).href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/") || a.getAttribute("target")) return;
  if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
  e.preventDefault();
  go(url.pathname + url.search + url.hash);
});
window.addEventListener("popstate", () => show().catch(wrong));
window.addEventListener("fontes:signed-out", () => {
  if (state) { state = null; show().catch(wrong); }
});

keys.use(null, [
  { key: "?", what: "these keys", run: keys.help },
  { key: "/", what: "search the archive", run: () => state?.archive && go("/search") },
]);

async function start() {
  const token = /^#token=([0-9a-f]{64})$/.exec(location.hash)?.[1];
  if (token) {
    // Out of the address bar and the history before anything else is done.
    history.replaceState(null, "", location.pathname + location.search);
    await post("/api/session", { token }).catch(() => {});
  }
  const session = await get("/api/session");
  if (session.in) await refresh();
  await show();
}

start().catch((e) => put(main, h("div", { class: "trouble" }, h("h1", null, "The workbench does not answer"), h("p", null, String(e.message ?? e)), e.remedy && h("p", null, e.remedy))));
