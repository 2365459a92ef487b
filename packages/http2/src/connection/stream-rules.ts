import { ConnectionError, ErrorCode } from "../errors.ts";
import type { FieldSection } from "../field-section.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamFailure } from "../stream/stream-handler.ts";
import type { AbuseGuard } from "./abuse-guard.ts";
import type { StreamTable } from "./stream-table.ts";

/** Ends streams by a frame, or without one. */
export interface StreamEnder {
  /** Writes RST_STREAM for a stream that may not be in the table. */
  resetId(streamId: number, errorCode: number): void;
  /** Closes a stream both ways without a frame. */
  drop(stream: Stream): void;
}

/** The parts of {@link StreamRules}. */
export interface StreamRulesParts {
  readonly isClient: boolean;
  readonly table: StreamTable;
  readonly ender: StreamEnder;
  readonly guard: AbuseGuard;
}

/**
 * The state rules of RFC 9113 section 5.1 that frames of several types share: frames for streams that
 * are not open, the end of the peer's side, and streams that the peer broke a rule on.
 */
export class StreamRules {
  private readonly isClient: boolean;
  private readonly table: StreamTable;
  private readonly ender: StreamEnder;
  private readonly guard: AbuseGuard;
  /** The time when the chunk under way arrived: 32 bits of milliseconds, read once per chunk. */
  turnMs: number;

  constructor(parts: StreamRulesParts) {
    this.isClient = parts.isClient;
    this.table = parts.table;
    this.ender = parts.ender;
    this.guard = parts.guard;
    this.turnMs = 0;
  }

  /** The peer has ended its side, with trailers or with END_STREAM on DATA. */
  endRemote(stream: Stream, trailers: FieldSection | undefined): void {
    if (stream.bodyRemaining > 0) {
      this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
      return;
    }
    stream.remoteEnded = true;
    if (stream.localEnded) this.table.remove(stream);
    stream.handler.onEnd(trailers);
  }

  /** DATA or HEADERS came for a stream that is not open (section 5.1). */
  rejectLate(streamId: number, frame: string): void {
    this.checkNotIdle(streamId, frame);
    // What was under way when we reset the stream is dropped; flow control has bounded it.
    if (this.table.isForgiven(streamId)) return;
    const stream = this.table.get(streamId);
    if (stream !== undefined) {
      this.failStream(stream, ErrorCode.STREAM_CLOSED, "H2_STREAM_CLOSED");
      return;
    }
    throw new ConnectionError(
      ErrorCode.STREAM_CLOSED,
      "H2_STREAM_CLOSED",
      `${frame} on stream ${streamId}, which is closed`,
    );
  }

  /** @throws ConnectionError PROTOCOL_ERROR for a stream that nobody has opened */
  checkNotIdle(streamId: number, frame: string): void {
    const isOurs = (streamId & 1) === (this.isClient ? 1 : 0);
    const isIdle = isOurs ? streamId >= this.table.nextLocalId : streamId > this.table.lastPeerId;
    if (isIdle) {
      throw new ConnectionError(
        ErrorCode.PROTOCOL_ERROR,
        "H2_STREAM_IDLE",
        `${frame} on stream ${streamId}, which is idle`,
      );
    }
  }

  /** Resets a stream because the peer broke a rule on it, and tells its handler. */
  failStream(stream: Stream, errorCode: number, token: string): void {
    if (stream.isReset) return;
    this.guard.countViolation();
    const { handler } = stream;
    const wasOver = stream.remoteEnded && stream.localEnded;
    this.ender.resetId(stream.id, errorCode);
    this.ender.drop(stream);
    if (wasOver) return;
    this.table.failed += 1;
    const failure: StreamFailure = {
      errorCode,
      origin: "localReset",
      message: `the peer broke the protocol: ${token}`,
      unprocessed: false,
      cause: undefined,
    };
    handler.onFailure(failure);
  }
}
