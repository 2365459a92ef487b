/**
 * Throws what an observer has thrown where it harms no call: as an uncaught exception, as that of a listener
 * of Node's.
 */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Does a step for each observer; what one throws harms neither the others nor the call. */
export function forEachSafely<T>(observers: readonly T[], step: (observer: T) => void): void {
  for (const observer of observers) {
    try {
      step(observer);
    } catch (error) {
      throwLater(error);
    }
  }
}
