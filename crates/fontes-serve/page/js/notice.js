// What is said in passing? A line at the foot of the page, which can take back what was done.
import { h } from "./dom.js";

/**
 * Says something; `undo` takes back what was done.
 * @param {string} what @param {{ undo?: () => void, wrong?: boolean, remedy?: string }} [more]
 */
export function say(what, more = {}) {
  const place = /** @type {HTMLElement} */ (document.getElementById("notices"));
  const line = h("div", { class: more.wrong ? "notice wrong" : "notice" },
    h("span", null, more.wrong ? h("b", null, "Not done: ") : null, what, more.remedy ? ` – ${more.remedy}` : ""),
    more.undo && h("button", { class: "plain", onclick: () => { line.remove(); more.undo?.(); } }, "Undo"),
    h("button", { class: "plain", "aria-label": "Close this message", onclick: () => line.remove() }, "×"));
  place.replaceChildren(line);
  setTimeout(() => line.remove(), more.wrong ? 15000 : 7000);
}

/** Says what went wrong. @param {any} e */
export function wrong(e) {
  if (e?.name === "AbortError") return;
  say(e?.message ?? String(e), { wrong: true, remedy: e?.remedy });
}
