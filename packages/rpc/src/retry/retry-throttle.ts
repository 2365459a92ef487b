/** Thousandths of a token: `tokenRatio` has at most three decimals (gRFC A6). */
const SCALE = 1000;

/**
 * The token bucket of a channel that stops retries and hedging while too many calls fail (gRFC A6): a
 * failure costs a token, a success returns `tokenRatio` of one, and nothing is tried again while half
 * of them or fewer are left.
 */
export class RetryThrottle {
  /** The tokens at the start, and the most there can be. */
  readonly maxTokens: number;
  /** The part of a token that a success returns. */
  readonly tokenRatio: number;
  private readonly maxMilliTokens: number;
  private readonly gain: number;
  private milliTokens: number;

  /** @param before the bucket that this one replaces: it begins with the same share of its tokens */
  constructor(maxTokens: number, tokenRatio: number, before?: RetryThrottle) {
    this.maxTokens = maxTokens;
    this.tokenRatio = tokenRatio;
    this.maxMilliTokens = Math.round(maxTokens * SCALE);
    this.gain = Math.round(tokenRatio * SCALE);
    this.milliTokens = Math.round(this.maxMilliTokens * (before?.fill ?? 1));
  }

  /** The tokens left. */
  get tokens(): number {
    return this.milliTokens / SCALE;
  }

  /** The tokens left, as a part of all. */
  private get fill(): number {
    return this.milliTokens / this.maxMilliTokens;
  }

  /** Whether another attempt may be made. */
  get allows(): boolean {
    return this.milliTokens * 2 > this.maxMilliTokens;
  }

  /** Counts a call that succeeded: returns `tokenRatio` of a token. */
  onSuccess(): void {
    const tokens = this.milliTokens + this.gain;
    this.milliTokens = tokens < this.maxMilliTokens ? tokens : this.maxMilliTokens;
  }

  /** Counts a failure: takes one token. */
  onFailure(): void {
    this.milliTokens = this.milliTokens > SCALE ? this.milliTokens - SCALE : 0;
  }
}
