import type { StatusError } from "@tramline/rpc";
import type { Address } from "./address.ts";

/**
 * What a ready subchannel holds: one live connection on which attempts open their streams. The
 * channel's side knows no more of a connection than this; `transport/` implements it over HTTP/2.
 */
export interface ClientTransport {
  /**
   * Whether a stream can be opened right now. False after GOAWAY or close, and while the peer's
   * MAX_CONCURRENT_STREAMS is reached. Read on each pick: keep it a plain field.
   */
  readonly acceptsStreams: boolean;
  /** Streams open at this moment. A channel with none for long enough goes idle. */
  readonly activeStreams: number;
  /**
   * Settles when the socket is closed and no stream, timer or listener of the transport is left;
   * never rejects.
   */
  readonly closed: Promise<void>;
  /**
   * Takes no new streams from now on. `graceful`: open streams run to their end, then the
   * connection closes. Otherwise they fail at once and the socket is destroyed. May be called
   * more than once, a graceful close being followed by a hard one.
   */
  close(graceful: boolean): void;
  /** Measures one round trip (PING and its acknowledgement), in milliseconds. */
  ping?(): Promise<number>;
}

/** Why a transport stopped taking streams. */
export type TransportCloseKind =
  /** The peer sent GOAWAY; streams it still processes go on. */
  | "goaway"
  /** The connection broke or broke the protocol. */
  | "error"
  /** The connection ended in order, from either side. */
  | "closed";

/** What a transport tells its subchannel. Calls are synchronous, at the moment of the event. */
export interface TransportListener {
  /**
   * The transport will never take another stream. Called exactly once in its life, also when
   * {@link ClientTransport.close} was what ended it. A transport that drains after GOAWAY is not
   * heard of again here; its `closed` promise tells when it is gone.
   */
  onClosed(reason: StatusError, kind: TransportCloseKind): void;
  /** `acceptsStreams` turned true: a stream ended, or the peer raised its limit. */
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
