import { writeGoaway } from "../frame/goaway.ts";
import { writePing } from "../frame/ping.ts";
import { writeRstStream } from "../frame/rst-stream.ts";
import { writeSettings, writeSettingsAck } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { Stream } from "../stream/stream.ts";
import type { ConnectionSink } from "./sink.ts";
import { WriteBatch } from "./write-batch.ts";

/** Credit of so many bytes leaves at once: the peer may be waiting for it while what has come is dealt with. */
const URGENT_CREDIT_BYTES = 128 * 1024;

/** WINDOW_UPDATE frames that a peer may send before it has received anything. */
const FIRST_UPDATES = 16;

/** WINDOW_UPDATE frames that a frame with a message justifies: two of the stream, two of the connection. */
const UPDATES_PER_FRAME = 4;
const MOST_UPDATES = 4096;

/**
 * The output of one connection: frames are written into a buffer that the socket takes once per turn
 * of the event loop. Writes control frames; header sections and DATA are written by its users.
 */
export class FrameOutput {
  readonly batch: WriteBatch;
  readonly output: OutputBuffer;
  private readonly sink: ConnectionSink;
  private isFlushScheduled: boolean;
  /** Between a reservation and its commit; see `Stream.reserve`. */
  isReserved: boolean;
  /** The stream whose DATA frame ends at `output.position`; `openFrameStart` is where its header begins. */
  openStream: Stream | undefined;
  openFrameStart: number;
  /** Up to where messages may follow in that frame without a look at the socket and at the memory. */
  openUntil: number;
  /** Set when the connection is over: nothing is written from then on. */
  isOver: boolean;
  /** Bytes of responses to control frames since the last flush. */
  controlBytes: number;
  /** Streams that ended by what has not been flushed: for the peer they are open until it reads that. */
  endedUnsent: number;
  /** HEADERS or DATA have been written since `takeActivity`. */
  wasActive: boolean;
  /** WINDOW_UPDATE frames that what was sent justifies; see `AbuseGuard`. */
  updatesEarned: number;

  constructor(sink: ConnectionSink) {
    this.batch = new WriteBatch();
    this.output = this.batch.output;
    this.sink = sink;
    this.isFlushScheduled = false;
    this.isReserved = false;
    this.openStream = undefined;
    this.openFrameStart = 0;
    this.openUntil = 0;
    this.isOver = false;
    this.controlBytes = 0;
    this.endedUnsent = 0;
    this.wasActive = false;
    this.updatesEarned = FIRST_UPDATES;
  }

  /** Whether the output ends with a frame of `stream` to which another message may be added. */
  endsOpen(stream: Stream): boolean {
    return this.openStream === stream && this.output.position < this.openUntil;
  }

  /** Sees to it that what is written now will be flushed. Call it before writing. */
  wake(): void {
    if (this.isReserved) this.detach();
    if (this.batch.open()) this.openStream = undefined;
    this.schedule();
  }

  private schedule(): void {
    if (this.isFlushScheduled) return;
    this.isFlushScheduled = true;
    this.sink.scheduleFlush();
  }

  /** Asks for a flush unless one is scheduled or a write is under way. */
  wakeWhenQuiet(): void {
    if (!this.isFlushScheduled && !this.batch.isWriting) this.wake();
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

  // --- control frames --------------------------------------------------------------------------

  windowUpdate(streamId: number, increment: number): void {
    this.control();
    writeWindowUpdate(this.output, streamId, increment);
    if (increment >= URGENT_CREDIT_BYTES && !this.batch.isWriting) this.flushAhead();
  }

  rstStream(streamId: number, errorCode: number): void {
    this.control();
    writeRstStream(this.output, streamId, errorCode);
    this.controlBytes += 13;
    this.endedUnsent += 1;
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

  settings(values: readonly (readonly [id: number, value: number])[]): void {
    this.control();
    writeSettings(this.output, values);
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

  /** HEADERS or DATA have been written that were not cut short by a tiny window. */
  earnUpdates(): void {
    if (this.updatesEarned < MOST_UPDATES) this.updatesEarned += UPDATES_PER_FRAME;
  }

  /**
   * Writes bytes that are frames already, uncopied, before any other frame: a connection that says nothing
   * further needs no buffer. All connections may share them.
   */
  first(bytes: Uint8Array): void {
    this.batch.addUncopied(bytes);
    this.schedule();
  }

  private control(): void {
    this.wake();
    this.openStream = undefined;
  }

  // --- flushing --------------------------------------------------------------------------------

  /** Returns everything that is ready, in order, for one write. Empty when there is nothing. */
  take(): Uint8Array[] {
    this.isFlushScheduled = false;
    if (this.isReserved) this.detach();
    this.openStream = undefined;
    this.controlBytes = 0;
    this.endedUnsent = 0;
    return this.batch.take();
  }

  /** The last write is done: its buffers are free. */
  written(): void {
    this.batch.written();
    // Asked for during the write, in vain; and nothing may have come of what it was asked for.
    if (this.isFlushScheduled || this.hasOutput) this.sink.scheduleFlush();
  }

  /** Flushes before the turn is over. */
  flushAhead(): void {
    this.batch.isAhead = true;
    this.sink.flushNow();
    this.batch.isAhead = false;
  }

  get hasOutput(): boolean {
    return this.batch.pendingBytes() > 0;
  }
}
