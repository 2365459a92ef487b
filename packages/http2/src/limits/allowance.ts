import { TokenBucket } from "../flow/token-bucket.ts";
import type { Limits } from "../limits.ts";

/** The limits that an {@link Allowance} keeps count of. */
export type AllowanceLimits = Pick<
  Limits,
  | "rapidResetBurst"
  | "rapidResetPerSecond"
  | "controlFrameBurst"
  | "controlFramesPerSecond"
  | "oversizedHeaderBurst"
  | "oversizedHeaderBytesPerSecond"
  | "amplifiedBurst"
  | "amplifiedBytesPerSecond"
  | "connectionBurst"
  | "connectionsPerSecond"
>;

/** An allowance of fewer resets or frames is used up, and one of fewer bytes of oversized headers. */
const SPENT_BELOW = 32;
const SPENT_BELOW_BYTES = 256 * 1024;

/** Bytes behind the ends of connections that are read and dropped, at once and in the long run. */
const DROPPED_BURST_BYTES = 16 * 1024 * 1024;
const DROPPED_BYTES_PER_SECOND = 4 * 1024 * 1024;

/** New connections of an address whose allowance is used up follow each other at this distance. */
const SPACING_MS = 10;

/** The longest that one of them waits. */
const MOST_WAIT_MS = 100;

/**
 * How much a peer may still do of what costs it little and us much: reset streams, send frames that
 * carry no call forward, and send header sections beyond the limit. Time refills it. Ordinary calls do
 * not draw on it.
 *
 * One allowance can serve all connections of a remote address, so that a reconnect renews nothing; see
 * `AllowanceTable`.
 */
export class Allowance {
  /** Resets of streams. @internal */
  readonly resets: TokenBucket;
  /** Frames that carry no call forward. @internal */
  readonly controlFrames: TokenBucket;
  /** Bytes of oversized header sections. @internal */
  readonly headerBytes: TokenBucket;
  /** Bytes of messages that inflated to many times their size. @internal */
  readonly amplified: TokenBucket;
  /** New connections. @internal */
  readonly connections: TokenBucket;
  /** TLS handshakes that failed or were never finished, within the limits of connections. */
  private readonly failedHandshakes: TokenBucket;
  /** Bytes that come behind the ends of connections. */
  private readonly dropped: TokenBucket;
  /**
   * Milliseconds that connections took beyond their shares of the event loop and had not made up for
   * when they ended. The next connection that has more to do than its share takes it over.
   */
  debtMs: number;
  /** Connections that are over and held open, because they exceeded a limit. */
  held: number;
  /** Bytes that a server holds for the peer's connections; see `HeldAccount`. */
  heldBytes: number;
  /** Handlers of a server that run on although their calls of this address have ended. */
  abandonedHandlers: number;
  /** When the last of the new connections that wait is let in. */
  private lastEntryMs: number;

  /** @param nowMs the time of the monotonic clock that `TokenBucket.take` is given */
  constructor(limits: AllowanceLimits, nowMs: number) {
    this.resets = new TokenBucket(limits.rapidResetBurst, limits.rapidResetPerSecond, nowMs);
    this.controlFrames = new TokenBucket(
      limits.controlFrameBurst,
      limits.controlFramesPerSecond,
      nowMs,
    );
    this.headerBytes = new TokenBucket(
      limits.oversizedHeaderBurst,
      limits.oversizedHeaderBytesPerSecond,
      nowMs,
    );
    this.amplified = new TokenBucket(limits.amplifiedBurst, limits.amplifiedBytesPerSecond, nowMs);
    this.connections = new TokenBucket(limits.connectionBurst, limits.connectionsPerSecond, nowMs);
    this.failedHandshakes = new TokenBucket(
      limits.connectionBurst,
      limits.connectionsPerSecond,
      nowMs,
    );
    this.dropped = new TokenBucket(DROPPED_BURST_BYTES, DROPPED_BYTES_PER_SECOND, nowMs);
    this.debtMs = 0;
    this.held = 0;
    this.heldBytes = 0;
    this.abandonedHandlers = 0;
    this.lastEntryMs = 0;
  }

  /** Counts a new connection. Returns the limit that is used up; undefined when none is. */
  connect(nowMs: number): keyof AllowanceLimits | undefined {
    const isFrequent = !this.connections.take(() => nowMs, 1);
    if (this.resets.isShortOf(SPENT_BELOW, nowMs)) return "rapidResetBurst";
    if (this.controlFrames.isShortOf(SPENT_BELOW, nowMs)) return "controlFrameBurst";
    if (this.headerBytes.isShortOf(SPENT_BELOW_BYTES, nowMs)) return "oversizedHeaderBurst";
    return isFrequent ? "connectionBurst" : undefined;
  }

  /**
   * Returns how long a new connection waits before anything is read from it, in milliseconds, where
   * {@link connect} has named a limit of what only abusers do. They are let in one by one: a client that
   * reconnects as soon as it is cut off takes a part of the time.
   */
  entryWaitMs(nowMs: number): number {
    const entryMs = Math.max(this.lastEntryMs, nowMs) + SPACING_MS;
    this.lastEntryMs = Math.min(entryMs, nowMs + MOST_WAIT_MS);
    return this.lastEntryMs - nowMs;
  }

  /**
   * Whether `bytes` behind the end of a connection are read and dropped. Clients that have sent their requests
   * before they read the response need that; a flood of what nobody reads does not.
   */
  permitsDropped(bytes: number, nowMs: number): boolean {
    return this.dropped.take(() => nowMs, bytes);
  }

  /** Counts a TLS handshake that failed or was given up. */
  failHandshake(nowMs: number): void {
    this.failedHandshakes.drain(() => nowMs, 1);
  }

  /**
   * Returns how long the next handshake waits, in milliseconds: 0 until more have failed than
   * `connectionBurst` permits.
   */
  handshakeWaitMs(nowMs: number): number {
    return this.failedHandshakes.isShortOf(1, nowMs) ? this.entryWaitMs(nowMs) : 0;
  }
}
