import { type SignalWatch, type SignalWatcher, WatchRing } from "./watch-ring.ts";

/**
 * All calls that watch one signal, behind one listener: thousands of calls may share a signal, and a list
 * of listeners is walked for each that is removed. The listener leaves with the last call, since a signal
 * that depends on others lives for as long as it has listeners.
 */
class SignalHub extends WatchRing {
  private readonly signal: AbortSignal;
  private readonly onAbort: () => void;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    this.onAbort = () => this.tell(this.signal.reason);
  }

  override add(watcher: SignalWatcher): SignalWatch {
    if (this.isIdle) this.signal.addEventListener("abort", this.onAbort);
    return super.add(watcher);
  }

  override onLeft(): void {
    if (this.isIdle) this.signal.removeEventListener("abort", this.onAbort);
  }
}

/**
 * The property of a signal that holds its hub. In a WeakMap, young collections would keep every hub, and with it the
 * signal, until the next full one: for a signal of each call, a kilobyte of garbage that is copied again and again.
 */
const hubKey: unique symbol = /*@__PURE__*/ Symbol("tramline.hub");

type WatchedSignal = AbortSignal & { [hubKey]?: SignalHub };

function hubOf(signal: WatchedSignal): SignalHub {
  const known = signal[hubKey];
  if (known !== undefined) return known;
  const hub = new SignalHub(signal);
  // A signal that takes no property gets a hub for each call.
  Reflect.set(signal, hubKey, hub);
  return hub;
}

/**
 * Calls the watcher once when the signal is aborted, unless the watch is ended before. The signal must not
 * be aborted yet.
 */
export function watchSignal(signal: AbortSignal, watcher: SignalWatcher): SignalWatch {
  return hubOf(signal).add(watcher);
}
