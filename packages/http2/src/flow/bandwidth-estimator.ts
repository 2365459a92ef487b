/** A window is too small when the peer fills so much of it within a round trip. */
const FULL_PART = 0.6;
/** The next window in multiples of what a round trip carried. */
const GROWTH = 4;
/** The reader is what slows the peer down when it leaves so much of a window unread. */
const UNREAD_PART = 0.5;
/** After a window has grown, the first round trip is still one of the old window. */
const MEASUREMENTS_AFTER_GROWTH = 2;

/**
 * Measures how much the path carries in one round trip, by counting what arrives between a PING and its
 * acknowledgement, and sizes a stream's window accordingly.
 *
 * The window grows when a round trip filled it, the bandwidth was the highest so far, and the reader keeps
 * up; it never shrinks. grpc-go, gRPC C++ and grpc-java measure in the same way. Here a measurement is wanted only
 * when credit is due or the window has just grown, so that connections with small messages send few PINGs.
 */
export class BandwidthEstimator {
  private readonly maxWindow: number;
  private readonly now: () => number;
  private isMeasuring: boolean;
  private sentAtMs: number;
  /** Bytes that arrived since the PING. */
  private sample: number;
  /** The highest bandwidth so far, in bytes per millisecond. */
  private bandwidth: number;
  /** So many measurements are wanted. */
  private wanted: number;
  /** The window that a stream with a quick reader should have. */
  window: number;

  /**
   * @param window the first window; @param maxWindow the largest; `window` itself switches growth off
   * @param now a monotonic clock in milliseconds
   */
  constructor(window: number, maxWindow: number, now: () => number) {
    this.maxWindow = maxWindow;
    this.now = now;
    this.isMeasuring = false;
    this.sentAtMs = 0;
    this.sample = 0;
    this.bandwidth = 0;
    this.wanted = 0;
    this.window = window;
  }

  /** Wants a measurement: the peer has used so much of a window that credit is due. */
  want(): void {
    if (this.wanted === 0 && this.window < this.maxWindow) this.wanted = 1;
  }

  /**
   * Counts bytes that have arrived.
   *
   * @returns whether a PING is to be sent now. Data always precedes it: servers that watch for needless
   * PINGs permit such.
   */
  count(bytes: number): boolean {
    if (this.isMeasuring) {
      this.sample += bytes;
      return false;
    }
    if (this.wanted === 0) return false;
    this.wanted -= 1;
    this.isMeasuring = true;
    this.sample = bytes;
    this.sentAtMs = this.now();
    return true;
  }

  /**
   * The PING's acknowledgement has come. Returns false when none was under way.
   *
   * @param unread bytes that have arrived and that the reader has not taken
   */
  end(unread: number): boolean {
    if (!this.isMeasuring) return false;
    this.isMeasuring = false;
    const roundTripMs = Math.max(this.now() - this.sentAtMs, 0.001);
    const bandwidth = this.sample / roundTripMs;
    if (bandwidth <= this.bandwidth) return true;
    this.bandwidth = bandwidth;
    if (this.sample < this.window * FULL_PART || unread > this.window * UNREAD_PART) return true;
    this.window = Math.min(Math.max(this.window, this.sample * GROWTH), this.maxWindow);
    this.wanted = this.window < this.maxWindow ? MEASUREMENTS_AFTER_GROWTH : 0;
    return true;
  }
}
