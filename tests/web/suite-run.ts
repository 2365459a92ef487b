/** Opens pages for groups of cases, and runs these in them. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Browser } from "../browser/chromium.ts";
import type { PageServer } from "./page-server.ts";
import type { CaseCall, Place } from "./pages/case-call.ts";
import type { NamedCase, SuiteResults } from "./results.ts";

/** What a run of the suite has. */
export interface SuiteRun {
  readonly browser: Browser;
  readonly pages: PageServer;
  readonly results: SuiteResults;
  /** Groups run whose titles contain it. */
  readonly only: string;
}

/** Cases that one client makes, from one place, of one server. */
export interface Group {
  readonly title: string;
  readonly client: string;
  readonly place: Place;
  readonly url: string;
  readonly names: readonly string[];
}

let lastKey = 0;

/** Returns a key that no other case has. */
export function newKey(): string {
  lastKey += 1;
  return String(lastKey);
}

/** Runs a case in a page. */
export async function runInPage(page: Page, call: CaseCall): Promise<void> {
  await page.evaluate(
    (one) => (globalThis as unknown as { runCase(call: CaseCall): Promise<void> }).runCase(one),
    call,
  );
}

/** Runs a group in a page of its own, which must not complain about anything but failed calls. */
export async function runGroup(
  { browser, pages, results, only }: SuiteRun,
  { title, client, place, url, names }: Group,
): Promise<void> {
  if (!title.includes(only)) return;
  const opened = await browser.openPage({ ignoreHttpsErrors: true });
  await opened.page.goto(pages.origin);
  const cases = names.map((name): NamedCase => {
    const call: CaseCall = { name, client, url, key: newKey(), place };
    return { name, run: () => runInPage(opened.page, call) };
  });
  cases.push({
    name: "no complaint on the console",
    run: async () => assert.deepEqual(opened.complaints.take(/status of (4|5)\d\d|ERR_/), []),
  });
  await results.run(title, cases);
  await opened.close();
}
