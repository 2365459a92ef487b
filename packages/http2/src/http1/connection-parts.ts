import type { ConnectionListener, ConnectionSink } from "../connection/sink.ts";
import type { TimeoutSettings } from "../connection/timeouts.ts";
import type { FieldSection } from "../field-section.ts";
import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { Timers } from "../timers.ts";
import type { Http1Exchange } from "./http1-exchange.ts";

/** Takes the requests of a server: one call for each. */
export interface Http1Acceptor {
  /** Returns the handler of the exchange. The request's fields have been checked. */
  onExchange(exchange: Http1Exchange, section: FieldSection, endStream: boolean): StreamHandler;
}

/** Takes the bytes of an HTTP/1.1 connection, and pauses its input: the only way to hold a client back. */
export interface PausingSink extends ConnectionSink {
  /** Stops reading, and keeps the bytes that `receive` has left. */
  pauseInput(): void;
  /** Resumes reading. The connection receives the kept bytes in a later turn. */
  resumeInput(): void;
}

/** How a connection is made. */
export interface Http1Options {
  /** Takes the bytes that the connection sends. */
  readonly sink: PausingSink;
  /** Takes the requests. */
  readonly acceptor: Http1Acceptor;
  /** Hears of what concerns the connection as a whole. */
  readonly listener: ConnectionListener;
  /** `https` on a connection with TLS, else `http`. */
  readonly scheme: "http" | "https";
  /** Differences from the default limits on what the client can make us hold or do. */
  readonly limits?: Partial<Limits>;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** The time of day, in milliseconds since 1970, for the field date. */
  readonly wallNow: () => number;
  /** The client's allowance for acts of abusers, shared with its other connections. */
  readonly allowance?: Allowance | undefined;
  /** The budget of held bytes that the connections of a server share. Left out: one of its own. */
  readonly budget?: ByteBudget | undefined;
  /** How long the client may take; needs `timers`. Default: no timeouts. */
  readonly timeouts?: Partial<TimeoutSettings>;
  /** Sets timers; needed for `timeouts`. */
  readonly timers?: Timers;
  /** Between 0 and 1. Default `Math.random`. */
  readonly random?: () => number;
}
