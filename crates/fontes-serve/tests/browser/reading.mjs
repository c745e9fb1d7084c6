// Search and reader by keyboard alone: found, opened at the place, marked on the page's picture, cited; hostile words stay words.
import { accessible, expect, shot, test } from "./browser.mjs";

await test(async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(process.env.ADDRESS);
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  const settled = () => page.locator("main:not([aria-busy])").waitFor();

  // The box has the focus; a slip is pointed at.
  await page.keyboard.press("/");
  await page.getByRole("searchbox", { name: "Search the archive" }).waitFor();
  await settled();
  await accessible(page, "the search box");
  await page.keyboard.type("gate OR (tide");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("(", { exact: true }).waitFor();
  await accessible(page, "a query that is not understood");
  await shot(page, "search-wrong");

  // Hits past the first page, by keys; the address is the state.
  await page.keyboard.press("Control+A");
  await page.keyboard.type("ledger");
  await page.keyboard.press("Enter");
  await page.getByText("1–20 of 60 documents").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("body").press("n");
  await page.getByText("21–40 of 60 documents").waitFor();
  await settled();
  await page.keyboard.press("n");
  await page.getByText("41–60 of 60 documents").waitFor();
  expect(page.url().includes("offset=40"), "the address has the place");
  await page.goBack();
  await page.getByText("21–40 of 60 documents").waitFor();
  await page.goto(new URL("/search?q=ledger&offset=40", page.url()).href);
  await page.getByText("41–60 of 60 documents").waitFor();
  await settled();
  await accessible(page, "results");

  // A search is kept, found again, and taken away with a way back.
  await page.getByRole("button", { name: "Keep this search" }).press("Enter");
  await page.keyboard.type("Wharf");
  await page.keyboard.press("Enter");
  await page.getByText("The search is kept.").waitFor();
  await page.goto(new URL("/search", page.url()).href);
  await page.getByRole("link", { name: "Wharf" }).waitFor();
  await page.getByRole("button", { name: "Take away Wharf" }).press("Enter");
  await page.getByRole("link", { name: "Wharf" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("link", { name: "Wharf" }).waitFor();

  // A document is opened at the words, which are marked in the text and on the picture.
  await page.keyboard.press("/");
  await page.keyboard.press("Control+A");
  await page.keyboard.type('"lower gate"');
  await page.keyboard.press("Enter");
  await page.getByText("1 document", { exact: true }).waitFor();
  await settled();
  await shot(page, "search");
  await shot(page, "search-dark", { dark: true });
  await page.keyboard.press("Escape");
  await page.locator("body").press("j");
  await page.keyboard.press("Enter");
  await page.locator("mark.at").waitFor();
  expect((await page.locator("mark.at").allTextContents()).join("").replace(/\s+/g, " ") === "lower gate", "the words are marked");
  await page.locator(".sheet rect").waitFor({ state: "attached" });
  await page.waitForFunction(() => { const i = document.querySelector(".sheet img"); return i?.complete && i.naturalWidth > 300; });
  await page.getByText("No passage of it was found in another document").waitFor();
  await accessible(page, "the reader");
  await shot(page, "reader");
  await shot(page, "reader-dark", { dark: true });
  // The rectangle lies where the ink is: dark pixels within it, and none a line further left.
  const ink = await page.evaluate(() => {
    const img = document.querySelector(".sheet img"), r = document.querySelector(".sheet rect");
    const c = document.createElement("canvas");
    c.width = img.naturalWidth; c.height = img.naturalHeight;
    const g = c.getContext("2d");
    g.drawImage(img, 0, 0);
    const of = (n) => Number(r.getAttribute(n));
    const dark = (x, y, w, h) => { const d = g.getImageData(x * c.width, y * c.height, Math.max(1, w * c.width), Math.max(1, h * c.height)).data; let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 120) n++; return n; };
    return { within: dark(of("x"), of("y"), of("width"), of("height")), above: dark(of("x"), of("y") - 0.1, of("width"), 0.02) };
  });
  expect(ink.within > 20 && ink.above === 0, `ink within the rectangle: ${JSON.stringify(ink)}`);

  // Pages by keys, with the back button; the citation leads back.
  await page.keyboard.press("c");
  await page.getByRole("dialog").getByLabel("Citation with a link").waitFor();
  await accessible(page, "the citation");
  const cited = await page.getByLabel("Citation with a link").inputValue();
  expect(cited.includes("“lower gate”") && cited.includes("#:~:text="), cited);
  const selector = JSON.parse(await page.getByLabel("W3C selector (JSON)").inputValue());
  expect(selector.selector[0].type === "TextQuoteSelector" && selector.selector[0].exact === "lower gate", "a selector");
  const link = await page.getByLabel("Link to the passage").inputValue();
  await page.getByRole("button", { name: "Copy" }).nth(1).press("Enter");
  expect(await page.evaluate(() => navigator.clipboard.readText()) === link, "copied");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowRight");
  await page.locator(".text").getByText("The mate slept until noon.").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await page.locator(".text").getByText("The tide rose at nine").waitFor();
  await page.goto(link);
  await page.locator("mark.at").waitFor();

  // Find in the document.
  await page.keyboard.press("/");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("mate");
  await page.keyboard.press("Enter");
  await page.getByText("2 places in this document").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("body").press("n");
  await page.locator(".text").getByText("The mate slept until noon.").waitFor();
  await page.keyboard.press("i");
  await page.locator(".sheet").waitFor({ state: "detached" });

  // Words with markup are words, names too; what two documents share stands in the margin and leads there.
  await page.goto(new URL('/search?q="sluice keeper" minutes', page.url()).href);
  await page.getByText("1 document", { exact: true }).waitFor();
  await page.locator(".hits h2 a").press("Enter");
  await page.locator(".text").getByText("<script>window.hit = 1</script>").waitFor();
  await page.locator(".shared-list a.other").waitFor();
  expect(await page.evaluate(() => window.hit) === undefined, "no script of a document runs");
  expect((await page.locator(".text .unseen").allTextContents()).join(" ") === "⟨U+202E⟩ ⟨U+202C⟩ ⟨U+0007⟩", "signs that turn the direction, and controls, are seen");
  await accessible(page, "a document with shared passages");
  await shot(page, "reader-shared");
  await page.keyboard.press("s");
  await page.keyboard.press("Enter");
  await page.locator(".text").getByText("he wrote.").waitFor();
  await page.locator("mark.at").first().waitFor();
  const name = await page.locator(".meta .path").textContent();
  expect(name.includes("<img src=x") || process.platform === "win32", `a name with markup is a name: ${name}`);
  expect(await page.locator("main img").count() === 0, "and no picture");
  await page.setViewportSize({ width: 390, height: 800 });
  await accessible(page, "a narrow screen");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off on a narrow screen");
  await shot(page, "reader-narrow");
});
