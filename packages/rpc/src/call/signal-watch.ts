/** Hears of the abort of a signal. */
export interface SignalWatcher {
  onAbort(reason: unknown): void;
}

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
 * of listeners is walked for each that is removed. The listener leaves with the last call, since a signal
 * that depends on others lives for as long as it has listeners.
 */
class SignalHub {
  private readonly signal: AbortSignal;
  private readonly ring: SignalWatch;
  private readonly onAbort: () => void;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.ring = new SignalWatch(undefined);
    this.onAbort = () => {
      const { ring } = this;
      while (ring.next !== ring) {
        const watch = ring.next;
        watch.end();
        watch.watcher?.onAbort(this.signal.reason);
      }
    };
  }

  private get isIdle(): boolean {
    return this.ring.next === this.ring;
  }

  add(watch: SignalWatch): void {
    const { isIdle, ring } = this;
    watch.hub = this;
    watch.next = ring;
    watch.previous = ring.previous;
    ring.previous.next = watch;
    ring.previous = watch;
    if (isIdle) this.signal.addEventListener("abort", this.onAbort);
  }

  /** A watch has ended. */
  onLeft(): void {
    if (this.isIdle) this.signal.removeEventListener("abort", this.onAbort);
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
