import { type DeadlineEntry, type Deadlines, replaceDeadlines } from "@tramline/rpc";
import { currentProcess } from "../simulated-process.ts";

/** Deadlines that wait where the code that sets them runs: in a simulated process, or the real one. */
class RoutedDeadlines implements Deadlines {
  private readonly homes: WeakMap<DeadlineEntry, Deadlines>;
  real: Deadlines | undefined;

  constructor() {
    this.homes = new WeakMap();
    this.real = undefined;
  }

  get size(): number {
    return this.here().size;
  }

  add(entry: DeadlineEntry, atMs: number): void {
    this.remove(entry);
    const home = this.here();
    this.homes.set(entry, home);
    home.add(entry, atMs);
  }

  remove(entry: DeadlineEntry): void {
    // Whoever ends a call may run in another process than the one who began it.
    const home = this.homes.get(entry);
    if (home === undefined) this.real?.remove(entry);
    else home.remove(entry);
  }

  disarmIfEmpty(): void {
    this.here().disarmIfEmpty();
  }

  private here(): Deadlines {
    return currentProcess.getStore()?.deadlines ?? (this.real as Deadlines);
  }
}

let routed: RoutedDeadlines | undefined;

/**
 * Replaces the deadlines of the process, once and for good: a call of a simulation may end after it,
 * and must leave the deadlines that it entered.
 */
export function routeDeadlines(): void {
  if (routed !== undefined) return;
  routed = new RoutedDeadlines();
  routed.real = replaceDeadlines(routed);
}
