// The web page in a real browser, by keyboard alone: node eval/report_page.mjs REPORT.html [-o RESULT.json] [--shots FOLDER]
//
// It wants a Chromium (CHROMIUM, else /usr/bin/chromium) and, from npm, puppeteer-core and axe-core; nothing is loaded while it runs.
// j and k go through what is shown and the draft's pane follows; a narrows to what needs a look; d goes to the place in the draft and
// back; a count leads to its findings; filters filter; axe-core is asked in light, dark and with forced colours; a PDF is printed.
import fs from "fs";
import path from "path";
import { createRequire } from "module";

const require = createRequire(path.join(process.cwd(), "x.js"));
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : null);
const out = option("-o"), shots = option("--shots"), file = path.resolve(args[0]);
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, args: ["--no-sandbox"] });
const wrong = [];
const fine = (what, is) => { if (!is) wrong.push(what); };

async function open() {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  page.on("pageerror", (e) => wrong.push("error: " + e.message));
  page.on("console", (m) => wrong.push("console: " + m.text()));
  page.on("request", (r) => { if (r.url() !== "file://" + file && !r.url().startsWith("file://" + file + "#")) wrong.push("loads " + r.url()); });
  await page.goto("file://" + file);
  return page;
}
const state = (page) => page.evaluate(() => {
  const f = document.activeElement.closest(".finding"), pane = document.getElementById("pane").getBoundingClientRect();
  const mark = document.querySelector("#pane .current");
  const at = mark && mark.getBoundingClientRect();
  return { finding: f && f.id, marked: mark && (mark.id || mark.getAttribute("href")), inPane: !!at && at.bottom > pane.top && at.top < pane.bottom, inView: !!f && f.getBoundingClientRect().top < innerHeight && f.getBoundingClientRect().bottom > 0, active: document.activeElement.className };
});
const visible = (page) => page.evaluate(() => [...document.querySelectorAll(".finding")].filter((f) => !f.hidden && f.parentNode.open !== false).map((f) => f.id));
const settle = (page) => page.evaluate(() => new Promise((r) => setTimeout(r, 450)));

const page = await open();
const first = await visible(page);
const steps = Math.min(first.length, 25);
for (let i = 0; i < steps; i++) {
  await page.keyboard.press("j");
  await settle(page);
  const s = await state(page);
  fine(`j ${i + 1}: ${JSON.stringify(s)} is not ${first[i]}`, s.finding === first[i] && s.inPane && s.inView);
}
if (shots) await page.screenshot({ path: path.join(shots, "light.png") });
await page.keyboard.press("k");
if (steps > 1) fine("k does not go back", (await state(page)).finding === first[steps - 2]);
await page.keyboard.press("d");
fine("d does not go to the draft", /mark/.test((await state(page)).active));
await page.keyboard.press("d");
if (steps > 1) fine("d does not come back", (await state(page)).finding === first[steps - 2]);
await page.keyboard.press("a");
const few = await page.$$eval(".finding:not([hidden])", (all) => all.map((f) => f.dataset.severity));
fine("a leaves what needs no look", few.every((s) => s === "error" || s === "warning"));
await page.keyboard.press("a");
fine("a does not show all again", (await page.$$eval(".finding:not([hidden])", (a) => a.length)) === (await page.$$eval(".finding", (a) => a.length)));
// Every count, by keyboard.
const counts = await page.$$eval(".counts a", (all) => all.map((a) => [a.dataset.code, a.dataset.severity, Number(a.textContent)]));
for (const [i, [code, severity, n]] of counts.entries()) {
  await page.evaluate((i) => document.querySelectorAll(".counts a")[i].focus(), i);
  await page.keyboard.press("Enter");
  await settle(page);
  const shown = await page.$$eval(".finding:not([hidden])", (all) => all.map((f) => [f.dataset.code, f.dataset.severity]));
  fine(`the count of ${code} shows ${shown.length} of ${n}`, shown.length === n && shown.every((s) => s[0] === code && s[1] === severity));
  fine(`the count of ${code} goes nowhere`, (await state(page)).finding !== null);
}
// Filters by the keyboard: a blank on a check box.
await page.evaluate(() => document.querySelector(".filters").reset());
await settle(page);
for (const box of await page.$$(".filters input[name=kind]")) {
  const kind = await box.evaluate((b) => b.value);
  await box.focus();
  await page.keyboard.press("Space");
  const left = await page.$$eval(".finding:not([hidden])", (all) => all.map((f) => f.dataset.kind));
  fine(`the filter of ${kind}`, !left.includes(kind));
  await page.keyboard.press("Space");
}
await page.close();
const violations = [];
for (const features of [[], [{ name: "prefers-color-scheme", value: "dark" }], [{ name: "prefers-reduced-motion", value: "reduce" }]]) {
  const p = await browser.newPage();
  await p.setBypassCSP(true);
  await p.setViewport({ width: 1280, height: 900 });
  await p.emulateMediaFeatures(features);
  await p.goto("file://" + file);
  await p.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  await p.evaluate(axe);
  const found = await p.evaluate(() => axe.run());
  violations.push(...found.violations.map((v) => `${features.map((f) => f.value)} ${v.impact} ${v.id} ${v.nodes.length}`));
  if (shots) await p.screenshot({ path: path.join(shots, `${features.map((f) => f.value).join("-") || "open"}.png`) });
  await p.close();
}
const print = await open();
const screens = await print.evaluate(() => document.querySelector(".list").scrollHeight / innerHeight);
const pdf = Buffer.from(await print.pdf({ format: "A4", preferCSSPageSize: true }));
if (shots) fs.writeFileSync(path.join(shots, "print.pdf"), pdf);
const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) || []).length;
const result = { report: path.basename(file), findings: await print.$$eval(".finding", (a) => a.length), shown_at_first: first.length, steps_by_j: steps, counts: counts.length, wrong, axe_violations: violations, screenfuls_of_findings: Math.ceil(screens), pages_printed: pages };
await browser.close();
console.log(JSON.stringify(result, null, 1));
if (out) fs.writeFileSync(out, JSON.stringify(result, null, 1) + "\n");
process.exit(wrong.length + violations.length ? 1 : 0);
