import { AsyncLocalStorage } from "node:async_hooks";
import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import { DeadlineWheel } from "@tramline/rpc";
import type { Random } from "./random.ts";
import type { EventOwner, ScheduledEvent, Scheduler } from "./scheduler.ts";
import { SimulationError } from "./simulation-error.ts";

/** A machine's wall clock: how far it is off the simulation's. */
export interface WallClock {
  /** Milliseconds since 1970 at the begin of the simulation. */
  readonly startedAtMs: number;
  offsetMs: number;
  /** Extra milliseconds that pass on this clock with each millisecond; 0 for a true clock. */
  driftPerMs: number;
  /** When the drift was set, in simulated time. */
  driftSinceMs: number;
}

/** Where a process connects to. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** As the option `onread` of node:net: bytes go here instead of being emitted. */
  readonly onread?: OnRead | undefined;
  readonly allowHalfOpen?: boolean | undefined;
}

/** As in node:net. */
export interface OnRead {
  readonly buffer: Uint8Array | (() => Uint8Array);
  callback(bytesRead: number, buffer: Uint8Array): boolean;
}

/** The network as one process sees it, in place of node:net and node:dns. */
export interface ProcessNetwork {
  connect(target: ConnectTarget): Duplex;
  createListener(onConnection: ((socket: Duplex) => void) | undefined): EventEmitter;
  /** Returns the address of a host by its name; undefined when the simulation has no such host. */
  lookup(name: string): string | undefined;
}

/** The parts of a process. */
export interface ProcessOptions {
  readonly name: string;
  /** Whether it runs the test's own code. */
  readonly isTest: boolean;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly clock: WallClock;
}

/** The process in whose name the present code runs; undefined outside of simulations. */
export const currentProcess = new AsyncLocalStorage<SimulatedProcess>();

/**
 * One life of a host: from its start to its crash. Timers, sockets, and calls belong to it and end with
 * it; a restart makes another one.
 */
export class SimulatedProcess implements EventOwner {
  readonly name: string;
  readonly isTest: boolean;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly clock: WallClock;
  /** Set by the network that it is attached to. */
  network: ProcessNetwork | undefined;
  /** Where the deadlines of the process's calls wait. */
  readonly deadlines: DeadlineWheel;
  /** How many timers are set. */
  activeTimers: number;
  isAlive: boolean;
  isStopped: boolean;
  private deferred: ScheduledEvent[];

  constructor(options: ProcessOptions) {
    const { scheduler } = options;
    this.name = options.name;
    this.isTest = options.isTest;
    this.scheduler = scheduler;
    this.random = options.random;
    this.clock = options.clock;
    this.network = undefined;
    this.activeTimers = 0;
    this.isAlive = true;
    this.isStopped = false;
    this.deferred = [];
    this.deadlines = new DeadlineWheel({
      now: () => scheduler.nowMs,
      setTimeout: (callback, delayMs) =>
        scheduler.after(delayMs, this, () => currentProcess.run(this, callback)),
      clearTimeout: (event) => {
        if (event !== undefined) (event as ScheduledEvent).isCancelled = true;
      },
    });
  }

  /** Milliseconds since 1970 by the host's wall clock. */
  wallClockMs(): number {
    const { startedAtMs, offsetMs, driftPerMs, driftSinceMs } = this.clock;
    const { nowMs } = this.scheduler;
    return startedAtMs + nowMs + offsetMs + (nowMs - driftSinceMs) * driftPerMs;
  }

  /** Runs a function in the name of this process. */
  enter<T>(run: () => T): T {
    return currentProcess.run(this, run);
  }

  /**
   * Ends the run with an error that nothing caught, and the name of the host. The errors of the test's own
   * code are passed as they are, and those of a process that has ended count no more.
   */
  fail(error: unknown): void {
    if (!this.isAlive) return;
    this.scheduler.fail(this.isTest ? error : hostFailure(this.name, this.scheduler.nowMs, error));
  }

  defer(event: ScheduledEvent): void {
    this.deferred.push(event);
  }

  /** Stops running events, as SIGSTOP does: they wait for `resume`. */
  stop(): void {
    this.isStopped = true;
  }

  /** Goes on: what came due in between runs now. */
  resume(): void {
    this.isStopped = false;
    const events = this.deferred;
    this.deferred = [];
    this.scheduler.resume(events);
  }

  /** Ends the process: none of its events runs any more. */
  end(): void {
    this.isAlive = false;
    this.deferred = [];
  }
}

/** Returns the error of a run in which something on a host threw an error that nothing caught. */
export function hostFailure(name: string, atMs: number, cause: unknown): SimulationError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new SimulationError(`host ${name} failed at ${atMs.toFixed(3)} ms: ${text}`, { cause });
}
