import type { HeldLimit } from "../flow/byte-budget.ts";
import type { LimitEvent } from "../limits/limit-event.ts";

/** Hears of what comes up in writing and concerns the whole connection. */
export interface OutboundListener {
  /** Called at the first stream that is cut, rejected, or made to wait because too much is held. */
  onTooMuchHeld(limit: HeldLimit, detail: string, action: LimitEvent["action"]): void;
  /** The peer broke a rule in the body of a stream. */
  onViolation(): void;
  /** Returns how long nothing further should be inflated, in milliseconds. */
  onInflated(packedBytes: number, bytes: number): number;
  readonly inflationDebtMs: number;
  /** A message of the peer has kept the event loop busy for `ms`. */
  onBlocked(ms: number): void;
}
