import { AbuseGuard } from "../connection/abuse-guard.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import type { ConnectionTimeouts } from "../connection/timeouts.ts";
import { Defaults } from "../defaults.ts";
import { ConnectionError, ErrorCode } from "../errors.ts";
import type { FieldSection } from "../field-section.ts";
import { defaultLimits } from "../limits.ts";
import type { Http1Acceptor, Http1Options, PausingSink } from "./connection-parts.ts";
import {
  errorTemplate,
  failureOf,
  internalError,
  unattached,
  unreadableHead,
} from "./error-response.ts";
import { HeldBody } from "./held-body.ts";
import { type ExchangeConnection, Http1Exchange, Response } from "./http1-exchange.ts";
import { RequestError } from "./request-error.ts";
import type { RequestHead } from "./request-head.ts";
import { RequestReader, type RequestTaker } from "./request-reader.ts";
import { latin1Bytes } from "./response-head.ts";
import { ResponseWriter, type WriterListener } from "./response-writer.ts";

const filledLimits = new Defaults(defaultLimits);

/** The most bytes of an unread body that are read and dropped to keep the connection. */
const MOST_DROPPED_BYTES = 64 * 1024;

/** Chunks of fewer bytes count as control frames. */
const SMALL_CHUNK_BYTES = 5;

/**
 * The state of a connection of HTTP/1.1: the request under way, what comes of it, and the end.
 * {@link Http1Connection} is what its socket and the layer above see of it.
 */
export abstract class Http1Lifecycle implements RequestTaker, ExchangeConnection, WriterListener {
  protected readonly sink: PausingSink;
  private readonly acceptor: Http1Acceptor;
  private readonly listener: ConnectionListener;
  protected readonly now: () => number;
  protected readonly guard: AbuseGuard;
  private readonly held: HeldBody;
  protected readonly writer: ResponseWriter;
  protected readonly reader: RequestReader;
  protected timeouts: ConnectionTimeouts | undefined;
  /** The request under way: it, or its response, is incomplete. */
  protected current: Http1Exchange | undefined;
  protected isReceiving: boolean;
  private isPaused: boolean;
  protected isDraining: boolean;
  protected isClosed: boolean;
  /** Nothing more is read; it closes once the last response is written. */
  protected isClosing: boolean;
  private droppedBytes: number;
  /** When an incomplete head, or the dropped rest of a body, began; 0 when neither is under way. */
  unfinishedSinceMs: number;
  /** When the last bytes came from the client, in milliseconds of the injected clock. */
  lastReceiveMs: number;
  /** See `Connection.inputWaitMs`. */
  inputWaitMs: number;
  /** The first byte has come. */
  isReady: boolean;
  /** How many requests have come. */
  streamsStarted: number;
  /** How many of them ended without a whole response. */
  streamsFailed: number;

  constructor(options: Http1Options) {
    const { sink, listener, now } = options;
    const limits = filledLimits.fill(options.limits);
    this.sink = sink;
    this.acceptor = options.acceptor;
    this.listener = listener;
    this.now = now;
    this.guard = new AbuseGuard({
      isClient: false,
      limits,
      now,
      allowance: options.allowance,
      listener,
    });
    this.held = new HeldBody({
      budget: options.budget,
      account: options.allowance,
      maxBytes: limits.maxHeldBytesPerConnection,
      onRoom: () => this.resume(),
      onCut: (exchange, limit) => this.cut(exchange, limit),
      listener,
    });
    this.writer = new ResponseWriter(sink, this.held.share, this, options.wallNow);
    this.reader = new RequestReader(this, {
      scheme: options.scheme,
      mostFieldBytes: limits.maxFieldSectionSize,
    });
    this.current = undefined;
    this.isReceiving = false;
    this.isPaused = false;
    this.isDraining = false;
    this.isClosed = false;
    this.isClosing = false;
    this.droppedBytes = 0;
    this.unfinishedSinceMs = 0;
    this.lastReceiveMs = now();
    this.inputWaitMs = 0;
    this.isReady = false;
    this.streamsStarted = 0;
    this.streamsFailed = 0;
    this.timeouts = undefined;
  }

  // --- what the client sends ---------------------------------------------------------------------

  get isFull(): boolean {
    const { current } = this;
    if (current === undefined) return this.isClosed;
    return !current.isUnread && current.heldBytes >= current.mostHeldBytes;
  }

  /** Whether the client is ahead: with another request, or with more of a body than may be held. */
  protected get mustWait(): boolean {
    const { current } = this;
    return this.isClosing || (current !== undefined && (current.remoteEnded || this.isFull));
  }

  onHead(head: RequestHead, hasBody: boolean): void {
    this.guard.earn();
    this.streamsStarted += 1;
    if (this.streamsStarted === 1) this.listener.onReady();
    const exchange = this.createExchange(head);
    exchange.remoteEnded = !hasBody;
    exchange.bodyLength = this.reader.bodyLength;
    this.current = exchange;
    this.writer.current = exchange;
    exchange.handler = this.acceptor.onExchange(exchange, head.section, !hasBody);
    // A client that has its response may or may not send the body.
    if (!head.expectsContinue || exchange.remoteEnded || exchange.localEnded) return;
    if (!exchange.isUnread && exchange.response <= Response.HEAD) this.writer.sendContinue();
  }

  private createExchange(head: RequestHead): Http1Exchange {
    return new Http1Exchange(this, this.writer, head, unattached, this.lastReceiveMs);
  }

  onChunk(size: number): void {
    if (size < SMALL_CHUNK_BYTES) this.guard.countControl();
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    const exchange = this.current;
    if (exchange === undefined) return;
    exchange.bodyAtMs = this.lastReceiveMs | 0;
    if (exchange.isUnread) {
      this.droppedBytes += end - start;
      if (this.droppedBytes > MOST_DROPPED_BYTES && exchange.localEnded) {
        this.shut(undefined, "the client sends on after the response");
      }
      return;
    }
    this.held.receive(exchange, end - start);
    exchange.handler.onData(bytes, start, end);
    this.held.relieve();
  }

  onBodyEnd(trailers: FieldSection | undefined): void {
    const { current } = this;
    // The handler may have ended it with the last piece.
    if (current === undefined || this.isClosed) return;
    current.remoteEnded = true;
    if (!current.isUnread) current.handler.onEnd(trailers);
    this.finishIfDone(current);
  }

  // --- what the layer above does -----------------------------------------------------------------

  onSwitch(exchange: Http1Exchange): void {
    if (exchange !== this.current || exchange.response !== Response.NONE) return;
    exchange.remoteEnded = false;
    exchange.saysClose = true;
    this.reader.switchProtocol();
    this.resume();
  }

  closesAfter(exchange: Http1Exchange): boolean {
    const { head, remoteEnded } = exchange;
    if (!head.keepsAlive || this.isDraining) return true;
    // A client takes the connection again when it has the response and has handed the request to its system, of
    // which the server need not have read much: it must know that the connection closes.
    return !remoteEnded && (head.expectsContinue || this.mayNotEnd(exchange));
  }

  mayNotEnd({ remoteEnded }: Http1Exchange): boolean {
    return !remoteEnded && this.reader.bytesToCome > MOST_DROPPED_BYTES;
  }

  onLocalEnded(exchange: Http1Exchange): void {
    this.finishIfDone(exchange);
  }

  private finishIfDone(exchange: Http1Exchange): void {
    if (exchange !== this.current || !exchange.localEnded || this.isClosing) return;
    this.unfinishedSinceMs = 0;
    if (!exchange.remoteEnded) {
      if (exchange.isUnread) this.dropRest(exchange);
      return;
    }
    this.current = undefined;
    this.writer.current = undefined;
    this.held.release(exchange);
    if (!exchange.head.keepsAlive || exchange.saysClose || this.isDraining) {
      this.closeWhenWritten();
      return;
    }
    this.timeouts?.onIdle(this.isReceiving ? this.lastReceiveMs : this.now());
    this.listener.onIdle();
    this.resume();
  }

  /** The response was the last. A client that reads it slowly has time for it, as long as it reads. */
  private closeWhenWritten(): void {
    this.isClosing = true;
    this.closeIfWritten();
  }

  protected closeIfWritten(): void {
    if (this.isClosing && this.writer.isDone) this.shut(undefined, "the response was the last");
  }

  /** The response is complete: drops the rest of the request, or closes the connection. */
  private dropRest({ head, saysClose }: Http1Exchange): void {
    const mayEnd = head.keepsAlive && !head.expectsContinue && !saysClose && !this.isDraining;
    if (!mayEnd) {
      this.current = undefined;
      this.closeWhenWritten();
      return;
    }
    this.unfinishedSinceMs = this.now();
    this.timeouts?.onRead(this.unfinishedSinceMs);
    this.resume();
  }

  stopReading(exchange: Http1Exchange): void {
    if (exchange !== this.current || exchange.isUnread) return;
    exchange.isUnread = true;
    this.droppedBytes = 0;
    this.held.release(exchange);
    if (exchange.localEnded) this.finishIfDone(exchange);
    else this.resume();
  }

  reset(exchange: Http1Exchange, errorCode: number): void {
    if (exchange !== this.current) return;
    if (errorCode === ErrorCode.NO_ERROR && exchange.localEnded) {
      this.stopReading(exchange);
      return;
    }
    this.end(exchange);
    if (exchange.response <= Response.HEAD) {
      const isRefused = errorCode === ErrorCode.REFUSED_STREAM;
      const text = isRefused ? "the server takes no further calls" : "the call was cancelled";
      this.respond(exchange, isRefused ? 503 : 500, text);
    }
    this.shut(undefined, "the exchange was reset");
  }

  consume(exchange: Http1Exchange, bytes: number): void {
    this.held.consume(exchange, bytes);
  }

  expect(exchange: Http1Exchange, bytes: number): void {
    if (!exchange.remoteEnded) this.held.expect(exchange, bytes);
  }

  abstract blame(): void;
  abstract countControl(): void;
  abstract countInflated(packedBytes: number, bytes: number): number;
  abstract get inflationDebtMs(): number;
  abstract onBlocked(ms: number): void;

  protected pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.sink.pauseInput();
  }

  private resume(): void {
    if (!this.isPaused || this.isClosed || this.mustWait) return;
    this.isPaused = false;
    this.sink.resumeInput();
  }

  // --- the end -----------------------------------------------------------------------------------

  /** Ends the connection for an error that was thrown while the client's bytes were read. */
  protected onReceiveError(error: unknown): void {
    if (this.isClosed) return;
    if (error instanceof RequestError) {
      if (error.limit !== undefined) {
        this.report(error.limit, "closed-connection", error.message);
      }
      this.guard.countCut(0);
      this.refuse(error, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    const failure = error instanceof ConnectionError ? error : internalError(error);
    const { limit } = failure;
    if (limit !== undefined) this.report(limit, "closed-connection", failure.message);
    this.guard.countCut(this.current === undefined ? 0 : 1);
    this.shut(failure, failure.message, true);
  }

  /** Responds with the status of an error, if no response has begun, and closes. */
  protected refuse(error: RequestError, errorCode: number): void {
    const { current } = this;
    const { message, token, limit } = error;
    const failure = new ConnectionError(errorCode, token, message, limit);
    if (current === undefined) {
      const exchange = this.createExchange(unreadableHead);
      // A client that has sent nothing gets no response.
      if (error.status !== 408 || this.isReady) this.respond(exchange, error.status, message);
    } else if (current.response <= Response.HEAD && !current.localEnded) {
      const { handler } = current;
      this.end(current);
      this.respond(current, error.status, message);
      handler.onFailure(failureOf("localReset", errorCode, message, undefined));
    }
    this.shut(errorCode === ErrorCode.CANCEL ? undefined : failure, message);
  }

  /** Ends the request, because too many bytes are held for the client. */
  private cut(exchange: Http1Exchange, limit: string): boolean {
    if (exchange !== this.current) return false;
    const message = `too many bytes are held for the peer (${limit})`;
    this.report(limit, "refused-call", message);
    this.guard.countHeldCut();
    this.refuse(new RequestError(503, "H1_HELD_BYTES", message), ErrorCode.ENHANCE_YOUR_CALM);
    return true;
  }

  /** The exchange is over for its protocol. */
  private end(exchange: Http1Exchange): void {
    this.current = undefined;
    this.streamsFailed += 1;
    this.held.release(exchange);
    exchange.remoteEnded = true;
    exchange.localEnded = true;
    exchange.handler = unattached;
  }

  private respond(exchange: Http1Exchange, status: number, text: string): void {
    // The last of the connection: it says so itself.
    this.isDraining = true;
    this.writer.current = undefined;
    exchange.localEnded = false;
    exchange.response = Response.NONE;
    this.writer.headers(exchange, errorTemplate(status), []);
    this.writer.data(exchange, latin1Bytes(`${text}\n`), true, undefined);
    exchange.remoteEnded = true;
  }

  protected shut(error: ConnectionError | undefined, message: string, isCut = false): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.timeouts?.stop();
    const { current } = this;
    if (current !== undefined) {
      const { handler } = current;
      const { localEnded } = current;
      this.end(current);
      const errorCode = error?.errorCode ?? ErrorCode.CANCEL;
      if (!localEnded || !current.isUnread) {
        handler.onFailure(failureOf("connection", errorCode, message, error));
      }
    }
    this.writer.stop();
    this.held.close();
    this.sink.end(isCut, isCut && error?.limit !== undefined);
    this.listener.onClosed(error);
  }

  protected report(
    limit: string,
    action: "closed-connection" | "refused-call" | "throttled",
    detail: string,
  ): void {
    this.listener.onLimit?.({ limit, action, detail });
  }
}
