// What all browser tests need: a browser, a page that tells what went wrong in it, accessibility, small checks.
import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails with what was expected. */
export function expect(right, what) {
  if (!right) throw new Error(`not so: ${what}`);
}

export async function open(options = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: "reduce", acceptDownloads: true, ...options });
  const page = await context.newPage();
  const wrong = [];
  const asked = [];
  const own = new URL(process.env.ADDRESS).origin;
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  page.on("console", (m) => { if (m.type() === "error") wrong.push(`console: ${m.text()}`); });
  page.on("request", (r) => { asked.push(r.url()); if (!r.url().startsWith(own) && !r.url().startsWith("blob:")) wrong.push(`asked elsewhere: ${r.url()}`); });
  page.setDefaultTimeout(15000);
  return { browser, context, page, wrong, asked };
}

/** No serious violation, in light and in dark. axe is run by the browser's debugger, which the page's policy does not bind. */
export async function accessible(page, what) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const source = `(async () => { ${axe}; const r = await axe.run(document, { resultTypes: ["violations"] }); return JSON.stringify(r.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " " + (n.any[0]?.message ?? n.failureSummary)) }))); })()`;
    const session = await page.context().newCDPSession(page);
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression: source, awaitPromise: true, returnByValue: true });
    await session.detach();
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    const bad = JSON.parse(result.value).filter((v) => v.impact === "serious" || v.impact === "critical");
    expect(bad.length === 0, `${what} is accessible in ${colorScheme}: ${JSON.stringify(bad, null, 1)}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Takes a picture where pictures are asked for. */
export async function shot(page, name, how = {}) {
  if (!process.env.SHOTS) return;
  if (how.dark) await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  if (how.dark) await page.emulateMedia({ colorScheme: "light" });
}

/** Runs a test, and ends the browser whatever comes of it. */
export async function test(run, options) {
  const all = await open(options);
  try {
    await run(all);
    expect(all.wrong.length === 0, `nothing went wrong in the page: ${all.wrong.join("; ")}`);
  } catch (e) {
    await all.page.screenshot({ path: "/tmp/fontes-workbench-failed.png" }).catch(() => {});
    console.error(`${e.stack}\nat ${all.page.url()}\n${all.wrong.join("\n")}`);
    process.exitCode = 1;
  } finally {
    await all.browser.close();
  }
}
