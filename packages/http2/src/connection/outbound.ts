import { ErrorCode } from "../errors.ts";
import { DEFAULT_WINDOW, MAX_WINDOW, sendable, widen, worthCrediting } from "../flow/window.ts";
import { FLAG_END_STREAM, TYPE_DATA } from "../frame/data.ts";
import { FRAME_HEADER_LENGTH, writeFrameHeader } from "../frame/frame-header.ts";
import { writeGoaway } from "../frame/goaway.ts";
import { beginHeaders, finishHeaders } from "../frame/headers.ts";
import { writePing } from "../frame/ping.ts";
import { writeRstStream } from "../frame/rst-stream.ts";
import { writeSettingsAck } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import { fieldsSize, type HeaderTemplate } from "../stream/header-template.ts";
import { type MemoryOwner, QueuedData, type Stream, type StreamWriter } from "../stream/stream.ts";
import { SendQueue } from "./send-queue.ts";
import type { ConnectionSink } from "./sink.ts";
import type { StreamTable } from "./stream-table.ts";
import { TemplateCache } from "./template-cache.ts";
import { WriteBatch } from "./write-batch.ts";

/** Room that `reserve` makes: messages up to this size are encoded without growing anything. */
const IN_PLACE_BYTES = 1024;

/** Queued payload pieces from this size on go to the socket uncopied. */
const UNCOPIED_BYTES = 4096;

/**
 * The one writer of a connection: every frame that leaves is laid here, one after another, into a
 * buffer that is flushed once per turn of the event loop.
 *
 * DATA that may not leave yet (flow control, a socket that does not keep up) waits in its stream's
 * queue and leaves in turns of one frame per stream.
 */
export class Outbound implements StreamWriter {
  readonly output: OutputBuffer;
  readonly encoder: HpackEncoder;
  private readonly sink: ConnectionSink;
  private readonly table: StreamTable;
  private readonly templates: TemplateCache;
  private readonly queue: SendQueue;
  /** What may be sent on the connection as a whole. */
  sendWindow: number;
  /** SETTINGS of the peer that bind us. */
  peerMaxFrameSize: number;
  peerInitialWindow: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE: the largest field section that the peer says it takes. */
  peerMaxFieldSectionSize: number;
  /** The window that streams of ours are topped up to. */
  readonly recvInitialWindow: number;
  /** Bytes of answers to control frames since the last flush. */
  controlBytes: number;
  /** Streams that ended by what lies ready here: for the peer they are open until it reads that. */
  endedUnsent: number;
  private readonly batch: WriteBatch;
  private isFlushScheduled: boolean;
  /** The stream whose DATA frame ends at `output.position`, and where its header begins. */
  private openStream: Stream | undefined;
  private openFrameStart: number;
  private isOver: boolean;
  private waiting: Stream[];
  /** Between `reserve` and `commit`. */
  private isReserved: boolean;
  /** HEADERS or DATA have been written since `takeActivity`. */
  private wasActive: boolean;

  constructor(sink: ConnectionSink, table: StreamTable, recvInitialWindow: number) {
    this.batch = new WriteBatch();
    this.output = this.batch.output;
    this.encoder = new HpackEncoder();
    this.sink = sink;
    this.table = table;
    this.templates = new TemplateCache();
    this.queue = new SendQueue();
    this.sendWindow = DEFAULT_WINDOW;
    this.peerMaxFrameSize = 16_384;
    this.peerInitialWindow = DEFAULT_WINDOW;
    this.peerMaxFieldSectionSize = Infinity;
    this.recvInitialWindow = recvInitialWindow;
    this.controlBytes = 0;
    this.endedUnsent = 0;
    this.isFlushScheduled = false;
    this.openStream = undefined;
    this.openFrameStart = 0;
    this.isOver = false;
    this.waiting = [];
    this.isReserved = false;
    this.wasActive = false;
  }

  // --- header sections -------------------------------------------------------------------------

  fits(template: HeaderTemplate, fields: readonly string[]): boolean {
    return template.size + fieldsSize(fields) <= this.peerMaxFieldSectionSize;
  }

  headers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void {
    if (stream.localEnded || this.isOver) return;
    this.fieldBlock(stream.id, template, fields, false);
  }

  /** A request's header section: the frame that opens the stream. */
  openingHeaders(
    streamId: number,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): void {
    this.fieldBlock(streamId, template, fields, endStream);
  }

  trailers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void {
    if (stream.localEnded || this.isOver) return;
    if (stream.queueHead !== undefined) {
      stream.queuedTrailers = { template, fields };
      return;
    }
    this.fieldBlock(stream.id, template, fields, true);
    this.endLocal(stream);
  }

  private fieldBlock(
    streamId: number,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): void {
    this.wake();
    const out = this.output;
    const start = beginHeaders(out);
    const encoder = this.encoder;
    encoder.begin(out);
    this.templates.write(out, encoder, template);
    for (let i = 0; i + 1 < fields.length; i += 2) {
      encoder.field(out, fields[i] as string, fields[i + 1] as string);
    }
    this.wasActive = true;
    finishHeaders(out, start, streamId, endStream, this.peerMaxFrameSize);
    this.openStream = undefined;
  }

  /** Whether HEADERS or DATA have been written since this was asked last. */
  takeActivity(): boolean {
    const { wasActive } = this;
    this.wasActive = false;
    return wasActive;
  }

  // --- body ------------------------------------------------------------------------------------

  reserve(stream: Stream): number {
    if (stream.localEnded || this.isOver || stream.queueHead !== undefined) return -1;
    if (this.batch.isDueAhead()) {
      if (!this.batch.isWriting) this.flushAhead();
      else if (this.isCongested()) return -1;
    }
    this.wake();
    const out = this.output;
    out.ensure(FRAME_HEADER_LENGTH + IN_PLACE_BYTES);
    this.isReserved = true;
    return this.openStream === stream ? out.position : out.position + FRAME_HEADER_LENGTH;
  }

  commit(stream: Stream, start: number, end: number, endStream: boolean): void {
    const out = this.output;
    const length = end - start;
    this.isReserved = false;
    if (
      (length > stream.sendWindow || length > this.sendWindow || length > this.peerMaxFrameSize) &&
      length > 0
    ) {
      this.enqueue(stream, out.bytes.slice(start, end), endStream, undefined);
      return;
    }
    stream.sendWindow -= length;
    this.sendWindow -= length;
    let frameStart = start - FRAME_HEADER_LENGTH;
    let frameLength = length;
    let frameEnd = end;
    if (this.openStream === stream && start === out.position) {
      // The stream's last frame is still open behind us: let it grow, if it may.
      frameStart = this.openFrameStart;
      frameLength = end - frameStart - FRAME_HEADER_LENGTH;
      if (frameLength > this.peerMaxFrameSize) {
        out.position = end;
        out.ensure(FRAME_HEADER_LENGTH);
        out.bytes.copyWithin(start + FRAME_HEADER_LENGTH, start, end);
        frameStart = start;
        frameLength = length;
        frameEnd = end + FRAME_HEADER_LENGTH;
      }
    }
    writeFrameHeader(
      out.bytes,
      frameStart,
      frameLength,
      TYPE_DATA,
      endStream ? FLAG_END_STREAM : 0,
      stream.id,
    );
    out.position = frameEnd;
    this.wasActive = true;
    if (endStream) {
      this.openStream = undefined;
      this.endLocal(stream);
    } else {
      this.openStream = stream;
      this.openFrameStart = frameStart;
    }
  }

  release(): void {
    this.isReserved = false;
  }

  data(
    stream: Stream,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void {
    if (stream.localEnded || this.isOver) return;
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
    this.wake();
    const out = this.output;
    if (this.openStream === stream) {
      // END_STREAM rides on the frame that lies ready.
      const flagsAt = this.openFrameStart + 4;
      out.bytes[flagsAt] = (out.bytes[flagsAt] as number) | FLAG_END_STREAM;
    } else {
      out.ensure(FRAME_HEADER_LENGTH);
      writeFrameHeader(out.bytes, out.position, 0, TYPE_DATA, FLAG_END_STREAM, stream.id);
      out.position += FRAME_HEADER_LENGTH;
    }
    this.openStream = undefined;
    this.endLocal(stream);
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

  private schedule(stream: Stream): void {
    if (stream.isScheduled || stream.queueHead === undefined) return;
    if (stream.sendWindow <= 0) return;
    stream.isScheduled = true;
    this.queue.push(stream);
  }

  /** Sends queued DATA, one frame a stream in turn, as far as windows and the socket allow. */
  private pump(): void {
    while (!this.isCongested()) {
      const stream = this.queue.shift();
      if (stream === undefined) break;
      stream.isScheduled = false;
      if (stream.localEnded) continue;
      const piece = stream.queueHead;
      if (piece === undefined) continue;
      const left = piece.bytes.length - piece.offset;
      const allowed = Math.min(
        left,
        sendable(stream.sendWindow, this.sendWindow),
        this.peerMaxFrameSize,
      );
      if (allowed === 0) {
        // The connection's window is shut: the stream keeps its place at the front.
        if (stream.sendWindow > 0) {
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
    this.wake();
    const out = this.output;
    const isLast = piece.offset + size === piece.bytes.length;
    const endStream = isLast && piece.endStream;
    out.ensure(FRAME_HEADER_LENGTH);
    const flags = endStream ? FLAG_END_STREAM : 0;
    writeFrameHeader(out.bytes, out.position, size, TYPE_DATA, flags, stream.id);
    out.position += FRAME_HEADER_LENGTH;
    const payload = piece.bytes.subarray(piece.offset, piece.offset + size);
    if (size >= UNCOPIED_BYTES) {
      this.batch.addUncopied(payload);
    } else {
      out.ensure(size);
      out.bytes.set(payload, out.position);
      out.position += size;
    }
    this.openStream = undefined;
    this.wasActive = true;
    stream.sendWindow -= size;
    this.sendWindow -= size;
    piece.offset += size;
    stream.queuedBytes -= size;
    if (isLast) {
      if (piece.owner !== undefined) this.batch.addSpent(piece);
      stream.queueHead = piece.next;
      if (piece.next === undefined) stream.queueTail = undefined;
    }
    if (endStream) {
      this.endLocal(stream);
    } else if (stream.queueHead !== undefined) {
      this.schedule(stream);
    } else if (stream.queuedTrailers !== undefined) {
      const { template, fields } = stream.queuedTrailers;
      stream.queuedTrailers = undefined;
      this.trailers(stream, template, fields);
    } else {
      this.awaitReady(stream);
    }
    if (this.batch.isLarge() && !this.batch.isWriting) this.flushAhead();
  }

  // --- back-pressure ---------------------------------------------------------------------------

  isCongested(): boolean {
    return this.batch.isCongested();
  }

  /** `handler.onSendReady` is called for this stream once, when it may go on. */
  awaitReady(stream: Stream): void {
    this.waiting.push(stream);
    if (!this.isFlushScheduled && !this.batch.isWriting) this.wake();
  }

  private notifyReady(): void {
    if (this.waiting.length === 0 || this.isCongested()) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const stream of waiting) {
      if (stream.localEnded || stream.queueHead !== undefined) continue;
      stream.handler.onSendReady();
    }
  }

  // --- flow control ----------------------------------------------------------------------------

  /** WINDOW_UPDATE on stream 0. False when the window would exceed its maximum. */
  widenConnection(increment: number): boolean {
    const widened = widen(this.sendWindow, increment);
    if (widened === undefined) return false;
    this.sendWindow = widened;
    this.pump();
    return true;
  }

  /** WINDOW_UPDATE on a stream. False when the window would exceed its maximum. */
  widenStream(stream: Stream, increment: number): boolean {
    const widened = widen(stream.sendWindow, increment);
    if (widened === undefined) return false;
    stream.sendWindow = widened;
    this.schedule(stream);
    this.pump();
    return true;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE changes the window of every open stream (section 6.9.2). */
  changeInitialWindow(size: number): boolean {
    const delta = size - this.peerInitialWindow;
    this.peerInitialWindow = size;
    for (const stream of this.table.all()) {
      const widened = widen(stream.sendWindow, delta);
      if (widened === undefined) return false;
      stream.sendWindow = widened;
      this.schedule(stream);
    }
    this.pump();
    return true;
  }

  credit(stream: Stream, bytes: number): void {
    stream.uncredited += bytes;
    if (stream.remoteEnded || !worthCrediting(stream.uncredited, this.recvInitialWindow)) return;
    this.giveCredit(stream, stream.uncredited);
    stream.uncredited = 0;
  }

  /**
   * Opens the window far enough for `bytes` more, ahead of their consumption: a message larger than
   * the window must not wait for a reader who cannot read half a message. Consumption pays it back.
   */
  expect(stream: Stream, bytes: number): void {
    if (stream.remoteEnded || stream.recvWindow >= bytes) return;
    const increment = Math.min(bytes - stream.recvWindow, MAX_WINDOW - stream.recvWindow);
    stream.uncredited -= increment;
    this.giveCredit(stream, increment);
  }

  private giveCredit(stream: Stream, increment: number): void {
    if (increment <= 0 || this.isOver) return;
    stream.recvWindow += increment;
    this.windowUpdate(stream.id, increment);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.control();
    writeWindowUpdate(this.output, streamId, increment);
  }

  // --- control frames --------------------------------------------------------------------------

  reset(stream: Stream, errorCode: number): void {
    if (stream.isReset || (stream.localEnded && stream.remoteEnded)) return;
    this.resetId(stream.id, errorCode);
    this.drop(stream);
  }

  /** RST_STREAM for a stream that may not be in the table (refused, or long gone). */
  resetId(streamId: number, errorCode: number): void {
    if (this.isOver) return;
    this.table.rememberReset(streamId);
    this.control();
    writeRstStream(this.output, streamId, errorCode);
    this.controlBytes += 13;
    this.endedUnsent += 1;
  }

  /** What the peer still sends on the stream is of no use: it is told so once our side has ended. */
  stopReading(stream: Stream): void {
    stream.isUnread = true;
    if (stream.localEnded) this.reset(stream, ErrorCode.NO_ERROR);
  }

  /** Forgets a stream's queue and closes it both ways, without a frame. */
  drop(stream: Stream): void {
    stream.isReset = true;
    stream.localEnded = true;
    stream.remoteEnded = true;
    stream.queueHead = undefined;
    stream.queueTail = undefined;
    stream.queuedBytes = 0;
    stream.queuedTrailers = undefined;
    if (this.openStream === stream) this.openStream = undefined;
    this.table.remove(stream);
  }

  pong(payload: Uint8Array): void {
    this.control();
    writePing(this.output, true, payload);
    this.controlBytes += 17;
  }

  ping(payload: Uint8Array): void {
    this.control();
    writePing(this.output, false, payload);
  }

  settingsAck(): void {
    this.control();
    writeSettingsAck(this.output);
    this.controlBytes += 9;
  }

  goaway(lastStreamId: number, errorCode: number, debug: string): void {
    if (this.isOver) return;
    this.control();
    writeGoaway(this.output, lastStreamId, errorCode, debug);
  }

  /** Lays bytes that are frames already: the preface and the first SETTINGS. */
  raw(bytes: Uint8Array): void {
    this.wake();
    this.output.ensure(bytes.length);
    this.output.bytes.set(bytes, this.output.position);
    this.output.position += bytes.length;
  }

  private control(): void {
    this.wake();
    this.openStream = undefined;
  }

  // --- flushing --------------------------------------------------------------------------------

  /** Everything that lies ready, in order, for one write. Empty when there is nothing. */
  take(): Uint8Array[] {
    this.isFlushScheduled = false;
    if (this.isReserved) this.detach();
    this.openStream = undefined;
    this.controlBytes = 0;
    this.endedUnsent = 0;
    const taken = this.batch.take();
    if (taken.length === 0) this.notifyReady();
    return taken;
  }

  /** The last write has left: its buffers are free, and senders that waited go on. */
  written(): void {
    this.batch.written();
    // Asked for during the write, in vain; and nothing may have come of what it was asked for.
    if (this.isFlushScheduled || this.hasOutput) this.sink.scheduleFlush();
    this.pump();
    this.notifyReady();
  }

  private flushAhead(): void {
    this.batch.isAhead = true;
    this.sink.flushNow();
    this.batch.isAhead = false;
  }

  /** No frame is written from here on. */
  stop(): void {
    this.isOver = true;
    this.waiting.length = 0;
    this.queue.clear();
  }

  get hasOutput(): boolean {
    return this.batch.pendingBytes() > 0;
  }

  /**
   * Somebody writes while a reservation is open (a getter in a message that makes a call, say): what
   * is being encoded keeps the old memory to itself, and the frames go on in fresh memory.
   */
  private detach(): void {
    this.isReserved = false;
    this.batch.detach();
    this.openStream = undefined;
  }

  private wake(): void {
    if (this.isReserved) this.detach();
    this.batch.open();
    if (!this.isFlushScheduled) {
      this.isFlushScheduled = true;
      this.sink.scheduleFlush();
    }
  }

  private endLocal(stream: Stream): void {
    stream.localEnded = true;
    if (stream.remoteEnded) {
      this.endedUnsent += 1;
      this.table.remove(stream);
    } else if (stream.isUnread) {
      this.reset(stream, ErrorCode.NO_ERROR);
    }
  }

  /** Refuses a stream that is not in the table. */
  refuse(streamId: number): void {
    this.resetId(streamId, ErrorCode.REFUSED_STREAM);
  }
}
