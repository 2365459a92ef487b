import { forEachSafely } from "./throw-later.ts";

/**
 * Observes the connections of one channel to its backends, and what its balancing policy makes of them. For
 * metrics (gRFC A78, A94). Its methods must return quickly; one that throws harms nothing: the error is
 * thrown as an uncaught exception.
 */
export interface ChannelObserver {
  /** A connection to a backend has come up. */
  onConnected(security: SecurityLevel): void;
  /** An attempt to connect has failed. One that was given up is not reported. */
  onConnectFailed(): void;
  /**
   * A connection that had come up takes no more calls.
   *
   * @param reason as gRFC A94 lists them: `GOAWAY NO_ERROR`, `connection reset`, `subchannel shutdown`, …
   */
  onDisconnected(reason: string, security: SecurityLevel): void;
  /** The policy `weighted_round_robin` has taken up its backends' weights. */
  onWeights(weights: BackendWeights): void;
}

/** How a connection protects what it carries, as gRFC A94 names it. */
export type SecurityLevel = "none" | "privacy_and_integrity";

/** The weights that `weighted_round_robin` goes by from now on (gRFC A58). */
export interface BackendWeights {
  /** The weight of each backend; 0 for one without a usable weight. */
  readonly weights: readonly number[];
  /** How many have none because there was no load report yet, or not for long enough. */
  readonly notYetUsable: number;
  /** How many have none because their last load report is too old. */
  readonly stale: number;
  /** Whether fewer than two have one, and the policy therefore goes over all in turn. */
  readonly isFallback: boolean;
}

/** Returns the observers of a channel in one, which never throws; undefined when there are none. */
export function joinChannelObservers(
  observers: readonly (ChannelObserver | undefined)[],
): ChannelObserver | undefined {
  const all = observers.filter((one) => one !== undefined);
  return all.length === 0 ? undefined : new ChannelObservers(all);
}

/** Several observers of a channel in one. */
class ChannelObservers implements ChannelObserver {
  private readonly observers: readonly ChannelObserver[];

  constructor(observers: readonly ChannelObserver[]) {
    this.observers = observers;
  }

  onConnected(security: SecurityLevel): void {
    forEachSafely(this.observers, (one) => one.onConnected(security));
  }

  onConnectFailed(): void {
    forEachSafely(this.observers, (one) => one.onConnectFailed());
  }

  onDisconnected(reason: string, security: SecurityLevel): void {
    forEachSafely(this.observers, (one) => one.onDisconnected(reason, security));
  }

  onWeights(weights: BackendWeights): void {
    forEachSafely(this.observers, (one) => one.onWeights(weights));
  }
}
