import { Reader } from "@tramline/protobuf/wire";
import { CodedType } from "../codec/coded-type.ts";
import { type Compressor, inflatedTooLarge } from "../compression/compressor.ts";
import { type InflationJob, inflationGate } from "../compression/inflation-gate.ts";
import { StatusError } from "../status/status-error.ts";
import { decodeFailure } from "./decode-failure.ts";
import { beginDecode, endDecode } from "./long-decode.ts";
import { MessageBuffer } from "./message-buffer.ts";
import { MESSAGE_PREFIX_LENGTH, readMessageLength } from "./message-prefix.ts";
import type { DecodableType } from "./message-types.ts";

/** The call for which messages are received: either side's. */
export interface MessageTarget<T> {
  /** Kept here for `receiveBody`. */
  receiver: MessageReceiver<T> | undefined;
  /** The type that decodes the messages. */
  readonly messageType: DecodableType<T>;
  /** The largest message accepted in bytes, as it travels and inflated. */
  readonly maxReceiveBytes: number;
  /** Where the messages come from, such as a connection: messages of different sources are inflated in turn. */
  readonly source: object;
  /** Whether the call goes on. When it does not, nothing more is kept or handed over. */
  readonly isReceiving: boolean;
  /** How many messages are to be handed over as soon as they are there. */
  readonly wantedMessages: number;
  /** Returns the compressor of messages that are marked as compressed, or why there is none. */
  findDecompressor(): Compressor | StatusError;
  /** Takes a message that was wanted. */
  onMessage(message: T): void;
  /**
   * The body breaks the framing or a limit, or a message cannot be read. Nothing follows.
   *
   * @param isViolation no program that works sends such framing or compression, whatever its contract
   */
  onReceiveError(error: StatusError, isViolation: boolean): void;
  /**
   * A message of `packedBytes` has been inflated to `bytes`, apart from the event loop.
   *
   * @returns how long to wait before another of this source is, in milliseconds; 0 for not at all
   */
  countInflated(packedBytes: number, bytes: number): number;
  /** How long a message has to wait that inflates to far more than is ordinary, in milliseconds. */
  readonly inflationDebtMs: number;
  /** Decoding a message has kept the event loop busy for `ms`, which is long. */
  onLongDecode(ms: number): void;
  /** `bytes` of the body are held no longer: the peer may send as many more. */
  consume(bytes: number): void;
  /** A message of which `bytes` are still to come is waited for, whatever the window. */
  expect(bytes: number): void;
}

/**
 * The most bytes, and the most messages, that are decoded ahead of a reader that takes one at a time:
 * decoded messages are not counted by flow control.
 */
const RUN_BYTES = 2048;
const RUN_MESSAGES = 64;

/** Inflating a message to so many times its size is ordinary. */
const ORDINARY_RATIO = 64;

/** Decoding runs no user code, so one reader serves the process. */
const reader = new Reader();

/**
 * The messages of a call that have come and have not been requested, as they came: they are
 * inflated and decoded one at a time, each on request. The bytes are given back to flow control
 * when their message is handed over.
 */
export class MessageReceiver<T> implements InflationJob {
  /** The previous in the list of those that wait to inflate. */
  previousJob: InflationJob | undefined;
  /** The next in the list of those that wait to inflate. */
  nextJob: InflationJob | undefined;
  /** Where the messages come from; sources take turns. */
  readonly source: object;
  private readonly target: MessageTarget<T>;
  private readonly buffer: MessageBuffer;
  /** The first message is being inflated, or waits for that. */
  private isInflating: boolean;
  private inflater: Compressor | undefined;
  /** The size of the message that is being inflated. */
  private packedBytes: number;
  /** How long that message waits if it turns out to be extraordinary; 0 when it has waited, or need not. */
  private waitMs: number;
  /** An inflation that was done as soon as it had begun. */
  private inflatedAtOnce: T | undefined;
  private isPulling: boolean;
  /** The target expects the rest of the message under way. */
  private isExpected: boolean;
  private isDropped: boolean;
  private onDrained: (() => void) | undefined;

  constructor(target: MessageTarget<T>) {
    this.previousJob = undefined;
    this.nextJob = undefined;
    this.source = target.source;
    this.target = target;
    this.buffer = new MessageBuffer(target.maxReceiveBytes);
    this.isInflating = false;
    this.inflater = undefined;
    this.packedBytes = 0;
    this.waitMs = 0;
    this.inflatedAtOnce = undefined;
    this.isPulling = false;
    this.isExpected = false;
    this.isDropped = false;
    this.onDrained = undefined;
  }

  /** Whether nothing is kept. */
  get isIdle(): boolean {
    return this.buffer.size === 0 && !this.isDropped;
  }

  /** Whether there are whole messages that have not been handed over. */
  get hasMessages(): boolean {
    return this.buffer.hasMessage;
  }

  /** Visits the messages that have not been handed over: their sizes as they came, without prefix. */
  forEachMessage(visit: (wireBytes: number, isCompressed: boolean) => void): void {
    this.buffer.forEachMessage(visit);
  }

  /** Whether the beginning of a message has come. */
  get hasPartial(): boolean {
    return this.buffer.hasPartial;
  }

  /** A piece of the body. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    const { target } = this;
    if (this.isDropped) {
      target.consume(end - start);
      return;
    }
    const error = this.buffer.append(bytes, start, end);
    if (error === undefined) this.deliver();
    else this.fail(error, isInternal(error));
  }

  /** Returns the next message. Undefined if it is not there: it is handed over when it is. */
  pull(): T | undefined {
    const { buffer, target } = this;
    if (this.isInflating || this.isDropped) return undefined;
    if (!buffer.find()) {
      // A message larger than the window must not wait for a reader who cannot read half a message.
      const bytesToCome = this.isExpected ? 0 : buffer.bytesToCome;
      if (bytesToCome > 0) {
        this.isExpected = true;
        target.expect(bytesToCome);
      }
      return undefined;
    }
    if (buffer.isCompressed) return this.inflateFirst();
    return this.decode(buffer.bytes, buffer.start, buffer.end, buffer.isOwned);
  }

  /**
   * Decodes a few small messages that are available now, which costs less than one at a time. Stops before a
   * message that is compressed or cannot be decoded: `pull` takes or reports it later.
   *
   * @param into receives the messages, from index 0 on
   * @returns the number of messages
   */
  pullRun(into: (T | undefined)[]): number {
    const { buffer, target } = this;
    // A codec of the user decodes a message only when it is read.
    if (this.isInflating || this.isDropped || target.messageType instanceof CodedType) return 0;
    if (!buffer.findRun()) return 0;
    const type = target.messageType;
    const { bytes, start } = buffer;
    const end = Math.min(buffer.end, start + RUN_BYTES);
    let at = start;
    let count = 0;
    try {
      while (end - at >= MESSAGE_PREFIX_LENGTH && count < RUN_MESSAGES && bytes[at] === 0) {
        const body = at + MESSAGE_PREFIX_LENGTH;
        const next = body + readMessageLength(bytes, at);
        if (next > end) break;
        reader.reset(bytes, body, false);
        into[count] = type.decodeFrom(reader, next);
        at = next;
        count += 1;
      }
    } catch {
      // It stays: `pull` says what is wrong with it, once those before it have been read.
    }
    if (count > 0) target.consume(buffer.removeRun(at));
    return count;
  }

  /** Calls back when all that has come is handed over, which is at once if nothing is kept. */
  whenDrained(onDrained: () => void): void {
    this.onDrained = onDrained;
    this.checkDrained();
  }

  /** Nobody asks for messages any more: what has come is dropped, and so is what still comes. */
  drop(): void {
    if (this.isDropped) return;
    this.isDropped = true;
    this.onDrained = undefined;
    const { size } = this.buffer;
    this.buffer.clear(this.isInflating);
    if (this.isInflating) inflationGate.giveUp(this);
    if (size > 0) this.target.consume(size);
  }

  private deliver(): void {
    const { target } = this;
    while (target.wantedMessages > 0) {
      const message = this.pull();
      if (message === undefined) break;
      target.onMessage(message);
    }
    this.checkDrained();
  }

  private checkDrained(): void {
    const { onDrained } = this;
    if (onDrained === undefined || this.buffer.hasMessage) return;
    this.onDrained = undefined;
    onDrained();
  }

  private decode(bytes: Uint8Array, start: number, end: number, isOwned: boolean): T | undefined {
    const { target } = this;
    const beganMs = beginDecode(end - start);
    let message: T;
    try {
      reader.reset(bytes, start, isOwned);
      message = target.messageType.decodeFrom(reader, end);
    } catch (cause) {
      endDecode(beganMs, target);
      this.fail(decodeFailure(target.messageType.typeName, cause, start), false);
      return undefined;
    }
    endDecode(beganMs, target);
    this.isExpected = false;
    target.consume(this.buffer.remove());
    return message;
  }

  private fail(error: StatusError, isViolation: boolean): void {
    this.drop();
    this.target.onReceiveError(error, isViolation);
  }

  // --- compressed messages ---------------------------------------------------------------------

  private get packed(): Uint8Array {
    const { bytes, start, end } = this.buffer;
    return bytes.subarray(start, end);
  }

  private inflateFirst(): T | undefined {
    const { target } = this;
    const found = target.findDecompressor();
    if (found instanceof StatusError) {
      this.fail(found, isInternal(found));
      return undefined;
    }
    let message: Uint8Array | undefined;
    try {
      message = found.decompressInPlace?.(this.packed, target.maxReceiveBytes);
    } catch (error) {
      this.failToInflate(error);
      return undefined;
    }
    if (message !== undefined) return this.decodeInflated(message, found);
    this.isInflating = true;
    this.inflater = found;
    this.waitMs = target.inflationDebtMs;
    this.isPulling = true;
    inflationGate.enter(this);
    this.isPulling = false;
    const inflated = this.inflatedAtOnce;
    this.inflatedAtOnce = undefined;
    return inflated;
  }

  /** Inflates the message under way, in this job's turn. */
  inflate(): void {
    const inflater = this.inflater as Compressor;
    const { packed } = this;
    this.packedBytes = packed.length;
    let message: Uint8Array | Promise<Uint8Array>;
    try {
      message = inflater.decompress(packed, this.maxInflated());
    } catch (error) {
      this.onInflateError(error);
      return;
    }
    if (message instanceof Uint8Array) {
      this.onInflated(message, inflater);
      return;
    }
    Promise.resolve(message).then(
      (bytes) => this.onInflated(bytes, inflater),
      (error: unknown) => this.onInflateError(error),
    );
  }

  private onInflated(bytes: Uint8Array, inflater: Compressor): void {
    this.isInflating = false;
    this.inflater = undefined;
    const pauseMs = this.target.countInflated(this.packedBytes, bytes.length);
    if (!this.isDropped) {
      const message = this.decodeInflated(bytes, inflater);
      if (message !== undefined) {
        if (this.isPulling) {
          this.inflatedAtOnce = message;
        } else {
          this.target.onMessage(message);
          this.deliver();
        }
      }
    }
    inflationGate.leave(this.source, pauseMs);
  }

  /** A message that may have to wait is inflated as far as is ordinary at first. */
  private maxInflated(): number {
    const { maxReceiveBytes } = this.target;
    if (this.waitMs === 0) return maxReceiveBytes;
    return Math.min(maxReceiveBytes, this.packedBytes * ORDINARY_RATIO);
  }

  private onInflateError(error: unknown): void {
    const { waitMs } = this;
    if (waitMs > 0 && !this.isDropped && isTooLarge(error)) {
      this.waitMs = 0;
      inflationGate.leave(this.source, waitMs);
      inflationGate.enter(this);
      return;
    }
    this.isInflating = false;
    this.inflater = undefined;
    if (!this.isDropped) this.failToInflate(error);
    inflationGate.leave(this.source, 0);
  }

  private failToInflate(error: unknown): void {
    const failure = StatusError.from(error);
    this.fail(failure, isInternal(failure));
  }

  private decodeInflated(bytes: Uint8Array, inflater: Compressor): T | undefined {
    const { buffer, target } = this;
    if (bytes.length > target.maxReceiveBytes) {
      this.fail(inflatedTooLarge(inflater.name, target.maxReceiveBytes), false);
      return undefined;
    }
    // A compressor may return what it was given.
    const isOwned = bytes.buffer !== buffer.bytes.buffer;
    return this.decode(bytes, 0, bytes.length, isOwned);
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof StatusError && error.code === "RESOURCE_EXHAUSTED";
}

/** Framing and compression that are broken, other than messages that are too large. */
function isInternal(error: StatusError): boolean {
  return error.code === "INTERNAL";
}
