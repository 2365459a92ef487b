import { atLeast, atMost, type Bar, type Judged, judged, over } from "../../harness/bars.ts";
import { cases } from "./cases.ts";
import type { Comparison } from "./compare.ts";
import { memoryCase } from "./server-memory.ts";

const OURS = "tramline";
const GO = "grpc-go";
const JS = "@grpc/grpc-js";
const CURRENT_THREAD = "tonic (current-thread)";
const TONICS = ["tonic", CURRENT_THREAD];
type Side = "clientCpuMicros" | "serverCpuMicros";

/** Every bar of the RPC bench, judged on the rows of one run. */
export function judge(rows: Comparison): Judged[] {
  return [
    ...smallCalls(rows),
    ...realCalls(rows),
    ...streams(rows),
    ...largeCalls(rows),
    ...variants(rows),
    ...mixedPairs(rows),
    ...withTls(rows),
    serverMemory(rows),
  ].map(judged);
}

function smallCalls(rows: Comparison): Bar[] {
  const name = "unary-100";
  const cpu = (side: Side, label: string): Bar[] => [
    {
      what: `${name}: ${label} CPU per call, to grpc-go's`,
      value: over(rows.row(name, OURS)?.[side], rows.row(name, GO)?.[side]),
      ...atMost(1 / 4, 1 / 8),
    },
    {
      what: `${name}: ${label} CPU per call, to the best native's`,
      value: over(rows.row(name, OURS)?.[side], rows.bestNativeCpu(name, side)),
      ...atMost(2 / 3, 1 / 3),
    },
  ];
  return [
    rate(rows, name, JS, 15, 40),
    rate(rows, name, GO, 3, 6),
    rateToBestNative(rows, name, 1.5, 2.5),
    ...cpu("clientCpuMicros", "client"),
    ...cpu("serverCpuMicros", "server"),
    {
      what: "unary-1: median time, to the shortest of any peer",
      value: over(rows.row("unary-1", OURS)?.p50Micros, shortestOfPeers(rows, "unary-1")),
      ...atMost(1),
    },
  ];
}

function realCalls(rows: Comparison): Bar[] {
  const name = "unary-100-real";
  return [
    rate(rows, name, JS, 6),
    rate(rows, name, GO, 1),
    { ...rateToBestNative(rows, name), better: "higher", aim: 1 },
  ];
}

function streams(rows: Comparison): Bar[] {
  const stream = "server-stream";
  return [
    rate(rows, stream, GO, 1.5, 3),
    {
      what: `${stream}: rate, to tonic's best`,
      value: over(rows.row(stream, OURS)?.opsPerSecond, bestOf(rows, stream, TONICS)),
      ...atLeast(0.8, 1),
    },
    {
      what: `${stream}-batches: rate, to tonic's best of ${stream}`,
      value: over(
        rows.row(`${stream}-batches`, OURS)?.opsPerSecond,
        rows.isOneRun(stream, `${stream}-batches`) ? bestOf(rows, stream, TONICS) : undefined,
      ),
      ...atLeast(0.8, 1),
    },
    {
      what: "bidi-1: rate, to the best of any peer's",
      value: over(rows.row("bidi-1", OURS)?.opsPerSecond, bestOf(rows, "bidi-1")),
      ...atLeast(1),
    },
    rateToBestNative(rows, "bidi-100", 1, 2),
  ];
}

/** What services add to a bare call, beside our own bare call in the same run. */
function variants(rows: Comparison): Bar[] {
  const plain = "unary-100";
  const toPlain = (variant: string, floor: number, aim?: number): Bar => ({
    what: `${plain}-${variant}: rate, to our own of ${plain}`,
    value: over(
      rows.row(`${plain}-${variant}`, OURS)?.opsPerSecond,
      rows.isOneRun(plain, `${plain}-${variant}`) ? rows.row(plain, OURS)?.opsPerSecond : undefined,
    ),
    ...atLeast(floor, aim),
  });
  return [
    toPlain("intercepted", 0.6, 0.8),
    {
      what: `${plain}-intercepted: rate, to the best native's of ${plain}`,
      value: over(
        rows.row(`${plain}-intercepted`, OURS)?.opsPerSecond,
        rows.isOneRun(plain, `${plain}-intercepted`) ? rows.bestNativeRate(plain) : undefined,
      ),
      ...atLeast(1),
    },
    toPlain("context", 0.6),
    toPlain("retryable", 0.9),
    toPlain("observed", 0.25, 0.4),
    rate(rows, `${plain}-observed`, GO),
    rate(rows, `${plain}-gzip`, GO),
  ];
}

function largeCalls(rows: Comparison): Bar[] {
  const name = "unary-1MiB";
  return [rate(rows, name, GO, 1), { ...rateToBestNative(rows, name), better: "higher", aim: 1 }];
}

function mixedPairs(rows: Comparison): Bar[] {
  const under = "unary-100-under-grpc-go";
  const against = "unary-100-against-tonic";
  const cpu = (name: string, side: Side) =>
    over(rows.row(name, OURS)?.[side], rows.row(name, CURRENT_THREAD)?.[side]);
  return [
    {
      what: `${under}: server CPU per call, to ${CURRENT_THREAD}'s`,
      value: cpu(under, "serverCpuMicros"),
      ...atMost(2 / 3, 1 / 2),
    },
    {
      what: `${against}: client CPU per call, to ${CURRENT_THREAD}'s`,
      value: cpu(against, "clientCpuMicros"),
      ...atMost(2 / 3, 1 / 2),
    },
    rate(rows, against, CURRENT_THREAD, 1),
  ];
}

function withTls(rows: Comparison): Bar[] {
  return [
    ...cases.filter((each) => each.tls).map((each) => rate(rows, each.name, JS)),
    rate(rows, "tls-unary-1MiB", GO, 1),
    rate(rows, "tls-connect", GO, 1),
  ];
}

function serverMemory(rows: Comparison): Bar {
  const bytes = rows.row(memoryCase, OURS)?.peakMemoryBytes;
  return {
    what: `${memoryCase}: MB`,
    value: bytes === undefined ? undefined : bytes / 1e6,
    ...atMost(100, 80),
  };
}

function rate(rows: Comparison, name: string, peer: string, floor?: number, aim?: number): Bar {
  return {
    what: `${name}: rate, to ${peer}'s`,
    value: over(rows.row(name, OURS)?.opsPerSecond, rows.row(name, peer)?.opsPerSecond),
    better: "higher",
    ...(floor === undefined ? {} : { floor }),
    ...(aim === undefined ? {} : { aim }),
  };
}

function rateToBestNative(rows: Comparison, name: string, floor?: number, aim?: number): Bar {
  return {
    what: `${name}: rate, to the best native's`,
    value: over(rows.row(name, OURS)?.opsPerSecond, rows.bestNativeRate(name)),
    better: "higher",
    ...(floor === undefined ? {} : { floor }),
    ...(aim === undefined ? {} : { aim }),
  };
}

/** The highest rate of a case among some implementations, or among all but ours. */
function bestOf(rows: Comparison, name: string, of?: readonly string[]): number | undefined {
  const rates = rows
    .ofCase(name)
    .filter((row) => of?.includes(row.implementation) ?? row.implementation !== OURS)
    .map((row) => row.opsPerSecond);
  return rates.length === 0 ? undefined : Math.max(...rates);
}

function shortestOfPeers(rows: Comparison, name: string): number | undefined {
  const times = rows
    .ofCase(name)
    .filter((row) => row.implementation !== OURS)
    .flatMap((row) => row.p50Micros ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
