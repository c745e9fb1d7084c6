// From an empty start to a decided finding and a report in hand: by mouse, then by keyboard alone.
import { readFileSync } from "node:fs";
import { accessible, expect, shot, test } from "./browser.mjs";

const { SOURCES, DRAFT } = process.env;

await test(async ({ page }) => {
  // Nothing is there yet: choose the folder of sources.
  await page.goto(process.env.ADDRESS);
  await page.getByRole("heading", { name: "Check a draft against its sources" }).waitFor();
  await accessible(page, "the first page");
  await shot(page, "start");
  const path = page.getByRole("textbox", { name: "Path of the folder" });
  await path.fill(SOURCES);
  await path.press("Enter");
  await page.waitForFunction((wanted) => document.querySelector("input[aria-label='Path of the folder']")?.value.endsWith(wanted), SOURCES.split("/").pop());
  await page.getByRole("button", { name: "Read this folder" }).click();
  await page.getByRole("heading", { name: "Check a draft", exact: true }).waitFor();
  await accessible(page, "the start with an archive");

  // Drop a draft.
  const bytes = readFileSync(DRAFT);
  const transfer = await page.evaluateHandle((text) => { const t = new DataTransfer(); t.items.add(new File([text], "draft.md")); return t; }, bytes.toString("utf8"));
  await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
  await page.getByRole("button", { name: "Begin with the first" }).waitFor();
  await accessible(page, "the overview");
  await shot(page, "workbench-overview");
  await page.getByRole("button", { name: "Begin with the first" }).click();
  await page.locator(".finding-pane .passage").first().waitFor();
  await accessible(page, "a finding");
  await shot(page, "workbench-finding");
  await shot(page, "finding-dark", { dark: true });
  const here = page.url();
  expect(here.includes("f="), "the address names the finding");

  // Without a name nothing is decided; with one it is, and the next one comes.
  await page.getByRole("button", { name: "Wrong" }).click();
  await page.getByText("Say who decides").waitFor();
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await page.getByRole("textbox", { name: "Note" }).fill("the source says otherwise");
  await page.getByRole("button", { name: "Wrong" }).click();
  await page.locator(".queue-list .item.decided").waitFor();
  expect(page.url() !== here, "the next finding is shown");
  await page.goBack().catch(() => {});

  // The same address again: decided, with its note.
  await page.goto(here);
  await page.locator(".log").getByText("the source says otherwise").waitFor();
  await page.locator(".log").getByRole("button", { name: "Undo" }).click();
  await page.locator(".log").waitFor({ state: "detached" });

  // By keyboard alone.
  await page.keyboard.press("y");
  await page.waitForFunction(() => document.querySelectorAll(".queue-list .item.decided").length === 1);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("m");
  await page.keyboard.type("seen");
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  await page.waitForFunction(() => document.querySelectorAll(".queue-list .item.decided").length === 2);
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.querySelectorAll(".queue-list .item.decided").length === 1);
  await page.keyboard.press("n");
  await page.keyboard.press("x");
  await page.waitForFunction(() => document.querySelectorAll(".queue-list .item.decided").length === 2);
  await page.keyboard.press("Escape");
  await page.locator(".overview").waitFor();

  // The report, with what was decided.
  await page.getByText("Take away").click();
  await accessible(page, "the menu");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Report (HTML, with decisions)" }).click()]);
  const report = readFileSync(await download.path(), "utf8");
  expect(report.includes("Decided: right (Ada") && report.includes("Decided: wrong (Ada"), "the report has the decisions");

  // A second reader sees nothing of it.
  await page.goto(`${page.url().split("?")[0]}?blind=1`);
  await page.evaluate(() => localStorage.setItem("fontes.name", "Ben"));
  await page.reload();
  await page.getByText("others’ decisions are hidden").waitFor();
  expect(await page.locator(".item.decided").count() === 0, "a second reader is blind");

  // Narrow, forced colours, print.
  await page.goto(here);
  await page.locator(".finding-pane .passage").first().waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "a finding on a telephone");
  await shot(page, "narrow");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), "nothing is wider than a telephone");
  await page.getByRole("button", { name: "Draft", exact: true }).click();
  await shot(page, "narrow-draft");
  await page.getByRole("button", { name: "Findings" }).click();
  await shot(page, "narrow-queue");
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ forcedColors: "active" });
  await shot(page, "forced");
  await page.emulateMedia({ forcedColors: "none", media: "print" });
  await shot(page, "print");
  await page.emulateMedia({ media: "screen" });
});
