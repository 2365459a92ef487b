import { atMost, type Bar, type Judged, judged, over } from "../../harness/bars.ts";
import { cases } from "./cases.ts";
import type { Comparison } from "./compare.ts";
import { memoryCase } from "./server-memory.ts";

const OURS = "tramline";
const GO = "grpc-go";
const JS = "@grpc/grpc-js";
const CURRENT_THREAD = "tonic (current-thread)";
type Side = "clientCpuMicros" | "serverCpuMicros";

/** Every bar of the RPC bench, judged on the rows of one run. */
export function judge(rows: Comparison): Judged[] {
  return [
    ...smallCalls(rows),
    ...realCalls(rows),
    ...streams(rows),
    ...largeCalls(rows),
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
  return [rate(rows, "server-stream", GO, 1.5, 3), rateToBestNative(rows, "bidi-100", 1, 2)];
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
  return cases.filter((each) => each.tls).map((each) => rate(rows, each.name, JS));
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

function shortestOfPeers(rows: Comparison, name: string): number | undefined {
  const times = rows
    .ofCase(name)
    .filter((row) => row.implementation !== OURS)
    .flatMap((row) => row.p50Micros ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
