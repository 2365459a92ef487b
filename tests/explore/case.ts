/** A case of the suite, and the steps that cases share. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Browser, PageOptions, WatchedPage } from "../browser/chromium.ts";

/** The parts that run before any case. */
export interface Stage {
  readonly browser: Browser;
  /** The server behind the page. */
  readonly target: string;
  /** The address that `tram explore` has printed. */
  readonly url: string;
  /** Opens the page in a browser context of its own, and waits for the contract. */
  readonly open: (options?: PageOptions) => Promise<WatchedPage>;
}

/** A case: it throws when something is not as it should be. */
export interface Case {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

/** Chooses a method in the tree. */
export async function choose(page: Page, method: string): Promise<void> {
  await page.getByRole("treeitem", { name: new RegExp(`^${method}\\b`) }).click();
  await page.getByRole("heading", { level: 1 }).getByText(method, { exact: true }).waitFor();
}

/** Replaces the JSON of the request. */
export async function fillJson(page: Page, json: unknown): Promise<void> {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  await page.getByLabel("JSON", { exact: true }).fill(text);
}

/** Clicks the button that sends. */
export async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Send( message)?$/ }).click();
}

/** Waits for the end of the call, and returns its code. */
export async function statusOf(page: Page): Promise<string> {
  return page.locator(".status .code").innerText();
}

/** Reads the JSON text of a message in the response. */
export function messageText(page: Page, name: string): Promise<string> {
  return page.getByRole("region", { name, exact: true }).innerText();
}

/** Sends, and checks that the call ends with OK. */
export async function sendOk(page: Page): Promise<void> {
  await send(page);
  assert.equal(await statusOf(page), "OK");
}

/** The control of a field in the form. */
export function field(page: Page, name: string): ReturnType<Page["getByLabel"]> {
  return page.getByRole("group", { name: "Request as a form" }).getByLabel(name, { exact: true });
}

/**
 * Waits until the page has so many elements. Looks from outside: `waitForFunction` evaluates text in the page,
 * which the page's content security policy forbids after the first look.
 */
export async function waitForCount(page: Page, selector: string, count: number): Promise<void> {
  const elements = page.locator(selector);
  const endMs = performance.now() + 30_000;
  for (let found = await elements.count(); found !== count; found = await elements.count()) {
    if (performance.now() > endMs) {
      throw new Error(`${selector}: expected ${count} elements, got ${found} after 30 s`);
    }
    await page.waitForTimeout(20);
  }
}
