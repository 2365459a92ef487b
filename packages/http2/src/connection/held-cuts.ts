import { ErrorCode } from "../errors.ts";
import type { BudgetShare, StreamCutter } from "../flow/budget-share.ts";
import type { HeldLimit } from "../flow/byte-budget.ts";
import type { LimitEvent } from "../limits/limit-event.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamTable } from "./stream-table.ts";

/** Hears what a connection does because too much is held for its peer. */
export interface HeldCutListener {
  /** Called at the first stream that is cut, rejected, or made to wait because too much is held. */
  onTooMuchHeld(limit: HeldLimit, detail: string, action: LimitEvent["action"]): void;
  /** A stream was cut because too much is held. */
  onCut(): void;
}

/** The parts of {@link HeldCuts}. */
export interface HeldCutParts {
  readonly table: StreamTable;
  /** Whether streams are reset when too much is held: a client's own streams never are. */
  readonly isEnabled: boolean;
  readonly listener: HeldCutListener;
  /** Resets a stream with ENHANCE_YOUR_CALM. */
  readonly reset: (stream: Stream) => void;
  readonly share: () => BudgetShare;
}

/** Cuts a connection's streams when too much is held for its peer, and reports it once. */
export class HeldCuts implements StreamCutter {
  private readonly parts: HeldCutParts;
  private hasReported: boolean;
  private hasReportedSlow: boolean;

  constructor(parts: HeldCutParts) {
    this.parts = parts;
    this.hasReported = false;
    this.hasReportedSlow = false;
  }

  cutNewest(limit: HeldLimit): boolean {
    const { table, isEnabled, listener, reset } = this.parts;
    if (!isEnabled) return false;
    const stream = table.newest(isHolding);
    if (stream === undefined) return false;
    const { handler } = stream;
    reset(stream);
    handler.onFailure({
      errorCode: ErrorCode.ENHANCE_YOUR_CALM,
      origin: "localReset",
      message: `too many bytes are held for the peer (${limit})`,
      unprocessed: false,
      cause: undefined,
    });
    this.report(limit, "a stream was reset");
    listener.onCut();
    return true;
  }

  onSlowMessage(bytesToCome: number): void {
    const { isEnabled, listener } = this.parts;
    if (this.hasReportedSlow || !isEnabled) return;
    this.hasReportedSlow = true;
    const detail = `${bytesToCome} bytes of a message come so slowly that other messages go ahead of the next`;
    listener.onTooMuchHeld("maxHeldBytes", detail, "throttled");
  }

  /** A request was rejected because the peer does not read its responses. */
  onUnread(): void {
    this.report("maxHeldBytesPerConnection", "a request was rejected");
  }

  private report(limit: HeldLimit, what: string): void {
    if (this.hasReported) return;
    this.hasReported = true;
    const { receivedBytes, queuedBytes, budget } = this.parts.share();
    const detail =
      `${what}: ${receivedBytes} bytes received and ${queuedBytes} bytes of output are held for the peer, ` +
      `${budget.heldBytes} in all`;
    this.parts.listener.onTooMuchHeld(limit, detail, "refused-call");
  }
}

/** Whether a stream holds bytes that cutting it gives back. A large message under way is let finish. */
function isHolding(stream: Stream): boolean {
  if (stream.largeMessage?.isReserved === true) return false;
  return stream.heldBytes > stream.consumedBytes || stream.queuedBytes > 0;
}
