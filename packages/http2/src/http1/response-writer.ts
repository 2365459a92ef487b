import type { ConnectionSink } from "../connection/sink.ts";
import { WriteBatch } from "../connection/write-batch.ts";
import type { BudgetShare } from "../flow/budget-share.ts";
import { writeLatin1 } from "../hpack/latin1.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { type MemoryOwner, QueuedData } from "../stream/stream.ts";
import { type Http1Exchange, type Http1Writer, NO_FIELDS, Response } from "./http1-exchange.ts";
import {
  dateLine,
  type EncodedTemplate,
  encodeTemplate,
  fieldsBytes,
  headBytes,
  headFraming,
  latin1Bytes,
  SIZE_LINE_BYTES,
  sizeLine,
  writeFields,
} from "./response-head.ts";

const CRLF = latin1Bytes("\r\n");
const CLOSE = latin1Bytes("connection: close\r\n");
const CHUNKED = latin1Bytes("transfer-encoding: chunked\r\n\r\n");
const LENGTH = latin1Bytes("content-length: ");
const LAST_CHUNK = latin1Bytes("0\r\n\r\n");
const CONTINUE = latin1Bytes("HTTP/1.1 100 Continue\r\n\r\n");
const SWITCH = "connection: upgrade\r\nupgrade: websocket\r\n\r\n";

/** A piece of body up to this size is copied after its head; a larger one is written without a copy. */
const COPIED_BYTES = 1024;
/** Digits of a content-length that fit in front of the first body without moving it. */
const FIRST_DIGITS = 3;

/** Hears of the end of responses. */
export interface WriterListener {
  /** The last byte of the response is in the output. */
  onLocalEnded(exchange: Http1Exchange): void;
  /** Whether the connection closes behind the response. */
  closesAfter(exchange: Http1Exchange): boolean;
  /** Whether the request is not whole, and may be too long to be read to its end for nothing. */
  mayNotEnd(exchange: Http1Exchange): boolean;
}

/** Writes the responses of one connection, one after another. */
export class ResponseWriter implements Http1Writer {
  /** Where a piece of body may be laid in place. */
  readonly output: OutputBuffer;
  readonly batch: WriteBatch;
  private readonly sink: ConnectionSink;
  private readonly share: BudgetShare;
  private readonly listener: WriterListener;
  private readonly wallNow: () => number;
  /** The exchange whose response is under way. */
  current: Http1Exchange | undefined;
  private isFlushScheduled: boolean;
  private isReserved: boolean;
  /** Where the head ends that `reserve` has laid, for a response that has none yet; -1 otherwise. */
  private headEnd: number;
  /** The bytes between such a head and the body: right if this response is framed as the last one was. */
  private framingBytes: number;
  private isOver: boolean;
  private inFlightBytes: number;

  constructor(
    sink: ConnectionSink,
    share: BudgetShare,
    listener: WriterListener,
    wallNow: () => number,
  ) {
    this.batch = new WriteBatch();
    this.output = this.batch.output;
    this.sink = sink;
    this.share = share;
    this.listener = listener;
    this.wallNow = wallNow;
    this.current = undefined;
    this.isFlushScheduled = false;
    this.isReserved = false;
    this.headEnd = -1;
    this.framingBytes = LENGTH.length + FIRST_DIGITS + 4;
    this.isOver = false;
    this.inFlightBytes = 0;
  }

  // --- for exchanges -----------------------------------------------------------------------------

  get isCongested(): boolean {
    return this.batch.isCongested(this.share.isTight);
  }

  awaitReady(): void {
    if (!this.batch.isWriting) this.schedule();
  }

  headers(exchange: Http1Exchange, template: HeaderTemplate, fields: readonly string[]): void {
    if (exchange.localEnded || this.isOver || exchange.response !== Response.NONE) return;
    exchange.template = template;
    exchange.fields = fields;
    exchange.response = Response.HEAD;
    // Without a body until then, they leave at the end of the turn.
    this.schedule();
  }

  trailers(exchange: Http1Exchange, template: HeaderTemplate, fields: readonly string[]): void {
    if (exchange.localEnded || this.isOver) return;
    this.wake();
    if (exchange.response === Response.NONE) {
      this.headers(exchange, template, fields);
      this.head(exchange, 0);
    } else if (!exchange.head.takesTrailers) {
      this.endBody(exchange);
    } else {
      if (exchange.response === Response.HEAD) this.head(exchange, -1);
      if (exchange.response === Response.CHUNKED) this.chunkedTrailers(template, fields);
    }
    this.end(exchange);
  }

  reserve(exchange: Http1Exchange): number {
    if (exchange.localEnded || this.isOver || this.isReserved || this.isCongested) return -1;
    if (exchange.response === Response.NONE || exchange.response === Response.BODILESS) return -1;
    this.wake();
    const { output } = this;
    let start = output.position;
    if (exchange.response === Response.HEAD) {
      const encoded = encodeTemplate(exchange.template as HeaderTemplate);
      if (exchange.head.method === "HEAD" || encoded.hasNoBody || encoded.isSwitch) return -1;
      // The head would say that the connection closes, and may be given up.
      if (this.listener.mayNotEnd(exchange)) return -1;
      const size = headBytes(encoded.bytes, exchange.fields);
      if (start + size > output.bytes.length - CHUNKED.length) return -1;
      this.headEnd = this.layHead(output.bytes, start, exchange, encoded);
      start = this.headEnd + this.framingBytes;
    } else {
      this.headEnd = -1;
      if (exchange.response === Response.CHUNKED) start += SIZE_LINE_BYTES;
    }
    this.isReserved = true;
    return start;
  }

  commit(exchange: Http1Exchange, start: number, end: number, endStream: boolean): void {
    this.isReserved = false;
    const { output } = this;
    const { bytes } = output;
    const length = end - start;
    const isWhole = endStream && exchange.response === Response.HEAD;
    const framing = isWhole
      ? `content-length: ${length}\r\n\r\n`
      : exchange.response === Response.HEAD && !exchange.head.isOld
        ? `transfer-encoding: chunked\r\n\r\n${sizeLine(length)}`
        : exchange.response === Response.CHUNKED
          ? sizeLine(length)
          : exchange.response === Response.HEAD
            ? "\r\n"
            : "";
    const from = this.headEnd < 0 ? output.position : this.headEnd;
    const bodyStart = from + framing.length;
    const isChunk = !isWhole && !exchange.head.isOld;
    // Of what does not fit, or would be an empty chunk, a copy is sent.
    if (bodyStart + length + 2 + LAST_CHUNK.length > bytes.length || (isChunk && length === 0)) {
      this.data(exchange, bytes.slice(start, end), endStream, undefined);
      return;
    }
    if (bodyStart !== start) bytes.copyWithin(bodyStart, start, end);
    writeLatin1(bytes, from, framing);
    if (this.headEnd >= 0) {
      this.framingBytes = framing.length;
      exchange.response = isChunk ? Response.CHUNKED : Response.UNTIL_CLOSE;
      exchange.template = undefined;
    }
    output.position = bodyStart + length;
    if (isChunk) this.lay(CRLF);
    if (endStream) {
      if (isChunk) this.lay(LAST_CHUNK);
      this.end(exchange);
    }
    this.leaveIfDue();
  }

  release(): void {
    this.isReserved = false;
  }

  data(
    exchange: Http1Exchange,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void {
    if (exchange.localEnded || this.isOver || exchange.response === Response.NONE) return;
    this.wake();
    const isWhole = exchange.response === Response.HEAD && endStream;
    if (exchange.response === Response.HEAD) this.head(exchange, isWhole ? bytes.length : -1);
    const { response } = exchange;
    if (response === Response.BODILESS || bytes.length === 0) {
      owner?.giveBack(bytes);
    } else if (response === Response.CHUNKED && !isWhole) {
      this.text(`${bytes.length.toString(16)}\r\n`);
      this.body(bytes, owner);
      this.lay(CRLF);
    } else {
      this.body(bytes, owner);
    }
    if (endStream) {
      if (!isWhole) this.endBody(exchange);
      this.end(exchange);
    }
    this.leaveIfDue();
  }

  /** Tells the client to send the body. */
  sendContinue(): void {
    this.wake();
    this.lay(CONTINUE);
  }

  // --- responses ---------------------------------------------------------------------------------

  /** @param length of the whole body; -1 when it is not known */
  private head(exchange: Http1Exchange, length: number): void {
    const encoded = encodeTemplate(exchange.template as HeaderTemplate);
    const { head } = exchange;
    const size = headBytes(encoded.bytes, exchange.fields);
    const { output } = this;
    const isLarge = output.position + size > output.bytes.length;
    const bytes = isLarge ? new Uint8Array(size) : output.bytes;
    let at = this.layHead(bytes, isLarge ? 0 : output.position, exchange, encoded);
    let framing = "\r\n";
    if (encoded.isSwitch) framing = SWITCH;
    else if (encoded.hasNoBody) exchange.response = Response.BODILESS;
    else if (head.method === "HEAD") framing = headFraming(exchange, length);
    else if (length >= 0) framing = `content-length: ${length}\r\n\r\n`;
    else if (!head.isOld) framing = "transfer-encoding: chunked\r\n\r\n";
    writeLatin1(bytes, at, framing);
    at += framing.length;
    if (exchange.response === Response.HEAD) {
      const isBodiless = head.method === "HEAD";
      const framed =
        head.isOld || length >= 0 || encoded.isSwitch ? Response.UNTIL_CLOSE : Response.CHUNKED;
      exchange.response = isBodiless ? Response.BODILESS : framed;
    }
    exchange.template = undefined;
    if (isLarge) this.batch.addUncopied(bytes.subarray(0, at));
    else output.position = at;
  }

  /** Lays the status line and the fields; the framing and the empty line are to follow. */
  private layHead(
    bytes: Uint8Array,
    position: number,
    exchange: Http1Exchange,
    encoded: EncodedTemplate,
  ): number {
    bytes.set(encoded.bytes, position);
    let at = writeFields(bytes, position + encoded.bytes.length, exchange.fields);
    const date = dateLine(this.wallNow());
    bytes.set(date, at);
    at += date.length;
    if (encoded.isSwitch || !this.listener.closesAfter(exchange)) return at;
    exchange.saysClose = true;
    bytes.set(CLOSE, at);
    return at + CLOSE.length;
  }

  private chunkedTrailers(template: HeaderTemplate, fields: readonly string[]): void {
    const bytes = new Uint8Array(5 + fieldsBytes(template.fields) + fieldsBytes(fields));
    writeLatin1(bytes, 0, "0\r\n");
    const at = writeFields(bytes, writeFields(bytes, 3, template.fields), fields);
    bytes.set(CRLF, at);
    this.body(bytes.subarray(0, at + 2), undefined);
  }

  private endBody(exchange: Http1Exchange): void {
    if (exchange.response === Response.HEAD) this.head(exchange, 0);
    else if (exchange.response === Response.CHUNKED) this.lay(LAST_CHUNK);
  }

  private end(exchange: Http1Exchange): void {
    exchange.localEnded = true;
    exchange.fields = NO_FIELDS;
    this.listener.onLocalEnded(exchange);
  }

  // --- bytes -------------------------------------------------------------------------------------

  private lay(bytes: Uint8Array): void {
    this.batch.open();
    this.output.bytes.set(bytes, this.output.position);
    this.output.position += bytes.length;
  }

  private text(text: string): void {
    this.batch.open();
    writeLatin1(this.output.bytes, this.output.position, text);
    this.output.position += text.length;
  }

  private body(bytes: Uint8Array, owner: MemoryOwner | undefined): void {
    if (bytes.length <= COPIED_BYTES) {
      this.lay(bytes);
      owner?.giveBack(bytes);
      return;
    }
    this.batch.addUncopied(bytes);
    if (owner !== undefined) this.batch.addSpent(new QueuedData(bytes, false, owner));
  }

  /** Schedules the flush of what is written next. Call it before writing. */
  private wake(): void {
    if (this.isReserved) {
      this.isReserved = false;
      this.batch.detach();
    }
    this.batch.open();
    this.schedule();
  }

  private schedule(): void {
    if (this.isFlushScheduled) return;
    this.isFlushScheduled = true;
    this.sink.scheduleFlush();
  }

  private leaveIfDue(): void {
    if (this.batch.isWriting || !this.batch.isDueAhead(false)) return;
    this.batch.isAhead = true;
    this.sink.flushNow();
    this.batch.isAhead = false;
  }

  /** Whether everything has been written. */
  get isDone(): boolean {
    return !this.batch.isWriting && this.batch.pendingBytes() === 0;
  }

  // --- for the socket ----------------------------------------------------------------------------

  /** Takes everything that is ready, in order, for one write. */
  take(): Uint8Array[] {
    this.isFlushScheduled = false;
    if (this.isReserved) {
      this.isReserved = false;
      this.batch.detach();
    }
    const { current } = this;
    if (current?.response === Response.HEAD && !this.isOver) {
      this.batch.open();
      this.head(current, -1);
    }
    this.inFlightBytes = this.batch.pendingBytes();
    const taken = this.batch.take();
    if (taken.length > 0) this.share.queue(this.inFlightBytes);
    else this.notifyReady();
    return taken;
  }

  /** The socket has taken the last write at once. */
  taken(): void {
    this.batch.written();
    this.giveBackInFlight();
  }

  /** The last write is done: a sender that waited goes on. */
  written(): void {
    this.batch.written();
    this.giveBackInFlight();
    if (this.isFlushScheduled || this.batch.pendingBytes() > 0) this.sink.scheduleFlush();
    this.notifyReady();
  }

  private notifyReady(): void {
    const { current } = this;
    if (current === undefined || !current.isAwaitingReady || !current.isWritable) return;
    current.isAwaitingReady = false;
    current.handler.onSendReady();
  }

  private giveBackInFlight(): void {
    const bytes = this.inFlightBytes;
    this.inFlightBytes = 0;
    this.share.unqueue(bytes);
  }

  /** Stops accepting output. Bytes that are ready are still sent. */
  stop(): void {
    this.isOver = true;
    this.giveBackInFlight();
  }
}
