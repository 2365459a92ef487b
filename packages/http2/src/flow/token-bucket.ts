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

  /** Takes one. The clock is read only when the bucket is empty, so the usual case is one subtraction. */
  take(now: () => number): boolean {
    if (this.tokens < 1) {
      const at = now();
      this.tokens = Math.min(this.burst, this.tokens + (at - this.refilledAtMs) * this.perMs);
      this.refilledAtMs = at;
      if (this.tokens < 1) return false;
    }
    this.tokens -= 1;
    return true;
  }
}
