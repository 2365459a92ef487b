import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "tramline";
import type { TestService } from "../../gen/grpc/testing/test.ts";
import { type CaseContext, type SoakSettings, zeros } from "./case.ts";

/** Large calls one after another on the same channel. */
export async function rpcSoak({ client, soak }: CaseContext): Promise<void> {
  await runSoak(soak, (timeoutMs) => callLarge(client, soak, timeoutMs));
}

/** Large calls one after another, each on a channel of its own. */
export async function channelSoak(context: CaseContext): Promise<void> {
  const { soak } = context;
  await runSoak(soak, async (timeoutMs) => {
    const connection = context.connect();
    try {
      await callLarge(connection.client, soak, timeoutMs);
    } finally {
      await connection.close();
    }
  });
}

async function callLarge(
  client: Client<typeof TestService>,
  { requestSize, responseSize }: SoakSettings,
  timeoutMs: number,
): Promise<void> {
  const response = await client.unaryCall(
    { responseSize, payload: zeros(requestSize) },
    { timeoutMs, waitForReady: true },
  );
  assert.equal(response.payload?.body.length, responseSize);
}

async function runSoak(
  soak: SoakSettings,
  iterate: (timeoutMs: number) => Promise<void>,
): Promise<void> {
  const beganAtMs = performance.now();
  const endAtMs = beganAtMs + soak.overallTimeoutMs;
  let begun = 0;
  let finished = 0;
  const failures: string[] = [];
  const work = async () => {
    while (begun < soak.iterations && performance.now() < endAtMs) {
      const iteration = begun++;
      const startMs = performance.now();
      try {
        await iterate(endAtMs - startMs);
        const tookMs = performance.now() - startMs;
        if (tookMs > soak.perIterationMaxLatencyMs) {
          failures.push(`iteration ${iteration} took ${tookMs.toFixed(0)} ms`);
        }
      } catch (error) {
        failures.push(`iteration ${iteration}: ${String(error)}`);
      }
      finished++;
      const restMs = soak.minTimeBetweenRpcsMs - (performance.now() - startMs);
      if (restMs > 0) await sleep(restMs);
    }
  };
  await Promise.all(Array.from({ length: soak.threads }, work));
  assert.equal(finished, soak.iterations, "iterations done within the overall timeout");
  assert.ok(failures.length <= soak.maxFailures, failures.join("\n"));
}
