import { EventQueue, type QueuedEvent } from "./event-queue.ts";
import { real } from "./platform/real.ts";
import { SimulationError } from "./simulation-error.ts";

/** The process of an event: one that has ended runs nothing, one that is stopped runs it later. */
export interface EventOwner {
  readonly isAlive: boolean;
  readonly isStopped: boolean;
  /** Keeps an event that came due while the owner is stopped. */
  defer(event: ScheduledEvent): void;
  /** Reports an error of the process that nothing caught. */
  fail(error: unknown): void;
}

/** An event of the scheduler. */
export interface ScheduledEvent extends QueuedEvent {
  /** Undefined for events of the network, which no process can hold up. */
  readonly owner: EventOwner | undefined;
  readonly run: () => void;
  isCancelled: boolean;
}

/** How far a simulation may go. */
export interface SchedulerLimits {
  /** The most simulated milliseconds. */
  readonly maxTimeMs: number;
  /** The most events at one point in time: more is a loop that does not let time pass. */
  readonly maxEventsAtOnce: number;
}

/** Events that one turn of the real event loop runs, with Node's microtasks and ticks after each. */
const EVENTS_PER_TURN = 32;
/** How long to wait, in real time, for real work when no simulated event is left. */
const IDLE_WAIT_MS = 2000;
const IDLE_STEP_MS = 2;
/** Real work is often done at once: so long it is looked for without a pause. */
const SPIN_MS = 20;

/**
 * The simulated time and the events in it. One event runs at a time; the promises that it settles run
 * their continuations before the next one. Computation takes no simulated time.
 */
export class Scheduler {
  /** Simulated milliseconds since the simulation began. */
  nowMs: number;
  /** Pieces of real work that hold the simulated time. */
  holds: number;
  private readonly queue: EventQueue<ScheduledEvent>;
  private readonly limits: SchedulerLimits;
  private sequence: number;
  private eventsAtOnce: number;
  private fatal: { readonly error: unknown } | undefined;

  constructor(limits: SchedulerLimits) {
    this.nowMs = 0;
    this.holds = 0;
    this.queue = new EventQueue();
    this.limits = limits;
    this.sequence = 0;
    this.eventsAtOnce = 0;
    this.fatal = undefined;
  }

  /** Adds an event at a point in time, not before the present. */
  at(atMs: number, owner: EventOwner | undefined, run: () => void): ScheduledEvent {
    const event: ScheduledEvent = {
      atMs: Math.max(atMs, this.nowMs),
      sequence: this.sequence++,
      owner,
      run,
      isCancelled: false,
    };
    this.queue.push(event);
    return event;
  }

  /** Adds an event after a delay in milliseconds. */
  after(delayMs: number, owner: EventOwner | undefined, run: () => void): ScheduledEvent {
    return this.at(this.nowMs + delayMs, owner, run);
  }

  /** Adds events again that were deferred: they run now, in their order. */
  resume(events: readonly ScheduledEvent[]): void {
    for (const event of events) {
      if (event.isCancelled) continue;
      event.atMs = this.nowMs;
      event.sequence = this.sequence++;
      this.queue.push(event);
    }
  }

  /** Ends the drive, or the next one, with an error that no caller can catch. */
  fail(error: unknown): void {
    this.fatal ??= { error };
  }

  /**
   * Runs events until `isDone`.
   *
   * @throws the error that it was failed with; SimulationError when a limit is reached, or no event is left
   */
  async drive(isDone: () => boolean): Promise<void> {
    let idleSinceMs = -1;
    while (!isDone() && this.fatal === undefined) {
      if (this.holds > 0 || this.queue.size === 0) {
        // Real work may be under way, which nothing but real time brings to its end.
        const nowMs = real.nowMs();
        if (idleSinceMs < 0) idleSinceMs = nowMs;
        if (this.holds === 0 && nowMs - idleSinceMs > IDLE_WAIT_MS) {
          throw new SimulationError(
            `the simulation cannot go on at ${this.nowMs.toFixed(3)} ms: what it waits for is neither a timer nor a message on its network`,
          );
        }
        await new Promise<void>((resolve) => {
          if (this.holds > 0 && nowMs - idleSinceMs < SPIN_MS) real.setImmediate(resolve);
          else real.setTimeout(resolve, IDLE_STEP_MS);
        });
      } else {
        idleSinceMs = -1;
        await this.turn(isDone);
      }
    }
    // Node reports a rejection that nothing handles once all promises of the turn have settled.
    await new Promise<void>((resolve) => {
      real.setImmediate(resolve);
    });
    const { fatal } = this;
    this.fatal = undefined;
    if (fatal !== undefined) throw fatal.error;
  }

  private turn(isDone: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      let left = EVENTS_PER_TURN;
      const step = (): void => {
        if (this.fatal === undefined && this.holds === 0 && !isDone()) this.step();
        left -= 1;
        if (left === 0) resolve();
      };
      for (let i = 0; i < EVENTS_PER_TURN; i++) real.setImmediate(step);
    });
  }

  private step(): void {
    let event = this.queue.pop();
    while (event !== undefined && !this.isDue(event)) event = this.queue.pop();
    if (event === undefined) return;
    if (event.atMs > this.nowMs) {
      this.nowMs = event.atMs;
      this.eventsAtOnce = 0;
    }
    this.eventsAtOnce += 1;
    if (this.nowMs > this.limits.maxTimeMs) {
      this.fail(
        new SimulationError(
          `not done after ${this.limits.maxTimeMs} ms of simulated time (maxTimeMs)`,
        ),
      );
      return;
    }
    if (this.eventsAtOnce > this.limits.maxEventsAtOnce) {
      this.fail(
        new SimulationError(
          `${this.eventsAtOnce} events at ${this.nowMs.toFixed(3)} ms: something loops without letting time pass`,
        ),
      );
      return;
    }
    try {
      event.run();
    } catch (error) {
      if (event.owner === undefined) this.fail(error);
      else event.owner.fail(error);
    }
  }

  private isDue(event: ScheduledEvent): boolean {
    const { owner } = event;
    if (event.isCancelled || owner?.isAlive === false) return false;
    if (owner?.isStopped === true) {
      owner.defer(event);
      return false;
    }
    return true;
  }
}
