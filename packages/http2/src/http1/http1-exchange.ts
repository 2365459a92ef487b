import type { FieldSection } from "../field-section.ts";
import type { LargeMessage } from "../flow/large-message.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import type { MemoryOwner } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { RequestHead } from "./request-head.ts";

/** Bytes of a body that may be held before nothing more is read, as HTTP/2's windows begin. */
export const WINDOW_BYTES = 64 * 1024;

/** The fields of a response that has no others than those of its template. */
export const NO_FIELDS: readonly string[] = [];

/** The status of a response behind which another protocol begins. */
const SWITCHING = "101";

/** How far the response has come. */
export const Response = {
  /** It has not begun. */
  NONE: 0,
  /** Its fields are known, and wait for the body: how it is framed depends on that. */
  HEAD: 1,
  /** Its body is sent in chunks. */
  CHUNKED: 2,
  /** Its body ends with the connection (HTTP/1.0, and behind a switch to another protocol). */
  UNTIL_CLOSE: 3,
  /** It has no body, whatever is sent (HEAD; 204 and 304). */
  BODILESS: 4,
} as const;

/** An exchange's requests to the writer of its connection. */
export interface Http1Writer {
  /** Where a piece of body may be laid in place. */
  readonly output: OutputBuffer;
  /** Whether more is ready than the socket takes for now. */
  readonly isCongested: boolean;
  /** Asks for one `onSendReady` of the exchange whose response is under way. */
  awaitReady(): void;
  /** Takes the fields of a response. */
  headers(exchange: Http1Exchange, template: HeaderTemplate, fields: readonly string[]): void;
  /** Ends a response behind all data. */
  trailers(exchange: Http1Exchange, template: HeaderTemplate, fields: readonly string[]): void;
  /** Begins a piece of body in `output`; returns where, or -1 when it has to wait. */
  reserve(exchange: Http1Exchange): number;
  /** Ends the piece that `reserve` began. */
  commit(exchange: Http1Exchange, start: number, end: number, endStream: boolean): void;
  /** Gives up what `reserve` began. */
  release(): void;
  /** Writes a piece of body. */
  data(
    exchange: Http1Exchange,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void;
}

/** An exchange's requests to its connection, beside those to the writer. */
export interface ExchangeConnection {
  reset(exchange: Http1Exchange, errorCode: number): void;
  consume(exchange: Http1Exchange, bytes: number): void;
  expect(exchange: Http1Exchange, bytes: number): void;
  stopReading(exchange: Http1Exchange): void;
  blame(): void;
  countControl(): void;
  countInflated(packedBytes: number, bytes: number): number;
  readonly inflationDebtMs: number;
  onBlocked(ms: number): void;
  /** The response is 101: both sides go on with bytes of another protocol. */
  onSwitch(exchange: Http1Exchange): void;
}

/** One request of HTTP/1.1 and its response. The protocols above see it as they see a stream of HTTP/2. */
export class Http1Exchange {
  /** The connection's writer, which writes the response. */
  readonly writer: Http1Writer;
  /** The head of the request. @internal */
  readonly head: RequestHead;
  /** Receives the events; may be replaced. */
  handler: StreamHandler;
  /** The response is whole, or the exchange is over. */
  localEnded: boolean;
  /** The request is whole, or the exchange is over. */
  remoteEnded: boolean;
  /** The call cannot go on without more of the body: the exchange ends when none comes for long. */
  awaitsBody: boolean;
  /** The rest of the body is dropped, as `stopReading` says. */
  isUnread: boolean;
  /** The length of the request's body, in bytes; -1 if it is not known before its end. */
  bodyLength: number;
  /** When it began: 32 bits of milliseconds. */
  readonly openedAtMs: number;
  /** When the last byte of body came, or the request began: 32 bits of milliseconds. */
  bodyAtMs: number;
  /** Bytes of body handed to the handler and not consumed. */
  heldBytes: number;
  /** Reading stops once `heldBytes` is this large. */
  mostHeldBytes: number;
  /** The message under way, where it is larger than that. @internal */
  largeMessage: LargeMessage | undefined;
  /** See {@link Response}. @internal */
  response: number;
  /** The fields of a response that waits for its body. @internal */
  template: HeaderTemplate | undefined;
  /** Those that differ from response to response. @internal */
  fields: readonly string[];
  /** The response has said that the connection closes behind it. @internal */
  saysClose: boolean;
  /** Asked for one `onSendReady`. */
  isAwaitingReady: boolean;
  private readonly connection: ExchangeConnection;

  /** @internal */
  constructor(
    connection: ExchangeConnection,
    writer: Http1Writer,
    head: RequestHead,
    handler: StreamHandler,
    nowMs: number,
  ) {
    this.writer = writer;
    this.head = head;
    this.handler = handler;
    this.localEnded = false;
    this.remoteEnded = false;
    this.awaitsBody = false;
    this.isUnread = false;
    this.bodyLength = 0;
    this.openedAtMs = nowMs | 0;
    this.bodyAtMs = nowMs | 0;
    this.heldBytes = 0;
    this.mostHeldBytes = WINDOW_BYTES;
    this.largeMessage = undefined;
    this.response = Response.NONE;
    this.template = undefined;
    this.fields = NO_FIELDS;
    this.saysClose = false;
    this.isAwaitingReady = false;
    this.connection = connection;
  }

  /** The fields of the request. */
  get section(): FieldSection {
    return this.head.section;
  }

  /** Whether a sender should go on: the response is not whole, and the socket keeps up. */
  get isWritable(): boolean {
    return !this.localEnded && !this.writer.isCongested;
  }

  /** Asks for one `onSendReady`, when `isWritable` is (or becomes) true. */
  awaitReady(): void {
    this.isAwaitingReady = true;
    this.writer.awaitReady();
  }

  /** Always true: HTTP/1.1 has no way to say how much a client takes. */
  fits(): boolean {
    return true;
  }

  /**
   * Sends the fields of the response. They leave with the first of its body, or at the end of the turn. After the
   * status 101, for a request with `upgrade: websocket`, data is sent and received as it is, until the connection ends.
   */
  sendHeaders(template: HeaderTemplate, fields: readonly string[]): void {
    if (template.fields[1] === SWITCHING) this.connection.onSwitch(this);
    this.writer.headers(this, template, fields);
  }

  /**
   * Ends the response behind all data: with these fields as trailers, if the client reads any (`TE: trailers`).
   * Without `sendHeaders` before, they are the fields of a response without body.
   */
  sendTrailers(template: HeaderTemplate, fields: readonly string[]): void {
    this.writer.trailers(this, template, fields);
  }

  /** Begins a piece of body that is laid into `writer.output`; see `Stream.reserve`. */
  reserve(): number {
    return this.writer.reserve(this);
  }

  /** Ends the piece that `reserve` began: it is at `writer.output.bytes[start..end)`. */
  commit(start: number, end: number, endStream: boolean): void {
    this.writer.commit(this, start, end, endStream);
  }

  /** Gives up what `reserve` began. */
  release(): void {
    this.writer.release();
  }

  /** Sends a piece of body; the array belongs to the exchange from here on. */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryOwner): void {
    this.writer.data(this, bytes, endStream, owner);
  }

  /** Ends the exchange and its connection: HTTP/1.1 cannot abandon a request or response otherwise. */
  reset(errorCode: number): void {
    this.connection.reset(this, errorCode);
  }

  /** Drops the rest of the body. If it is long, the connection closes after the response. */
  stopReading(): void {
    this.connection.stopReading(this);
  }

  /** Releases `bytes` of received body, so that the client can send more. */
  consume(bytes: number): void {
    this.connection.consume(this, bytes);
  }

  /** Lets `bytes` more be held for a message under way, in turn with other large messages. */
  expect(bytes: number): void {
    this.connection.expect(this, bytes);
  }

  /** The client broke a rule of the protocol in its body; counts against what a peer may do. */
  blame(): void {
    this.connection.blame();
  }

  /** A frame of the protocol behind a switch carries nothing; counts like HTTP/2's (`controlFrameBurst`). */
  countControl(): void {
    this.connection.countControl();
  }

  /** A part of the body, of `packedBytes`, has been inflated to `bytes`; see `Stream.countInflated`. */
  countInflated(packedBytes: number, bytes: number): number {
    return this.connection.countInflated(packedBytes, bytes);
  }

  /** How long the client has to wait for what inflates to far more than is ordinary, in milliseconds. */
  get inflationDebtMs(): number {
    return this.connection.inflationDebtMs;
  }

  /** A part of the body has kept the event loop busy for `ms` in one go. */
  onBlocked(ms: number): void {
    this.connection.onBlocked(ms);
  }
}
