import type { RandomSource } from "./clock.ts";

/** How long to wait between attempts at something that fails (grpc/doc/connection-backoff.md). */
export interface BackoffOptions {
  /** Wait after the first failure. Default 1,000. */
  readonly initialMs?: number | undefined;
  /** Factor from one wait to the next. Default 1.6. */
  readonly multiplier?: number | undefined;
  /** Each wait is spread by plus or minus this share of itself. Default 0.2. */
  readonly jitter?: number | undefined;
  /** No wait is longer, jitter aside. Default 120,000. */
  readonly maxMs?: number | undefined;
}

/** {@link BackoffOptions} with the defaults filled in. */
export interface BackoffSettings {
  /** Wait after the first failure, in milliseconds. */
  readonly initialMs: number;
  /** Factor from one wait to the next. */
  readonly multiplier: number;
  /** Each wait is spread by plus or minus this share of itself. */
  readonly jitter: number;
  /** The longest wait in milliseconds, jitter aside. */
  readonly maxMs: number;
}

/** Fills in the defaults of the connection backoff document. */
export function backoffSettings(options: BackoffOptions | undefined): BackoffSettings {
  const initialMs = options?.initialMs ?? 1_000;
  return {
    initialMs,
    multiplier: options?.multiplier ?? 1.6,
    jitter: options?.jitter ?? 0.2,
    maxMs: Math.max(options?.maxMs ?? 120_000, initialMs),
  };
}

/** The growing sequence of waits; arithmetic only, it sets no timer. */
export class Backoff {
  readonly settings: BackoffSettings;
  readonly random: RandomSource;
  private currentMs: number;

  constructor(settings: BackoffSettings, random: RandomSource) {
    this.settings = settings;
    this.random = random;
    this.currentMs = settings.initialMs;
  }

  /**
   * The next wait in milliseconds, jittered. It counts from the START of the attempt that failed:
   * an attempt that took longer than its wait is followed by the next one at once.
   */
  nextDelayMs(): number {
    const { jitter, multiplier, maxMs } = this.settings;
    const delayMs = this.currentMs * (1 + jitter * (2 * this.random() - 1));
    this.currentMs = Math.min(this.currentMs * multiplier, maxMs);
    return delayMs;
  }

  /** Starts over from the initial wait: something succeeded, or the network is known to be back. */
  reset(): void {
    this.currentMs = this.settings.initialMs;
  }
}
