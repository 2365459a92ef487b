import { OutputBuffer } from "../output-buffer.ts";
import type { QueuedData } from "../stream/stream.ts";
import { giveOutputBuffer, takeOutputBuffer } from "./output-pool.ts";

/** This much output leaves before the end of the turn, however much a turn writes. */
const MOST_AHEAD_BYTES = 48 * 1024;

/**
 * Messages that follow one another on a stream leave from this much on, and then as much again as has left:
 * the peer works on them while more are made.
 */
const RUN_AHEAD_BYTES = 8 * 1024;

/** Less than this is not worth a write of its own: the peer would wake for a few small messages. */
const LEAST_AHEAD_BYTES = 2048;

/** Output beyond this, while the socket is still busy, makes senders wait. */
const CONGESTED_BYTES = 256 * 1024;

/** The same when so much is held that memory is short. */
const TIGHT_CONGESTED_BYTES = 16 * 1024;

/**
 * Queued DATA is not laid behind more than this while the socket is busy: small messages that come in
 * the meantime have only so much before them.
 */
const FULL_BYTES = 128 * 1024;

/** With less room than this left, output goes on in another buffer. */
const LEAST_ROOM_BYTES = 2048;

const EMPTY = new Uint8Array(0);

/**
 * The bytes that are ready for the socket, and those that the socket is writing.
 *
 * Frames are written to `output`; payloads that are too large to copy are kept between them. All of
 * it leaves in one write at the end of the turn, with one exception: the first half of a busy turn
 * leaves as soon as it is there (ADR 0006), so that the peer works on it while we make the second.
 * Large output, from 48 KiB on, leaves as it comes.
 */
export class WriteBatch {
  readonly output: OutputBuffer;
  /** A write is under way. */
  isWriting: boolean;
  /** The bytes taken now leave before the turn is over. */
  isAhead: boolean;
  /** Output beyond this leaves ahead: half of what the last turn wrote. */
  private aheadBytes: number;
  /** The bytes that have left ahead in this turn. */
  private turnBytes: number;
  private segments: Uint8Array[];
  private segmentBytes: number;
  /** Up to where `output` is in `segments` already. */
  private sealedTo: number;
  /** Buffers that have no room left, and those of the write under way. */
  private filled: Uint8Array[];
  private inFlight: Uint8Array[];
  /** Lent memory whose last byte is ready, and that of the write under way. */
  private spent: QueuedData[];
  private spentInFlight: QueuedData[];

  constructor() {
    this.output = new OutputBuffer(0);
    this.isWriting = false;
    this.isAhead = false;
    this.aheadBytes = LEAST_AHEAD_BYTES;
    this.turnBytes = 0;
    this.segments = [];
    this.segmentBytes = 0;
    this.sealedTo = 0;
    this.filled = [];
    this.inFlight = [];
    this.spent = [];
    this.spentInFlight = [];
  }

  /** The number of bytes that are ready. */
  pendingBytes(): number {
    return this.segmentBytes + this.output.position - this.sealedTo;
  }

  /**
   * Whether so much is ready that it should leave before the turn is over: half of it, once.
   *
   * @param isRun it ends with a message of a stream that is about to send another
   */
  isDueAhead(isRun: boolean): boolean {
    return this.pendingBytes() > this.dueBytes(isRun);
  }

  /**
   * How many bytes one stream may add before there is something to do: a write that is due, senders that
   * wait, or memory that runs out. May be negative.
   *
   * @param isTight memory is short
   */
  roomForMore(isTight: boolean): number {
    const congested = isTight ? TIGHT_CONGESTED_BYTES : CONGESTED_BYTES;
    const most = this.isWriting ? congested : this.dueBytes(true);
    const { bytes, position } = this.output;
    return Math.min(most - this.pendingBytes(), bytes.length - position - LEAST_ROOM_BYTES);
  }

  /** Whether more is ready than a single write should take. */
  isLarge(): boolean {
    return this.pendingBytes() > CONGESTED_BYTES;
  }

  /** Whether senders should wait for the write under way. @param isTight memory is short */
  isCongested(isTight: boolean): boolean {
    return this.pendingBytes() > (isTight ? TIGHT_CONGESTED_BYTES : CONGESTED_BYTES);
  }

  /** Whether queued DATA should wait for the write under way. */
  isFull(): boolean {
    return this.isWriting && this.pendingBytes() > FULL_BYTES;
  }

  /**
   * Gives `output` memory with room for a frame. An idle connection holds none.
   *
   * @returns whether `output` has changed its memory
   */
  open(): boolean {
    const { output } = this;
    if (output.position + LEAST_ROOM_BYTES <= output.bytes.length) return false;
    if (output.bytes.length > 0) {
      this.seal();
      this.filled.push(output.bytes);
    }
    output.bytes = takeOutputBuffer();
    output.position = 0;
    this.sealedTo = 0;
    return true;
  }

  /** Leaves the memory to who encodes into it beyond what has been written, and goes on in fresh one. */
  detach(): void {
    this.seal();
    this.output.bytes = takeOutputBuffer();
    this.output.position = 0;
    this.sealedTo = 0;
  }

  /** Lays a payload behind what has been written, without copying it. */
  addUncopied(payload: Uint8Array): void {
    this.seal();
    this.segments.push(payload);
    this.segmentBytes += payload.length;
  }

  /** The last byte of lent memory is ready: its owner gets it back when that byte has been written. */
  addSpent(piece: QueuedData): void {
    this.spent.push(piece);
  }

  /** Takes everything that is ready, in order, for one write. Empty when there is nothing. */
  take(): Uint8Array[] {
    this.seal();
    const taken = this.segments;
    this.turnBytes += this.segmentBytes;
    if (!this.isAhead) {
      this.aheadBytes = Math.min(
        Math.max(this.turnBytes >> 1, LEAST_AHEAD_BYTES),
        MOST_AHEAD_BYTES,
      );
      this.turnBytes = 0;
    }
    if (taken.length === 0) return taken;
    this.segments = [];
    this.segmentBytes = 0;
    this.sealedTo = 0;
    if (this.filled.length > 0) {
      this.inFlight = this.filled;
      this.filled = [];
    }
    if (this.output.bytes.length > 0) this.inFlight.push(this.output.bytes);
    this.output.bytes = EMPTY;
    this.output.position = 0;
    if (this.spent.length > 0) {
      this.spentInFlight = this.spent;
      this.spent = [];
    }
    this.isWriting = true;
    return taken;
  }

  /** The write has left: its buffers are free. */
  written(): void {
    this.isWriting = false;
    for (const bytes of this.inFlight) giveOutputBuffer(bytes);
    this.inFlight.length = 0;
    for (const { owner, bytes } of this.spentInFlight) owner?.giveBack(bytes);
    this.spentInFlight.length = 0;
  }

  private dueBytes(isRun: boolean): number {
    const { turnBytes } = this;
    if (!isRun) return turnBytes === 0 ? this.aheadBytes : MOST_AHEAD_BYTES;
    if (turnBytes === 0) return Math.min(this.aheadBytes, RUN_AHEAD_BYTES);
    return Math.min(Math.max(turnBytes, RUN_AHEAD_BYTES), MOST_AHEAD_BYTES);
  }

  /** Nothing will be written any more, and no write is under way: its buffers are free. */
  drop(): void {
    this.written();
    for (const bytes of this.filled) giveOutputBuffer(bytes);
    this.filled.length = 0;
    if (this.output.bytes.length > 0) giveOutputBuffer(this.output.bytes);
    this.output.bytes = EMPTY;
    this.output.position = 0;
    this.sealedTo = 0;
    this.segments.length = 0;
    this.segmentBytes = 0;
    this.spent.length = 0;
  }

  private seal(): void {
    const out = this.output;
    if (out.position > this.sealedTo) {
      this.segments.push(out.bytes.subarray(this.sealedTo, out.position));
      this.segmentBytes += out.position - this.sealedTo;
      this.sealedTo = out.position;
    }
  }
}
