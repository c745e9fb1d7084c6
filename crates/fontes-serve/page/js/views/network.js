// Who stands with whom? A picture of persons and what joins them; each line leads to its passages.
import { counted, h, number, put, svg } from "../dom.js";
import { query as address } from "../api.js";
import * as keys from "../keys.js";
import { passages, roving, styles, worked } from "../pictures.js";

const SIZE = 1000;

/** @param {import("../main.js").Context} c */
export async function show(c) {
  const { main, query, signal, go, title, set } = c;
  title("Network");
  await styles();
  const at = { min: query.get("min") ?? "", person: query.get("person") ?? "" };
  const picture = h("section", { "aria-label": "The network" });
  const panel = h("section", { class: "panel", "aria-label": "Passages", "aria-live": "polite", tabindex: "-1" });
  const list = h("section", { "aria-label": "The network as a table" });
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    go(`/network${address({ min: form.get("min"), person: form.get("person") })}`);
  };
  const least = h("input", { name: "min", type: "number", min: 1, max: 9999, value: at.min, size: 5, placeholder: "any" });
  put(main, h("h1", null, "Network"),
    h("form", { class: "filters", role: "search", "aria-label": "Filter the network", onsubmit: send },
      h("label", null, h("span", null, "Passages, at least"), least),
      h("label", null, h("span", null, "Around"), h("input", { name: "person", type: "search", value: at.person, size: 24, placeholder: "a name", autocomplete: "off" })),
      h("button", { class: "primary" }, "Show"), h("a", { class: "button", href: "/people" }, "All people")),
    h("div", { class: "net" }, picture, panel), list);
  const found = await worked(`/api/network${address(at)}`, picture, "Reading the names of the archive …", signal);
  least.placeholder = String(found.min);
  if (!found.edges.length) {
    put(picture, h("p", { class: "quiet" }, "Nobody stands together that often. A smaller number shows more."));
    return;
  }
  const pick = (/** @type {any} */ what) => {
    set({ edge: what.edge !== undefined ? String(what.edge) : null, node: what.node ?? null });
    for (const e of picture.querySelectorAll("[data-edge],[data-node]")) {
      const on = what.edge !== undefined ? e.getAttribute("data-edge") === String(what.edge) : e.getAttribute("data-node") === what.node || found.edges[Number(e.getAttribute("data-edge"))]?.a === what.node || found.edges[Number(e.getAttribute("data-edge"))]?.b === what.node;
      e.classList.toggle("on", on);
    }
    picture.firstElementChild?.classList.toggle("picked", true);
    put(panel, what.edge !== undefined ? edge(found.edges[what.edge]) : node(found, what.node, pick));
  };
  put(picture, chart(found, pick), h("p", { class: "quiet small" }, `${counted(found.nodes.length, "person", "people")}, ${counted(found.edges.length, "line")} of ${number(found.total)} with ${found.min} passages or more. Passages that are nearly the same count once.`));
  put(panel, h("p", { class: "quiet" }, "Choose a person or a line: its passages are shown here."));
  put(list, table(found, (i) => { pick({ edge: i }); panel.focus(); }));
  const picked = query.get("edge"), named = query.get("node");
  if (picked !== null && found.edges[Number(picked)]) pick({ edge: Number(picked) });
  else if (named && found.nodes.some((/** @type {any} */ n) => n.name === named)) pick({ node: named });
  keys.use(signal, [{ key: "Escape", what: "choose nothing", run: () => {
    set({ edge: null, node: null });
    for (const e of picture.querySelectorAll(".on")) e.classList.remove("on");
    picture.firstElementChild?.classList.remove("picked");
    put(panel, h("p", { class: "quiet" }, "Choose a person or a line: its passages are shown here."));
  } }]);
}

/** @param {any} found @param {(what: any) => void} pick */
function chart(found, pick) {
  const where = new Map(found.nodes.map((/** @type {any} */ n) => [n.name, n]));
  const most = Math.max(...found.edges.map((/** @type {any} */ e) => e.weight));
  const x = (/** @type {any} */ n) => n.x * SIZE, y = (/** @type {any} */ n) => n.y * SIZE * 0.72;
  const chosen = (/** @type {Element} */ part, /** @type {any} */ what) => {
    part.addEventListener("click", () => pick(what));
    part.addEventListener("keydown", (e) => {
      const key = /** @type {KeyboardEvent} */ (e).key;
      if (key === "Enter" || key === " ") { e.preventDefault(); pick(what); }
    });
    return part;
  };
  const lines = found.edges.map((/** @type {any} */ e, /** @type {number} */ i) => {
    const a = where.get(e.a), b = where.get(e.b);
    const g = svg("g", { class: "line", "data-edge": i },
      svg("title", null, `${e.a} – ${e.b}: ${e.relation}, ${counted(e.weight, "passage")}`),
      svg("line", { class: "reach", x1: x(a), y1: y(a), x2: x(b), y2: y(b) }),
      svg("line", { class: "ink", x1: x(a), y1: y(a), x2: x(b), y2: y(b), "stroke-width": 1 + 6 * Math.sqrt(e.weight / most) }));
    return chosen(g, { edge: i });
  });
  const big = Math.max(...found.nodes.map((/** @type {any} */ n) => n.weight));
  const dots = found.nodes.map((/** @type {any} */ n) => {
    const r = 5 + 11 * Math.sqrt(n.weight / big);
    const g = svg("g", { class: "node", "data-node": n.name, role: "button", tabindex: "-1", "aria-label": `${n.name}: ${counted(n.lines, "line")}` },
      svg("circle", { cx: x(n), cy: y(n), r }), svg("text", { x: x(n), y: y(n) - r - 4, "text-anchor": "middle" }, n.name));
    return chosen(g, { node: n.name });
  });
  const picture = svg("svg", { class: "network", viewBox: `-80 -30 ${SIZE + 160} ${SIZE * 0.72 + 50}`, role: "group", "aria-label": "Persons as dots, who stands with whom as lines: arrows go from person to person, Enter shows the passages" },
    svg("g", { "aria-hidden": "true" }, lines), dots);
  roving(picture, () => [...picture.querySelectorAll("g.node")]);
  return h("div", { class: "frame" }, picture);
}

const WORDS = /** @type {Record<string, string>} */ ({ together: "together", "writes to": "writes to", "quoted by": "is quoted by" });

/** The passages of a line. @param {any} e */
const edge = (e) => [
  h("h2", null, h("bdi", null, e.a), e.relation === "together" ? " and " : ` ${WORDS[e.relation] ?? e.relation} `, h("bdi", null, e.b)),
  h("p", { class: "quiet" }, counted(e.weight, "passage"), e.weight > e.places.length ? `, the first ${e.places.length}:` : ":"),
  passages(e.places, [last(e.a), last(e.b)]),
  h("p", { class: "small" }, h("a", { href: `/search${address({ q: `"${last(e.a)}" "${last(e.b)}"` })}` }, "Search for both"))];

/** The word by which somebody is called. @param {string} name */
const last = (name) => name.split(" ").pop() ?? name;

/** The lines of a person. @param {any} found @param {string} name @param {(what: any) => void} pick */
function node(found, name, pick) {
  const lines = found.edges.map((/** @type {any} */ e, /** @type {number} */ i) => ({ e, i })).filter((/** @type {any} */ x) => x.e.a === name || x.e.b === name);
  return [
    h("h2", null, h("bdi", null, name)),
    h("ul", { class: "lines" }, lines.map((/** @type {any} */ x) => h("li", null,
      h("button", { class: "plain", onclick: () => pick({ edge: x.i }) }, x.e.a === name ? `${WORDS[x.e.relation] ?? ""} ` : "", h("bdi", null, x.e.a === name ? x.e.b : x.e.a), x.e.a !== name && x.e.relation !== "together" ? ` ${WORDS[x.e.relation]}` : "", ` (${number(x.e.weight)})`)))),
    h("p", { class: "small" }, h("a", { href: `/network${address({ person: name, min: 1 })}` }, "Only around this person"), " · ", h("a", { href: `/people${address({ q: name })}` }, "Names and forms"))];
}

/** The same in words. @param {any} found @param {(i: number) => void} pick */
function table(found, pick) {
  return h("details", { class: "astable" }, h("summary", null, "The network as a table"),
    h("table", null, h("caption", { class: "hidden" }, "Who stands with whom"),
      h("thead", null, h("tr", null, ["One", "How", "Other", "Passages"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", null, found.edges.map((/** @type {any} */ e, /** @type {number} */ i) => h("tr", null,
        h("th", { scope: "row" }, h("bdi", null, e.a)), h("td", null, WORDS[e.relation] ?? e.relation), h("td", null, h("bdi", null, e.b)),
        h("td", null, h("button", { class: "plain", "aria-label": `${counted(e.weight, "passage")} of ${e.a} and ${e.b}`, onclick: () => pick(i) }, number(e.weight))))))));
}
