import type { HeldCutListener } from "./held-cuts.ts";

/** Hears of what comes up in writing and concerns the whole connection. */
export interface OutboundListener extends HeldCutListener {
  /** The peer broke a rule in the body of a stream. */
  onViolation(): void;
  /** Returns how long nothing further should be inflated, in milliseconds. */
  onInflated(packedBytes: number, bytes: number): number;
  readonly inflationDebtMs: number;
  /** A message of the peer has kept the event loop busy for `ms`. */
  onBlocked(ms: number): void;
}
