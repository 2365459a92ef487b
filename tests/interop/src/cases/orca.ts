import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { LoadReport } from "../test-load-balancer.ts";
import type { CaseContext } from "./case.ts";

/** The longest wait for a report beside calls, of which the server sends one each second. */
const REPORT_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 50;

interface Expected {
  readonly cpuUtilization: number;
  readonly memoryUtilization: number;
  readonly requestCost?: Readonly<Record<string, number>>;
  readonly utilization: Readonly<Record<string, number>>;
}

const first: Expected = {
  cpuUtilization: 0.821,
  memoryUtilization: 0.5847,
  utilization: { util: 0.304_99 },
};
const second: Expected = {
  cpuUtilization: 0.293_09,
  memoryUtilization: 0.2,
  utilization: { util: 0.2039 },
};

/** The response of a call brings the report that the call asked for. */
export async function orcaPerRpc({ client, reports }: CaseContext): Promise<void> {
  const expected: Expected = { ...first, requestCost: { cost: 3456.32 } };
  await client.unaryCall({ orcaPerQueryReport: asReport(expected) });
  assert.deepEqual(seen(reports.ofLastCall), { requestCost: {}, ...expected });
}

/** Reports beside calls follow what one call tells the server to report. */
export async function orcaOob({ client, reports }: CaseContext): Promise<void> {
  const call = client.fullDuplexCall();
  const responses = call[Symbol.asyncIterator]();
  for (const expected of [first, second]) {
    await call.send({ orcaOobReport: asReport(expected), responseParameters: [{ size: 1 }] });
    assert.equal((await responses.next()).done, false);
    const wanted = { requestCost: {}, ...expected };
    const end = performance.now() + REPORT_TIMEOUT_MS;
    while (!isDeepStrictEqual(seen(reports.outOfBand), wanted) && performance.now() < end) {
      await sleep(LOOK_EVERY_MS);
    }
    assert.deepEqual(seen(reports.outOfBand), wanted);
  }
  await call.close();
  assert.equal((await responses.next()).done, true);
}

function asReport({ requestCost = {}, utilization, ...values }: Expected) {
  return {
    ...values,
    requestCost: new Map(Object.entries(requestCost)),
    utilization: new Map(Object.entries(utilization)),
  };
}

/** The values of a report that the cases look at. */
function seen(report: LoadReport | undefined): Expected | undefined {
  if (report === undefined) return undefined;
  return {
    requestCost: Object.fromEntries(report.requestCost),
    cpuUtilization: report.cpuUtilization,
    memoryUtilization: report.memUtilization,
    utilization: Object.fromEntries(report.utilization),
  };
}
