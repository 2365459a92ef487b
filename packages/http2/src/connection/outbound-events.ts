import type { HeldLimit } from "../flow/byte-budget.ts";
import type { LimitEvent } from "../limits/limit-event.ts";
import type { AbuseGuard } from "./abuse-guard.ts";
import type { OutboundListener } from "./outbound-listener.ts";
import type { ConnectionListener, ConnectionSink } from "./sink.ts";

/** Takes the errors of a peer that end its connection. */
export interface FailureTarget {
  readonly isClosed: boolean;
  onReceiveError(error: unknown): void;
}

/** Hands what streams meet to the guard against abuse, the sink, and the listener of their connection. */
export class OutboundEvents implements OutboundListener {
  private readonly guard: AbuseGuard;
  private readonly sink: ConnectionSink;
  private readonly listener: ConnectionListener;
  private readonly target: FailureTarget;

  constructor(
    guard: AbuseGuard,
    sink: ConnectionSink,
    listener: ConnectionListener,
    target: FailureTarget,
  ) {
    this.guard = guard;
    this.sink = sink;
    this.listener = listener;
    this.target = target;
  }

  /** So much is held for the peer that a call was rejected or cut, or has to wait. */
  onTooMuchHeld(limit: HeldLimit, detail: string, action: LimitEvent["action"]): void {
    this.listener.onLimit?.({ limit, action, detail });
  }

  onCut(): void {
    this.guard.countHeldCut();
  }

  onInflated(packedBytes: number, bytes: number): number {
    return this.guard.countInflated(packedBytes, bytes);
  }

  get inflationDebtMs(): number {
    return this.guard.inflationDebtMs;
  }

  onBlocked(ms: number): void {
    this.sink.onBlocked?.(ms);
  }

  onViolation(): void {
    if (this.target.isClosed) return;
    try {
      this.guard.countViolation();
    } catch (error) {
      this.target.onReceiveError(error);
    }
  }
}
