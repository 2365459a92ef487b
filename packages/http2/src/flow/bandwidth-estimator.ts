/** A window is too small when the peer fills so much of it within a round trip. */
const FULL_PART = 2 / 3;
/** The next window in multiples of what a round trip carried. */
const GROWTH = 4;

/**
 * Measures how much the path carries in one round trip, by counting what arrives between a PING and its
 * acknowledgement, and sizes a stream's window accordingly.
 *
 * The window grows when a round trip filled it and the bandwidth was the highest so far; it never
 * shrinks. grpc-go, gRPC C++ and grpc-java measure in the same way. A PING is sent only when
 * credit is due, at most one per round trip: connections with small messages send none.
 */
export class BandwidthEstimator {
  private readonly maxWindow: number;
  private readonly now: () => number;
  private isMeasuring: boolean;
  private sentAtMs: number;
  /** Bytes that arrived since the PING, or since its acknowledgement. */
  private sample: number;
  /** The highest bandwidth so far, in bytes per millisecond. */
  private bandwidth: number;
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
    this.window = window;
  }

  /** Counts bytes that have arrived. */
  count(bytes: number): void {
    this.sample += bytes;
  }

  /** Begins a measurement. Returns false when no PING is to be sent. */
  begin(): boolean {
    // A PING that no data precedes counts as one too many with servers that watch for them.
    if (this.isMeasuring || this.sample === 0 || this.window >= this.maxWindow) return false;
    this.isMeasuring = true;
    this.sample = 0;
    this.sentAtMs = this.now();
    return true;
  }

  /** The PING's acknowledgement has come. Returns false when none was under way. */
  end(): boolean {
    if (!this.isMeasuring) return false;
    this.isMeasuring = false;
    const roundTripMs = Math.max(this.now() - this.sentAtMs, 0.001);
    const { sample } = this;
    const bandwidth = sample / roundTripMs;
    this.sample = 0;
    if (bandwidth <= this.bandwidth) return true;
    this.bandwidth = bandwidth;
    if (sample >= this.window * FULL_PART) {
      this.window = Math.min(Math.max(this.window, sample * GROWTH), this.maxWindow);
    }
    return true;
  }
}
