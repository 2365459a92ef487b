/** Cases of clients of other projects, which call `server.fetch` where a runtime's own HTTP server mounts it. */
import assert from "node:assert/strict";
import type { NamedCase } from "../../web/results.ts";
import { connectNodeCases } from "../../workers/connect-node-cases.ts";
import type { Outcome } from "../smoke/run-pair.ts";

const CASE_TIMEOUT_MS = 20_000;

async function say(address: string, text: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://${address}/e2e.EchoService/Say`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text, count: 7 }),
  });
  return { status: response.status, body: await response.json() };
}

async function checkRest(address: string): Promise<void> {
  const echoed = { text: "ü", data: "", count: 7, delayMs: 0 };
  assert.deepEqual(await say(address, "ü"), { status: 200, body: echoed });
  // The form of google.rpc.Status: Connect's has the code as a text.
  const body = { code: 6, message: "as asked: Größe", details: [] };
  assert.deepEqual(await say(address, "fail"), { status: 409, body });
}

async function withinTime({ run }: NamedCase): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the case hangs")), CASE_TIMEOUT_MS);
  });
  try {
    await Promise.race([run(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs connect-node's cases and a REST call, of the server at an address. */
export async function runMountCases(address: string): Promise<Outcome> {
  const cases = [
    ...connectNodeCases(address),
    { name: "REST: a unary call, and its status", run: () => checkRest(address) },
  ];
  const failures: { case: string; message: string }[] = [];
  for (const one of cases) {
    try {
      await withinTime(one);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failures.push({ case: one.name, message });
    }
  }
  return { passed: cases.length - failures.length, failures };
}
