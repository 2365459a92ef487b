import { AsyncResource } from "node:async_hooks";
import type { ScheduledEvent } from "../scheduler.ts";
import type { SimulatedProcess } from "../simulated-process.ts";

/** The longest delay that Node keeps; a longer one is taken as 1. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** A callback, as timers take it. */
export type TimerCallback = (...args: unknown[]) => void;

/** The object that setTimeout, setInterval, and setImmediate return in a simulation, like Node's. */
export class SimulatedTimer extends AsyncResource {
  private readonly process: SimulatedProcess;
  private readonly callback: TimerCallback;
  private readonly args: readonly unknown[];
  private readonly delayMs: number;
  private readonly repeats: boolean;
  private event: ScheduledEvent | undefined;
  private isReferenced: boolean;

  constructor(
    process: SimulatedProcess,
    callback: TimerCallback,
    delayMs: number,
    repeats: boolean,
    args: readonly unknown[],
  ) {
    super("SimulatedTimer");
    this.process = process;
    this.callback = callback;
    this.args = args;
    this.delayMs = delayMs;
    this.repeats = repeats;
    this.event = undefined;
    this.isReferenced = true;
    this.arm();
  }

  /** Sets the timer again, from now. */
  refresh(): this {
    this.close();
    this.arm();
    return this;
  }

  /** Clears the timer. */
  close(): this {
    if (this.event === undefined) return this;
    this.event.isCancelled = true;
    this.event = undefined;
    this.process.activeTimers -= 1;
    return this;
  }

  ref(): this {
    this.isReferenced = true;
    return this;
  }

  unref(): this {
    this.isReferenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.isReferenced;
  }

  [Symbol.toPrimitive](): number {
    return this.asyncId();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private arm(): void {
    const { process } = this;
    process.activeTimers += 1;
    this.event = process.scheduler.after(this.delayMs, process, () => {
      process.activeTimers -= 1;
      this.event = undefined;
      if (this.repeats) this.arm();
      this.runInAsyncScope(this.callback, undefined, ...this.args);
    });
  }
}

/** The delay that Node makes of what it is given, in milliseconds. */
export function timerDelayMs(delay: unknown): number {
  const delayMs = Number(delay);
  return delayMs >= 1 && delayMs <= MAX_DELAY_MS ? Math.trunc(delayMs) : 1;
}
