import { socketFailure } from "../connection/connection-failure.ts";
import {
  ConnectionTimeouts,
  defaultTimeouts,
  type TimedConnection,
  type TimeoutSettings,
} from "../connection/timeouts.ts";
import { Defaults } from "../defaults.ts";
import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Http1Options } from "./connection-parts.ts";
import { Http1Lifecycle } from "./http1-lifecycle.ts";
import { RequestError } from "./request-error.ts";

const filledTimeouts = new Defaults(defaultTimeouts);

/**
 * One connection of HTTP/1.1 (RFC 9112), of a server, without I/O: bytes go in by `receive`, bytes come out
 * by `takeOutput`, and exchanges tell their handlers what happens.
 *
 * Requests are served one after another. Those that a client sends ahead wait in its socket, which holds it
 * back: pipelining costs no more than a single request.
 */
export class Http1Connection extends Http1Lifecycle implements TimedConnection {
  constructor(options: Http1Options) {
    super(options);
    const { timers, timeouts, now, random = Math.random } = options;
    if (timers === undefined || timeouts === undefined) return;
    const settings = filledTimeouts.fill(timeouts);
    this.timeouts = new ConnectionTimeouts({ settings, connection: this, timers, now, random });
  }

  // --- for the layer above -----------------------------------------------------------------------

  /** Whether the connection has ended, though its socket may still be open. */
  get isOver(): boolean {
    return this.isClosed;
  }

  /** How many requests are under way: 0 or 1. */
  get openStreams(): number {
    return this.current === undefined ? 0 : 1;
  }

  /** Always 0: HTTP/1.1 has no PING. */
  get keepalivesSent(): number {
    return 0;
  }

  /** Takes no further request. The response under way says so, and the connection closes behind it. */
  drain(): void {
    if (this.isDraining || this.isClosed) return;
    this.isDraining = true;
    if (this.current === undefined && !this.isClosing)
      this.shut(undefined, "the connection has drained");
  }

  /** Ends the connection now. A request under way fails; what has been written of its response leaves. */
  close(): void {
    this.shut(undefined, "the connection was closed");
  }

  // --- for exchanges -----------------------------------------------------------------------------

  blame(): void {
    // A mistake that ends the connection is not paid for by what its request has earned.
    if (this.isClosing || this.isClosed) this.guard.countCut(0);
    else this.count(true);
  }

  countControl(): void {
    this.count(false);
  }

  private count(isViolation: boolean): void {
    if (this.isClosed) return;
    try {
      if (isViolation) this.guard.countViolation();
      else this.guard.countControl();
    } catch (error) {
      this.onReceiveError(error);
    }
  }

  countInflated(packedBytes: number, bytes: number): number {
    return this.guard.countInflated(packedBytes, bytes);
  }

  get inflationDebtMs(): number {
    return this.guard.inflationDebtMs;
  }

  onBlocked(ms: number): void {
    this.sink.onBlocked?.(ms);
  }

  // --- for the socket ----------------------------------------------------------------------------

  /** Bytes from the client; see `Connection.receive`. Stops where the client is ahead of us. */
  receive(
    bytes: Uint8Array,
    end: number = bytes.length,
    start = 0,
    nowMs: number = this.now(),
    untilMs = Infinity,
  ): number {
    if (this.isClosed) return end;
    this.isReady = true;
    this.lastReceiveMs = nowMs;
    this.isReceiving = true;
    let at = start;
    try {
      while (at < end) {
        if (this.mustWait) {
          this.pause();
          break;
        }
        at = this.reader.read(bytes, at, end);
        if (this.isClosed) return end;
        if (at < end && untilMs !== Infinity && this.now() >= untilMs) break;
      }
      if (this.reader.isInSection) this.unfinishedSinceMs ||= nowMs;
      else if (this.current?.isUnread !== true) this.unfinishedSinceMs = 0;
      this.timeouts?.onRead(nowMs);
      return at;
    } catch (error) {
      this.onReceiveError(error);
      return end;
    } finally {
      this.isReceiving = false;
    }
  }

  /** Takes what is to be written now; see `Connection.takeOutput`. */
  takeOutput(): Uint8Array[] {
    return this.writer.take();
  }

  /** See `Connection.outputTaken`. */
  outputTaken(): void {
    this.writer.taken();
  }

  /** See `Connection.outputWritten`. */
  outputWritten(): void {
    this.writer.written();
    this.closeIfWritten();
  }

  /** See `Connection.outputLost`. */
  outputLost(): void {
    this.writer.batch.drop();
  }

  /** The socket is gone; `error` says why, undefined after an orderly end. */
  socketClosed(error: Error | undefined): void {
    if (this.isClosed) return;
    if (this.current !== undefined) this.guard.countDropped([this.current], this.now() | 0);
    this.shut(socketFailure(error), error?.message ?? "the peer closed the connection");
  }

  /** Ends the connection because the client takes no bytes. */
  onPeerSilent(reason: string): void {
    this.report("keepalive.timeoutMs", "closed-connection", reason);
    this.shut(new ConnectionError(ErrorCode.NO_ERROR, "H1_PEER_SILENT", reason), reason);
  }

  /** The client's bytes wait for a turn of the event loop that others have not taken. */
  onThrottled(detail: string): void {
    this.report("turnShare", "throttled", detail);
  }

  // --- for timers --------------------------------------------------------------------------------

  onTimeout(limit: keyof TimeoutSettings, detail: string): void {
    this.onReceiveError(new RequestError(408, "H1_TIMEOUT", detail, limit));
  }

  drainFor(limit: keyof TimeoutSettings, detail: string): void {
    if (this.isDraining || this.isClosed) return;
    this.report(limit, "closed-connection", detail);
    this.drain();
  }

  closeFor(limit: keyof TimeoutSettings | undefined, detail: string): void {
    if (limit !== undefined && this.current !== undefined) {
      this.report(limit, "closed-connection", detail);
    }
    this.close();
  }

  cancelStalled(sinceMs: number): void {
    const { current } = this;
    if (current === undefined || !current.awaitsBody || current.remoteEnded || this.isFull) return;
    if (((sinceMs - current.bodyAtMs) | 0) < 0) return;
    this.report("bodyTimeoutMs", "refused-call", "the request makes no progress");
    const message = "the rest of the request does not come (bodyTimeoutMs)";
    this.refuse(new RequestError(408, "H1_BODY_TIMEOUT", message), ErrorCode.CANCEL);
  }
}
