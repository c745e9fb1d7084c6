// Which sheets of style does a view need besides that of the whole page?
import { h } from "./dom.js";

/** Loads a sheet of style, once. @param {string} name */
export function styled(name) {
  const href = `/assets/css/${name}.css`;
  const there = [...document.querySelectorAll("link[rel=stylesheet]")].some((l) => l.getAttribute("href") === href);
  if (there) return Promise.resolve();
  return new Promise((resolve) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload: () => resolve(null), onerror: () => resolve(null) }));
  });
}
