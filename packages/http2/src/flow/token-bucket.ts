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
      const at = now();
      this.tokens = Math.min(this.burst, this.tokens + (at - this.refilledAtMs) * this.perMs);
      this.refilledAtMs = at;
      if (this.tokens < cost) return false;
    }
    this.tokens -= cost;
    return true;
  }
}
