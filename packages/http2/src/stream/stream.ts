import type { LargeMessage } from "../flow/large-message.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "./header-template.ts";
import type { StreamHandler } from "./stream-handler.ts";

/** Lends memory for large messages, and takes it back. */
export interface MemoryOwner {
  /** `bytes`, as handed to `Stream.sendData`, have left. Not called for a stream that was cut off. */
  giveBack(bytes: Uint8Array): void;
}

/** A piece of body that waits for flow control or for the socket. */
export class QueuedData {
  /** The whole piece, from its beginning. */
  readonly bytes: Uint8Array;
  /** How much of it has been sent. */
  offset = 0;
  /** Whether our side of the stream ends with this piece. */
  endStream: boolean;
  /** The owner that gets the memory back once it has been written. */
  readonly owner: MemoryOwner | undefined;
  /** The next piece of the same stream. */
  next: QueuedData | undefined = undefined;

  constructor(bytes: Uint8Array, endStream: boolean, owner: MemoryOwner | undefined) {
    this.bytes = bytes;
    this.endStream = endStream;
    this.owner = owner;
  }
}

/** A stream's requests to its connection. One writer owns all frames that leave (`Outbound`). */
export interface StreamWriter {
  /** Where a body piece may be laid in place. */
  readonly output: OutputBuffer;
  /** Whether a field section is no larger than the peer takes. */
  fits(template: HeaderTemplate, fields: readonly string[]): boolean;
  /** Writes the first header section. */
  headers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void;
  /** Writes the trailers, behind data that waits, and ends our side. */
  trailers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void;
  /** Begins a body piece in `output`; returns where, or -1 when it has to wait. */
  reserve(stream: Stream): number;
  /** Ends the piece that `reserve` began. */
  commit(stream: Stream, start: number, end: number, endStream: boolean): void;
  /** Gives up what `reserve` began. */
  release(): void;
  /** Writes a body piece, or queues it until flow control and the socket permit. */
  data(stream: Stream, bytes: Uint8Array, endStream: boolean, owner: MemoryOwner | undefined): void;
  /** Sends RST_STREAM with this error code and drops what waits. */
  reset(stream: Stream, errorCode: number): void;
  /** Gives bytes of body back to the peer's windows. */
  credit(stream: Stream, bytes: number): void;
  /** Opens the stream's window for a message of which so many bytes are still to come. */
  expect(stream: Stream, bytes: number): void;
  /** Drops the rest of the body that the peer sends. */
  stopReading(stream: Stream): void;
  /** Counts the stream against the peer's allowance for abuse. */
  blame(stream: Stream): void;
  /** Counts an inflated message; returns the milliseconds for which to inflate nothing further. */
  countInflated(packedBytes: number, bytes: number): number;
  /**
   * The milliseconds for which the peer has to wait for messages that inflate to far more than is ordinary.
   */
  readonly inflationDebtMs: number;
  /** Counts time, in milliseconds, for which body of this connection kept the event loop busy. */
  onBlocked(ms: number): void;
  /** Asks for one `onSendReady` of the stream. */
  awaitReady(stream: Stream): void;
  /** Whether the stream or the socket has more to send than is useful. */
  isCongested(stream: Stream): boolean;
}

/**
 * One HTTP/2 stream (RFC 9113 section 5.1).
 *
 * ```
 *   idle ── HEADERS ──▶ open ── our END_STREAM ──▶ half-closed (local) ──┐
 *                        │                                               ├─▶ closed
 *                        └── peer's END_STREAM ──▶ half-closed (remote) ─┘
 *   any ── RST_STREAM, either way, or the end of the connection ──▶ closed
 * ```
 * The state is two flags: `localEnded` and `remoteEnded`; a stream that is in the connection's table
 * with neither is open. A reset sets both and `isReset`.
 */
export class Stream {
  /** The stream's number: odd when a client opened it. */
  readonly id: number;
  /** The connection's writer, which sends this stream's frames. */
  readonly writer: StreamWriter;
  /** Receives the stream's events; may be replaced. */
  handler: StreamHandler;
  /** We have sent END_STREAM, or the stream was reset. */
  localEnded: boolean;
  /** The peer has sent END_STREAM, or the stream was reset. */
  remoteEnded: boolean;
  /** RST_STREAM was sent or received, or the connection has ended. */
  isReset: boolean;
  /** Nobody reads what the peer still sends; see `stopReading`. */
  isUnread: boolean;
  /** The peer's (final) header section has come. */
  headersReceived: boolean;
  /** The window of what we send, as its distance from the peer's initial window. May be negative. */
  sendOffset: number;
  /** The window of what we receive, as its distance from our initial window. May be negative. */
  recvOffset: number;
  /** Bytes of body handed to the handler and not consumed, but for the next field. */
  heldBytes: number;
  /** Bytes consumed and not yet taken off `heldBytes`: small messages are settled many at a time. */
  consumedBytes: number;
  /** The message under way, where it is larger than the window. @internal */
  largeMessage: LargeMessage | undefined;
  /** Bytes of body still to come by content-length; -1 when none was declared. */
  bodyRemaining: number;
  /** The first body piece that waits. @internal */
  queueHead: QueuedData | undefined;
  /** The last body piece that waits. @internal */
  queueTail: QueuedData | undefined;
  /** Bytes of body that wait for flow control or the socket. @internal */
  queuedBytes: number;
  /** Trailers that wait behind queued DATA. */
  queuedTrailers: { template: HeaderTemplate; fields: readonly string[] } | undefined;
  /** In the writer's round of streams with something to send. */
  isScheduled: boolean;
  /** In the writer's list of those that wait for room. */
  isAwaitingReady: boolean;
  /** In the list of streams whose own window is shut; the next two fields are the list's. */
  isBlocked: boolean;
  /** The list's next stream. @internal */
  nextBlocked: Stream | undefined;
  /** The list's previous stream. @internal */
  previousBlocked: Stream | undefined;
  /** When a peer opened it: 32 bits of milliseconds. 0 for our own. */
  openedAtMs: number;
  /** A call cannot go on without more of the peer's body: it is cancelled when none comes for long. */
  awaitsBody: boolean;
  /** When the last byte of body came, or the stream was opened: 32 bits of milliseconds. */
  bodyAtMs: number;
  /** The next stream in the same bucket of the connection's table. */
  nextInBucket: Stream | undefined;

  constructor(id: number, writer: StreamWriter, handler: StreamHandler) {
    this.id = id;
    this.writer = writer;
    this.handler = handler;
    this.localEnded = false;
    this.remoteEnded = false;
    this.isReset = false;
    this.isUnread = false;
    this.headersReceived = false;
    this.sendOffset = 0;
    this.recvOffset = 0;
    this.heldBytes = 0;
    this.consumedBytes = 0;
    this.largeMessage = undefined;
    this.bodyRemaining = -1;
    this.queueHead = undefined;
    this.queueTail = undefined;
    this.queuedBytes = 0;
    this.queuedTrailers = undefined;
    this.isScheduled = false;
    this.isAwaitingReady = false;
    this.isBlocked = false;
    this.nextBlocked = undefined;
    this.previousBlocked = undefined;
    this.openedAtMs = 0;
    this.awaitsBody = false;
    this.bodyAtMs = 0;
    this.nextInBucket = undefined;
  }

  /** Both sides are done, or the stream was reset. Sending on a closed stream does nothing. */
  get isClosed(): boolean {
    return this.localEnded && this.remoteEnded;
  }

  /**
   * Whether a sender should go on: our side is open, nothing of this stream waits for flow control, and
   * the socket keeps up. After false on an open stream, `StreamHandler.onSendReady` tells when it is true
   * again; on a stream that is over it stays false.
   */
  get isWritable(): boolean {
    return this.queueHead === undefined && !this.localEnded && !this.writer.isCongested(this);
  }

  /**
   * Whether a field section is no larger than the peer said it takes. A larger one would cost it the
   * stream or the connection: leave something out.
   */
  fits(template: HeaderTemplate, fields: readonly string[]): boolean {
    return this.writer.fits(template, fields);
  }

  /** Sends the response's header section (server). */
  sendHeaders(template: HeaderTemplate, fields: readonly string[]): void {
    this.writer.headers(this, template, fields);
  }

  /** Sends the last header section, behind all data, and ends our side. */
  sendTrailers(template: HeaderTemplate, fields: readonly string[]): void {
    this.writer.trailers(this, template, fields);
  }

  /**
   * Begins a body piece laid straight into the connection's output buffer (`writer.output`).
   *
   * @returns where in `output.bytes` the payload must begin, or -1 when it has to wait (queue or
   * congestion): then make an array of its own and call `sendData`. If `output.bytes` is another
   * array afterwards, because something else was written in between or because the encoder grew it,
   * the payload is to be sent by `sendData` as well. `commit` or `release` must follow in any case.
   */
  reserve(): number {
    return this.writer.reserve(this);
  }

  /** Ends the message that `reserve` began: its payload is `output.bytes[start..end)`. */
  commit(start: number, end: number, endStream: boolean): void {
    this.writer.commit(this, start, end, endStream);
  }

  /** Gives up the message that `reserve` began. */
  release(): void {
    this.writer.release();
  }

  /**
   * Sends a body piece; the array belongs to the stream from here on and is not copied.
   *
   * @param owner gets the array back once it has been written
   */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryOwner): void {
    this.writer.data(this, bytes, endStream, owner);
  }

  /** Ends the stream at once, both ways, with RST_STREAM. The handler hears no more of it. */
  reset(errorCode: number): void {
    this.writer.reset(this, errorCode);
  }

  /**
   * Nobody reads what the peer still sends (server). Once our side has ended, which may have to wait
   * for flow control, the stream is reset with NO_ERROR (RFC 9113 section 8.1).
   */
  stopReading(): void {
    this.writer.stopReading(this);
  }

  /**
   * The peer broke a rule of the protocol in its body. Counts against what a peer may do of what only
   * abusers do, as if it had broken one of HTTP/2 on the stream; too much of it ends the connection.
   */
  blame(): void {
    this.writer.blame(this);
  }

  /**
   * A part of the body, of `packedBytes`, has been inflated to `bytes`.
   *
   * @returns how long the connection should inflate nothing further, in milliseconds; 0 for not at all
   */
  countInflated(packedBytes: number, bytes: number): number {
    return this.writer.countInflated(packedBytes, bytes);
  }

  /**
   * How long the peer still has to wait for what it has had inflated to far more than is ordinary, on any
   * connection that shares this one's allowance; in milliseconds.
   */
  get inflationDebtMs(): number {
    return this.writer.inflationDebtMs;
  }

  /** A part of the body has kept the event loop busy for `ms` in one go, a handler's time not included. */
  onBlocked(ms: number): void {
    this.writer.onBlocked(ms);
  }

  /** Asks for one `onSendReady`, when `isWritable` is (or becomes) true. */
  awaitReady(): void {
    this.writer.awaitReady(this);
  }

  /**
   * Opens the window for a message of which `bytes` are still to come, ahead of consumption: at once when
   * the budget of held bytes has room, else in turn with other large messages.
   */
  expect(bytes: number): void {
    this.writer.expect(this, bytes);
  }

  /** `bytes` of received body are not held any more: the peer may send as many again. */
  consume(bytes: number): void {
    this.writer.credit(this, bytes);
  }
}
