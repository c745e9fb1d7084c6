// The page opens, the token leaves the address, every place of the bar is reached, and nothing is asked elsewhere.
import { accessible, expect, test } from "./browser.mjs";

await test(async ({ page, context }) => {
  await page.goto(process.env.ADDRESS);
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  expect(!page.url().includes("token"), `the token left the address: ${page.url()}`);
  const cookies = await context.cookies();
  expect(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === "Strict", "one strict cookie");
  expect(await page.evaluate(() => document.cookie) === "", "the script does not see it");
  await accessible(page, "the start page");
  for (const name of ["Search", "Reuse", "Timeline", "People", "Network", "Check"]) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    await page.locator("main:not([aria-busy]) h1").first().waitFor();
    await accessible(page, name);
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
