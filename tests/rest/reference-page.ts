/** The reference page with Redoc, in Chromium: what a reader of the API sees. */
import assert from "node:assert/strict";
import { redocViewer } from "@tramline/gateway/redoc";
import { isWiderThanWindow } from "../browser/axe.ts";
import { launchChromium } from "../browser/chromium.ts";
import { installed } from "../runtimes/installed.ts";
import { Shop } from "../storefront/shop.ts";
import { startRest } from "./rest.support.ts";

const REDOC = {
  name: "redoc",
  version: "2.5.4",
  program: "bundles/redoc.standalone.js",
};

/** Installs Redoc, and returns the folder with its node_modules. */
function redocFolder(): string {
  const file = installed(REDOC);
  return file.slice(0, file.indexOf("node_modules"));
}

/** Loads the page, and searches in it. Rejects with what is wrong. */
export async function checkReferencePage(): Promise<void> {
  const openApi = { title: "All that REST can do", reference: redocViewer(redocFolder()) };
  const server = await startRest({ openApi });
  const browser = await launchChromium("rest");
  try {
    const { page, complaints } = await browser.openPage();
    await page.goto(`http://127.0.0.1:${server.port}/reference`);
    await page.getByRole("heading", { name: "All that REST can do" }).waitFor();
    assert.equal(await page.title(), "All that REST can do");
    await page.getByText("/v1/int32/").first().waitFor();
    await page.getByRole("textbox", { name: /search/i }).fill("int32");
    await page.locator('[role="search"] [role="menuitem"]').first().waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await isWiderThanWindow(page), false, "the page is wider than 360 pixels");
    assert.deepEqual(complaints.take(), []);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Loads the page of the shop: with the comments of its contract, and its rules. Rejects with what is wrong. */
export async function checkShopReferencePage(): Promise<void> {
  process.env["REDOC_FOLDER"] = redocFolder();
  const shop = await Shop.open();
  try {
    const browser = await launchChromium("rest");
    try {
      const { page, complaints } = await browser.openPage();
      await page.goto(`${shop.url}/reference`);
      await page.getByRole("heading", { level: 1, name: "The shop" }).waitFor();
      await page.getByRole("heading", { name: /Takes an order of a known user/ }).waitFor();
      await page.getByText("A known user. Leave it out with").first().waitFor();
      await page.getByText("<= 200 characters").first().waitFor();
      assert.deepEqual(complaints.take(), []);
    } finally {
      await browser.close();
    }
  } finally {
    delete process.env["REDOC_FOLDER"];
    await shop.close();
  }
}
