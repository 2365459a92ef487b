import { monotonicNowMs } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import { deadlines } from "./deadlines.ts";

/** Hears of the abort of a signal. */
export interface SignalWatcher {
  onAbort(reason: unknown): void;
}

/** How long a signal that no call watches keeps its listener, in milliseconds. */
const IDLE_MS = 1000;

/** The place of one call among those that watch a signal. */
export class SignalWatch {
  readonly watcher: SignalWatcher | undefined;
  hub: SignalHub | undefined;
  next: SignalWatch;
  previous: SignalWatch;

  constructor(watcher: SignalWatcher | undefined) {
    this.watcher = watcher;
    this.hub = undefined;
    this.next = this;
    this.previous = this;
  }

  /** Ends the watch. Does nothing the second time. */
  end(): void {
    const { hub, next, previous } = this;
    if (hub === undefined) return;
    this.hub = undefined;
    previous.next = next;
    next.previous = previous;
    this.next = this;
    this.previous = this;
    hub.onLeft();
  }
}

/**
 * All calls that watch one signal, behind one listener: thousands of calls may share a signal, and a list
 * of listeners is walked for each that is removed.
 *
 * The listener stays for a second after the last call, since calls that follow one another would
 * otherwise add and remove it each. It does not stay for good: a signal that depends on others lives for as
 * long as it has listeners.
 */
class SignalHub extends DeadlineEntry {
  private readonly signal: AbortSignal;
  private readonly ring: SignalWatch;
  private isListening: boolean;
  private readonly onAbort: () => void;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    this.ring = new SignalWatch(undefined);
    this.isListening = false;
    this.onAbort = () => {
      this.isListening = false;
      deadlines.remove(this);
      const { ring } = this;
      while (ring.next !== ring) {
        const watch = ring.next;
        watch.end();
        watch.watcher?.onAbort(this.signal.reason);
      }
    };
  }

  add(watch: SignalWatch): void {
    const { ring } = this;
    watch.hub = this;
    watch.next = ring;
    watch.previous = ring.previous;
    ring.previous.next = watch;
    ring.previous = watch;
    if (this.isListening) return;
    this.isListening = true;
    this.signal.addEventListener("abort", this.onAbort, { once: true });
  }

  /** A watch has ended. */
  onLeft(): void {
    const isIdle = this.ring.next === this.ring;
    // The entry of an idle time that was interrupted is still in the wheel.
    if (!isIdle || !this.isListening || this.nextEntry !== this) return;
    deadlines.add(this, monotonicNowMs() + IDLE_MS);
  }

  override expire(): void {
    if (this.ring.next !== this.ring) return;
    this.isListening = false;
    this.signal.removeEventListener("abort", this.onAbort);
  }
}

const hubs = new WeakMap<AbortSignal, SignalHub>();

/**
 * Calls the watcher once when the signal is aborted, unless the watch is ended before. The signal must not
 * be aborted yet.
 */
export function watchSignal(signal: AbortSignal, watcher: SignalWatcher): SignalWatch {
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = new SignalHub(signal);
    hubs.set(signal, hub);
  }
  const watch = new SignalWatch(watcher);
  hub.add(watch);
  return watch;
}
