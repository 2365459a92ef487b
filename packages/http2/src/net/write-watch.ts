import type { Socket } from "node:net";
import type { KeepaliveSettings } from "../connection/keepalive.ts";

/** The part of node's handles that tells how many bytes of a write the system has not taken yet. */
interface CountingHandle {
  readonly writeQueueSize?: unknown;
}

/**
 * Notices that a peer takes no bytes, although it may go on sending some: its window of TCP stays
 * closed. Node has no TCP_USER_TIMEOUT, which gRPC A18 asks for; this does the same without it.
 *
 * It costs one timer for a connection that writes, and nothing for one that is idle.
 *
 * @see https://github.com/grpc/proposal/blob/master/A18-tcp-user-timeout.md
 */
export class WriteWatch {
  readonly #socket: Socket;
  private readonly timeoutMs: number;
  private readonly onStuck: (reason: string) => void;
  private readonly check: () => void;
  private timer: NodeJS.Timeout | undefined;
  /** The write under way has this number; 0 when there is none. */
  private underWay: number;
  private writes: number;
  /** The write under way when the timer fired last, and how many bytes of it had not been taken. */
  private seen: number;
  private seenBytes: number;
  private isStopped: boolean;

  /** @param timeoutMs how long a write may stand still; it is noticed after twice that time at most */
  constructor(socket: Socket, timeoutMs: number, onStuck: (reason: string) => void) {
    this.#socket = socket;
    this.timeoutMs = timeoutMs;
    this.onStuck = onStuck;
    this.check = () => this.onTimer();
    this.timer = undefined;
    this.underWay = 0;
    this.writes = 0;
    this.seen = 0;
    this.seenBytes = 0;
    this.isStopped = false;
  }

  /** A write begins. */
  begin(): void {
    this.writes += 1;
    this.underWay = this.writes;
    if (this.timer === undefined && !this.isStopped) this.arm();
  }

  /** The system has taken the whole write. */
  end(): void {
    this.underWay = 0;
  }

  /** Ends the watch for good. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.underWay = 0;
  }

  private arm(): void {
    this.timer = setTimeout(this.check, this.timeoutMs);
    this.timer.unref();
  }

  private onTimer(): void {
    this.timer = undefined;
    if (this.underWay === 0) return;
    const left = this.unsentBytes();
    // Without a figure nobody knows whether a long write stands still or is slow.
    if (left === undefined) return;
    if (this.underWay === this.seen && left >= this.seenBytes) {
      this.onStuck(
        `the peer has taken no byte for ${this.timeoutMs} ms, and ${left} bytes wait for it`,
      );
      return;
    }
    this.seen = this.underWay;
    this.seenBytes = left;
    this.arm();
  }

  private unsentBytes(): number | undefined {
    const { _handle: handle } = this.#socket as { _handle?: CountingHandle | null };
    const size = handle?.writeQueueSize;
    return typeof size === "number" ? size : undefined;
  }
}

/** How long a write may stand still: as long as a PING may, unless keepalive is off. Milliseconds. */
export function writeTimeoutMs(keepalive: KeepaliveSettings | undefined): number {
  return keepalive === undefined || keepalive.timeMs === Infinity ? Infinity : keepalive.timeoutMs;
}
