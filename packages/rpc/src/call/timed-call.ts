import { deadlineAtMs } from "../deadline/call-deadline.ts";
import { monotonicNowMs } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ServerContext } from "../service/server-context.ts";
import { StatusError } from "../status/status-error.ts";
import { deadlines } from "./deadlines.ts";
import { watchSignal } from "./signal-watch.ts";
import type { SignalWatch, SignalWatcher } from "./watch-ring.ts";

/** A server call whose end can be watched without a signal. */
export interface EndWatchable {
  watchEnd(watcher: SignalWatcher): SignalWatch;
}

type WatchableContext = ServerContext & Partial<EndWatchable>;

/** A call with the deadline and the signals of its options, and of the call on whose behalf it is made. */
export abstract class TimedCall extends DeadlineEntry {
  /** The monotonic point in time of the deadline; Infinity for none. */
  deadlineMs: number;
  /** The caller's own number of milliseconds, where it sets the deadline; else -1. */
  ownTimeoutMs: number;
  private watch: SignalWatch | undefined;
  private parentWatch: SignalWatch | undefined;

  constructor() {
    super();
    this.deadlineMs = Infinity;
    this.ownTimeoutMs = -1;
    this.watch = undefined;
    this.parentWatch = undefined;
  }

  /** A signal was aborted. */
  abstract onAbort(reason: unknown): void;

  /**
   * Begins to wait for the deadline.
   *
   * @param limitMs the longest that a call of the method may take; undefined for no limit
   * @returns the error of a call that cannot begin: its deadline is past, or invalid
   */
  protected setDeadline(
    options: CallOptions,
    limitMs: number | undefined,
  ): StatusError | undefined {
    const { timeoutMs, deadline, context } = options;
    if (
      limitMs === undefined &&
      timeoutMs === undefined &&
      deadline === undefined &&
      context === undefined
    ) {
      return undefined;
    }
    const nowMs = monotonicNowMs();
    const parentAtMs = Math.min(context?.deadlineMs ?? Infinity, nowMs + (limitMs ?? Infinity));
    let atMs: number;
    try {
      atMs = deadlineAtMs(options, nowMs, parentAtMs);
    } catch (cause) {
      return new StatusError("INTERNAL", (cause as Error).message, { cause });
    }
    if (atMs === Infinity) return undefined;
    this.deadlineMs = atMs;
    if (atMs <= nowMs) {
      return new StatusError("DEADLINE_EXCEEDED", "the deadline was past before the call began");
    }
    // The caller's own number goes out as it is; a point in time is measured when the call leaves.
    if (deadline === undefined && atMs !== parentAtMs) this.ownTimeoutMs = timeoutMs as number;
    deadlines.add(this, atMs);
    return undefined;
  }

  /** Begins to watch the signals. Returns one that is aborted already; none is watched then. */
  protected watchSignals({ signal, context }: CallOptions): AbortSignal | undefined {
    if (signal?.aborted === true) return signal;
    const parent: WatchableContext | undefined = context ?? undefined;
    if (parent !== undefined) {
      // A server call makes its signal for those who read it.
      if (parent.cancelled) return parent.signal;
      this.parentWatch = parent.watchEnd?.(this) ?? watchSignal(parent.signal, this);
    }
    if (signal !== undefined) this.watch = watchSignal(signal, this);
    return undefined;
  }

  /** The call is over: nothing is waited for any more. */
  stopWaiting(): void {
    deadlines.remove(this);
    this.watch?.end();
    this.parentWatch?.end();
  }
}
