// Replaces signal-watch.ts in browsers (package.json, `browser`): a listener for each call, since few share a signal.
import type { SignalWatch, SignalWatcher } from "./watch-ring.ts";

/** See signal-watch.ts. */
export function watchSignal(signal: AbortSignal, watcher: SignalWatcher): SignalWatch {
  const onAbort = (): void => watcher.onAbort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return { end: () => signal.removeEventListener("abort", onAbort) };
}
