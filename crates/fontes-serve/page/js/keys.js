// Which keys do what? Those of the view that is shown, told under `?`.
import { h } from "./dom.js";

/** @typedef {{ key: string, what: string, run: (e: KeyboardEvent) => void }} Key */

/** @type {Key[][]} */
const layers = [];

/** Keys that hold until `signal` is aborted. @param {AbortSignal|null} signal @param {Key[]} keys */
export function use(signal, keys) {
  layers.push(keys);
  signal?.addEventListener("abort", () => layers.splice(layers.indexOf(keys), 1));
}

/** Whether an element takes letters. @param {any} e */
const typed = (e) =>
  e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement || e?.isContentEditable ||
  (e instanceof HTMLInputElement && !/^(checkbox|radio|button|range|submit|reset)$/.test(e.type));

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
  const target = /** @type {HTMLElement} */ (e.target);
  if (typed(target)) {
    if (e.key === "Escape") target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  for (const layer of [...layers].reverse()) {
    const found = layer.find((k) => k.key === e.key);
    if (found) {
      e.preventDefault();
      found.run(e);
      return;
    }
  }
});

/** Shows which keys there are. */
export function help() {
  document.querySelector("dialog.keys")?.remove();
  const seen = new Set();
  const rows = [...layers].reverse().flat().filter((k) => k.what && !seen.has(k.key) && seen.add(k.key));
  const dialog = h("dialog", { class: "keys", "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "Keys"),
    h("dl", null, rows.map((k) => h("div", null, h("dt", null, h("kbd", null, name(k.key))), h("dd", null, k.what)))),
    h("form", { method: "dialog" }, h("button", { autofocus: true }, "Close")));
  document.body.append(dialog);
  // Nothing is sent: the policy forbids forms, the dialog closes by itself.
  dialog.querySelector("form").addEventListener("submit", (/** @type {Event} */ e) => { e.preventDefault(); dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Enter: "Enter", " ": "Space" };
/** @param {string} key */
const name = (key) => /** @type {any} */ (NAMES)[key] ?? key;

