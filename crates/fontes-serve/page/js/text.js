// How are words of a document shown that a reader could not see, or would see in another order than they stand?
import { h } from "./dom.js";

/** Controls, and signs that turn the direction of what follows; ends of lines and tabs are none of them. */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

/** @param {string} c */
const named = (c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Words with such signs by their names. @param {string|null|undefined} text */
export const seen = (text) => (text ?? "").replace(new RegExp(UNSEEN, "g"), (c) => `⟨${named(c)}⟩`);

const encoder = new TextEncoder();
/** @param {string} text */
export const bytes = (text) => encoder.encode(text).length;

/**
 * Elements for words that begin at a byte of a document, so that what is selected in them leads back to bytes.
 * @param {string} tag @param {Record<string, any>} props @param {string} text @param {number} start
 */
export function words(tag, props, text, start) {
  if (!UNSEEN.test(text)) return [h(tag, { ...props, "data-start": start }, text)];
  const out = [];
  let at = start;
  for (const part of text.split(new RegExp(`(${UNSEEN.source})`))) {
    if (!part) continue;
    const size = bytes(part);
    out.push(UNSEEN.test(part)
      ? h(tag, { ...props, class: [props.class, "unseen"].filter(Boolean).join(" "), "data-start": at, "data-bytes": size, title: "a sign that is not seen, or turns the direction of what follows" }, `⟨${named(part)}⟩`)
      : h(tag, { ...props, "data-start": at }, part));
    at += size;
  }
  return out;
}

/** The bytes of a document that are selected in an element. @param {Element} body @returns {number[]|null} */
export function selected(body) {
  const s = document.getSelection();
  if (!s || s.isCollapsed || !s.rangeCount) return null;
  const range = s.getRangeAt(0);
  /** @type {number[]} */
  const ends = [];
  for (const p of body.querySelectorAll("[data-start]")) {
    const text = p.firstChild;
    if (!text || !range.intersectsNode(text)) continue;
    const content = text.textContent ?? "";
    const from = range.startContainer === text ? range.startOffset : 0;
    const to = range.endContainer === text ? range.endOffset : content.length;
    if (from >= to) continue;
    const start = Number(p.getAttribute("data-start"));
    const whole = p.getAttribute("data-bytes");
    ends.push(...(whole ? [start, start + Number(whole)] : [start + bytes(content.slice(0, from)), start + bytes(content.slice(0, to))]));
  }
  return ends.length ? [Math.min(...ends), Math.max(...ends)] : null;
}
