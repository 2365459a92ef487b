/** A case of the suite, and what buyers do again and again. */
import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { root } from "../../tools/root.mjs";
import { axe, isWiderThanWindow } from "../browser/axe.ts";
import type { Browser, PageOptions, WatchedPage } from "../browser/chromium.ts";
import type { Shop } from "./shop.ts";

/** What a case has at hand: a page of its own, empty, and the shop. */
export interface Scene extends WatchedPage {
  readonly shop: Shop;
  readonly browser: Browser;
}

/** A flow through the shop. */
export interface StorefrontCase {
  readonly name: string;
  readonly page?: PageOptions;
  /** Lines on the console that the case causes on purpose, such as those of a failed request. */
  readonly expected?: RegExp;
  run(scene: Scene): Promise<void>;
}

/** What Chromium says of a response with an error status. */
export const ERROR_STATUS =
  /Failed to load resource: the server responded with a status of [45]\d\d/;

/** What Chromium says of requests that do not reach the server. */
export const NOT_REACHED =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)/;

/** A card that pays. */
export const GOOD_CARD = "4242 4242 4242 4242";

/** Opens the catalogue, and waits for its products. */
export async function openCatalogue({ page, shop }: Scene): Promise<void> {
  await page.goto(shop.url);
  await page.getByRole("button", { name: "Add to cart: Everyday cup" }).waitFor();
}

/** Orders a cup, from the catalogue to the order's own view. Returns the number of the order. */
export async function orderCup(scene: Scene): Promise<string> {
  const { page } = scene;
  await openCatalogue(scene);
  await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
  await page.getByRole("button", { name: /Cart/ }).click();
  await page.getByRole("button", { name: "Go to checkout" }).click();
  await fillBuyer(page);
  await page.getByRole("button", { name: /Place order/ }).click();
  return orderNumber(page);
}

/** Fills in who buys. */
export async function fillBuyer(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill("ada@shop.example");
  await page.getByLabel("Address").fill("12 St James's Square, London");
}

/** Waits for the view of an order. Returns its number. */
async function orderNumber(page: Page): Promise<string> {
  const heading = page.getByRole("heading", { level: 1, name: /^Order \d+$/ });
  const text = (await heading.textContent()) ?? "";
  return text.replace("Order ", "");
}

/** Fills in a card. */
export async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expires").fill("12/39");
  await page.getByLabel("Security code").fill("123");
}

/** Waits until the step of an order that is marked as the current one has this label. */
export async function currentStep(page: Page, label: string | RegExp): Promise<void> {
  await page.locator("li[aria-current=step]", { hasText: label }).waitFor();
}

/**
 * Notes in the page what elements show from now on. A look from outside may miss what is shown for less than a
 * second.
 *
 * @returns reads the texts in their order, each once
 */
export async function noteTexts(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.evaluate(`{
    const note = () => {
      for (const element of document.querySelectorAll(${JSON.stringify(selector)})) {
        notedTexts.add(element.textContent);
      }
    };
    globalThis.notedTexts = new Set();
    const options = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(document, options);
    note();
  }`);
  return () => page.evaluate("[...notedTexts]");
}

/** Keeps a picture of what the window shows, for what lies over the page. */
export async function screenshotWindow(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(root, `.cache/artifacts/storefront/${name}.png`) });
}

/** Waits until something holds that has no element of its own. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return;
    await wait(50);
  }
  assert.fail(`does not come true: ${what}`);
}

/** Holds that the page as it is has no barriers, and fits its window. */
export async function holdsUp({ page }: WatchedPage): Promise<void> {
  assert.deepEqual(await axe(page), []);
  assert.equal(await isWiderThanWindow(page), false, "the page is wider than its window");
}
