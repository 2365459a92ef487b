import { checkFunction, checkInteger, checkOptions, invalid } from "./argument-check.ts";
import { type Host, type HostProgram, SimulatedHost } from "./host.ts";
import type { LinkConditions } from "./network/conditions.ts";
import { Network } from "./network/network.ts";
import type { NetworkControl } from "./network/network-control.ts";
import { install } from "./platform/install.ts";
import { Random } from "./random.ts";
import { Scheduler } from "./scheduler.ts";
import { currentProcess, hostFailure } from "./simulated-process.ts";
import { SimulationError } from "./simulation-error.ts";
import { Trace } from "./trace.ts";

/** How a simulation is made. All of it can be left out. */
export interface SimulationOptions {
  /** The source of all chance: the same seed gives the same run. Default 1. */
  readonly seed?: number | undefined;
  /** The wall clocks of all hosts at the begin. Default 2030-01-01T00:00:00Z. */
  readonly startTime?: Date | undefined;
  /** How the network carries bytes by default. */
  readonly network?: Partial<LinkConditions> | undefined;
  /** Simulated milliseconds after which `run` gives up. Default 86,400,000 (a day). */
  readonly maxTimeMs?: number | undefined;
  /** How many of the last events `trace` shows. Default 1,000. */
  readonly maxTraceLines?: number | undefined;
}

/** The resources that are open on a host, or on all of them. */
export interface Resources {
  /** Timers that are scheduled and not canceled. */
  readonly timers: number;
  /** Connected sockets that are not closed. */
  readonly sockets: number;
  /** Open listeners. */
  readonly listeners: number;
  /** Deadlines of calls that are under way. */
  readonly deadlines: number;
}

/** Hosts, a network, and clocks in one process, all of it simulated. Made by `createSimulation`. */
export interface Simulation {
  /** The number that decides every chance of this run: the same seed repeats the run exactly. */
  readonly seed: number;
  /** Simulated milliseconds since the begin. */
  readonly nowMs: number;
  /** Faults of the network between hosts: latency, loss, partitions. */
  readonly network: NetworkControl;
  /** Chance for the test itself, from the seed. */
  readonly random: Random;
  /**
   * Adds a host. Its program is started by `run`, before the test's own code; on a simulation that runs,
   * start it with `start`.
   *
   * @throws SimulationError for a name that is taken or not a host name, or a program that is not a
   * function
   */
  host(name: string, program: HostProgram): Host;
  /**
   * Runs the test's own code, on a host named "test", while simulated time passes. Inside, timers,
   * clocks, chance, sockets, and the lookup of names are the simulation's, for all code that runs. The
   * hosts stay as they are afterwards, and time stands still until the next `run`.
   *
   * @returns what `body` returns
   * @throws what `body` throws, and what nothing catches in a callback of it; SimulationError when `body`
   * waits for something that cannot happen, or for longer than `maxTimeMs`; SimulationError with the
   * name of the host, and the error as `cause`, when a host's program does not start, or anything on the
   * host throws an error or rejects a promise that nothing catches
   */
  run<T>(body: () => Promise<T>): Promise<T>;
  /**
   * Lets simulated milliseconds pass.
   *
   * @throws SimulationError outside of `run`, as a rejection
   */
  sleep(delayMs: number): Promise<void>;
  /** Waits for work that is not simulated, such as reading a file, while simulated time stands still. */
  external<T>(work: Promise<T>): Promise<T>;
  /** Adds a line to the trace. */
  log(text: string): void;
  /** Returns the last events as lines, the oldest first. */
  trace(): string[];
  /** Returns a digest of everything that happened. Equal digests mean equal runs. */
  digest(): string;
  /** Counts what is open, on one host or on all. */
  resources(host?: string): Resources;
}

/** 2030-01-01T00:00:00Z. */
const DEFAULT_START_MS = 1_893_456_000_000;
const DEFAULT_MAX_TIME_MS = 24 * 3_600_000;
const DEFAULT_TRACE_LINES = 1000;
const MAX_EVENTS_AT_ONCE = 1_000_000;
const MAX_HOSTS = 65_000;

export const SIMULATION_OPTIONS = {
  seed: true,
  startTime: true,
  network: true,
  maxTimeMs: true,
  maxTraceLines: true,
} as const;

/** @throws SimulationError for a value of the wrong kind, or out of range */
function checkValues({ seed, startTime, maxTimeMs, maxTraceLines }: SimulationOptions): void {
  checkInteger("seed", seed, Number.MIN_SAFE_INTEGER);
  if (startTime !== undefined && !(startTime instanceof Date && startTime.getTime() >= 0)) {
    throw invalid("option startTime", "a Date since 1970", startTime);
  }
  if (maxTimeMs !== undefined && !(typeof maxTimeMs === "number" && maxTimeMs > 0)) {
    throw invalid("option maxTimeMs", "a number greater than 0", maxTimeMs);
  }
  checkInteger("maxTraceLines", maxTraceLines, 0);
}

class WholeSimulation implements Simulation {
  readonly seed: number;
  readonly random: Random;
  readonly network: Network;
  private readonly scheduler: Scheduler;
  private readonly events: Trace;
  private readonly hosts: Map<string, SimulatedHost>;
  private readonly startedAtMs: number;
  private readonly hostRandom: Random;
  private readonly test: SimulatedHost;
  private isRunning: boolean;
  private hasStarted: boolean;

  constructor(options: SimulationOptions) {
    checkValues(options);
    this.seed = options.seed ?? 1;
    const random = new Random(this.seed);
    this.random = random.fork();
    this.hostRandom = random.fork();
    this.scheduler = new Scheduler({
      maxTimeMs: options.maxTimeMs ?? DEFAULT_MAX_TIME_MS,
      maxEventsAtOnce: MAX_EVENTS_AT_ONCE,
    });
    this.events = new Trace(options.maxTraceLines ?? DEFAULT_TRACE_LINES);
    this.network = new Network({
      scheduler: this.scheduler,
      trace: this.events,
      random: random.fork(),
      conditions: options.network === undefined ? {} : options.network,
    });
    this.hosts = new Map();
    this.startedAtMs = options.startTime?.getTime() ?? DEFAULT_START_MS;
    this.isRunning = false;
    this.hasStarted = false;
    this.test = this.add("test", () => undefined, true);
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  host(name: string, program: HostProgram): Host {
    checkFunction(`program of host ${JSON.stringify(name)}`, program);
    return this.add(name, program, false);
  }

  async run<T>(body: () => Promise<T>): Promise<T> {
    checkFunction("parameter of run", body);
    if (this.isRunning) throw new SimulationError("the simulation runs already: wait for `run`");
    this.isRunning = true;
    const uninstall = install();
    try {
      let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
      const begin = async (): Promise<T> => {
        await this.startHosts();
        return this.test.run(body);
      };
      begin().then(
        (value) => {
          outcome = { value };
        },
        (error: unknown) => {
          outcome = { error };
        },
      );
      await this.scheduler.drive(() => outcome !== undefined);
      // The drive ends with an error, or with an outcome.
      const ended = outcome as unknown as { readonly value: T } | { readonly error: unknown };
      if ("error" in ended) throw ended.error;
      return ended.value;
    } finally {
      uninstall();
      this.isRunning = false;
    }
  }

  sleep(delayMs: number): Promise<void> {
    // What a host's program began goes on with the next run.
    if (!this.isRunning && currentProcess.getStore() === undefined) {
      const text = "cannot sleep outside of `run`: simulated time passes within it only";
      return Promise.reject(new SimulationError(text));
    }
    return new Promise((resolve) => {
      this.scheduler.after(Math.max(0, delayMs), undefined, resolve);
    });
  }

  async external<T>(work: Promise<T>): Promise<T> {
    this.scheduler.holds += 1;
    try {
      return await work;
    } finally {
      this.scheduler.holds -= 1;
    }
  }

  log(text: string): void {
    this.events.record(this.scheduler.nowMs, text);
  }

  trace(): string[] {
    return this.events.lines();
  }

  digest(): string {
    return this.events.digest();
  }

  resources(name?: string): Resources {
    let timers = 0;
    let sockets = 0;
    let listeners = 0;
    let deadlines = 0;
    for (const host of this.hosts.values()) {
      if (name !== undefined && host.name !== name) continue;
      timers += host.process?.activeTimers ?? 0;
      deadlines += host.process?.deadlines.size ?? 0;
      sockets += host.networkInterface?.openSockets ?? 0;
      listeners += host.networkInterface?.openListeners ?? 0;
    }
    return { timers, sockets, listeners, deadlines };
  }

  private add(name: string, program: HostProgram, isTest: boolean): SimulatedHost {
    if (!/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(name) || name === "localhost") {
      throw new SimulationError(
        `invalid host name: expected letters, digits, dots, and hyphens, got ${JSON.stringify(name)}`,
      );
    }
    if (this.hosts.has(name)) {
      throw new SimulationError(`invalid host name: ${name} is taken; "test" is the test's own`);
    }
    const number = this.hosts.size + 1;
    if (number > MAX_HOSTS)
      throw new SimulationError(`a simulation has at most ${MAX_HOSTS} hosts`);
    const host = new SimulatedHost({
      name,
      address: `10.0.${number >> 8}.${number & 255}`,
      scheduler: this.scheduler,
      random: this.hostRandom.fork(),
      network: this.network,
      startedAtMs: this.startedAtMs,
      program,
      isTest,
    });
    this.hosts.set(name, host);
    return host;
  }

  private async startHost(host: SimulatedHost): Promise<void> {
    try {
      await host.start();
    } catch (error) {
      throw hostFailure(host.name, this.scheduler.nowMs, error);
    }
  }

  /** Starts all hosts at the first run, in the order in which they were added. */
  private async startHosts(): Promise<void> {
    if (this.hasStarted) return;
    this.hasStarted = true;
    await Promise.all([...this.hosts.values()].map((host) => this.startHost(host)));
  }
}

/**
 * Creates a simulation: hosts that run real code in one process, on a network, clocks, and chance that
 * are simulated and repeat by seed.
 *
 * ```ts
 * const sim = createSimulation({ seed: 7 });
 * sim.host("orders", async () => {
 *   const server = createServer().add(OrderService, implementation);
 *   await server.listen("0.0.0.0:50051");
 *   return server;
 * });
 * await sim.run(async () => {
 *   const channel = createChannel("orders:50051");
 *   sim.network.partition("test", "orders");
 * });
 * ```
 *
 * @throws SimulationError for unknown options, and for values of the wrong kind or out of range
 */
export function createSimulation(options: SimulationOptions = {}): Simulation {
  checkOptions("options", "", options, SIMULATION_OPTIONS);
  return new WholeSimulation(options);
}
