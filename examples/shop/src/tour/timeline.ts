import { setTimeout as wait } from "node:timers/promises";
import type { ShopEvent } from "../common/events.ts";
import { printEvent } from "../common/print-event.ts";

/** How long an event is held before it is printed: others that happened earlier may still be on their way. */
const HOLD_MS = 60;

/** How long `expect` waits by default. */
const PATIENCE_MS = 5000;

/**
 * The events of all processes, in the order in which they happened. They come by different ways and so
 * not in that order: each is held for a moment and then printed with those before it.
 */
export class Timeline {
  private readonly seen: ShopEvent[] = [];
  private held: ShopEvent[] = [];

  /** Takes an event. */
  readonly add = (event: ShopEvent): void => {
    this.seen.push(event);
    this.held.push(event);
    setTimeout(() => this.print(event.atMs), HOLD_MS);
  };

  /** Resolves when everything that has happened so far is printed. */
  async settled(): Promise<void> {
    await wait(HOLD_MS);
    this.print(Number.POSITIVE_INFINITY);
  }

  /** The end of the events so far: a position for `expect`. */
  get length(): number {
    return this.seen.length;
  }

  /** The first event from position `since` on that `fits`. Rejects when none comes in time. */
  async expect<T extends ShopEvent>(
    what: string,
    since: number,
    fits: (event: ShopEvent) => event is T,
  ): Promise<T> {
    const untilMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = this.seen.slice(since).find(fits);
      if (found !== undefined) return found;
      if (performance.now() > untilMs) throw new Error(`this did not happen: ${what}`);
      await wait(10);
    }
  }

  private print(untilMs: number): void {
    const ripe = this.held.filter((event) => event.atMs <= untilMs);
    this.held = this.held.filter((event) => event.atMs > untilMs);
    for (const event of ripe.sort((a, b) => a.atMs - b.atMs)) printEvent(event);
  }
}
