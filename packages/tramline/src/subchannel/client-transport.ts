import type { Exchange, ExchangeHandler, FieldTemplate, StatusError } from "@tramline/rpc";
import type { SocketInspection } from "../inspect/inspection.ts";
import type { Address } from "./address.ts";

/**
 * One live connection of a ready subchannel, on which attempts open their exchanges. The
 * channel's side knows no more of a connection than this; `transport/` implements it over HTTP/2.
 */
export interface ClientTransport {
  /**
   * Whether a stream can be opened right now. False after GOAWAY or close, while the peer's
   * MAX_CONCURRENT_STREAMS is reached, and while the transport doubts its connection (see `prove`).
   * Read on each pick: keep it a plain field.
   */
  readonly acceptsStreams: boolean;
  /**
   * Streams open at this moment, without those in the background. A channel with none for long enough
   * goes idle.
   */
  readonly activeStreams: number;
  /** Streams that the peer allows at one time (SETTINGS_MAX_CONCURRENT_STREAMS). */
  readonly maxStreams: number;
  /** The peer's address, for messages. */
  readonly peer: string;
  /** Attempts on it that have ended with another status than OK. */
  failedCalls?: number;
  /** Attempts that were sent on it. Left out, `inspect` is called to learn it. */
  readonly startedCalls?: number;
  /** Returns what there is to know of the connection now. */
  inspect?(): SocketInspection;
  /**
   * Settles when the socket is closed and no stream, timer or listener of the transport is left;
   * never rejects.
   */
  readonly closed: Promise<void>;
  /**
   * Opens an exchange with a request.
   *
   * @param fields those that differ from call to call: name, value, name, value, …
   * @returns undefined when it takes none at this moment
   * @throws StatusError RESOURCE_EXHAUSTED when the fields are larger than the peer takes
   */
  open(
    handler: ExchangeHandler,
    template: FieldTemplate,
    fields: readonly string[],
  ): Exchange | undefined;
  /**
   * Takes no new streams from now on. `graceful`: open streams run to their end, then the
   * connection closes. Otherwise they fail at once and the socket is destroyed. May be called
   * more than once, a graceful close being followed by a hard one.
   */
  close(graceful: boolean): void;
  /**
   * Measures one round trip (PING and its acknowledgment), in milliseconds.
   *
   * @param timeoutMs how long to wait for it; default: as long as the connection lives
   * @throws Error when the connection ends before, or the time is over
   */
  ping?(timeoutMs?: number): Promise<number>;
  /**
   * A call wants the transport, which does not take streams at this moment. One that only doubts its
   * connection, because it was idle for long, finds out now: `onCapacity` or `onClosed` follows.
   */
  prove?(): void;
  /**
   * A stream that has been opened is one of the channel's own, such as a health check (1), or one of
   * those has ended (-1): it does not count as use of the connection.
   */
  countBackground?(change: 1 | -1): void;
  /** How many those are that have not ended. */
  readonly backgroundStreams?: number;
  /** Whether a check that `prove` has begun is under way. */
  readonly isProving?: boolean;
}

/** Why a transport stopped taking streams. */
export type TransportCloseKind =
  /** The peer sent GOAWAY; streams it still processes go on. */
  | "goaway"
  /** The connection broke or broke the protocol. */
  | "error"
  /** The connection ended in order, from either side. */
  | "closed";

/** The events of a transport, for its subchannel. Calls are synchronous, at the moment of the event. */
export interface TransportListener {
  /**
   * The transport will never take another stream. Called exactly once in its life, also when
   * {@link ClientTransport.close} was what ended it. A transport that drains after GOAWAY is not
   * heard of again here; its `closed` promise tells when it is gone.
   *
   * @param goaway the name of the error code in the GOAWAY that is the reason, if one is
   */
  onClosed(reason: StatusError, kind: TransportCloseKind, goaway?: string): void;
  /**
   * The connection waits for somebody on the way to its address, such as `"the proxy 10.0.0.9:3128"`;
   * undefined: no longer. An attempt that takes too long says so.
   */
  onWaitingFor(whom: string | undefined): void;
  /** `acceptsStreams` turned true: a stream ended, the peer raised its limit, or a doubt is over. */
  onCapacity(): void;
}

/**
 * Opens a connection to `address`. Resolves once it can carry calls, which is when the peer's
 * SETTINGS have arrived: only that shows a gRPC server behind the port, and resets the backoff.
 * Rejects with a StatusError UNAVAILABLE whose message names the address and the errno and whose
 * `cause` is the socket's error. When `signal` aborts, the socket is destroyed at once and the
 * promise rejects. The subchannel aborts when its connect timeout is over.
 */
export type Connector = (
  address: Address,
  signal: AbortSignal,
  listener: TransportListener,
) => Promise<ClientTransport>;
