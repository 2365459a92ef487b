import { createSimulation, type Host, type Simulation } from "@tramline/testing";
import { type ClientChannel, createChannel, createClient } from "tramline";
import { EchoService } from "../../../e2e/gen/e2e/echo.ts";
import { Acknowledgments } from "./acknowledgments.ts";
import { allFaults, drainsOnly, FaultSchedule } from "./fault-schedule.ts";
import { Ledger, type Violation } from "./ledger.ts";
import { type CountedServer, createCountedServer } from "./service.ts";
import { type EchoClient, LONGEST_PAUSE_MS, makeCall } from "./traffic.ts";

/** What a run shows. */
export interface RunResult {
  readonly seed: number;
  readonly calls: number;
  readonly violations: readonly Violation[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly simulatedMs: number;
  /** Equal for equal runs. */
  readonly digest: string;
  /** The last events, as many as were asked for. */
  readonly trace: readonly string[];
}

/** How long calls may still take once everything works again: keepalive ends those that are lost. */
const SETTLE_MS = 60_000;
/** How much later than its deadline a call may end, in simulated milliseconds. */
const LATENESS_MS = 100;
/** Mean time between two calls. */
const MEAN_PAUSE_MS = 8;
const PORT = 50_051;

/** What a run is made of. */
export interface RunOptions {
  readonly seed: number;
  readonly calls: number;
  /** Lets nothing happen but servers that drain, which no call may fail for. */
  readonly onlyDrains?: boolean | undefined;
  /** How many of the last events to keep. Default 0. */
  readonly traceLines?: number | undefined;
}

/** Runs calls of all four kinds on a simulation in which much goes wrong. */
export async function runSimulated(options: RunOptions): Promise<RunResult> {
  const { seed, calls } = options;
  const onlyDrains = options.onlyDrains ?? false;
  const sim = createSimulation({
    seed,
    maxTraceLines: options.traceLines ?? 0,
    network: { fragmentation: 0.2 },
  });
  const ledger = new Ledger();
  const acknowledgments = new Acknowledgments(ledger);
  sim.network.observe((delivery) => acknowledgments.onDelivery(delivery));
  const served = new Map<Host, CountedServer>();
  const servers = ["alpha", "beta", "gamma"].map((name) =>
    sim.host(name, async (host) => {
      const counted = createCountedServer({
        compression: name === "beta" ? "gzip" : undefined,
        onExecution: (id) => ledger.executed(id),
      });
      await counted.server.listen(`0.0.0.0:${PORT}`);
      served.set(host, counted);
      return counted.server;
    }),
  );
  const clients = ["north", "south"].map((name) => sim.host(name, () => undefined));
  const faults = new FaultSchedule(sim, servers, clients, onlyDrains ? drainsOnly : allFaults);
  const violations: Violation[] = [];
  const demands = { latenessMs: LATENESS_MS, mayBeUnavailable: !onlyDrains };
  const atEnd = (what: string): Violation => ({ what, fromMs: sim.nowMs, toMs: sim.nowMs });
  await sim
    .run(async () => {
      const channels = clients.flatMap((host) => host.run(() => openChannels(servers)));
      const underWay = new Set<Promise<void>>();
      const misfortune = faults.run();
      for (let at = 0; at < calls; at++) {
        await sim.sleep(-Math.log(1 - sim.random.next()) * MEAN_PAUSE_MS);
        const index = sim.random.integer(0, channels.length - 1);
        const host = clients[index < channels.length / 2 ? 0 : 1] as Host;
        const { client } = channels[index] as OpenChannel;
        const random = sim.random.fork();
        const call: Promise<void> = host
          .run(() => makeCall(client, ledger, random, onlyDrains))
          .finally(() => underWay.delete(call));
        underWay.add(call);
        const { deadlines } = sim.resources(host.name);
        if (deadlines > underWay.size) {
          violations.push(atEnd(`${deadlines} deadlines for ${underWay.size} calls under way`));
        }
      }
      await faults.stop();
      await misfortune;
      await Promise.race([Promise.all(underWay), sim.sleep(SETTLE_MS)]);
      violations.push(...ledger.violations(demands));
      await sim.sleep(LONGEST_PAUSE_MS);
      const left = await findLeftovers(sim, clients, channels, served);
      violations.push(...left.map(atEnd));
    })
    .catch((error: unknown) => {
      const reason = error instanceof Error ? String(error.stack) : String(error);
      violations.push(atEnd(`the run ended early: ${reason}`));
    });
  return {
    seed,
    calls: ledger.calls.length,
    violations,
    outcomes: ledger.outcomes(),
    faults: faults.counts,
    simulatedMs: sim.nowMs,
    digest: sim.digest(),
    trace: sim.trace(),
  };
}

interface OpenChannel {
  readonly channel: ClientChannel;
  readonly client: EchoClient;
}

/** The channels of one client: one with each policy, one to a name. */
function openChannels(servers: readonly Host[]): OpenChannel[] {
  const addresses = servers.map(({ address }) => `${address}:${PORT}`).join(",");
  const options = {
    keepalive: { timeMs: 1000, timeoutMs: 1000 },
    backoff: { initialMs: 50, maxMs: 1000 },
    connectTimeoutMs: 1000,
  };
  return [
    createChannel(`ipv4:${addresses}`, { ...options, loadBalancing: "round_robin" }),
    createChannel(`ipv4:${addresses}`, options),
    createChannel(`beta:${PORT}`, options),
  ].map((channel) => ({ channel, client: createClient(EchoService, channel) }));
}

/** Ends everything, and says what is left. */
async function findLeftovers(
  sim: Simulation,
  clients: readonly Host[],
  channels: readonly OpenChannel[],
  served: ReadonlyMap<Host, CountedServer>,
): Promise<string[]> {
  const left: string[] = [];
  const expect = (what: string, count: number): void => {
    if (count !== 0) left.push(`left at the end: ${count} ${what}`);
  };
  for (const { channel } of channels) {
    expect("calls that wait for a connection", channel.queuedCalls);
    await channel.close();
    expect("connections of a channel", channel.connections);
  }
  for (const host of clients) {
    const { timers, sockets, deadlines } = sim.resources(host.name);
    expect(`timers of ${host.name}`, timers);
    expect(`sockets of ${host.name}`, sockets);
    expect(`deadlines of ${host.name}`, deadlines);
  }
  await sim.sleep(10_000);
  for (const [host, { server, running }] of served) {
    expect(`calls on ${host.name}`, server.openCalls);
    expect(`handlers on ${host.name}`, running());
    expect(`connections to ${host.name}`, server.openConnections);
    await host.run(() => server.close({ graceMs: 0 }));
    const { timers, sockets, listeners, deadlines } = sim.resources(host.name);
    expect(`timers of ${host.name}`, timers);
    expect(`sockets of ${host.name}`, sockets);
    expect(`listeners of ${host.name}`, listeners);
    expect(`deadlines of ${host.name}`, deadlines);
  }
  expect("connections", sim.network.openConnections);
  return left;
}
