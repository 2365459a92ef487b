/** A window is too small when the peer fills so much of it within a round trip. */
const FULL_PART = 0.6;
/** The next window in multiples of what a round trip carried. */
const GROWTH = 4;
/** The reader is what slows the peer down when it leaves so much of a window unread. */
const UNREAD_PART = 0.5;
/** After a window has grown, the first round trip is still one of the old window. */
const MEASUREMENTS_AFTER_GROWTH = 2;
/** So much of a round trip is the time of the two programs and of their event loops, not of the path. */
const PROGRAMS_MS = 1;
/** Enough for a path that takes less than that. */
const SHORT_PATH_WINDOW_BYTES = 256 * 1024;

/**
 * Measures how much the path carries in one round trip, by counting what arrives between a PING and
 * its acknowledgment, and sizes a stream's window accordingly.
 *
 * The window grows when a round trip filled it, the bandwidth was the highest so far, and the reader keeps
 * up. grpc-go, gRPC C++ and grpc-java measure in the same way. Here the window keeps to a multiple of the
 * highest bandwidth times the shortest round trip as well: when the reader is the slowest part, a larger
 * one only lengthens the queue in front of it, and small messages wait in that queue. A measurement is
 * wanted only when credit is due or the window has just grown: connections with small messages send few
 * PINGs.
 */
export class BandwidthEstimator {
  private readonly firstWindow: number;
  private readonly maxWindow: number;
  private readonly now: () => number;
  private isMeasuring: boolean;
  private sentAtMs: number;
  /** Bytes that arrived since the PING. */
  private sample: number;
  /** The highest bandwidth so far, in bytes per millisecond. */
  private bandwidth: number;
  private leastRoundTripMs: number;
  /** So many measurements are wanted. */
  private wanted: number;
  /** The window that a stream with a quick reader should have. */
  window: number;

  /**
   * @param window the first window; @param maxWindow the largest; `window` itself switches growth off
   * @param now a monotonic clock in milliseconds
   */
  constructor(window: number, maxWindow: number, now: () => number) {
    this.firstWindow = window;
    this.maxWindow = maxWindow;
    this.now = now;
    this.isMeasuring = false;
    this.sentAtMs = 0;
    this.sample = 0;
    this.bandwidth = 0;
    this.leastRoundTripMs = Infinity;
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
   * The PING's acknowledgment has come. Returns false when none was under way.
   *
   * @param unread bytes that have arrived and that the reader has not taken
   */
  end(unread: number): boolean {
    if (!this.isMeasuring) return false;
    this.isMeasuring = false;
    const roundTripMs = Math.max(this.now() - this.sentAtMs, 0.001);
    const bandwidth = this.sample / roundTripMs;
    const isHighest = bandwidth > this.bandwidth;
    if (isHighest) this.bandwidth = bandwidth;
    if (roundTripMs < this.leastRoundTripMs) {
      // What was taken for the path was a queue: the window has no use for that part.
      this.leastRoundTripMs = roundTripMs;
      this.window = Math.min(this.window, Math.max(this.firstWindow, this.usefulWindow()));
    }
    if (!isHighest || this.sample < this.window * FULL_PART) return true;
    if (unread > this.window * UNREAD_PART) return true;
    const window = Math.min(this.sample * GROWTH, this.usefulWindow(), this.maxWindow);
    if (window <= this.window) return true;
    this.window = window;
    this.wanted = window < this.maxWindow ? MEASUREMENTS_AFTER_GROWTH : 0;
    return true;
  }

  /**
   * The peer has filled the window, and the reader has emptied it before more came: on a short path the
   * two programs wait for each other, which no round trip shows.
   */
  onFilled(): void {
    if (this.leastRoundTripMs >= PROGRAMS_MS) return;
    this.window = Math.max(this.window, Math.min(SHORT_PATH_WINDOW_BYTES, this.maxWindow));
  }

  /** A larger window would be a queue. */
  private usefulWindow(): number {
    const pathMs = Math.max(0, this.leastRoundTripMs - PROGRAMS_MS);
    return Math.max(SHORT_PATH_WINDOW_BYTES, Math.ceil(this.bandwidth * pathMs * GROWTH));
  }
}
