/** A budget that time refills: bounds how often a peer may do what costs us more than it costs them. */
export class TokenBucket {
  private readonly burst: number;
  private readonly perMs: number;
  private tokens: number;
  private refilledAtMs: number;

  /** @param burst the most that may be taken at once; @param perSecond the refill; @param startMs the clock's time now. */
  constructor(burst: number, perSecond: number, startMs: number) {
    this.burst = burst;
    this.perMs = perSecond / 1000;
    this.tokens = burst;
    this.refilledAtMs = startMs;
  }

  /**
   * Takes `amount` tokens, or all of a full bucket that holds fewer. Returns false, with nothing taken,
   * when there are fewer. The clock is read only then, so the usual case is one subtraction.
   */
  take(now: () => number, amount: number): boolean {
    const cost = Math.min(amount, this.burst);
    if (this.tokens < cost) {
      this.refill(now());
      if (this.tokens < cost) return false;
    }
    this.tokens -= cost;
    return true;
  }

  /** Takes `amount` tokens, or as many as there are. */
  drain(now: () => number, amount: number): void {
    if (this.take(now, amount)) return;
    this.tokens = 0;
  }

  /**
   * Takes `amount` tokens, also such as are still to come, though none that come later than `mostMs`.
   *
   * @returns in how many milliseconds none is owed any more
   */
  owe(nowMs: number, amount: number, mostMs: number): number {
    this.refill(nowMs);
    this.tokens = Math.max(this.tokens - amount, -mostMs * this.perMs);
    return this.debtMs(nowMs);
  }

  /** Returns in how many milliseconds none is owed any more. */
  debtMs(nowMs: number): number {
    this.refill(nowMs);
    return this.tokens < 0 ? -this.tokens / this.perMs : 0;
  }

  /** Whether there are fewer than `amount` tokens, or fewer than a full bucket holds. */
  isShortOf(amount: number, nowMs: number): boolean {
    this.refill(nowMs);
    return this.tokens < Math.min(amount, this.burst);
  }

  private refill(atMs: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (atMs - this.refilledAtMs) * this.perMs);
    this.refilledAtMs = atMs;
  }
}
