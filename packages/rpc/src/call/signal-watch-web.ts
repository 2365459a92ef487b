// Replaces signal-watch.ts in browsers (package.json, `browser`): a listener for each call, since few share a signal.
import type { SignalWatcher } from "./signal-watch.ts";

export type { SignalWatcher } from "./signal-watch.ts";

/** See signal-watch.ts. */
export interface SignalWatch {
  /** Ends the watch. Does nothing the second time. */
  end(): void;
}

/** See signal-watch.ts. */
export function watchSignal(signal: AbortSignal, watcher: SignalWatcher): SignalWatch {
  const onAbort = (): void => watcher.onAbort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return { end: () => signal.removeEventListener("abort", onAbort) };
}
