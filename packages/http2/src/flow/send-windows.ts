import type { Stream } from "../stream/stream.ts";
import { DEFAULT_WINDOW, MAX_WINDOW } from "./window.ts";

/**
 * The windows that this side may send in (RFC 9113 section 5.2).
 *
 * A stream's window is kept as its distance from the peer's SETTINGS_INITIAL_WINDOW_SIZE
 * (`Stream.sendOffset`). A change of that setting moves the windows of all streams at once, and walks none.
 */
export class SendWindows {
  /** Bytes that may be sent on the connection. */
  private connection: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE of the peer. */
  private initial: number;
  /** No open stream's offset is higher. May be too high after a stream has closed or sent. */
  private highestOffset: number;

  constructor() {
    this.connection = DEFAULT_WINDOW;
    this.initial = DEFAULT_WINDOW;
    this.highestOffset = 0;
  }

  /** Bytes that may be sent on a stream now. Never negative. */
  sendable(stream: Stream): number {
    const window = this.initial + stream.sendOffset;
    const least = window < this.connection ? window : this.connection;
    return least > 0 ? least : 0;
  }

  /** A stream's own window, whatever the connection's is. May be negative. */
  ofStream(stream: Stream): number {
    return this.initial + stream.sendOffset;
  }

  /** Counts `size` bytes of DATA that leave. */
  spend(stream: Stream, size: number): void {
    stream.sendOffset -= size;
    this.connection -= size;
  }

  /** WINDOW_UPDATE on stream 0. Returns false when the window would exceed 2^31-1. */
  widenConnection(increment: number): boolean {
    if (this.connection + increment > MAX_WINDOW) return false;
    this.connection += increment;
    return true;
  }

  /** WINDOW_UPDATE on a stream. Returns false when the window would exceed 2^31-1. */
  widenStream(stream: Stream, increment: number): boolean {
    const offset = stream.sendOffset + increment;
    if (this.initial + offset > MAX_WINDOW) return false;
    stream.sendOffset = offset;
    if (offset > this.highestOffset) this.highestOffset = offset;
    return true;
  }

  /**
   * Applies SETTINGS_INITIAL_WINDOW_SIZE to every stream (RFC 9113 section 6.9.2). Calls `streams`, and
   * walks what it returns, only when a window may have become too large.
   *
   * @returns how many streams were looked at; -1 when a window would exceed 2^31-1
   */
  changeInitial(size: number, streams: () => readonly Stream[]): number {
    let walked = 0;
    if (size + this.highestOffset > MAX_WINDOW) {
      this.highestOffset = 0;
      for (const stream of streams()) {
        walked += 1;
        if (stream.sendOffset > this.highestOffset) this.highestOffset = stream.sendOffset;
      }
      if (size + this.highestOffset > MAX_WINDOW) return -1;
    }
    this.initial = size;
    return walked;
  }
}
