/**
 * Unary calls by the edge protocols over keep-alive connections of HTTP/1.1, beside the servers of others, the proxy
 * beside Envoy, and native gRPC on a server with all protocols beside one with gRPC alone: calls per second, and calls per second of the server's CPU, which the load does not share. All
 * implementations of a case run interleaved.
 *
 *   npm run bench:edge [-- --rounds 5] [--seconds 2] [--connections 16] [--only CASE,…] [--json FILE] [--merge FILE] [--quick]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mergeResults } from "../../harness/merge.ts";
import {
  type ResultFile,
  type ResultRow,
  resultFile,
  writeResultFile,
} from "../../harness/result.ts";
import { median, readable } from "../../harness/statistics.ts";
import { cases, type EdgeCase } from "./cases.ts";
import { grpcLoad } from "./grpc-load.ts";
import { type LoadResult, load } from "./load.ts";
import { type RunningServer, startServer } from "./programs.ts";
import { VERSIONS } from "./versions.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    connections: { type: "string", default: "16" },
    only: { type: "string" },
    json: { type: "string" },
    merge: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
const rounds = values.quick ? 2 : Number(values.rounds);
const windowMs = values.quick ? 300 : Number(values.seconds) * 1000;
const connections = Number(values.connections);

/** One round of an implementation. */
interface Round extends LoadResult {
  readonly cpuMs: number;
}

async function measure(server: RunningServer, { request }: EdgeCase, ms: number): Promise<Round> {
  const before = server.cpuMs();
  const result =
    request === undefined
      ? await grpcLoad(server.port, connections, ms)
      : await load(server.port, request, connections, ms);
  return { ...result, cpuMs: server.cpuMs() - before };
}

function percentile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function rowOf(name: string, implementation: string, all: readonly Round[]): ResultRow {
  const rates = all.map(({ calls, seconds }) => calls / seconds);
  return {
    case: name,
    implementation,
    version: VERSIONS[implementation] ?? "",
    opsPerSecond: median(rates),
    serverCpuMicros: median(all.map(({ calls, cpuMs }) => (cpuMs * 1000) / calls)),
    p50Micros: median(all.map(({ latencies }) => percentile(latencies, 0.5))),
    p99Micros: median(all.map(({ latencies }) => percentile(latencies, 0.99))),
    min: Math.min(...rates),
    max: Math.max(...rates),
    rounds: all.length,
  };
}

async function runCase(one: EdgeCase): Promise<ResultRow[]> {
  const servers: { name: string; server: RunningServer; rounds: Round[] }[] = [];
  try {
    for (const name of one.implementations) {
      servers.push({ name, server: await startServer(name), rounds: [] });
    }
    // Until their code is compiled.
    for (const { server } of servers) await measure(server, one, windowMs);
    for (let round = 0; round < rounds; round++) {
      for (const { server, rounds: done } of servers)
        done.push(await measure(server, one, windowMs));
    }
  } finally {
    for (const { server } of servers) await server.stop();
  }
  return servers.map(({ name, rounds: done }) => rowOf(one.name, name, done));
}

const wanted = values.only?.split(",");
const rows: ResultRow[] = [];
for (const one of cases) {
  if (wanted !== undefined && !wanted.includes(one.name)) continue;
  for (const row of await runCase(one)) {
    rows.push(row);
    const perCpu = 1e6 / (row.serverCpuMicros ?? Number.NaN);
    console.log(
      `${row.case}, ${row.implementation}: ${readable(row.opsPerSecond)} calls per second, ` +
        `${readable(perCpu)} per CPU second, p50 ${readable(row.p50Micros ?? 0)} µs, p99 ${readable(row.p99Micros ?? 0)} µs`,
    );
  }
}
const result = resultFile("edge", rows, values.quick);
if (values.json !== undefined) writeResultFile(values.json, result);
if (values.merge !== undefined) {
  const older = JSON.parse(readFileSync(values.merge, "utf8")) as ResultFile;
  const order = cases.map(({ name }) => name);
  writeResultFile(values.merge, mergeResults(older, result, order));
}
