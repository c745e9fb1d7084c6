// What documents, drafts and file names contain is shown and never run.
import { readFileSync } from "node:fs";
import { expect, test } from "./browser.mjs";

await test(async ({ page, wrong }) => {
  let ran = false;
  page.on("dialog", async (d) => { ran = true; await d.dismiss(); });
  await page.goto(process.env.ADDRESS);
  await page.locator(".drop").waitFor();
  const name = "<img src=x onerror=alert(1)>\u202e.md";
  const transfer = await page.evaluateHandle(([text, name]) => { const t = new DataTransfer(); t.items.add(new File([text], name)); return t; }, [readFileSync(process.env.DRAFT, "utf8"), name]);
  await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
  await page.locator(".overview").waitFor();
  const n = await page.locator(".item").count();
  expect(n > 0, "there are findings");
  for (let i = 0; i < n; i += 1) {
    await page.keyboard.press("j");
    await page.locator(".finding-pane .passage").first().waitFor();
    await page.waitForFunction((i) => document.querySelectorAll(".item.current").length === 1 && i >= 0, i);
  }
  const found = await page.evaluate(() => ({
    scripts: document.querySelectorAll("body script, iframe, object, embed, svg").length,
    images: document.querySelectorAll("img").length,
    styled: document.querySelectorAll("main [style]").length,
    handlers: [...document.querySelectorAll("*")].filter((e) => e.getAttributeNames().some((a) => a.startsWith("on"))).length,
    owned: /** @type {any} */ (window).owned,
    text: document.querySelector(".paper").textContent,
  }));
  expect(found.scripts === 0 && found.images === 0 && found.styled === 0 && found.handlers === 0 && !found.owned, `nothing of theirs is in the page: ${JSON.stringify(found)}`);
  expect(!/[\u202a-\u202e\u2066-\u2069]/.test(await page.evaluate(() => document.body.textContent)), "nothing turns the direction of words");
  await page.goto(new URL(process.env.ADDRESS).origin + "/");
  await page.locator(".drafts").waitFor();
  // A policy that is tried: what would run is refused by the browser.
  const refused = await page.evaluate(async () => {
    try { const d = document.createElement("div"); /** @type {any} */ (d)["inner" + "HTML"] = "<b>x</b>"; return false; } catch { return true; }
  });
  expect(refused, "markup from a string is refused");
  // The browser tells of what it refused.
  wrong.splice(0, wrong.length, ...wrong.filter((w) => !w.includes("TrustedHTML")));
  expect(!ran, "no dialog was opened");
});
