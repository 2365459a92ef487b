import { ErrorCode } from "../errors.ts";
import type { FlowControl } from "../flow/flow-control.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { Inbound } from "./inbound.ts";
import { Lifecycle, MAX_STREAM_ID } from "./lifecycle.ts";
import type { Outbound } from "./outbound.ts";
import { Preface } from "./preface.ts";
import type { StreamTable } from "./stream-table.ts";

/**
 * One HTTP/2 connection (RFC 9113), client or server, without I/O: bytes go in by `receive`, bytes
 * come out by `takeOutput`, and streams tell their handlers what happens.
 */
export class Connection {
  /** The side that this connection speaks for. */
  readonly role: "client" | "server";
  private readonly life: Lifecycle;
  private readonly table: StreamTable;
  private readonly outbound: Outbound;
  private readonly flow: FlowControl;
  private readonly inbound: Inbound;
  private readonly reader: FrameReader;
  private readonly now: () => number;
  private preface: Preface | undefined;
  /**
   * How long the bytes that are being received have waited for a turn of the event loop, in milliseconds; 0 for
   * those that have not waited, and outside of `receive`. Set by the driver of the socket.
   */
  inputWaitMs: number;

  constructor(options: ConnectionOptions) {
    const life = new Lifecycle(options);
    this.role = options.role;
    this.life = life;
    this.table = life.table;
    this.outbound = life.outbound;
    this.flow = life.outbound.flow;
    this.inbound = life.inbound;
    this.reader = life.reader;
    this.now = options.now;
    this.preface = life.isClient ? undefined : new Preface();
    this.inputWaitMs = 0;
  }

  // --- for the layer above ---------------------------------------------------------------------

  /** Where messages are encoded in place; see `Stream.reserve`. */
  get output(): OutputBuffer {
    return this.outbound.output;
  }

  /** The peer's first SETTINGS have come. */
  get isReady(): boolean {
    return this.life.isReady;
  }

  /**
   * Open streams that do not count as use, such as a health check's (client). The listener hears
   * `onIdle` when no other stream is open.
   */
  get backgroundStreams(): number {
    return this.life.backgroundStreams;
  }

  set backgroundStreams(count: number) {
    this.life.backgroundStreams = count;
  }

  /** Whether `openStream` would open one now (client). */
  get acceptsStreams(): boolean {
    return this.life.acceptsStreams;
  }

  /** Whether a request's field section is no larger than the peer said it takes. */
  fits(template: HeaderTemplate, fields: readonly string[]): boolean {
    return this.outbound.fits(template, fields);
  }

  /** How many streams the peer lets us have open at one time (client). */
  get maxStreams(): number {
    return this.life.peerMaxConcurrentStreams;
  }

  /** Whether the connection has ended, though its socket may still be open. */
  get isOver(): boolean {
    return this.life.isClosed;
  }

  /** How many streams are open. */
  get openStreams(): number {
    return this.table.size;
  }

  /** How many streams have been opened. */
  get streamsStarted(): number {
    const { table } = this;
    return this.role === "client" ? (table.nextLocalId - 1) / 2 : (table.lastPeerId + 1) >> 1;
  }

  /** How many streams were reset with an error, by either side, or cut off by the end of the connection. */
  get streamsFailed(): number {
    return this.table.failed;
  }

  /** How many PINGs were sent to see whether the peer is still there. */
  get keepalivesSent(): number {
    return this.life.keepalive?.probes ?? 0;
  }

  /** How many streams are open, without those in the background. */
  get countedStreams(): number {
    return this.table.size - this.life.backgroundStreams;
  }

  /**
   * Opens a stream with a request (client).
   *
   * @param fields the fields that differ from call to call: name, value, name, value, …
   * @returns undefined when the connection takes no streams now (`acceptsStreams` is false).
   */
  openStream(
    handler: StreamHandler,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): Stream | undefined {
    if (!this.life.acceptsStreams) return undefined;
    const id = this.table.nextLocalId;
    this.table.nextLocalId = id + 2;
    const stream = new Stream(id, this.outbound, handler);
    this.table.add(stream);
    this.outbound.openingHeaders(id, template, fields, endStream);
    stream.localEnded = endStream;
    if (id + 2 >= MAX_STREAM_ID) this.life.retire(id);
    return stream;
  }

  /** Sends a PING; `done` is called with its acknowledgment, or with the reason why none will come. At most 16 under way. */
  ping(done: (error: Error | undefined) => void): void {
    this.life.ping(done);
  }

  /** When the last bytes came from the peer, in milliseconds of the injected clock. */
  get lastReceiveMs(): number {
    return this.inbound.lastReceiveMs;
  }

  /** Ends the connection because nothing comes from the peer, not even the response to a PING. */
  onPeerSilent(reason: string): void {
    this.life.onPeerSilent(reason);
  }

  /**
   * Ends the connection once its streams are done. A server says so in two phases, so that no
   * request under way is lost (RFC 9113 section 6.8): a GOAWAY that refuses nothing, a PING, and
   * after its acknowledgment the GOAWAY that counts. A client opens no more streams.
   */
  drain(): void {
    this.life.drain();
  }

  /** Ends the connection now: GOAWAY, every stream failed, the socket closed after the last byte. */
  close(errorCode: number = ErrorCode.NO_ERROR, debug = ""): void {
    this.life.close(errorCode, debug);
  }

  // --- for the socket --------------------------------------------------------------------------

  /**
   * Bytes from the peer: `bytes[start..end)`, which may be reused after this returns. Never throws: a
   * peer's mistakes end the stream or the connection.
   *
   * @param nowMs the clock's time now, which those who have it pass on
   * @param untilMs when the connection's share of the turn is used up. It stops between two frames then,
   *   and must be given the rest later, before any other bytes
   * @returns up to where `bytes` have been dealt with: `end`, unless the share was used up
   */
  receive(
    bytes: Uint8Array,
    end: number = bytes.length,
    start = 0,
    nowMs: number = this.now(),
    untilMs = Infinity,
  ): number {
    if (this.life.isClosed) return end;
    let at = start;
    this.inbound.beginTurn(nowMs);
    this.flow.beginChunk();
    this.life.isReceiving = true;
    try {
      if (this.preface !== undefined) {
        at += this.preface.match(bytes, at, end);
        if (!this.preface.isComplete) return end;
        this.preface = undefined;
      }
      at = this.reader.read(bytes, at, end, nowMs, untilMs);
      this.inbound.endTurn(nowMs);
      if (this.life.isClosed) return end;
      this.life.timeouts?.onRead(nowMs);
      return at;
    } catch (error) {
      this.life.onReceiveError(error);
      return end;
    } finally {
      this.life.isReceiving = false;
    }
  }

  /** Takes what is to be written now; then call `outputWritten`. Empty when there is nothing. */
  takeOutput(): Uint8Array[] {
    if (this.life.isOutputLost) return [];
    this.life.unsentFrom = this.table.nextLocalId;
    return this.outbound.take();
  }

  /**
   * The socket has taken the bytes of the last `takeOutput` at once: more may be written. Nobody hears of it
   * before `outputWritten`.
   */
  outputTaken(): void {
    this.outbound.taken();
  }

  /** The bytes of the last `takeOutput` have been written. */
  outputWritten(): void {
    this.outbound.written();
  }

  /** Whether bytes wait for the sink. */
  get hasOutput(): boolean {
    return this.outbound.out.hasOutput;
  }

  /** The socket is gone and no write is under way. Comes after `socketClosed`. */
  outputLost(): void {
    this.outbound.out.batch.drop();
  }

  /** The socket is gone; `error` says why, undefined after an orderly end. */
  socketClosed(error: Error | undefined): void {
    this.life.socketClosed(error);
  }

  /** The peer's bytes wait for a turn of the event loop that others have not taken. */
  onThrottled(detail: string): void {
    this.life.onThrottled(detail);
  }
}
