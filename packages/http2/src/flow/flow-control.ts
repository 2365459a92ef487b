import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Stream } from "../stream/stream.ts";
import { DEFAULT_WINDOW, MAX_WINDOW, sendable, widen, worthCrediting } from "./window.ts";

/** Writes the WINDOW_UPDATE frames that a {@link FlowControl} decides on. */
export interface CreditWriter {
  /** Writes a WINDOW_UPDATE; stream 0 is the connection. */
  windowUpdate(streamId: number, increment: number): void;
}

/** Windows that this side announces. */
export interface FlowSettings {
  /** The receive window that each stream starts with once the peer has acknowledged our SETTINGS. */
  readonly initialWindowSize: number;
  /** The connection's receive window. */
  readonly connectionWindowSize: number;
}

/**
 * Owns all flow-control windows of one connection (RFC 9113 section 5.2): what the peer may send, what
 * this side may send, and when received bytes are credited. No other file changes a window.
 */
export class FlowControl {
  private readonly settings: FlowSettings;
  private readonly writer: CreditWriter;
  /** Bytes that the peer may send on the connection. */
  private recvWindow: number;
  /** Bytes received on the connection and not yet credited. */
  private uncredited: number;
  /** The receive window of new streams: 65,535 until our SETTINGS are acknowledged. */
  recvInitialWindow: number;
  /** Bytes that this side may send on the connection. */
  sendWindow: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE of the peer. */
  peerInitialWindow: number;
  /** Set when the connection is over: no credit is written from then on. */
  isOver: boolean;

  constructor(settings: FlowSettings, writer: CreditWriter) {
    this.settings = settings;
    this.writer = writer;
    this.recvWindow = settings.connectionWindowSize;
    this.uncredited = 0;
    this.recvInitialWindow = DEFAULT_WINDOW;
    this.sendWindow = DEFAULT_WINDOW;
    this.peerInitialWindow = DEFAULT_WINDOW;
    this.isOver = false;
  }

  // --- receiving -------------------------------------------------------------------------------

  /**
   * Counts a DATA frame of `length` bytes, padding included, against the connection's window, which is
   * credited on receipt: each stream's window bounds what is held.
   *
   * @throws ConnectionError FLOW_CONTROL_ERROR when the frame exceeds the window
   */
  receiveOnConnection(length: number): void {
    if (length > this.recvWindow) {
      throw new ConnectionError(
        ErrorCode.FLOW_CONTROL_ERROR,
        "H2_CONNECTION_WINDOW_EXCEEDED",
        `${length} bytes of DATA, but the connection's window has ${this.recvWindow}`,
      );
    }
    this.recvWindow -= length;
    this.uncredited += length;
    if (this.uncredited * 2 >= this.settings.connectionWindowSize) {
      this.recvWindow += this.uncredited;
      this.writer.windowUpdate(0, this.uncredited);
      this.uncredited = 0;
    }
  }

  /** Whether a DATA frame of `length` bytes fits into the stream's window. */
  fitsStream(stream: Stream, length: number): boolean {
    return length <= stream.recvWindow;
  }

  /** Counts received body bytes against the stream's window. */
  receive(stream: Stream, size: number): void {
    stream.recvWindow -= size;
  }

  /** Credits received bytes that the layer above has consumed, once they are worth a frame. */
  credit(stream: Stream, bytes: number): void {
    stream.uncredited += bytes;
    if (stream.remoteEnded) return;
    if (!worthCrediting(stream.uncredited, this.settings.initialWindowSize)) return;
    this.giveCredit(stream, stream.uncredited);
    stream.uncredited = 0;
  }

  /**
   * Opens the window far enough for `bytes` more, ahead of their consumption: a message larger than
   * the window must not wait for a reader who cannot read half a message. Consumption pays it back.
   */
  expect(stream: Stream, bytes: number): void {
    if (stream.remoteEnded || stream.recvWindow >= bytes) return;
    const increment = Math.min(bytes - stream.recvWindow, MAX_WINDOW - stream.recvWindow);
    stream.uncredited -= increment;
    this.giveCredit(stream, increment);
  }

  private giveCredit(stream: Stream, increment: number): void {
    if (increment <= 0 || this.isOver) return;
    stream.recvWindow += increment;
    this.writer.windowUpdate(stream.id, increment);
  }

  /** The peer has acknowledged our SETTINGS: its streams have the window that we announced. */
  onSettingsAck(streams: Iterable<Stream>): void {
    const delta = this.settings.initialWindowSize - this.recvInitialWindow;
    this.recvInitialWindow = this.settings.initialWindowSize;
    for (const stream of streams) stream.recvWindow += delta;
  }

  // --- sending ---------------------------------------------------------------------------------

  /** Bytes that may be sent on a stream now. Never negative. */
  sendable(stream: Stream): number {
    return sendable(stream.sendWindow, this.sendWindow);
  }

  /** Whether the stream's own window is open, whatever the connection's is. */
  isStreamOpen(stream: Stream): boolean {
    return stream.sendWindow > 0;
  }

  /** Counts `size` bytes of DATA that leave. */
  spend(stream: Stream, size: number): void {
    stream.sendWindow -= size;
    this.sendWindow -= size;
  }

  /** WINDOW_UPDATE on stream 0. Returns false when the window would exceed 2^31-1. */
  widenConnection(increment: number): boolean {
    const widened = widen(this.sendWindow, increment);
    if (widened === undefined) return false;
    this.sendWindow = widened;
    return true;
  }

  /** WINDOW_UPDATE on a stream. Returns false when the window would exceed 2^31-1. */
  widenStream(stream: Stream, increment: number): boolean {
    const widened = widen(stream.sendWindow, increment);
    if (widened === undefined) return false;
    stream.sendWindow = widened;
    return true;
  }

  /**
   * Applies SETTINGS_INITIAL_WINDOW_SIZE to every open stream (RFC 9113 section 6.9.2). Returns false
   * when a window would exceed 2^31-1.
   */
  changePeerInitialWindow(size: number, streams: Iterable<Stream>): boolean {
    const delta = size - this.peerInitialWindow;
    this.peerInitialWindow = size;
    for (const stream of streams) {
      const widened = widen(stream.sendWindow, delta);
      if (widened === undefined) return false;
      stream.sendWindow = widened;
    }
    return true;
  }
}
