// Reuse, timeline, people and network: shown, filtered, entered by keyboard alone, each part leads to its passages.
import { accessible, expect, shot, test } from "./browser.mjs";

const ready = (page) => page.locator("main:not([aria-busy])").waitFor();
const at = (path) => new URL(path, process.env.ADDRESS).href;

await test(async ({ page }) => {
  await page.goto(process.env.ADDRESS);
  await page.getByRole("navigation", { name: "Views" }).waitFor();

  // The timeline: bars, zoom by keyboard, passages that lead to the reader.
  await page.goto(at("/timeline"));
  await page.locator("a.bar").first().waitFor();
  await ready(page);
  await accessible(page, "the timeline");
  await shot(page, "timeline");
  const before = page.url();
  await page.locator("a.bar[tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.waitForFunction((url) => location.href !== url, before);
  await page.locator("main:not([aria-busy]) .events li").first().waitFor();
  expect(new URL(page.url()).searchParams.get("from"), "the address tells the stretch of time");
  const link = await page.locator(".events a.place").first().getAttribute("href");
  expect(/^\/documents\/[0-9a-f]{32}\?.*start=\d+&end=\d+$/.test(link), `an event leads to its passage: ${link}`);
  await page.keyboard.press("o");
  await page.locator("a.bar").first().waitFor();
  await page.getByText("The picture as a table").click();
  await page.getByRole("table", { name: /Events by/ }).waitFor();
  await page.getByRole("searchbox", { name: "With the words" }).fill("nothing-has-this-word");
  await page.keyboard.press("Enter");
  await page.getByText("Nothing happened then").waitFor();

  // People: joined, taken back.
  await page.goto(at("/people"));
  const boxes = page.locator("table.people input[type=checkbox]");
  await boxes.nth(1).waitFor();
  await ready(page);
  await accessible(page, "the people");
  await shot(page, "people");
  const count = await boxes.count();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Join the chosen names" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("table.people input[type=checkbox]").length === n - 1, count);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("table.people input[type=checkbox]").length === n, count);

  // The network: a person and a line by keyboard, the table.
  await page.goto(at("/network?min=1"));
  await page.locator("g.node").first().waitFor();
  await ready(page);
  await accessible(page, "the network");
  await shot(page, "network");
  await page.locator("g.node[tabindex='0']").focus();
  await page.keyboard.press("Enter");
  await page.locator(".panel .lines button").first().press("Enter");
  const passage = await page.locator(".panel .passages a.place").first().getAttribute("href");
  expect(passage.startsWith("/documents/"), "a line leads to its passages");
  expect(new URL(page.url()).searchParams.get("edge") !== null, "the address names the line");
  await page.getByText("The network as a table").click();
  await page.getByRole("table", { name: "Who stands with whom" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Choose a person or a line").waitFor();

  // Reuse: the list, one passage beside itself.
  await page.goto(at("/reuse"));
  await page.locator(".clusters a.excerpt").first().waitFor();
  await ready(page);
  await accessible(page, "the list of passages");
  await shot(page, "reuse");
  await page.locator(".clusters a.excerpt").first().press("Enter");
  await page.locator("table.synopsis tbody tr").nth(1).waitFor();
  await ready(page);
  await accessible(page, "a passage beside itself");
  await shot(page, "synopsis");
  await page.getByRole("radio", { name: /comes from/ }).check();
  expect(new URL(page.url()).searchParams.get("against") === "before", "the address tells what is marked");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "a passage on a narrow screen");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing stands out of a narrow screen");
});
