import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createChannel, createClient, createServer, StatusError } from "tramline";
import { Health, OpenRcaService, OrcaLoadReport } from "tramline/contracts";
import { addLoadReports, reportIntervalMs } from "./add-load-reports.ts";
import { loadReports, readLoadReport, reportLoad } from "./call-load.ts";
import { ServerLoad } from "./server-load.ts";

test("values are set, replaced, and cleared", () => {
  const load = new ServerLoad();
  load.set({ cpuUtilization: 1.5, memUtilization: 0.5, utilization: { gpu: 0.25, disk: 1 } });
  load.set({ cpuUtilization: 0.75, utilization: { disk: undefined }, namedMetrics: { queue: 7 } });
  assert.deepEqual(load.current(), {
    ...OrcaLoadReport.create(),
    cpuUtilization: 0.75,
    memUtilization: 0.5,
    utilization: new Map([["gpu", 0.25]]),
    namedMetrics: new Map([["queue", 7]]),
  });
  load.set({ memUtilization: undefined, requestsPerSecond: 10, errorsPerSecond: 0.5 });
  assert.equal(load.current().memUtilization, 0);
  assert.equal(load.current().rpsFractional, 10);
  assert.equal(load.current().eps, 0.5);
  load.clear();
  assert.deepEqual(load.current(), OrcaLoadReport.create());
});

test("values out of range are errors, and nothing is set", () => {
  const load = new ServerLoad();
  const wrong = (values: Parameters<typeof load.set>[0], message: string): void => {
    assert.throws(() => load.set(values), { name: "RangeError", message });
    assert.deepEqual(load.current(), OrcaLoadReport.create());
  };
  wrong(
    { cpuUtilization: 0.5, errorsPerSecond: -1 },
    "invalid errorsPerSecond: expected a finite number of at least 0, got -1",
  );
  wrong({ memUtilization: 1.5 }, "invalid memUtilization: expected a number from 0 to 1, got 1.5");
  wrong(
    { utilization: { gpu: Number.NaN } },
    "invalid utilization.gpu: expected a number from 0 to 1, got NaN",
  );
  wrong(
    { namedMetrics: { queue: Number.POSITIVE_INFINITY } },
    "invalid namedMetrics.queue: expected a finite number, got Infinity",
  );
  wrong(
    { cpuUtilization: "1" as unknown as number },
    "invalid cpuUtilization: expected a finite number of at least 0, got 1",
  );
});

describe("reports", () => {
  const load = new ServerLoad();
  const server = createServer({ interceptors: [loadReports(load)] });
  addLoadReports(server, { load, minIntervalMs: 5 });
  server.add(Health, {
    check({ service }, context) {
      reportLoad(context, { cpuUtilization: 0.25, requestCost: { rows: 3 } });
      reportLoad(context, { requestCost: { rows: 4, files: 1 } });
      if (service === "wrong") throw new StatusError("NOT_FOUND");
      return {};
    },
    async *watch() {
      yield {};
    },
    list: () => ({}),
  });
  let channel: ReturnType<typeof createChannel>;
  before(async () => {
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
    load.set({ cpuUtilization: 0.75, requestsPerSecond: 50 });
  });
  after(async () => {
    await channel.close();
    await server.close({ graceMs: 0 });
  });

  test("of a call go above those of its server, also when it fails", async () => {
    const client = createClient(Health, channel);
    const expected = {
      ...OrcaLoadReport.create(),
      cpuUtilization: 0.25,
      rpsFractional: 50,
      requestCost: new Map([
        ["rows", 4],
        ["files", 1],
      ]),
    };
    let found: OrcaLoadReport | undefined;
    await client.check(
      {},
      {
        onTrailers: (trailers) => {
          found = readLoadReport(trailers);
        },
      },
    );
    assert.deepEqual(found, expected);
    await assert.rejects(client.check({ service: "wrong" }), (error: StatusError) => {
      assert.deepEqual(readLoadReport(error.metadata), expected);
      return true;
    });
    const stream = client.watch({});
    for await (const _ of stream);
    assert.equal(readLoadReport(await stream.trailers)?.cpuUtilization, 0.75);
    assert.equal(readLoadReport(await stream.trailers)?.requestCost.size, 0);
  });

  test("in a stream of their own come at once and again, with the values of the moment", async () => {
    const client = createClient(OpenRcaService, channel);
    // A report may be on its way already when the value changes.
    const seen = new Set<number>();
    for await (const report of client.streamCoreMetrics({})) {
      seen.add(report.rpsFractional);
      load.set({ requestsPerSecond: report.rpsFractional + 1 });
      if (seen.size === 3) break;
    }
    assert.deepEqual([...seen], [50, 51, 52]);
  });

  test("in a stream come at the interval that was asked for, if that is longer", () => {
    assert.equal(reportIntervalMs(undefined, 30_000), 30_000);
    assert.equal(reportIntervalMs({ seconds: 1n, nanos: 0 }, 30_000), 30_000);
    assert.equal(reportIntervalMs({ seconds: -5n, nanos: 0 }, 30_000), 30_000);
    assert.equal(reportIntervalMs({ seconds: 45n, nanos: 500_000_000 }, 30_000), 45_500);
    assert.equal(reportIntervalMs({ seconds: 315_576_000_000n, nanos: 0 }, 1), 2 ** 31 - 1);
  });

  test("need an interval that can be kept", () => {
    assert.throws(() => addLoadReports(createServer(), { minIntervalMs: 0 }), {
      name: "RangeError",
      message: "invalid option minIntervalMs: expected a number greater than 0, got 0",
    });
  });
});
