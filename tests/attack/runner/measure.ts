/** One attack on one server, with honest clients beside it. */
import { readFileSync } from "node:fs";
import type { Attack } from "../attacks/attack.ts";
import type { AttackReport, HonestCounts } from "../programs/messages.ts";
import { beginPeak, cpuSeconds, machineCpuSeconds, peak } from "./process-figures.ts";
import { Attacker, type HonestClients } from "./programs.ts";
import { type AttackedServer, authority, type ServerName, startServer } from "./servers.ts";

/** How long the parts of a measurement take. */
export interface Durations {
  readonly warmUpMs: number;
  readonly undisturbedMs: number;
  readonly attackMs: number;
}

/** Where the attacker comes from: the honest clients' address or another. */
export type Origin = "same address" | "another address";

const addresses: Readonly<Record<Origin, string>> = {
  "same address": "127.0.0.1",
  "another address": "127.0.0.66",
};

/** What is measured of a row. Rates are per second. */
export interface Figures {
  readonly attack: string;
  readonly server: ServerName;
  readonly from: Origin;
  readonly connections: number;
  readonly undisturbedCallsPerSecond: number;
  readonly callsPerSecond: number;
  readonly undisturbedNewConnectionsPerSecond: number;
  readonly newConnectionsPerSecond: number;
  readonly longestMs: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly memoryGrowthBytes: number;
  /** CPU seconds per second: of the server, the attacker, the honest clients, and all else on the machine. */
  readonly serverCpuShare: number;
  readonly attackerCpuShare: number;
  readonly honestCpuShare: number;
  readonly othersCpuShare: number;
  /** What the attacker got through in the second half. */
  readonly attackBytesPerSecond: number;
  readonly attackFramesPerSecond: number;
  /** What sockets that nobody refuses take of this attack; 0 where it is not a flood. */
  readonly freeBytesPerSecond: number;
  readonly receivedBytesPerSecond: number;
  readonly connects: number;
  readonly cuts: number;
  readonly refusals: number;
  readonly mostOpen: number;
  readonly limits: Readonly<Record<string, number>>;
  readonly goaways: Readonly<Record<string, number>>;
  readonly resets: Readonly<Record<string, number>>;
  readonly notes: Readonly<Record<string, number>>;
  /** Errors that the server reported. */
  readonly errors: number;
  readonly handlers: number;
  /** How the server ended; left out when it survived. */
  readonly serverEnd?: string;
  /** Whether it serves after the attack. */
  readonly servesAfter: boolean;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Rate of two readings. */
const rate = (before: number, after: number, ms: number) => ((after - before) * 1000) / ms;

/** Waits until a new connection has carried a call. */
async function serves(honest: HonestClients): Promise<boolean> {
  const { newCalls } = await honest.read();
  for (let round = 0; round < 60; round++) {
    await sleep(50);
    if ((await honest.read()).newCalls > newCalls + 1) return true;
  }
  return false;
}

export interface RowOrder {
  readonly attack: Attack;
  readonly server: ServerName;
  readonly from: Origin;
  readonly connections: number;
  readonly durations: Durations;
  readonly isPatient: boolean;
}

/** Measures one row. Ends the server and the attacker that it started. */
export async function measureRow(order: RowOrder, honest: HonestClients): Promise<Figures> {
  const attacker = new Attacker();
  let server: AttackedServer | undefined;
  try {
    const { timeouts, maxConnections, isEdge } = order.attack;
    server = await startServer(order.server, { timeouts, maxConnections, isEdge });
    return await measureWith(order, server, attacker, honest);
  } finally {
    honest.rest();
    await Promise.all([attacker.stop(), server?.stop()]);
  }
}

async function measureWith(
  { attack, server: name, from, connections, durations, isPatient }: RowOrder,
  server: AttackedServer,
  attacker: Attacker,
  honest: HonestClients,
): Promise<Figures> {
  const isTls = attack.port === "tls";
  const port = isTls ? server.tlsPort : server.port;
  const attackOrder = {
    attack: attack.name,
    port,
    localAddress: addresses[from],
    connections: attack.connections ?? connections,
    isPatient,
  };
  const freeBytesPerSecond = await attacker.prepare(attackOrder);
  await honest.go(isTls ? { port, ca: readFileSync(authority, "utf8") } : { port });
  await sleep(durations.warmUpMs + honest.coldMs());
  const [before, beforeMs] = [await honest.read(), performance.now()];
  await sleep(durations.undisturbedMs);
  const [began, beganMs] = [await honest.read(), performance.now()];
  const memoryBytes = beginPeak(server.pid);
  const pids = [server.pid, attacker.pid, honest.pid];
  const cpuOf = () => [...pids.map(cpuSeconds), machineCpuSeconds()];
  const cpuBefore = cpuOf();
  attacker.go(attackOrder);
  await sleep(Math.max(durations.attackMs, attack.leastMs ?? 0));
  const [ended, endedMs] = [await honest.read(), performance.now()];
  const cpu = cpuOf();
  const peakBytes = peak(server.pid);
  const report = await attacker.report();
  const servesAfter = await serves(honest);
  const last = await honest.read();
  const [serverCpu = 0, attackerCpu = 0, honestCpu = 0, machineCpu = 0] = cpu.map(
    (ended, index) => Math.max(0, ended - (cpuBefore[index] ?? 0)) / ((endedMs - beganMs) / 1000),
  );
  return {
    attack: attack.name,
    server: name,
    from,
    connections: attackOrder.connections,
    undisturbedCallsPerSecond: rate(before.oldCalls, began.oldCalls, beganMs - beforeMs),
    callsPerSecond: rate(began.oldCalls, ended.oldCalls, endedMs - beganMs),
    undisturbedNewConnectionsPerSecond: rate(before.newCalls, began.newCalls, beganMs - beforeMs),
    newConnectionsPerSecond: rate(began.newCalls, ended.newCalls, endedMs - beganMs),
    longestMs: ended.longestMs,
    failures: newFailures(began, last),
    memoryGrowthBytes: Math.max(0, peakBytes - memoryBytes),
    serverCpuShare: serverCpu,
    attackerCpuShare: attackerCpu,
    honestCpuShare: honestCpu,
    othersCpuShare: Math.max(0, machineCpu - serverCpu - attackerCpu - honestCpu),
    freeBytesPerSecond,
    ...secondHalf(report),
    limits: server.limits,
    errors: server.errors,
    handlers: server.handlers,
    ...(server.end === undefined ? {} : { serverEnd: server.end }),
    servesAfter,
  };
}

function newFailures(before: HonestCounts, after: HonestCounts): Record<string, number> {
  const added: Record<string, number> = {};
  for (const [message, count] of Object.entries(after.failures)) {
    const more = count - (before.failures[message] ?? 0);
    if (more > 0) added[message] = more;
  }
  return added;
}

function secondHalf({ samples, socketErrors: _, ...report }: AttackReport) {
  const last = samples.at(-1);
  const middle = samples[Math.floor(samples.length / 2)];
  const ms = last === undefined || middle === undefined ? 0 : last.atMs - middle.atMs;
  const of = (name: "bytes" | "frames" | "receivedBytes") =>
    ms <= 0 ? 0 : rate(middle?.[name] ?? 0, last?.[name] ?? 0, ms);
  return {
    ...report,
    attackBytesPerSecond: of("bytes"),
    attackFramesPerSecond: of("frames"),
    receivedBytesPerSecond: of("receivedBytes"),
  };
}
