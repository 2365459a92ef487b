/**
 * Tramline's REST beside grpc-gateway, which is in front of the same server: the same requests have the same
 * status and the same JSON, over HTTP/2 and over HTTP/1.1. The reference pages, of all that REST can do and of the shop,
 * are read in Chromium. Schemathesis calls the shop by its OpenAPI document.
 *
 *   npm run test:rest [-- --json FILE] [--only gateway,schemathesis]
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { commonCases, differences } from "./common-cases.ts";
import { buildGateway, startGateway } from "./gateway-peer.ts";
import { checkReferencePage, checkShopReferencePage } from "./reference-page.ts";
import { type HttpResponse, sendHttp1, startRest } from "./rest.support.ts";
import { checkShop } from "./schemathesis.ts";

const parts = ["gateway", "schemathesis"];
const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });
const wanted = values.only?.split(",") ?? parts;
const unknown = wanted.filter((part) => !parts.includes(part));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(",")}: there are ${parts.join(", ")}`);
  process.exit(1);
}

const result: SuiteResult = {
  suite: "rest",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

/** Returns the parts of a response that are compared: of an error the code and the details, since texts differ. */
function essence(status: number, contentType: string, text: string): unknown {
  if (!/json/.test(contentType)) return { status, contentType, text };
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map((line) => JSON.parse(line) as unknown);
  return { status, body: values.map((value) => (status === 200 ? value : errorOf(value))) };
}

function errorOf(json: unknown): unknown {
  const { error, ...whole } = json as Record<string, unknown>;
  const { code, details } = (error ?? whole) as Record<string, unknown>;
  return { code, details };
}

function essenceOf({ status, headers, text }: HttpResponse): unknown {
  return essence(status, String(headers["content-type"] ?? ""), text);
}

function addFailure(name: string, message: string): void {
  result.failed += 1;
  result.failures.push({ case: name, message });
  console.log(`failed ${name}\n${message.replaceAll(/^/gm, "         ")}`);
}

async function compareWithGateway(): Promise<void> {
  const built = buildGateway();
  if (built.notRun !== undefined) {
    result.notRun = built.notRun;
    return;
  }
  const ours = await startRest();
  const gateway = await startGateway(built.program, `127.0.0.1:${ours.port}`);
  for (const { name, request } of commonCases) {
    const own = essenceOf(await ours.send(request));
    const overHttp1 = essenceOf(await ours.fetch(request));
    if (!isDeepStrictEqual(overHttp1, own)) {
      const message = `over HTTP/2   ${JSON.stringify(own)}\nover HTTP/1.1 ${JSON.stringify(overHttp1)}`;
      addFailure(`${name}, over HTTP/1.1`, message);
      continue;
    }
    let theirs: unknown;
    try {
      theirs = essenceOf(await sendHttp1(gateway.url, request));
    } catch (error) {
      theirs = { error: String(error) };
    }
    const reason = differences[name];
    try {
      assert.deepEqual(own, theirs);
      if (reason !== undefined)
        throw new Error(`listed as a difference, but both respond alike: ${reason}`);
      result.passed += 1;
    } catch (error) {
      if (reason !== undefined && !(error as Error).message.startsWith("listed")) {
        result.notApplicable.push({ case: name, reason });
        continue;
      }
      const message = `${request.method ?? "GET"} ${request.path}\nours   ${JSON.stringify(own)}\ntheirs ${JSON.stringify(theirs)}`;
      addFailure(name, message);
    }
  }
  await gateway.close();
  await ours.close();
  await attempt("the reference page in Chromium", checkReferencePage);
}

async function attempt(name: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
    result.passed += 1;
    console.log(`passed ${name}`);
  } catch (error) {
    addFailure(name, String(error));
  }
}

async function callShop(): Promise<void> {
  const { notRun, cases, notApplicable } = await checkShop();
  if (notRun !== undefined) result.notRun = notRun;
  for (const { name, requests, failure } of cases) {
    if (failure !== undefined) {
      addFailure(name, failure);
      continue;
    }
    result.passed += 1;
    console.log(`passed ${name}: ${requests} requests`);
  }
  for (const [name, reason] of Object.entries(notApplicable)) {
    result.notApplicable.push({ case: name, reason });
  }
}

if (wanted.includes("gateway")) await compareWithGateway();
if (wanted.includes("schemathesis")) {
  await callShop();
  await attempt("the shop's reference page in Chromium", checkShopReferencePage);
}
for (const { case: name, reason } of result.notApplicable) {
  console.log(`differs ${name}: ${reason}`);
}

writeResult(result, values.json);
printCounts(result);
