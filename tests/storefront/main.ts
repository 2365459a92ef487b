/**
 * The page of the shop in Debian's Chromium, before the shop's five processes: each flow, what goes wrong, the
 * keyboard, narrow windows. After each case, the page must not have complained; screenshots are kept in
 * `.cache/artifacts/storefront`.
 *
 *   npm run test:storefront [-- --json FILE] [--only PART-OF-A-NAME]
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { run } from "../../tools/root.mjs";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { type Browser, launchChromium } from "../browser/chromium.ts";
import type { StorefrontCase } from "./case.ts";
import { access } from "./cases/access.ts";
import { buying } from "./cases/buying.ts";
import { chat } from "./cases/chat.ts";
import { connection } from "./cases/connection.ts";
import { errors } from "./cases/errors.ts";
import { Shop } from "./shop.ts";

/** How long one step of a case may take, on a machine that does other things as well. */
const STEP_TIMEOUT_MS = 20_000;

const { values } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string", default: "" } },
});

const cases = [...buying, ...errors, ...connection, ...chat, ...access];

const result: SuiteResult = {
  suite: "storefront",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

async function runCase(one: StorefrontCase, shop: Shop, browser: Browser): Promise<void> {
  const watched = await browser.openPage(one.page);
  watched.page.setDefaultTimeout(STEP_TIMEOUT_MS);
  try {
    await one.run({ ...watched, shop, browser });
    assert.deepEqual(watched.complaints.take(one.expected), []);
    result.passed += 1;
    console.log(`passed ${one.name}`);
  } catch (error) {
    const { message } = error as Error;
    const complaints = watched.complaints.take().map((line) => `\n${line}`);
    result.failed += 1;
    result.failures.push({ case: one.name, message: message + complaints.join("") });
    console.log(`failed ${one.name}\n${message}${complaints.join("")}`);
    await watched.screenshot(`failed-${result.failed}`).catch(() => {});
  } finally {
    await watched.close();
    await shop.startStorefront();
  }
}

const page = await run("node", ["node_modules/vite/bin/vite.js", "build", "examples/shop/web"], {
  quiet: true,
});
let shop: Shop | undefined;
let browser: Browser | undefined;
try {
  if (page.code !== 0) throw new Error(`the page was not built: ${page.output}`);
  [shop, browser] = await Promise.all([Shop.open(), launchChromium("storefront")]);
  for (const one of cases) {
    if (one.name.includes(values.only)) await runCase(one, shop, browser);
  }
} catch (error) {
  result.notRun = (error as Error).message;
} finally {
  await browser?.close();
  await shop?.close();
}

writeResult(result, values.json);
printCounts(result);
