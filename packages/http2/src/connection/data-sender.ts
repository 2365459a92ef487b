import type { FlowControl } from "../flow/flow-control.ts";
import { FLAG_END_STREAM, TYPE_DATA } from "../frame/data.ts";
import { FRAME_HEADER_LENGTH, writeFrameHeader } from "../frame/frame-header.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { type MemoryOwner, QueuedData, type Stream } from "../stream/stream.ts";
import type { FrameOutput } from "./frame-output.ts";
import { SendQueue } from "./send-queue.ts";

/** Room that `reserve` makes: messages up to this size are encoded without growing anything. */
const IN_PLACE_BYTES = 1024;

/** Queued payload pieces from this size on go to the socket uncopied. */
const UNCOPIED_BYTES = 4096;

/** Ends a stream's sending side. */
export interface SendEnding {
  /** END_STREAM has been written. */
  endLocal(stream: Stream): void;
  trailers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void;
}

/**
 * Sends DATA (RFC 9113 section 6.1). What may leave now is encoded in place or copied into the output.
 * What may not (flow control, a socket that does not keep up) waits in its stream's queue and leaves
 * in turns of one frame per stream.
 */
export class DataSender {
  private readonly out: FrameOutput;
  private readonly flow: FlowControl;
  private readonly ending: SendEnding;
  private readonly queue: SendQueue;
  /** Streams whose handlers want to hear that they may send. */
  private waiting: Stream[];
  /** SETTINGS_MAX_FRAME_SIZE of the peer. */
  peerMaxFrameSize: number;

  constructor(out: FrameOutput, flow: FlowControl, ending: SendEnding) {
    this.out = out;
    this.flow = flow;
    this.ending = ending;
    this.queue = new SendQueue();
    this.waiting = [];
    this.peerMaxFrameSize = 16_384;
  }

  reserve(stream: Stream): number {
    if (stream.localEnded || this.out.isOver || stream.queueHead !== undefined) return -1;
    if (this.out.batch.isDueAhead()) {
      if (!this.out.batch.isWriting) this.out.flushAhead();
      else if (this.isCongested()) return -1;
    }
    this.out.wake();
    const { output } = this.out;
    output.ensure(FRAME_HEADER_LENGTH + IN_PLACE_BYTES);
    this.out.isReserved = true;
    return this.out.openStream === stream ? output.position : output.position + FRAME_HEADER_LENGTH;
  }

  commit(stream: Stream, start: number, end: number, endStream: boolean): void {
    const { output } = this.out;
    const length = end - start;
    this.out.isReserved = false;
    if ((length > this.flow.sendable(stream) || length > this.peerMaxFrameSize) && length > 0) {
      this.enqueue(stream, output.bytes.slice(start, end), endStream, undefined);
      return;
    }
    this.flow.spend(stream, length);
    let frameStart = start - FRAME_HEADER_LENGTH;
    let frameLength = length;
    let frameEnd = end;
    if (this.out.openStream === stream && start === output.position) {
      // The stream's last frame is still open behind us: let it grow, if it may.
      frameStart = this.out.openFrameStart;
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
    this.out.wasActive = true;
    if (endStream) {
      this.out.openStream = undefined;
      this.ending.endLocal(stream);
    } else {
      this.out.openStream = stream;
      this.out.openFrameStart = frameStart;
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
    stream.queuedBytes += bytes.length;
    this.schedule(stream);
    this.pump();
  }

  schedule(stream: Stream): void {
    if (stream.isScheduled || stream.queueHead === undefined) return;
    if (!this.flow.isStreamOpen(stream)) return;
    stream.isScheduled = true;
    this.queue.push(stream);
  }

  /** Sends queued DATA, one frame a stream in turn, as far as windows and the socket allow. */
  pump(): void {
    while (!this.isCongested()) {
      const stream = this.queue.shift();
      if (stream === undefined) break;
      stream.isScheduled = false;
      if (stream.localEnded) continue;
      const piece = stream.queueHead;
      if (piece === undefined) continue;
      const left = piece.bytes.length - piece.offset;
      const allowed = Math.min(left, this.flow.sendable(stream), this.peerMaxFrameSize);
      if (allowed === 0) {
        // The connection's window is shut: the stream keeps its place at the front.
        if (this.flow.isStreamOpen(stream)) {
          stream.isScheduled = true;
          this.queue.unshift(stream);
          break;
        }
        continue;
      }
      this.sendPiece(stream, piece, allowed);
    }
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
    this.flow.spend(stream, size);
    piece.offset += size;
    stream.queuedBytes -= size;
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

  isCongested(): boolean {
    return this.out.batch.isCongested();
  }

  /** `handler.onSendReady` is called for this stream once, when it may go on. */
  awaitReady(stream: Stream): void {
    this.waiting.push(stream);
    this.out.wakeWhenQuiet();
  }

  notifyReady(): void {
    if (this.waiting.length === 0 || this.isCongested()) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const stream of waiting) {
      if (stream.localEnded || stream.queueHead !== undefined) continue;
      stream.handler.onSendReady();
    }
  }

  /** Nothing is sent from here on. */
  stop(): void {
    this.waiting.length = 0;
    this.queue.clear();
  }
}
