/**
 * Browser clients, ours and those of other projects, in Chromium: against our server over HTTP/1.1 and HTTP/2, from a
 * page and from workers.
 *
 *   npm run test:web [-- --json FILE] [--only WORD]
 *
 * `--only` runs the groups of cases whose titles contain the word.
 */
import { parseArgs } from "node:util";
import { type Browser, launchChromium } from "../browser/chromium.ts";
import { edgeGroups } from "./edge-groups.ts";
import { type PageServer, servePage } from "./page-server.ts";
import { SuiteResults } from "./results.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });

const results = new SuiteResults("web");
let browser: Browser | undefined;
let pages: PageServer | undefined;
try {
  browser = await launchChromium("web");
  pages = await servePage(new URL("pages/entry.ts", import.meta.url));
  await edgeGroups({ browser, pages, results, only: values.only ?? "" });
} catch (error) {
  results.stop(error);
} finally {
  await browser?.close();
  pages?.close();
}
results.finish(values.json);
