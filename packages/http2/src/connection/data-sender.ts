import type { FlowControl } from "../flow/flow-control.ts";
import type { SendWindows } from "../flow/send-windows.ts";
import { FLAG_END_STREAM, TYPE_DATA } from "../frame/data.ts";
import { FRAME_HEADER_LENGTH, writeFrameHeader } from "../frame/frame-header.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { type MemoryOwner, QueuedData, type Stream } from "../stream/stream.ts";
import type { FrameOutput } from "./frame-output.ts";
import { SendOrder } from "./send-order.ts";

/** Room that `reserve` makes: messages up to this size are encoded without growing anything. */
const IN_PLACE_BYTES = 1024;

/** Queued payload pieces from this size on go to the socket uncopied. */
const UNCOPIED_BYTES = 4096;

/** The largest frame, whatever the peer takes, and the largest while a stream with little to send waits. */
const MOST_FRAME_BYTES = 64 * 1024;
const SHARED_FRAME_BYTES = 16 * 1024;

/**
 * A piece smaller than this that is not the last is silly (RFC 1122 section 4.2.3.4 has the same
 * of TCP): it leaves at the end of the turn, when the window may have opened further.
 */
const SILLY_BYTES = 1024;

/** Ends a stream's sending side. */
export interface SendEnding {
  /** END_STREAM has been written. */
  endLocal(stream: Stream): void;
  trailers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void;
}

/**
 * Sends DATA (RFC 9113 section 6.1). What may leave now is encoded in place or copied into the output.
 * Other DATA (flow control, a socket that does not keep up) waits in its stream's queue and leaves
 * in turns of one frame per stream.
 */
export class DataSender {
  private readonly out: FrameOutput;
  private readonly flow: FlowControl;
  private readonly windows: SendWindows;
  private readonly ending: SendEnding;
  /** Made with the first DATA that waits: most connections never have any. */
  private order: SendOrder | undefined;
  /** Streams whose handlers want to hear that they may send. */
  private waiting: Stream[];
  /** SETTINGS_MAX_FRAME_SIZE of the peer. */
  peerMaxFrameSize: number;

  constructor(out: FrameOutput, flow: FlowControl, ending: SendEnding) {
    this.out = out;
    this.flow = flow;
    this.windows = flow.send;
    this.ending = ending;
    this.order = undefined;
    this.waiting = [];
    this.peerMaxFrameSize = 16_384;
  }

  reserve(stream: Stream): number {
    const { out } = this;
    if (out.endsOpen(stream) && stream.queueHead === undefined && !out.isReserved) {
      out.isReserved = true;
      return out.output.position;
    }
    if (stream.localEnded || out.isOver || stream.queueHead !== undefined) return -1;
    if (out.batch.isDueAhead(out.openStream === stream)) {
      if (!out.batch.isWriting) out.flushAhead();
      else if (this.isCongested()) return -1;
    }
    out.wake();
    const { output } = out;
    output.ensure(FRAME_HEADER_LENGTH + IN_PLACE_BYTES);
    out.isReserved = true;
    out.openUntil = output.position + out.batch.roomForMore(this.flow.share.isTight);
    return out.openStream === stream ? output.position : output.position + FRAME_HEADER_LENGTH;
  }

  commit(stream: Stream, start: number, end: number, endStream: boolean): void {
    const { out, windows } = this;
    const { output } = out;
    const length = end - start;
    out.isReserved = false;
    if ((length > windows.sendable(stream) || length > this.peerMaxFrameSize) && length > 0) {
      this.enqueue(stream, output.bytes.slice(start, end), endStream, undefined);
      return;
    }
    windows.spend(stream, length);
    out.wasActive = true;
    out.earnUpdates();
    let frameStart = start - FRAME_HEADER_LENGTH;
    let frameLength = length;
    let frameEnd = end;
    if (out.openStream === stream && start === output.position) {
      // The stream's last frame is still open behind us: let it grow, if it may.
      frameStart = out.openFrameStart;
      frameLength = end - frameStart - FRAME_HEADER_LENGTH;
      if (frameLength > this.peerMaxFrameSize) {
        output.position = end;
        output.ensure(FRAME_HEADER_LENGTH);
        output.bytes.copyWithin(start + FRAME_HEADER_LENGTH, start, end);
        frameStart = start;
        frameLength = length;
        frameEnd = end + FRAME_HEADER_LENGTH;
      }
    }
    writeFrameHeader(
      output.bytes,
      frameStart,
      frameLength,
      TYPE_DATA,
      endStream ? FLAG_END_STREAM : 0,
      stream.id,
    );
    output.position = frameEnd;
    if (endStream) {
      out.openStream = undefined;
      this.ending.endLocal(stream);
    } else {
      out.openStream = stream;
      out.openFrameStart = frameStart;
    }
  }

  release(): void {
    this.out.isReserved = false;
  }

  data(
    stream: Stream,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void {
    if (stream.localEnded || this.out.isOver) return;
    if (bytes.length === 0) {
      if (!endStream) return;
      // END_STREAM rides on what is queued: a frame of its own would wait for a window it needs not.
      if (stream.queueTail !== undefined) stream.queueTail.endStream = true;
      else this.emptyLastFrame(stream);
      return;
    }
    this.enqueue(stream, bytes, endStream, owner);
  }

  private emptyLastFrame(stream: Stream): void {
    this.out.wake();
    const { output } = this.out;
    if (this.out.openStream === stream) {
      // END_STREAM rides on the frame that lies ready.
      const flagsAt = this.out.openFrameStart + 4;
      output.bytes[flagsAt] = (output.bytes[flagsAt] as number) | FLAG_END_STREAM;
    } else {
      output.ensure(FRAME_HEADER_LENGTH);
      writeFrameHeader(output.bytes, output.position, 0, TYPE_DATA, FLAG_END_STREAM, stream.id);
      output.position += FRAME_HEADER_LENGTH;
    }
    this.out.openStream = undefined;
    this.ending.endLocal(stream);
  }

  private enqueue(
    stream: Stream,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void {
    const piece = new QueuedData(bytes, endStream, owner);
    if (stream.queueTail === undefined) stream.queueHead = piece;
    else stream.queueTail.next = piece;
    stream.queueTail = piece;
    this.flow.queue(stream, bytes.length);
    this.schedule(stream);
    this.pump();
    if (stream.queuedBytes > 0) this.flow.relieve();
  }

  /** Gives a stream its place among those that may send, or among those whose window is shut. */
  schedule(stream: Stream): void {
    (this.order ??= new SendOrder(this.flow.send)).schedule(stream);
  }

  /** The windows of all streams have changed: those that were shut are looked at, some in each turn. */
  onWindowsChanged(): void {
    if (this.order?.onWindowsChanged() === true) this.out.wakeWhenQuiet();
  }

  /** Whether there is work for the next turn. */
  get hasMore(): boolean {
    return this.order?.hasMore === true;
  }

  /** The turn is over: does what was put off to its end. */
  endTurn(): void {
    const { order } = this;
    if (order === undefined || this.out.batch.isAhead || !order.hasMore || this.out.isOver) return;
    order.lookAtBlocked();
    this.pump();
    for (let i = order.sillyOfTurn(); i > 0; i--) {
      const stream = order.shiftSilly();
      if (stream !== undefined) this.sendNext(order, stream, 1);
    }
  }

  /** Forgets a stream that has ended. */
  forget(stream: Stream): void {
    this.order?.forget(stream);
  }

  /** Sends queued DATA as far as windows and the socket allow. */
  pump(): void {
    const { order } = this;
    if (order === undefined) return;
    while (!this.out.batch.isFull()) {
      const stream = order.next();
      if (stream === undefined || !this.sendNext(order, stream, SILLY_BYTES)) break;
    }
  }

  /**
   * Sends a frame of a stream, unless that would be less than `leastBytes` and not the last.
   *
   * @returns false when the connection's window is shut
   */
  private sendNext(order: SendOrder, stream: Stream, leastBytes: number): boolean {
    const piece = stream.queueHead;
    if (stream.localEnded || piece === undefined) return true;
    const left = piece.bytes.length - piece.offset;
    const sendable = this.flow.send.sendable(stream);
    if (sendable === 0) return order.putBack(stream);
    if (sendable < left && sendable < leastBytes) {
      order.holdSilly(stream);
      this.out.wakeWhenQuiet();
      return true;
    }
    const most = order.hasSmall ? SHARED_FRAME_BYTES : MOST_FRAME_BYTES;
    this.sendPiece(stream, piece, Math.min(left, sendable, most, this.peerMaxFrameSize));
    return true;
  }

  private sendPiece(stream: Stream, piece: QueuedData, size: number): void {
    this.out.wake();
    const { output } = this.out;
    const isLast = piece.offset + size === piece.bytes.length;
    const endStream = isLast && piece.endStream;
    output.ensure(FRAME_HEADER_LENGTH);
    const flags = endStream ? FLAG_END_STREAM : 0;
    writeFrameHeader(output.bytes, output.position, size, TYPE_DATA, flags, stream.id);
    output.position += FRAME_HEADER_LENGTH;
    const payload = piece.bytes.subarray(piece.offset, piece.offset + size);
    if (size >= UNCOPIED_BYTES) {
      this.out.batch.addUncopied(payload);
    } else {
      output.ensure(size);
      output.bytes.set(payload, output.position);
      output.position += size;
    }
    this.out.openStream = undefined;
    this.out.wasActive = true;
    // A piece that a tiny window cut short does not justify the WINDOW_UPDATE that let it go.
    if (isLast || size >= UNCOPIED_BYTES) this.out.earnUpdates();
    this.flow.send.spend(stream, size);
    piece.offset += size;
    this.flow.unqueue(stream, size);
    if (isLast) {
      if (piece.owner !== undefined) this.out.batch.addSpent(piece);
      stream.queueHead = piece.next;
      if (piece.next === undefined) stream.queueTail = undefined;
    }
    if (endStream) {
      this.ending.endLocal(stream);
    } else if (stream.queueHead !== undefined) {
      this.schedule(stream);
    } else if (stream.queuedTrailers !== undefined) {
      const { template, fields } = stream.queuedTrailers;
      stream.queuedTrailers = undefined;
      this.ending.trailers(stream, template, fields);
    } else {
      this.awaitReady(stream);
    }
    if (this.out.batch.isLarge() && !this.out.batch.isWriting) this.out.flushAhead();
  }

  /** @param stream whose sender asks, if one does */
  isCongested(stream?: Stream): boolean {
    const { out } = this;
    if (stream !== undefined && out.endsOpen(stream)) return false;
    if (!out.batch.isWriting) return out.isOver;
    return out.isOver || out.batch.isCongested(this.flow.share.isTight);
  }

  /** `handler.onSendReady` is called for this stream once, when it may go on. */
  awaitReady(stream: Stream): void {
    if (this.out.isOver || stream.localEnded) return;
    if (!stream.isAwaitingReady) {
      stream.isAwaitingReady = true;
      this.waiting.push(stream);
    }
    this.out.wakeWhenQuiet();
  }

  notifyReady(): void {
    if (this.waiting.length === 0 || this.isCongested()) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const stream of waiting) {
      stream.isAwaitingReady = false;
      if (stream.localEnded || stream.queueHead !== undefined) continue;
      stream.handler.onSendReady();
    }
  }

  /** Nothing is sent from here on. */
  stop(): void {
    this.waiting = [];
    this.order?.clear();
  }
}
