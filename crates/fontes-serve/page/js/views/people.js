// Who is named in the archive? A list whose names can be joined and parted by hand.
import { counted, h, number, put } from "../dom.js";
import { post, query as address } from "../api.js";
import { say, wrong } from "../notice.js";
import { pager, passages, styles, worked } from "../pictures.js";

const LIMIT = 100;

/** @param {import("../main.js").Context} c */
export async function show(c) {
  const { main, query, signal, go, title, state } = c;
  title("People");
  await styles();
  const at = { q: query.get("q") ?? "", offset: Number(query.get("offset") ?? 0) };
  const to = (/** @type {any} */ change) => go(`/people${address({ ...at, offset: "", ...change })}`);
  const list = h("section", { "aria-label": "People" });
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    to({ q: new FormData(/** @type {HTMLFormElement} */ (e.target)).get("q") });
  };
  put(main, h("h1", null, "People"),
    h("form", { class: "filters", role: "search", "aria-label": "Find a person", onsubmit: send },
      h("label", null, h("span", null, "Name"), h("input", { name: "q", type: "search", value: at.q, size: 28, autocomplete: "off" })),
      h("button", { class: "primary" }, "Find"),
      h("a", { class: "button", href: "/network" }, "Who stands with whom")),
    list);
  const load = async () => {
    const found = await worked(`/api/people${address({ ...at, limit: LIMIT })}`, list, "Reading the names of the archive …", signal);
    put(list, ...rows(found));
  };
  /** Decides, and shows the list anew. @param {any} decision @param {string} said @param {any} undo */
  const decide = async (decision, said, undo) => {
    try {
      await post("/api/names", decision);
      await load();
      say(said, undo && { undo: () => decide(undo, "Taken back.", null) });
    } catch (e) { wrong(e); }
  };
  /** @param {any} found */
  const rows = (found) => {
    const chosen = /** @type {string[]} */ ([]);
    const button = h("button", { disabled: true, onclick: () => {
      const [first, ...others] = chosen;
      decide({ merge: chosen }, `${others.join(", ")} ${others.length > 1 ? "are" : "is"} ${first} now.`, { part: others });
    } }, "Join the chosen names");
    const hint = h("span", { class: "quiet small", role: "status" });
    const choose = (/** @type {Event} */ e) => {
      const box = /** @type {HTMLInputElement} */ (e.target);
      if (box.checked) chosen.push(box.value);
      else chosen.splice(chosen.indexOf(box.value), 1);
      button.toggleAttribute("disabled", chosen.length < 2);
      put(hint, chosen.length > 1 ? `They will go under “${chosen[0]}”.` : chosen.length ? "Choose another name for the same person." : "");
    };
    if (!found.total) return [h("p", { class: "quiet" }, "Nobody of that name.")];
    return [
      h("p", { class: "quiet" }, counted(found.total, "person", "people"), at.q ? ` with “${at.q}”` : "", "; the most mentioned first. A name that stands alone, where more than one person may be meant, is a row of its own."),
      state.read_only ? null : h("div", { class: "tools" }, button, hint),
      h("div", { class: "wide", role: "region", "aria-label": "Table of people", tabindex: "0" }, h("table", { class: "people" },
        h("thead", null, h("tr", null,
          state.read_only ? null : h("th", { scope: "col" }, h("span", { class: "hidden" }, "Choose")),
          ["Name", "Mentions", "Documents", "Written as", "Perhaps the same"].map((t) => h("th", { scope: "col", class: /^(M|D)/.test(t) ? "n" : null }, t)))),
        h("tbody", null, found.persons.map((/** @type {any} */ p) => person(p, state.read_only ? null : choose, decide))))),
      pager({ offset: at.offset, limit: LIMIT, total: found.total, to: (offset) => to({ offset: offset || "" }), what: "person" }),
      decided(found.decisions),
    ];
  };
  await load();
}

/** @param {any} p @param {((e: Event) => void)|null} choose @param {(decision: any, said: string, undo: any) => void} decide */
function person(p, choose, decide) {
  const forms = p.forms.filter((/** @type {any} */ f) => f.words !== p.name);
  const titles = p.titles.slice(0, 3).map((/** @type {any} */ t) => t.words).join(", ");
  return h("tr", null,
    choose ? h("td", null, h("input", { type: "checkbox", value: p.name, "aria-label": `Choose ${p.name}`, onchange: choose })) : null,
    h("th", { scope: "row" },
      h("details", null, h("summary", null, h("bdi", null, p.name)),
        p.listed.length ? h("p", { class: "small" }, p.listed.join("; ")) : null,
        passages(p.places, p.forms.map((/** @type {any} */ f) => f.words).sort((/** @type {string} */ a, /** @type {string} */ b) => b.length - a.length).slice(0, 8)),
        h("p", { class: "small" }, h("a", { href: `/network${address({ person: p.name })}` }, "In the network"), " · ", h("a", { href: `/search${address({ q: `"${p.name}"` })}` }, "All passages"))),
      titles ? h("span", { class: "quiet small" }, titles) : null),
    h("td", { class: "n" }, number(p.mentions)),
    h("td", { class: "n" }, number(p.documents)),
    h("td", { class: "small" }, forms.slice(0, 4).map((/** @type {any} */ f, /** @type {number} */ i) => [i ? ", " : "", h("bdi", null, f.words), ` (${number(f.times)})`]),
      forms.length && choose ? h("details", null, h("summary", null, forms.length > 4 ? `all ${forms.length}, part` : "part"), h("ul", { class: "forms" }, forms.slice(0, 60).map((/** @type {any} */ f) =>
        h("li", null, h("bdi", null, f.words), ` (${number(f.times)}) `, h("button", { class: "plain", "aria-label": `“${f.words}” is another person than ${p.name}`, onclick: () => decide({ part: [f.words] }, `“${f.words}” is a person of its own now.`, { merge: [p.name, f.words] }) }, "is somebody else"))))) : null),
    h("td", { class: "small" }, p.perhaps.slice(0, 3).map((/** @type {string} */ name, /** @type {number} */ i) => [i ? ", " : "", choose
      ? h("button", { class: "plain", "aria-label": `Join ${name} with ${p.name}`, title: "Join", onclick: () => decide({ merge: [p.name, name] }, `${name} is ${p.name} now.`, { part: [name] }) }, h("bdi", null, name), " ＋")
      : h("bdi", null, name)]), p.perhaps.length > 3 ? ` and ${p.perhaps.length - 3} more` : null));
}

/** What was decided by hand. @param {any[]} log */
function decided(log) {
  if (!log.length) return null;
  return h("details", { class: "small" }, h("summary", null, `${counted(log.length, "decision")} on names by hand`),
    h("ul", null, [...log].reverse().slice(0, 200).map((d) => h("li", null, d.merge?.length ? `${d.merge.slice(1).join(", ")} → ${d.merge[0]}` : `${(d.part ?? []).join(", ")}: apart`, d.who ? ` (${d.who})` : ""))));
}
