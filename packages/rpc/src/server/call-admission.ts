/** How many calls a server begins. */
export interface AdmissionLimits {
  /** Calls under way at one time, handlers that run on after their calls included. Infinity: no limit. */
  readonly maxConcurrentCalls: number;
  /** Calls that may begin in a second, in the long run. Infinity: no limit. */
  readonly callsPerSecond: number;
  /** Calls that may begin at once after a rest. */
  readonly callBurst: number;
}

/** The limit that a call has reached, and the figures. */
export interface AdmissionProblem {
  /** The limit that is reached. */
  readonly limit: "maxConcurrentCalls" | "callsPerSecond" | "shedLoad.maxDelayMs";
  /** The limit and its value, as text for errors and logs. */
  readonly detail: string;
  /** When a further call may begin, in milliseconds from now; undefined where nobody knows. */
  readonly retryAfterMs: number | undefined;
}

/** Decides by the load of the process which calls begin. */
export interface CallShedder {
  /**
   * Returns why a call must not begin; undefined for one that may.
   *
   * @param waitedMs how long its first bytes have waited for a turn of the event loop
   */
  problem(waitedMs: number): AdmissionProblem | undefined;
}

/**
 * Decides which calls a server begins. Calls beyond a limit are not queued: a response that comes too
 * late for its caller costs as much as one in time, so what cannot be served now ends at once.
 */
export class CallAdmission {
  private readonly limits: AdmissionLimits;
  private running: number;
  /** Calls that may begin now (a token bucket), as of `filledAtMs`. */
  private tokens: number;
  private filledAtMs: number;
  private readonly shedder: CallShedder | undefined;

  constructor(limits: AdmissionLimits, shedder?: CallShedder) {
    this.limits = limits;
    this.shedder = shedder;
    this.running = 0;
    this.tokens = limits.callBurst;
    this.filledAtMs = -Infinity;
  }

  /** Calls under way, those that are exempt not counted. */
  get underWay(): number {
    return this.running;
  }

  /**
   * Begins a call.
   *
   * @param nowMs monotonic milliseconds
   * @param waitedMs how long its first bytes have waited for a turn of the event loop
   * @returns why it must not begin; undefined for one that has begun, after which `change(-1)` must follow
   */
  enter(nowMs: number, waitedMs: number): AdmissionProblem | undefined {
    if (this.shedder !== undefined) {
      const problem = this.shedder.problem(waitedMs);
      if (problem !== undefined) return problem;
    }
    const { maxConcurrentCalls, callsPerSecond } = this.limits;
    if (this.running >= maxConcurrentCalls) {
      const detail = `${this.running} calls are under way, of at most ${maxConcurrentCalls}`;
      return { limit: "maxConcurrentCalls", detail, retryAfterMs: undefined };
    }
    if (callsPerSecond !== Infinity && !this.takeToken(nowMs)) {
      const detail = `more calls than ${callsPerSecond} a second`;
      const retryAfterMs = Math.ceil(((1 - this.tokens) * 1000) / callsPerSecond);
      return { limit: "callsPerSecond", detail, retryAfterMs };
    }
    this.running += 1;
    return undefined;
  }

  /** A call that has begun is over (-1), or leaves a handler behind that runs on (1). */
  change(by: 1 | -1): void {
    this.running += by;
  }

  private takeToken(nowMs: number): boolean {
    const { callsPerSecond, callBurst } = this.limits;
    if (nowMs > this.filledAtMs) {
      const refill = ((nowMs - this.filledAtMs) * callsPerSecond) / 1000;
      this.tokens = Math.min(callBurst, this.tokens + refill);
      this.filledAtMs = nowMs;
    }
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
