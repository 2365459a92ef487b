/** The metrics of gRFC A94, for one channel from its first call to its close: by OTLP, and beside grpc-go's. */
import assert from "node:assert/strict";
import type { OptionalAttribute, OptionalMetric } from "@tramline/opentelemetry";
import { pointLines } from "./compare.ts";
import { runPeer } from "./go-peer.ts";
import type { Receiver } from "./receiver.ts";
import { callOurselves, type MetricsWay } from "./sides.ts";

const DISCONNECTIONS = "grpc.subchannel.disconnections";
const OPEN = "grpc.subchannel.open_connections";

/** What the gRFC lists, and what it means for the calls of the suite. */
const listed: Readonly<Record<string, { unit: string; kind: string; points: string[] }>> = {
  [DISCONNECTIONS]: {
    unit: "{disconnection}",
    kind: "counter",
    points: ["grpc.disconnect_error=subchannel shutdown count=1"],
  },
  "grpc.subchannel.connection_attempts_succeeded": {
    unit: "{attempt}",
    kind: "counter",
    points: [" count=1"],
  },
  [OPEN]: { unit: "{connection}", kind: "other", points: ["grpc.security_level=none count=0"] },
};

const optionalMetrics: readonly OptionalMetric[] = [
  DISCONNECTIONS,
  "grpc.subchannel.connection_attempts_succeeded",
  "grpc.subchannel.connection_attempts_failed",
  OPEN,
];
const optionalAttributes: readonly OptionalAttribute[] = [
  "grpc.disconnect_error",
  "grpc.security_level",
];

/** What grpc-go has in another way, with the reason. */
export const subchannelDifferences: Readonly<Record<string, string>> = {
  [`${OPEN}: the unit {attempt}`]:
    "grpc-go counts open connections in {attempt}, where gRFC A94 lists {connection}",
  [`${OPEN}: the attribute grpc.security_level=none`]:
    "grpc-go writes NoSecurity, where gRFC A94 allows none, integrity_only, and privacy_and_integrity",
};

export async function checkSubchannels(
  receiver: Receiver,
  program: string,
  check: (name: string, body: () => void) => void,
): Promise<void> {
  const { address: otlp } = receiver;
  const options = { optionalMetrics, optionalAttributes };
  for (const way of ["aggregated", "recorded"] satisfies MetricsWay[]) {
    const service = `subchannels ${way}`;
    const target = await callOurselves(service, otlp, way, options);
    const { metrics } = receiver.of(service);
    for (const [name, { unit, kind, points }] of Object.entries(listed)) {
      check(`${service}: ${name}: type, unit, attributes, points`, () => {
        const metric = metrics.get(name);
        assert.equal(metric?.unit, unit);
        assert.equal(metric?.kind, kind);
        assert.equal(metric?.isCumulative, true);
        assert.deepEqual(pointLines(metric), points);
        assert.equal(metric?.points[0]?.attributes["grpc.target"], target);
      });
    }
  }
  const service = "subchannels of grpc-go";
  await runPeer(program, ["--otlp", otlp, "--subchannels"], { OTEL_SERVICE_NAME: service });
  const theirs = receiver.of(service).metrics;
  const ours = receiver.of("subchannels aggregated").metrics;
  for (const name of Object.keys(listed)) {
    check(`the same series as grpc-go: ${name}`, () => {
      const mine = ours.get(name);
      const other = theirs.get(name);
      assert.equal(mine?.kind, other?.kind);
      if (name === OPEN) {
        // The differences above, and no others.
        assert.equal(other?.unit, "{attempt}");
        assert.deepEqual(pointLines(other), ["grpc.security_level=NoSecurity count=0"]);
      } else {
        assert.equal(mine?.unit, other?.unit);
        assert.deepEqual(pointLines(mine), pointLines(other));
      }
    });
  }
}
