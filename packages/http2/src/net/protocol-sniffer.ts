import { PREFACE } from "../connection/preface.ts";
import type { ConnectionListener, ConnectionSink } from "../connection/sink.ts";
import type { ScheduledTimer, Timers } from "../timers.ts";
import type { AcceptedConnection, DrivenConnection } from "./driven-connection.ts";

/** `PRI `, with which the preface begins: no request of HTTP/1.1 does (RFC 9113 section 3.4). */
const DECIDING_BYTES = 4;

/** How a {@link ProtocolSniffer} is made. */
export interface SnifferParts {
  /**
   * Makes the connection that goes on, once it is known what the client speaks.
   *
   * @param waitedMs how long that took, of the time that the client has for its preface
   */
  readonly choose: (isHttp2: boolean, waitedMs: number) => DrivenConnection;
  readonly sink: Pick<ConnectionSink, "end">;
  readonly listener: Pick<ConnectionListener, "onLimit">;
  readonly timers: Timers;
  /** How long the client may take until it is known. */
  readonly timeoutMs: number;
  readonly nowMs: number;
}

/** Stands in for a connection until its first bytes say whether it is HTTP/2 or HTTP/1.1. */
export class ProtocolSniffer implements DrivenConnection, AcceptedConnection {
  private readonly parts: SnifferParts;
  private readonly timer: ScheduledTimer | undefined;
  private matched: number;
  private isDecided: boolean;
  /** The socket is closing, or closed. */
  isOver: boolean;
  inputWaitMs: number;
  lastReceiveMs: number;

  constructor(parts: SnifferParts) {
    this.parts = parts;
    this.matched = 0;
    this.isDecided = false;
    this.isOver = false;
    this.inputWaitMs = 0;
    this.lastReceiveMs = parts.nowMs;
    this.timer =
      parts.timeoutMs === Infinity
        ? undefined
        : parts.timers.schedule(() => this.onTimeout(), parts.timeoutMs);
  }

  receive(bytes: Uint8Array, end: number, start: number, nowMs: number, untilMs: number): number {
    if (this.isOver) return end;
    this.lastReceiveMs = nowMs;
    const before = this.matched;
    let at = start;
    while (at < end && this.matched < DECIDING_BYTES && bytes[at] === PREFACE[this.matched]) {
      at += 1;
      this.matched += 1;
    }
    if (at === end && this.matched < DECIDING_BYTES) return end;
    this.isDecided = true;
    this.timer?.cancel();
    const connection = this.parts.choose(
      this.matched === DECIDING_BYTES,
      Math.max(0, nowMs - this.parts.nowMs),
    );
    connection.inputWaitMs = this.inputWaitMs;
    if (before > 0) connection.receive(PREFACE, before, 0, nowMs, untilMs);
    const to = connection.receive(bytes, end, start, nowMs, untilMs);
    connection.inputWaitMs = 0;
    return to;
  }

  private onTimeout(): void {
    if (this.isDecided || this.isOver) return;
    const detail = "the preface of HTTP/2, or a request of HTTP/1.1, has not come";
    this.parts.listener.onLimit?.({
      limit: "prefaceTimeoutMs",
      action: "closed-connection",
      detail,
    });
    this.close();
  }

  socketClosed(): void {
    this.isOver = true;
    this.timer?.cancel();
  }

  drain(): void {
    this.close();
  }

  close(): void {
    if (this.isOver || this.isDecided) return;
    this.isOver = true;
    this.timer?.cancel();
    this.parts.sink.end(false, false);
  }

  onPeerSilent(): void {
    this.close();
  }

  onThrottled(): void {}

  // Nothing is sent, and no call has come.

  takeOutput(): Uint8Array[] {
    return [];
  }

  outputTaken(): void {}
  outputWritten(): void {}
  outputLost(): void {}

  get isReady(): boolean {
    return false;
  }

  get openStreams(): number {
    return 0;
  }

  get streamsStarted(): number {
    return 0;
  }

  get streamsFailed(): number {
    return 0;
  }

  get keepalivesSent(): number {
    return 0;
  }
}
