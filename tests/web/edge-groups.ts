/** All clients against our server: each group is one client, one version of HTTP, and one place in the browser. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { createServer, type Server } from "tramline";
import type { Browser } from "../browser/chromium.ts";
import { tlsFile } from "../e2e/tls-files.ts";
import { EdgeService } from "../edge/gen/edge/edge.ts";
import type { PageServer } from "./page-server.ts";
import type { ClientKind } from "./pages/caller.ts";
import type { CaseCall, Place } from "./pages/case-call.ts";
import { edgeCases } from "./pages/edge-cases.ts";
import type { NamedCase, SuiteResults } from "./results.ts";
import { createWebService } from "./service.ts";

/** What a run of the suite has. */
export interface SuiteRun {
  readonly browser: Browser;
  readonly pages: PageServer;
  readonly results: SuiteResults;
  /** Groups run whose titles contain it. */
  readonly only: string;
}

const kinds: readonly ClientKind[] = [
  "tramline connect",
  "tramline connect get",
  "tramline connect json",
  "tramline grpc-web",
  "tramline grpc-web json",
  "tramline grpc-web text",
  "connect-web connect",
  "connect-web connect json",
  "connect-web grpc-web",
  "connect-web grpc-web json",
  "grpc-web binary",
  "grpc-web text",
];

/** Cases that a client cannot pass against any server, with the reason. */
const notApplicable: readonly { client: RegExp; name: RegExp; reason: string }[] = [
  {
    client: /^connect-web/,
    name: /^leaving the loop/,
    reason: "the library does not end the request when a loop over its messages is left",
  },
  {
    client: /^grpc-web binary/,
    name: /^(a stream: a message is there before|abort of a stream|leaving the loop)/,
    reason: "the library reads whole bodies in binary mode; its streams need text mode",
  },
  {
    client: /^grpc-web/,
    name: /^a slow reader/,
    reason: "XMLHttpRequest reads ahead without a bound",
  },
];

const workerKinds: readonly ClientKind[] = ["tramline connect", "tramline grpc-web text"];
const workerPlaces: readonly Place[] = ["worker", "shared worker", "service worker"];

interface Group {
  readonly client: ClientKind;
  readonly place: Place;
  readonly version: "HTTP/1.1" | "HTTP/2";
}

const groups: readonly Group[] = [
  ...kinds.flatMap((client): Group[] => [
    { client, place: "page", version: "HTTP/1.1" },
    { client, place: "page", version: "HTTP/2" },
  ]),
  ...workerKinds.flatMap((client) =>
    workerPlaces.map((place): Group => ({ client, place, version: "HTTP/1.1" })),
  ),
];

/** Servers of both versions of HTTP, which permit the pages' origin. */
async function startServers(
  origin: string,
): Promise<{ servers: Server[]; urls: Record<Group["version"], string> }> {
  const cors = { origins: [origin], allowedHeaders: ["mine"] };
  const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
  const servers = [createServer({ cors }), createServer({ cors, tls })];
  const urls = { "HTTP/1.1": "", "HTTP/2": "" };
  for (const [index, server] of servers.entries()) {
    server.add(EdgeService, createWebService().implementation);
    const { port } = await server.listen("127.0.0.1:0");
    if (index === 0) urls["HTTP/1.1"] = `http://127.0.0.1:${port}`;
    else urls["HTTP/2"] = `https://127.0.0.1:${port}`;
  }
  return { servers, urls };
}

let lastKey = 0;

/** The cases of a group, for a page. */
function casesOf(
  { client, place }: Group,
  url: string,
  page: Page,
  results: SuiteResults,
): NamedCase[] {
  const cases: NamedCase[] = [];
  for (const name of Object.keys(edgeCases)) {
    // A hundred megabytes: JSON has nothing of its own there, but takes ten times as long.
    if (/ (json|get)$/.test(client) && name.startsWith("a slow reader")) continue;
    const reason = notApplicable.find(
      (one) => one.client.test(client) && one.name.test(name),
    )?.reason;
    if (reason !== undefined) {
      results.skip(`${client}: ${name}`, reason);
      continue;
    }
    lastKey += 1;
    const call: CaseCall = { name, client, url, key: String(lastKey), place };
    cases.push({ name, run: () => runInPage(page, call) });
  }
  return cases;
}

async function runInPage(page: Page, call: CaseCall): Promise<void> {
  await page.evaluate(
    (one) => (globalThis as unknown as { runCase(call: CaseCall): Promise<void> }).runCase(one),
    call,
  );
}

/** Runs the groups. */
export async function edgeGroups({ browser, pages, results, only }: SuiteRun): Promise<void> {
  const { servers, urls } = await startServers(pages.origin);
  try {
    for (const group of groups) {
      const title = `${group.client}, ${group.version}, ${group.place}`;
      if (!title.includes(only)) continue;
      const opened = await browser.openPage({ ignoreHttpsErrors: true });
      await opened.page.goto(pages.origin);
      const cases = casesOf(group, urls[group.version], opened.page, results);
      cases.push({
        name: "no complaint on the console",
        run: async () => assert.deepEqual(opened.complaints.take(/status of (4|5)\d\d|ERR_/), []),
      });
      await results.run(title, cases, 1);
      await opened.close();
    }
  } finally {
    for (const server of servers) await server.close({ graceMs: 0 });
  }
}
