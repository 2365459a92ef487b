// One record for each request: what came, by which protocol, and how it ended.
import {
  type ExchangeHandler,
  type FieldTemplate,
  monotonicNowMs,
  type ServedExchange,
  type ServerCallObserver,
  type ServerCallStart,
  type ServerMethodObserver,
  type ServerObserver,
  type StatusError,
  wallClockNowMs,
} from "@tramline/rpc";
import { PassingExchange, pathOf } from "@tramline/rpc/internal";
import type { ForwardedFields } from "../forward/forwarded-fields.ts";

/** A request that is over, for the access log and for metrics. */
export interface RequestRecord {
  /** When it came, in milliseconds since 1970. */
  readonly timeMs: number;
  /** The client's address; behind trusted proxies, the one that they have seen, without a port. */
  readonly peer: string;
  /** "gRPC", "gRPC-Web", "Connect", "REST", or "HTTP" for other requests. */
  readonly protocol: string;
  /** Such as "POST". */
  readonly httpMethod: string;
  /** The path without its query. */
  readonly path: string;
  /** The method called, such as "/shop.v1.OrderService/GetOrder"; undefined for a request that calls none. */
  readonly method: string | undefined;
  /** The status of the call, such as "OK"; undefined for a request that calls no method. */
  readonly status: string | undefined;
  /** The HTTP status of the response; 0 when none was sent. */
  readonly httpStatus: number;
  /** From its header fields to its end, in milliseconds. */
  readonly durationMs: number;
  /** Bytes of messages received, as they travel: compressed, without framing. */
  readonly bytesIn: number;
  /** Bytes of messages sent, likewise. */
  readonly bytesOut: number;
}

/** Receives each request when it is over. */
export type RequestListener = (record: RequestRecord) => void;

/** An exchange whose response's HTTP status is noted. */
class NotedExchange extends PassingExchange {
  private readonly entry: Entry;

  constructor(inner: ServedExchange, entry: Entry) {
    super(inner);
    this.entry = entry;
  }

  override sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    this.entry.noteStatus(template);
    super.sendHeaders(template, fields);
  }

  override sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    this.entry.noteStatus(template);
    super.sendTrailers(template, fields);
  }
}

/** A request under way. */
class Entry implements ServerCallObserver {
  readonly timeMs: number;
  readonly peer: string;
  readonly protocol: string;
  httpMethod: string;
  path: string;
  method: string | undefined;
  httpStatus: number;
  bytesIn: number;
  bytesOut: number;
  private readonly startMs: number;
  private readonly listener: RequestListener;

  constructor(
    peer: string,
    protocol: string,
    fields: readonly string[],
    listener: RequestListener,
  ) {
    this.timeMs = wallClockNowMs();
    this.startMs = monotonicNowMs();
    this.peer = peer;
    this.protocol = protocol;
    this.httpMethod = "";
    this.path = "";
    this.method = undefined;
    this.httpStatus = 0;
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.listener = listener;
    // Pseudo-header fields come first.
    for (let i = 0; i + 1 < fields.length && fields[i]?.startsWith(":") === true; i += 2) {
      const value = fields[i + 1] as string;
      if (fields[i] === ":method") this.httpMethod = value;
      else if (fields[i] === ":path") this.path = pathOf(value);
    }
  }

  noteStatus({ fields }: FieldTemplate): void {
    if (this.httpStatus === 0 && fields[0] === ":status") this.httpStatus = Number(fields[1]);
  }

  run(body: () => void): void {
    body();
  }

  onMessageReceived(_bytes: number, wireBytes: number): void {
    this.bytesIn += wireBytes;
  }

  onMessageSent(_bytes: number, wireBytes: number): void {
    this.bytesOut += wireBytes;
  }

  onCallEnd(error: StatusError | undefined): void {
    this.end(error === undefined ? "OK" : error.code);
  }

  end(status: string | undefined): void {
    const { timeMs, peer, protocol, httpMethod, path, method, httpStatus, bytesIn, bytesOut } =
      this;
    const durationMs = monotonicNowMs() - this.startMs;
    this.listener({
      timeMs,
      peer,
      protocol,
      httpMethod,
      path,
      method,
      status,
      httpStatus,
      durationMs,
      bytesIn,
      bytesOut,
    });
  }
}

/** Follows requests from their header fields to their end. An observer of the calls that they make. */
export class RequestLog implements ServerObserver {
  private readonly listener: RequestListener;
  /** The request that is being served, until a call of it begins. */
  private starting: Entry | undefined;
  private readonly observer: ServerMethodObserver;

  constructor(listener: RequestListener) {
    this.listener = listener;
    this.starting = undefined;
    this.observer = { onCallStart: (call) => this.onCallStart(call) };
  }

  observeServerMethod(): ServerMethodObserver {
    return this.observer;
  }

  /**
   * Notes a request while it is served.
   *
   * @param serve serves it on the exchange that is passed
   */
  note(
    protocol: string,
    exchange: ServedExchange,
    { client, fields }: ForwardedFields,
    serve: (exchange: ServedExchange) => ExchangeHandler,
  ): ExchangeHandler {
    const entry = new Entry(client, protocol, fields, this.listener);
    this.starting = entry;
    const handler = serve(new NotedExchange(exchange, entry));
    // No call has begun: a response by HTTP alone.
    if (this.starting === entry) {
      this.starting = undefined;
      entry.end(undefined);
    }
    return handler;
  }

  private onCallStart({ path, peer, fields }: ServerCallStart): ServerCallObserver {
    const entry = this.starting ?? new Entry(peer, "gRPC", fields, this.listener);
    this.starting = undefined;
    entry.method = path;
    return entry;
  }
}
