import { Reader } from "@tramline/protobuf/wire";
import { type Compressor, inflatedTooLarge } from "../compression/compressor.ts";
import { type InflationJob, inflationGate } from "../compression/inflation-gate.ts";
import { StatusError } from "../status/status-error.ts";
import { decodeFailure } from "./decode-failure.ts";
import { MessageBuffer } from "./message-buffer.ts";
import { MESSAGE_PREFIX_LENGTH, readMessageLength } from "./message-prefix.ts";

/** The part of a message type that a receiver needs. */
export interface DecodableType<T> {
  readonly typeName: string;
  decodeFrom(reader: Reader, end: number): T;
}

/** The call for which messages are received: either side's. */
export interface MessageTarget<T> {
  /** Kept here for `receiveBody`. */
  receiver: MessageReceiver<T> | undefined;
  readonly messageType: DecodableType<T>;
  /** The largest message accepted in bytes, as it travels and inflated. */
  readonly maxReceiveBytes: number;
  /** Whether the call goes on. When it does not, nothing more is kept or handed over. */
  readonly isReceiving: boolean;
  /** Whether a message is to be handed over as soon as it is there. */
  readonly wantsMessage: boolean;
  /** Returns the compressor of messages that are marked as compressed, or why there is none. */
  findDecompressor(): Compressor | StatusError;
  onMessage(message: T): void;
  /** The body breaks the framing or a limit, or a message cannot be read. Nothing follows. */
  onReceiveError(error: StatusError): void;
  /** `bytes` of the body are held no longer: the peer may send as many more. */
  consume(bytes: number): void;
  /** A message of which `bytes` are still to come is waited for, whatever the window. */
  expect(bytes: number): void;
}

/** Decoding runs no user code, so one reader serves the process. */
const reader = new Reader();

/**
 * Takes a piece of a body. A message that lies whole in it is decoded in place when somebody waits for
 * it; all else is kept as it came until the reader asks for it (`MessageReceiver`).
 */
export function receiveBody<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let at = start;
  const { receiver } = target;
  if (receiver === undefined || receiver.isIdle) {
    at = receiveInPlace(target, bytes, start, end);
    if (at === end || !target.isReceiving) return;
  }
  target.receiver ??= new MessageReceiver(target);
  target.receiver.receive(bytes, at, end);
}

/** @returns where the part begins that is to be kept. */
function receiveInPlace<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let at = start;
  while (end - at >= MESSAGE_PREFIX_LENGTH && target.wantsMessage) {
    // What is compressed or invalid is left to the receiver.
    if (bytes[at] !== 0) return at;
    const body = at + MESSAGE_PREFIX_LENGTH;
    const length = readMessageLength(bytes, at);
    if (length > end - body || length > target.maxReceiveBytes) return at;
    at = body + length;
    let message: T;
    try {
      reader.reset(bytes, body, false);
      message = target.messageType.decodeFrom(reader, at);
    } catch (cause) {
      target.onReceiveError(decodeFailure(target.messageType.typeName, cause, body));
      return at;
    }
    target.consume(MESSAGE_PREFIX_LENGTH + length);
    target.onMessage(message);
  }
  return at;
}

/**
 * The messages of a call that have come and have not been asked for, as they came: they are inflated
 * and decoded one at a time, each on request. The bytes are given back to flow control when
 * their message is handed over.
 */
export class MessageReceiver<T> implements InflationJob {
  nextJob: InflationJob | undefined;
  private readonly target: MessageTarget<T>;
  private readonly buffer: MessageBuffer;
  /** The first message is being inflated, or waits for that. */
  private isInflating: boolean;
  private inflater: Compressor | undefined;
  /** An inflation that was done as soon as it had begun. */
  private inflatedAtOnce: T | undefined;
  private isPulling: boolean;
  /** The target expects the rest of the message under way. */
  private isExpected: boolean;
  private isDropped: boolean;
  private onDrained: (() => void) | undefined;

  constructor(target: MessageTarget<T>) {
    this.nextJob = undefined;
    this.target = target;
    this.buffer = new MessageBuffer(target.maxReceiveBytes);
    this.isInflating = false;
    this.inflater = undefined;
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
    else this.fail(error);
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
    if (size > 0) this.target.consume(size);
  }

  private deliver(): void {
    const { target } = this;
    while (target.wantsMessage) {
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
    let message: T;
    try {
      reader.reset(bytes, start, isOwned);
      message = target.messageType.decodeFrom(reader, end);
    } catch (cause) {
      this.fail(decodeFailure(target.messageType.typeName, cause, start));
      return undefined;
    }
    this.isExpected = false;
    target.consume(this.buffer.remove());
    return message;
  }

  private fail(error: StatusError): void {
    this.drop();
    this.target.onReceiveError(error);
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
      this.fail(found);
      return undefined;
    }
    let message: Uint8Array | undefined;
    try {
      message = found.decompressInPlace?.(this.packed, target.maxReceiveBytes);
    } catch (error) {
      this.fail(StatusError.from(error));
      return undefined;
    }
    if (message !== undefined) return this.decodeInflated(message, found);
    this.isInflating = true;
    this.inflater = found;
    this.isPulling = true;
    inflationGate.enter(this);
    this.isPulling = false;
    const inflated = this.inflatedAtOnce;
    this.inflatedAtOnce = undefined;
    return inflated;
  }

  get isWanted(): boolean {
    return !this.isDropped;
  }

  inflate(): void {
    const inflater = this.inflater as Compressor;
    let message: Uint8Array | Promise<Uint8Array>;
    try {
      message = inflater.decompress(this.packed, this.target.maxReceiveBytes);
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
    inflationGate.leave();
  }

  private onInflateError(error: unknown): void {
    this.isInflating = false;
    this.inflater = undefined;
    if (!this.isDropped) this.fail(StatusError.from(error));
    inflationGate.leave();
  }

  private decodeInflated(bytes: Uint8Array, inflater: Compressor): T | undefined {
    const { buffer, target } = this;
    if (bytes.length > target.maxReceiveBytes) {
      this.fail(inflatedTooLarge(inflater.name, target.maxReceiveBytes));
      return undefined;
    }
    // A compressor may return what it was given.
    const isOwned = bytes.buffer !== buffer.bytes.buffer;
    return this.decode(bytes, 0, bytes.length, isOwned);
  }
}
