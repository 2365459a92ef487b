/** Sets timers for a connection. Injected, because the core of this package performs no I/O. */
export interface Timers {
  /** Calls `callback` once, `delayMs` milliseconds from now. The timer does not keep the process alive. */
  schedule(callback: () => void, delayMs: number): ScheduledTimer;
}

/** A timer that has been set by {@link Timers}. */
export interface ScheduledTimer {
  /** Prevents the callback. Does nothing after it has run. */
  cancel(): void;
}
