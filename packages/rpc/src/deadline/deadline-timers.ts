import { platformTimers, type TimerHost } from "./clock.ts";
import type { DeadlineEntry, Deadlines } from "./deadline-entry.ts";

/** The longest sleep; browsers take no more than 31 bits. */
const maxSleepMs = 65_536;

/**
 * Deadlines by a timer of the platform for each: where calls are as few as in a browser, that is less
 * than a DeadlineWheel, in memory and in code. Timers that come early are set again.
 */
export class DeadlineTimers implements Deadlines {
  private readonly host: TimerHost;
  private readonly timers: Map<DeadlineEntry, unknown>;

  constructor(host: TimerHost = platformTimers) {
    this.host = host;
    this.timers = new Map();
  }

  get size(): number {
    return this.timers.size;
  }

  add(entry: DeadlineEntry, atMs: number): void {
    this.remove(entry);
    if (atMs === Infinity) return;
    const sleepMs = Math.min(Math.max(Math.ceil(atMs - this.host.now()), 1), maxSleepMs);
    const onTimer = (): void => {
      if (this.host.now() < atMs) {
        this.add(entry, atMs);
      } else {
        this.timers.delete(entry);
        entry.expire();
      }
    };
    this.timers.set(entry, this.host.setTimeout(onTimer, sleepMs));
  }

  remove(entry: DeadlineEntry): void {
    this.host.clearTimeout(this.timers.get(entry));
    this.timers.delete(entry);
  }

  disarmIfEmpty(): void {}
}
