import type { ConnectionError } from "../errors.ts";
import type { LimitEvent } from "../limits/limit-event.ts";

/** Where a connection's bytes go. Implemented by `net/`; by arrays in tests. */
export interface ConnectionSink {
  /**
   * There is output for the first time since the last flush: call `Connection.takeOutput` once
   * this turn of the event loop is over.
   */
  scheduleFlush(): void;
  /** There is so much output that it should leave now, if the last write is done. */
  flushNow(): void;
  /** A message of the peer has kept the event loop busy for `ms` in one go: others go first for a while. */
  onBlocked?(ms: number): void;
  /**
   * The connection is over: write what is left, then close in an orderly way.
   *
   * @param isCut the peer broke the protocol or exceeded a limit: nothing more need be read from it
   * @param isAbuse it exceeded a limit that only abusers do: it need not be let go at once
   */
  end(isCut: boolean, isAbuse: boolean): void;
}

/** The events of a connection, for its owner. */
export interface ConnectionListener {
  /** The peer's first SETTINGS came: the connection is usable. */
  onReady(): void;
  /** The peer will accept no further streams (client), or asks us to open none (server). */
  onGoaway(lastStreamId: number, errorCode: number, debug: string): void;
  /** A stream slot became free after `acceptsStreams` was false for want of one. */
  onCapacity(): void;
  /** The last open stream has closed, not counting `Connection.backgroundStreams`. */
  onIdle(): void;
  /** The peer has reached a limit. */
  onLimit?(event: LimitEvent): void;
  /** Over. Undefined after an orderly end. Called once. */
  onClosed(error: ConnectionError | undefined): void;
}
