/** A case of the suite, and the steps that cases share. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { Browser, PageOptions, WatchedPage } from "../browser/chromium.ts";
import type { Pantry, PantryOptions } from "./pantry.ts";

/** The parts that run before any case. */
export interface Stage {
  readonly browser: Browser;
  /** The server behind the page. */
  readonly target: string;
  /** The address that `tram explore` has printed. */
  readonly url: string;
  /** Opens the page in a browser context of its own, and waits for the contract. */
  readonly open: (options?: OpenOptions) => Promise<WatchedPage>;
  /** Starts another `tram explore`, which ends with the case. Returns its address. */
  readonly explore: (...args: readonly string[]) => Promise<string>;
  /** Starts a server of grpc-js, which ends with the case. */
  readonly pantry: (options?: PantryOptions) => Promise<Pantry>;
  /** Has something run when the case has ended, in whatever way. */
  readonly after: (run: () => unknown) => void;
}

/** How the page is opened. */
export interface OpenOptions extends PageOptions {
  /** An address of another `tram explore`. */
  readonly url?: string;
}

/** A case: it throws when something is not as it should be. */
export interface Case {
  readonly name: string;
  /** Lines on the console that the case causes on purpose, such as those of a failed request. */
  readonly expected?: RegExp;
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
export function field(page: Page, name: string): Locator {
  return form(page).getByLabel(name, { exact: true });
}

/** The form of the request. */
export function form(page: Page): Locator {
  return page.getByRole("group", { name: "Request as a form" });
}

/** Reads the JSON of the request. */
export async function requestJson(page: Page): Promise<unknown> {
  return JSON.parse(await page.getByLabel("JSON", { exact: true }).inputValue());
}

/** Reads something again and again until it is as expected; the assertion's error when it never is. */
export async function waitFor(read: () => unknown, expected: unknown): Promise<void> {
  const endMs = performance.now() + 15_000;
  while (true) {
    try {
      assert.deepEqual(await read(), expected);
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Waits until a control has a text. */
export function waitForValue(control: Locator, text: string): Promise<void> {
  return waitFor(() => control.inputValue(), text);
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
