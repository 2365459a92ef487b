/**
 * Tramline's REST beside grpc-gateway, which is in front of the same server: the same requests have the same
 * status and the same JSON.
 *
 *   npm run test:rest [-- --json FILE]
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { commonCases, differences } from "./common-cases.ts";
import { buildGateway, startGateway } from "./gateway-peer.ts";
import { type HttpRequest, startRest } from "./rest.support.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });

const result: SuiteResult = {
  suite: "rest",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

/** What is compared of a response: of an error the code and the details, since texts differ. */
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

async function sendHttp1(url: string, request: HttpRequest): Promise<unknown> {
  const { method = "GET", path, headers = {}, body } = request;
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body }),
  });
  return essence(
    response.status,
    response.headers.get("content-type") ?? "",
    await response.text(),
  );
}

const built = buildGateway();
if (built.notRun !== undefined) {
  result.notRun = built.notRun;
} else {
  const ours = await startRest();
  const gateway = await startGateway(built.program, `127.0.0.1:${ours.port}`);
  for (const { name, request } of commonCases) {
    const { status, headers, text } = await ours.send(request);
    const own = essence(status, String(headers["content-type"] ?? ""), text);
    let theirs: unknown;
    try {
      theirs = await sendHttp1(gateway.url, request);
    } catch (error) {
      theirs = { error: String(error) };
    }
    const reason = differences[name];
    try {
      assert.deepEqual(own, theirs);
      if (reason !== undefined)
        throw new Error(`listed as a difference, and there is none: ${reason}`);
      result.passed += 1;
    } catch (error) {
      if (reason !== undefined && !(error as Error).message.startsWith("listed")) {
        result.notApplicable.push({ case: name, reason });
        continue;
      }
      result.failed += 1;
      const message = `${request.method ?? "GET"} ${request.path}\nours   ${JSON.stringify(own)}\ntheirs ${JSON.stringify(theirs)}`;
      result.failures.push({ case: name, message });
      console.log(`failed ${name}\n${message.replaceAll(/^/gm, "         ")}`);
    }
  }
  await gateway.close();
  await ours.close();
  for (const { case: name, reason } of result.notApplicable)
    console.log(`differs ${name}: ${reason}`);
}

writeResult(result, values.json);
printCounts(result);
