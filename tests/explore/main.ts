/**
 * The page of `tram explore` in Chromium, in front of a server with every kind of method and field. Screenshots
 * go to `.cache/artifacts/explore`.
 *
 *   npm run test:explore [-- --json FILE] [-- --case TEXT …]
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { type Browser, launchChromium, type WatchedPage } from "../browser/chromium.ts";
import { callCases } from "./call-cases.ts";
import type { Case, Stage } from "./case.ts";
import { contractCases } from "./contract-cases.ts";
import { copyCases } from "./copy-cases.ts";
import { formCases } from "./form-cases.ts";
import { historyCases } from "./history-cases.ts";
import { keyboardCases } from "./keyboard-cases.ts";
import { startKitchen } from "./kitchen.ts";
import { lookCases } from "./look-cases.ts";
import { originCases } from "./origin-cases.ts";
import { outageCases } from "./outage-cases.ts";
import { startPantry } from "./pantry.ts";
import { startTramExplore } from "./tram.ts";

const CASE_TIMEOUT_MS = 90_000;
const { values } = parseArgs({
  options: { json: { type: "string" }, case: { type: "string", multiple: true } },
});
const cases: readonly Case[] = [
  ...callCases,
  ...formCases,
  ...contractCases,
  ...copyCases,
  ...originCases,
  ...outageCases,
  ...historyCases,
  ...keyboardCases,
  ...lookCases,
];

const result: SuiteResult = {
  suite: "explore",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

async function runCase(
  one: Case,
  shared: Pick<Stage, "browser" | "target" | "url">,
): Promise<void> {
  const opened: WatchedPage[] = [];
  const ends: (() => unknown)[] = [];
  const stage: Stage = {
    ...shared,
    async open({ url = shared.url, ...options } = {}) {
      const watched = await shared.browser.openPage(options);
      opened.push(watched);
      watched.page.setDefaultTimeout(20_000);
      await watched.page.goto(url);
      await watched.page.getByRole("main").getByRole("heading").first().waitFor();
      return watched;
    },
    async explore(...args) {
      const explorer = await startTramExplore(args);
      ends.push(() => explorer.end());
      return explorer.url;
    },
    async pantry(options) {
      const pantry = await startPantry(options);
      ends.push(() => pantry.end());
      return pantry;
    },
    after: (run) => ends.push(run),
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("not done in time")), CASE_TIMEOUT_MS);
  });
  try {
    await Promise.race([one.run(stage), late]);
    for (const { complaints } of opened) assert.deepEqual(complaints.take(one.expected), []);
  } catch (error) {
    await opened[0]?.screenshot(`failed-${one.name.replaceAll(/\W+/g, "-")}`).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
    for (const watched of opened) await watched.close();
    for (const end of ends.reverse()) await end();
  }
}

async function runAll(browser: Browser): Promise<void> {
  const { server, target } = await startKitchen();
  const explorer = await startTramExplore([target, "-H", "x-from-command-line: yes"]);
  try {
    for (const one of cases) {
      if (values.case?.some((text) => one.name.includes(text)) === false) continue;
      const beganMs = performance.now();
      try {
        await runCase(one, { browser, target, url: explorer.url });
        result.passed += 1;
        console.log(`passed ${one.name} (${((performance.now() - beganMs) / 1000).toFixed(1)} s)`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        result.failed += 1;
        result.failures.push({ case: one.name, message });
        console.log(`failed ${one.name}\n${message.replaceAll(/^/gm, "         ")}`);
      }
    }
  } finally {
    const status = await explorer.end();
    if (status !== 0) {
      result.failed += 1;
      result.failures.push({ case: "Ctrl-C ends tram explore", message: `status ${status}` });
    } else {
      result.passed += 1;
    }
    const { openCalls } = server;
    await server.close({ graceMs: 0 });
    if (openCalls > 0) {
      result.failed += 1;
      result.failures.push({ case: "no call is left", message: `${openCalls} calls are open` });
    } else {
      result.passed += 1;
    }
  }
}

let browser: Browser | undefined;
try {
  browser = await launchChromium("explore");
} catch (error) {
  result.notRun = error instanceof Error ? error.message : String(error);
}
if (browser !== undefined) {
  try {
    await runAll(browser);
  } finally {
    await browser.close();
  }
}
writeResult(result, values.json);
printCounts(result);
