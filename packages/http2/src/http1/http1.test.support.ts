import type { ConnectionError } from "../errors.ts";
import type { FieldSection } from "../field-section.ts";
import type { LimitEvent } from "../limits/limit-event.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { StreamFailure, StreamHandler } from "../stream/stream-handler.ts";
import type { Http1Acceptor, Http1Options, PausingSink } from "./connection-parts.ts";
import { Http1Connection } from "./http1-connection.ts";
import type { Http1Exchange } from "./http1-exchange.ts";

/** What a test's handler does with a request. */
export type Serve = (exchange: Http1Exchange, request: SeenRequest) => void;

export const okTemplate: HeaderTemplate = new HeaderTemplate([
  ":status",
  "200",
  "content-type",
  "text/plain",
]);

/** A request as its handler has seen it. */
export class SeenRequest implements StreamHandler {
  readonly fields: readonly string[];
  readonly section: FieldSection;
  body = "";
  trailers: readonly string[] | undefined = undefined;
  isEnded: boolean;
  failure: StreamFailure | undefined = undefined;
  readyCount = 0;
  /** Body is consumed as it comes. */
  consumes = true;
  onWhole: (() => void) | undefined = undefined;
  onReady: (() => void) | undefined = undefined;
  private readonly exchange: Http1Exchange;

  constructor(exchange: Http1Exchange, section: FieldSection, isEnded: boolean) {
    this.exchange = exchange;
    this.section = section;
    this.fields = section.fields;
    this.isEnded = isEnded;
  }

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.body += latin1(bytes.subarray(start, end));
    if (this.consumes) this.exchange.consume(end - start);
  }

  onEnd(trailers: FieldSection | undefined): void {
    this.trailers = trailers?.fields;
    this.isEnded = true;
    this.onWhole?.();
  }

  onFailure(failure: StreamFailure): void {
    this.failure = failure;
  }

  onSendReady(): void {
    this.readyCount += 1;
    this.onReady?.();
  }
}

/** A client of an `Http1Connection`, without sockets: bytes in, bytes out, on request. */
export class Http1Peer implements PausingSink, Http1Acceptor {
  readonly connection: Http1Connection;
  readonly requests: SeenRequest[] = [];
  readonly exchanges: Http1Exchange[] = [];
  readonly limitEvents: LimitEvent[] = [];
  nowMs = 1000;
  isPaused = false;
  isEnded = false;
  wasCut = false;
  closedBy: ConnectionError | undefined = undefined;
  isFlushAsked = false;
  /** Bytes that the connection has not taken yet. */
  private kept: Uint8Array = new Uint8Array(0);
  private readonly serve: Serve;

  constructor(serve: Serve, options: Partial<Http1Options> = {}) {
    this.serve = serve;
    this.connection = new Http1Connection({
      sink: this,
      acceptor: this,
      listener: {
        onReady() {},
        onGoaway() {},
        onCapacity() {},
        onIdle() {},
        onLimit: (event) => this.limitEvents.push(event),
        onClosed: (error) => {
          this.closedBy = error;
        },
      },
      scheme: "http",
      now: () => this.nowMs,
      wallNow: () => 0,
      ...options,
    });
  }

  onExchange(exchange: Http1Exchange, section: FieldSection, isEnded: boolean): StreamHandler {
    const request = new SeenRequest(exchange, section, isEnded);
    this.requests.push(request);
    this.exchanges.push(exchange);
    exchange.handler = request;
    this.serve(exchange, request);
    return request;
  }

  scheduleFlush(): void {
    this.isFlushAsked = true;
  }

  flushNow(): void {
    this.isFlushAsked = true;
  }

  pauseInput(): void {
    this.isPaused = true;
  }

  resumeInput(): void {
    this.isPaused = false;
  }

  end(isCut: boolean): void {
    this.isEnded = true;
    this.wasCut = isCut;
  }

  /** Sends text, each character a byte. */
  send(text: string): this {
    return this.sendBytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  sendBytes(bytes: Uint8Array): this {
    const joined = new Uint8Array(this.kept.length + bytes.length);
    joined.set(this.kept);
    joined.set(bytes, this.kept.length);
    this.kept = joined;
    this.pump();
    return this;
  }

  /** Hands over what was kept, as a socket does once it goes on. */
  pump(): void {
    while (!this.isPaused && this.kept.length > 0) {
      const at = this.connection.receive(this.kept, this.kept.length, 0);
      this.kept = this.kept.slice(at);
    }
  }

  get unread(): number {
    return this.kept.length;
  }

  /** Takes all output, as text. */
  output(): string {
    let text = "";
    while (this.isFlushAsked) {
      this.isFlushAsked = false;
      const pieces = this.connection.takeOutput();
      for (const piece of pieces) text += latin1(piece);
      if (pieces.length > 0) this.connection.outputWritten();
    }
    return text;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Responds to every request at once, with its path and body. */
export const echo: Serve = (exchange, request) => {
  const respond = () => {
    const [, method = "", , , , path = ""] = request.fields;
    exchange.sendHeaders(okTemplate, []);
    const text = `${method} ${path} ${request.body}`;
    exchange.sendData(Uint8Array.from(Buffer.from(text, "latin1")), true);
  };
  if (request.isEnded) respond();
  else request.onWhole = respond;
};

/** The status of the first response in an output; 0 without a response. */
export function statusOf(output: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(output)?.[1] ?? 0);
}
