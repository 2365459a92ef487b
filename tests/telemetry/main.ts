/**
 * What Tramline's telemetry exports, received by OTLP: against gRFC A66, A72, and A94, and against what grpc-go's
 * own plug-in exports for the same calls; and channelz, read by a client of grpc-go.
 *
 *   npm run test:telemetry [-- --json FILE]
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { grpcTraceBinPropagator, type TelemetryOptions } from "@tramline/opentelemetry";
import { createChannel, createServer } from "tramline";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import { implementation, makeCalls } from "./calls.ts";
import { checkChannelz } from "./channelz-cases.ts";
import { listedMetrics, pointLines, spanTexts } from "./compare.ts";
import { buildPeer, runPeer, startPeerServer } from "./go-peer.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { callOurselves, exportTelemetry } from "./sides.ts";
import { checkSubchannels, subchannelDifferences } from "./subchannel-cases.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });

const result = {
  suite: "telemetry",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

/** Runs one case. */
function check(name: string, body: () => void): void {
  try {
    body();
    result.passed += 1;
    console.log(`ok     ${name}`);
  } catch (error) {
    result.failed += 1;
    const message = error instanceof Error ? error.message : String(error);
    result.failures.push({ case: name, message });
    console.log(`failed ${name}\n${message.replaceAll(/^/gm, "         ")}`);
  }
}

/** Holds what one exporter sent to the lists of A66 and A72. */
function checkListed(receiver: Receiver, service: string, target: string): void {
  const { metrics, spans, scopes } = receiver.of(service);
  check(`${service}: the metrics of A66, no others`, () => {
    assert.deepEqual([...metrics.keys()].sort(), Object.keys(listedMetrics).sort());
  });
  for (const [name, listed] of Object.entries(listedMetrics)) {
    check(`${service}: ${name}: type, unit, buckets, attributes`, () => {
      const metric = metrics.get(name);
      assert.ok(metric !== undefined);
      assert.equal(metric.kind, listed.kind);
      assert.equal(metric.unit, listed.unit);
      assert.deepEqual(metric.bounds, listed.bounds);
      assert.equal(metric.isCumulative, true);
      assert.ok(metric.points.length > 0);
      for (const { attributes } of metric.points) {
        assert.deepEqual(Object.keys(attributes), listed.attributes);
        if (listed.attributes.includes("grpc.target")) {
          assert.equal(attributes["grpc.target"], target);
        }
        assert.doesNotMatch(`${attributes["grpc.method"]}`, /^\//);
      }
    });
  }
  check(`${service}: the instrumentation scope`, () => {
    assert.deepEqual([...scopes], ["grpc-tramline"]);
  });
  check(`${service}: the first attempt tells of its wait for a connection`, () => {
    const first = spans.find(({ name }) => name === "Attempt.grpc.testing.TestService.EmptyCall");
    assert.deepEqual(
      first?.events.map(({ name }) => name),
      ["Delayed LB pick complete", "Outbound message", "Inbound message"],
    );
  });
  check(`${service}: a failed call's spans say its code and text`, () => {
    const failed = spans.filter(({ statusMessage }) => statusMessage.startsWith("NOT_FOUND"));
    assert.deepEqual(
      failed.map(({ name, statusMessage }) => `${name}: ${statusMessage}`).sort(),
      ["Attempt", "Recv", "Sent"].map(
        (kind) => `${kind}.grpc.testing.TestService.UnaryCall: NOT_FOUND, no such thing`,
      ),
    );
  });
  check(`${service}: durations are seconds`, () => {
    for (const [name, metric] of metrics) {
      if (!name.endsWith("duration")) continue;
      for (const { sum, count } of metric.points) {
        assert.ok(sum > 0 && sum < 20 * count, `${name}: ${sum} for ${count}`);
      }
    }
  });
}

const UNKNOWN_SERVICE =
  "grpc-go counts the beginning of calls of a service that is not registered, not their end";
const UNREAD =
  "grpc-go decodes the request of a method that its service leaves to UnimplementedTestServiceServer";

/** What only one of the two exports: lines of series and spans, with the reason. */
const differences: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["sent_total_compressed_message_size", "rcvd_total_compressed_message_size", "duration"].map(
      (name) => [
        `grpc.server.call.${name} grpc.method=other grpc.status=UNIMPLEMENTED count=1${name === "duration" ? "" : " sum=0"}`,
        UNKNOWN_SERVICE,
      ],
    ),
  ),
  "Recv.other SERVER in Attempt.grpc.testing.UnimplementedService.UnimplementedCall {} status 2":
    UNKNOWN_SERVICE,
  "Recv.grpc.testing.TestService.UnimplementedCall SERVER in Attempt.grpc.testing.TestService.UnimplementedCall {} status 2":
    UNREAD,
  'Recv.grpc.testing.TestService.UnimplementedCall SERVER in Attempt.grpc.testing.TestService.UnimplementedCall {} status 2\n    Inbound message {"message-size":0,"sequence-number":0}':
    UNREAD,
};

async function run(): Promise<void> {
  const calls = buildPeer("calls");
  const channelz = buildPeer("channelz");
  if (calls.notRun !== undefined || channelz.notRun !== undefined) {
    const notRunResult = { ...result, notRun: calls.notRun ?? channelz.notRun ?? "" };
    writeResult(notRunResult, values.json);
    printCounts(notRunResult);
    return;
  }
  const receiver = await startReceiver();
  const { address: otlp } = receiver;
  const goArgs = ["--otlp", otlp];
  try {
    checkListed(receiver, "aggregated", await callOurselves("aggregated", otlp, "aggregated"));
    checkListed(receiver, "recorded", await callOurselves("recorded", otlp, "recorded"));

    await runPeer(calls.program, goArgs, { OTEL_SERVICE_NAME: "grpc-go" });
    const ours = receiver.of("aggregated");
    const theirs = receiver.of("grpc-go");
    check("the same metrics as grpc-go", () => {
      assert.deepEqual([...ours.metrics.keys()].sort(), [...theirs.metrics.keys()].sort());
    });
    for (const name of Object.keys(listedMetrics)) {
      check(`the same unit, buckets, and series as grpc-go: ${name}`, () => {
        const mine = ours.metrics.get(name);
        const other = theirs.metrics.get(name);
        assert.equal(mine?.unit, other?.unit);
        assert.deepEqual(mine?.bounds, other?.bounds);
        assert.equal(mine?.isCumulative, other?.isCumulative);
        const isSame = (line: string): boolean => !Object.hasOwn(differences, `${name} ${line}`);
        assert.deepEqual(pointLines(mine).filter(isSame), pointLines(other).filter(isSame));
      });
    }
    check("the same spans as grpc-go: names, kinds, parents, attributes, events, status", () => {
      const isSame = (text: string): boolean => !Object.hasOwn(differences, text);
      assert.deepEqual(
        spanTexts(ours.spans).filter(isSame),
        spanTexts(theirs.spans).filter(isSame),
      );
    });

    await checkPropagation(receiver, calls.program, "traceparent");
    await checkPropagation(receiver, calls.program, "grpc-trace-bin");

    await checkSubchannels(receiver, calls.program, check);
    await checkChannelz(channelz.program, check);
  } finally {
    await receiver.close();
  }
  for (const [name, reason] of Object.entries({ ...differences, ...subchannelDifferences })) {
    result.notApplicable.push({ case: name, reason });
    console.log(`not applicable: ${name}: ${reason}`);
  }
  writeResult(result, values.json);
  printCounts(result);
}

/** Each as the other's client: the trace goes on in the other process. */
async function checkPropagation(
  receiver: Receiver,
  program: string,
  way: "traceparent" | "grpc-trace-bin",
): Promise<void> {
  const { address: otlp } = receiver;
  const isBinary = way === "grpc-trace-bin";
  const goArgs = ["--otlp", otlp, ...(isBinary ? ["--trace-bin"] : [])];
  const options: TelemetryOptions = isBinary ? { propagator: grpcTraceBinPropagator } : {};
  const goServerName = `go-server by ${way}`;
  const toGoName = `to-go by ${way}`;
  const goServer = await startPeerServer(program, goArgs, { OTEL_SERVICE_NAME: goServerName });
  const toGo = exportTelemetry(toGoName, otlp, "aggregated", options);
  const channel = createChannel(goServer.address, { observers: [toGo.telemetry] });
  await makeCalls(channel);
  await channel.close();
  await toGo.finish();
  await goServer.finish();
  // grpc-go never ends the span of a call of a service that it does not know.
  checkTraceGoesOn(receiver, toGoName, goServerName, 9);

  const fromGoName = `from-go by ${way}`;
  const serverName = `tramline-server by ${way}`;
  const fromGo = exportTelemetry(serverName, otlp, "aggregated", options);
  const server = createServer({ observers: [fromGo.telemetry] });
  server.add(TestService, implementation);
  const { address } = await server.listen("127.0.0.1:0");
  await runPeer(program, [...goArgs, "--target", address], { OTEL_SERVICE_NAME: fromGoName });
  await server.close();
  await fromGo.finish();
  checkTraceGoesOn(receiver, fromGoName, serverName, 10);
}

/** Each server span is the child of an attempt's span in the client's process, in one trace. */
function checkTraceGoesOn(
  receiver: Receiver,
  client: string,
  server: string,
  servedSpans: number,
): void {
  check(`the trace goes on from ${client} to ${server}`, () => {
    const attempts = receiver.of(client).spans.filter(({ name }) => name.startsWith("Attempt."));
    const served = receiver.of(server).spans;
    assert.equal(attempts.length, 10);
    assert.equal(served.length, servedSpans);
    const byId = new Map(attempts.map((span) => [span.spanId, span]));
    for (const span of served) {
      const parent = byId.get(span.parentId);
      assert.ok(parent !== undefined, `${span.name} has no parent`);
      assert.equal(span.traceId, parent.traceId);
      if (span.name !== "Recv.other") {
        assert.equal(span.name.replace("Recv.", ""), parent.name.replace("Attempt.", ""));
      }
    }
  });
}

await run();
