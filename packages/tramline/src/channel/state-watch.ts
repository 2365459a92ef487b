import { StatusError } from "@tramline/rpc";
import type { Clock, ScheduledTimer } from "../subchannel/clock.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";

/** Hears of each change of a channel's state. */
export type StateListener = (state: ConnectivityState, before: ConnectivityState) => void;

/** How long to wait for a state. */
export interface WaitOptions {
  /** Gives up when aborted; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gives up after this long, with DEADLINE_EXCEEDED. Default: never. */
  readonly timeoutMs?: number | undefined;
}

/** A channel's state, and those who follow it. */
export class StateWatch {
  state: ConnectivityState;
  private readonly listeners: Set<StateListener>;

  constructor() {
    this.state = ConnectivityState.IDLE;
    this.listeners = new Set();
  }

  /** How many follow the state. */
  get size(): number {
    return this.listeners.size;
  }

  /** Changes the state. A listener that throws is an uncaught exception, and harms nobody else. */
  set(state: ConnectivityState): void {
    const before = this.state;
    if (state === before) return;
    this.state = state;
    for (const listener of this.listeners) {
      // A listener before this one has caused the next change; that one has been reported already.
      if (this.state !== state) return;
      try {
        listener(state, before);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    if (state === ConnectivityState.SHUTDOWN) this.listeners.clear();
  }

  /** Adds a listener; the function that is returned takes it away again. */
  subscribe(listener: StateListener): () => void {
    // An object of its own per subscription: one function may be subscribed twice.
    const subscription: StateListener = (state, before) => listener(state, before);
    this.listeners.add(subscription);
    return () => {
      this.listeners.delete(subscription);
    };
  }

  /**
   * Resolves when the state is `wanted`; at once if it is. A state that was passed through counts.
   *
   * @param what names the channel in errors
   */
  waitFor(
    wanted: ConnectivityState,
    options: WaitOptions,
    clock: Clock,
    what: string,
  ): Promise<void> {
    const { signal, timeoutMs } = options;
    if (this.state === wanted) return Promise.resolve();
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.state === ConnectivityState.SHUTDOWN) return Promise.reject(closedError(what));
    return new Promise((resolve, reject) => {
      let timer: ScheduledTimer | undefined;
      const end = (): void => {
        unsubscribe();
        timer?.cancel();
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        end();
        reject(signal?.reason);
      };
      const unsubscribe = this.subscribe((state) => {
        if (state !== wanted && state !== ConnectivityState.SHUTDOWN) return;
        end();
        if (state === wanted) resolve();
        else reject(closedError(what));
      });
      signal?.addEventListener("abort", onAbort);
      if (timeoutMs !== undefined && Number.isFinite(timeoutMs)) {
        timer = clock.schedule(() => {
          end();
          const message = `${what} is ${this.state}, not ${wanted}, after ${timeoutMs} ms`;
          reject(new StatusError("DEADLINE_EXCEEDED", message));
        }, timeoutMs);
      }
    });
  }
}

/** The error of everything that needs a channel once it is closed. */
export function closedError(what: string): StatusError {
  return new StatusError("UNAVAILABLE", `channel closed: ${what}`);
}
