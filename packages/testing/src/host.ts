import { checkFinite, checkOptions } from "./argument-check.ts";
import type { AttachedMachine, Network } from "./network/network.ts";
import { NetworkInterface } from "./network/network-interface.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import { SimulatedProcess, type WallClock } from "./simulated-process.ts";
import { SimulationError } from "./simulation-error.ts";

/** Something that ends in order, such as a server of `createServer`. */
export interface Closable {
  /**
   * Closes the listener or socket; the reset option ends its connections at once instead of letting them
   * finish.
   */
  close(options: { readonly graceMs?: number | undefined }): Promise<void> | void;
}

/**
 * The program of a host: called at its start, and again at each restart. It may return what `drain` is to
 * close, such as its server. The host counts as started when the promise resolves.
 */
export type HostProgram = (host: Host) => Closable | undefined | Promise<Closable | undefined>;

/** A machine of a simulation with the program that runs on it. */
export interface Host {
  /** The name by which other hosts reach it, in place of a DNS name. */
  readonly name: string;
  /** Its IPv4 address. Its name works everywhere as well. */
  readonly address: string;
  /** False from `crash` until `restart`. */
  readonly isRunning: boolean;
  /** True while the host's timers and input are held back. */
  readonly isPaused: boolean;
  /** Runs a function in the name of the host: with its clock, its network, its life. */
  run<T>(body: () => T): T;
  /** Starts the program after it has ended. Resolves when the program has started. */
  start(): Promise<void>;
  /**
   * Ends the program at once, as SIGKILL does: its timers never fire, its memory is lost, its
   * sockets are closed by the machine, and new connections to it fail with ECONNREFUSED.
   */
  crash(): void;
  /** Ends the program with the machine: nothing responds any more. */
  powerOff(): void;
  /** Ends the program, if it runs, and starts it again. Resolves when it has started. */
  restart(): Promise<void>;
  /**
   * Closes what the program returned, in order, and ends the program when that is done. A server sends
   * GOAWAY, and finishes the calls that it has for up to `graceMs`.
   *
   * @throws SimulationError when the program returned nothing to close
   */
  drain(options?: { readonly graceMs?: number | undefined }): Promise<void>;
  /** Stops the program where it is, as SIGSTOP does: the machine still accepts bytes for it. */
  pause(): void;
  /** Lets a paused program go on. */
  resume(): void;
  /**
   * Sets the wall clock wrong. Timers and deadlines run by another clock, which is right.
   *
   * @param skew `offsetMs`: how far it is ahead (or behind, when negative); `driftPpm`: how many
   * microseconds it gains in each second from now on. What is left out is 0.
   * @throws SimulationError for an unknown option, or a value that is not a finite number
   */
  skewClock(skew: { readonly offsetMs?: number; readonly driftPpm?: number }): void;
}

const SKEW_OPTIONS = { offsetMs: true, driftPpm: true } as const;

/** The parts of a host. */
export interface HostOptions {
  readonly name: string;
  readonly address: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly network: Network;
  readonly startedAtMs: number;
  readonly program: HostProgram;
  /** Whether it is the host of the test's own code. */
  readonly isTest: boolean;
}

/** A host, with what the simulation needs of it. */
export class SimulatedHost implements Host, AttachedMachine {
  readonly name: string;
  readonly address: string;
  isOn: boolean;
  process: SimulatedProcess | undefined;
  networkInterface: NetworkInterface | undefined;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private readonly network: Network;
  private readonly program: HostProgram;
  private readonly isTest: boolean;
  private readonly clock: WallClock;
  private closable: Closable | undefined;

  constructor(options: HostOptions) {
    this.name = options.name;
    this.address = options.address;
    this.isOn = true;
    this.process = undefined;
    this.networkInterface = undefined;
    this.scheduler = options.scheduler;
    this.random = options.random;
    this.network = options.network;
    this.program = options.program;
    this.isTest = options.isTest;
    this.clock = {
      startedAtMs: options.startedAtMs,
      offsetMs: 0,
      driftPerMs: 0,
      driftSinceMs: 0,
    };
    this.closable = undefined;
    this.network.add(this);
  }

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  get isPaused(): boolean {
    return this.process?.isStopped === true;
  }

  run<T>(body: () => T): T {
    if (this.process === undefined) throw this.notRunning();
    return this.process.enter(body);
  }

  async start(): Promise<void> {
    if (this.process !== undefined) {
      throw new SimulationError(`host ${this.name} runs already: use restart`);
    }
    this.record("start");
    const process = new SimulatedProcess({
      name: this.name,
      isTest: this.isTest,
      scheduler: this.scheduler,
      random: this.random.fork(),
      clock: this.clock,
    });
    this.process = process;
    this.networkInterface = new NetworkInterface(process, this, this.network);
    process.network = this.networkInterface;
    if (!this.isOn) {
      this.isOn = true;
      this.network.wake(this);
    }
    const closable = await process.enter(() => this.program(this));
    if (this.process === process) this.closable = closable;
  }

  crash(): void {
    this.record("crash");
    this.end(true);
  }

  powerOff(): void {
    this.record("power off");
    this.isOn = false;
    this.end(false);
  }

  async restart(): Promise<void> {
    if (this.process !== undefined) this.crash();
    await this.start();
  }

  async drain(options: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    const { process, closable } = this;
    if (process === undefined) throw this.notRunning();
    if (closable === undefined) {
      throw new SimulationError(
        `cannot drain host ${this.name}: its program must return what is to be closed, such as its server`,
      );
    }
    this.record("drain");
    await process.enter(() => closable.close(options));
    if (this.process === process) {
      this.record("drained");
      this.end(true);
    }
  }

  pause(): void {
    if (this.process === undefined) throw this.notRunning();
    this.record("pause");
    this.process.stop();
  }

  resume(): void {
    this.record("resume");
    this.process?.resume();
  }

  skewClock(skew: { readonly offsetMs?: number; readonly driftPpm?: number }): void {
    checkOptions("skew", "", skew, SKEW_OPTIONS);
    checkFinite("offsetMs", skew.offsetMs);
    checkFinite("driftPpm", skew.driftPpm);
    this.clock.offsetMs = skew.offsetMs ?? 0;
    this.clock.driftPerMs = (skew.driftPpm ?? 0) / 1e6;
    this.clock.driftSinceMs = this.scheduler.nowMs;
  }

  private end(hasPower: boolean): void {
    this.process?.end();
    this.networkInterface?.end(hasPower);
    this.process = undefined;
    this.networkInterface = undefined;
    this.closable = undefined;
  }

  private record(what: string): void {
    this.network.trace.record(this.scheduler.nowMs, `${this.name}: ${what}`);
  }

  private notRunning(): SimulationError {
    return new SimulationError(`host ${this.name} does not run: start it first`);
  }
}
