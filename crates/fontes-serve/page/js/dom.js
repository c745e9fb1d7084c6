// How is the page built? Elements with text in them; never markup from a string.

/**
 * An element. Functions named `on…` are listeners, `class`, `data-…` and `aria-…` attributes as they are written;
 * `true` sets an attribute without a value, `false`, `null` and `undefined` leave it out.
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...(Node|string|number|null|undefined|false|any[])} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for a picture (SVG).
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...any} children
 * @returns {any}
 */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

/** @param {Element} element @param {Record<string, any>|null|undefined} props @param {any[]} children */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on") && typeof value === "function") {
      element.addEventListener(name.slice(2).toLowerCase(), value);
    } else if (name === "value" && "value" in element) {
      /** @type {any} */ (element).value = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
  return element;
}

/** Adds children. @param {Element|DocumentFragment} to @param {any[]} children */
export function add(to, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(to, child);
    else to.append(child instanceof Node ? child : String(child));
  }
}

/** Puts children in the place of what is in an element. @param {Element} element @param {...any} children */
export function put(element, ...children) {
  element.replaceChildren();
  add(element, children);
}

/** A number as people write it. @param {number} n */
export const number = (n) => n.toLocaleString("en");

/** "1 file", "2 files". @param {number} n @param {string} one @param {string} [many] */
export const counted = (n, one, many) => `${number(n)} ${n === 1 ? one : many ?? one + "s"}`;

/** A size in bytes as people say it. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** The last part of a path. @param {string} path */
export const basename = (path) => path.split(/[/\\]/).pop() || path;

/** Loads the style sheet of a view, once. @param {string} name @returns {Promise<void>} */
export function sheet(name) {
  const href = `/assets/css/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    // A view without its sheet is better than none.
    document.head.append(h("link", { rel: "stylesheet", href, onload: () => resolve(), onerror: () => resolve() }));
  });
}
