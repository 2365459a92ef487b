import { ErrorCode } from "../errors.ts";
import type { FlowControl } from "../flow/flow-control.ts";
import {
  checkDataStream,
  dataBodyLength,
  FLAG_END_STREAM,
  FLAG_PADDED,
  TYPE_DATA,
} from "../frame/data.ts";
import type { Stream } from "../stream/stream.ts";
import type { AbuseGuard } from "./abuse-guard.ts";
import type { DataSink } from "./frame-reader.ts";
import type { FrameSequence } from "./frame-sequence.ts";
import type { StreamRules } from "./stream-rules.ts";
import type { StreamTable } from "./stream-table.ts";

/**
 * DATA frames with less payload count as control frames: they do not even hold the prefix of a gRPC
 * message. Those that hold a small message each are as many as there are messages.
 */
const LEAST_DATA_BYTES = 5;

/** The same for frames of streams that are gone, of which each counts so much. */
const SMALL_LATE_BYTES = 1024;
const SMALL_LATE_WEIGHT = 0.5;

/** The parts of a {@link DataReceiver}. */
export interface DataReceiverParts {
  readonly table: StreamTable;
  readonly flow: FlowControl;
  readonly guard: AbuseGuard;
  readonly rules: StreamRules;
  readonly sequence: FrameSequence;
}

/** Receives DATA (RFC 9113 section 6.1): padding, windows, content-length, the stream's handler. */
export class DataReceiver implements DataSink {
  private readonly table: StreamTable;
  private readonly flow: FlowControl;
  private readonly guard: AbuseGuard;
  private readonly rules: StreamRules;
  private readonly sequence: FrameSequence;
  // The DATA frame under way.
  private stream: Stream | undefined;
  private flags: number;
  private length: number;
  /** Payload left before the padding begins; -1 while the pad length octet is still to come. */
  private body: number;
  private seen: number;

  constructor(parts: DataReceiverParts) {
    this.table = parts.table;
    this.flow = parts.flow;
    this.guard = parts.guard;
    this.rules = parts.rules;
    this.sequence = parts.sequence;
    this.stream = undefined;
    this.flags = 0;
    this.length = 0;
    this.body = 0;
    this.seen = 0;
  }

  onDataBegin(streamId: number, length: number, flags: number): void {
    this.sequence.check(TYPE_DATA, streamId);
    checkDataStream(streamId);
    this.flags = flags;
    this.length = length;
    this.body = (flags & FLAG_PADDED) === 0 ? length : -1;
    this.seen = 0;
    this.flow.receiveOnConnection(length);
    // One that says it is padded lacks its pad length.
    if (length === 0 && (flags & FLAG_PADDED) !== 0) dataBodyLength(0, 0);
    const stream = this.table.get(streamId);
    if (stream === undefined || stream.remoteEnded) {
      this.stream = undefined;
      if (length < SMALL_LATE_BYTES) this.guard.countControl(SMALL_LATE_WEIGHT);
      this.rules.rejectLate(streamId, "DATA");
      return;
    }
    this.stream = stream;
    if (!stream.headersReceived) {
      this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_DATA_BEFORE_HEADERS");
    } else if (!this.flow.fitsStream(stream, length)) {
      this.rules.failStream(stream, ErrorCode.FLOW_CONTROL_ERROR, "H2_STREAM_WINDOW_EXCEEDED");
    }
  }

  onDataPiece(bytes: Uint8Array, start: number, end: number): void {
    let from = start;
    if (this.body < 0) {
      this.body = dataBodyLength(this.length, bytes[from++] as number);
    }
    const size = Math.min(end - from, this.body - this.seen);
    if (size <= 0) return;
    this.seen += size;
    const { stream } = this;
    if (stream === undefined || stream.remoteEnded) return;
    // Piece by piece, because `Stream.expect` must know what of this frame is still to come.
    this.flow.receive(stream, size);
    stream.bodyAtMs = this.rules.turnMs;
    if (stream.bodyRemaining >= 0 && (stream.bodyRemaining -= size) < 0) {
      this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
      return;
    }
    stream.handler.onData(bytes, from, from + size);
    if (stream.heldBytes > 0) this.flow.relieve();
  }

  onDataEnd(): void {
    const { stream } = this;
    this.stream = undefined;
    if (this.seen < LEAST_DATA_BYTES && (this.flags & FLAG_END_STREAM) === 0) {
      this.guard.countControl();
    }
    if (stream === undefined || stream.remoteEnded) return;
    // Padding and its length octet reach no handler, which could consume them.
    const overhead = this.length - this.seen;
    if (overhead > 0) {
      this.flow.receivePadding(stream, overhead);
    }
    if ((this.flags & FLAG_END_STREAM) !== 0) this.rules.endRemote(stream, undefined);
  }
}
