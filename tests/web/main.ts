/**
 * Browser clients, ours and those of other projects, in Chromium: against our server over HTTP/1.1, HTTP/2, and
 * WebSockets, from a page and from workers; and ours against grpc-go behind Envoy and behind our proxy.
 *
 *   npm run test:web [-- --json FILE] [--only WORD]
 *
 * `--only` runs the groups of cases whose titles contain the word.
 */
import { parseArgs } from "node:util";
import { type Browser, launchChromium } from "../browser/chromium.ts";
import { edgeGroups, retryGroups, streamGroups } from "./edge-groups.ts";
import { entry, pageLifeCases } from "./page-life.ts";
import { type PageServer, servePage } from "./page-server.ts";
import { SuiteResults } from "./results.ts";
import { startServers, type WebServers } from "./servers.ts";
import { translatedGroups } from "./translated-groups.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });

const results = new SuiteResults("web");
let browser: Browser | undefined;
let pages: PageServer | undefined;
let servers: WebServers | undefined;
try {
  browser = await launchChromium("web");
  pages = await servePage(entry);
  servers = await startServers(pages.origin);
  const run = { browser, pages, results, only: values.only ?? "" };
  await edgeGroups(run, servers);
  await streamGroups(run, servers);
  await retryGroups(run, servers);
  await pageLifeCases(run, servers);
  await translatedGroups(run);
} catch (error) {
  results.stop(error);
} finally {
  await browser?.close();
  pages?.close();
  await servers?.close();
}
results.finish(values.json);
