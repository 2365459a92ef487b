import type { Clock, ScheduledTimer } from "../subchannel/clock.ts";

/** Checks in one timeout; each time nothing may have happened since the one before. */
const CHECKS_PER_TIMEOUT = 2;

/**
 * Tells when a channel has had no call for a time, without a timer or a counter per call: it looks
 * now and then, and a call in between only clears a number.
 */
export class IdleTimer {
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private readonly isQuiet: () => boolean;
  private readonly onIdle: () => void;
  private quietChecks: number;
  private timer: ScheduledTimer | undefined;

  /**
   * @param isQuiet whether no call is active or waiting at this moment
   * @param onIdle called once it has been quiet for `timeoutMs` up to half as long again
   */
  constructor(clock: Clock, timeoutMs: number, isQuiet: () => boolean, onIdle: () => void) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.isQuiet = isQuiet;
    this.onIdle = onIdle;
    this.quietChecks = 0;
    this.timer = undefined;
  }

  /** A call begins. */
  touch(): void {
    this.quietChecks = 0;
  }

  start(): void {
    this.quietChecks = 0;
    if (this.timer === undefined && Number.isFinite(this.timeoutMs)) this.schedule();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private schedule(): void {
    this.timer = this.clock.schedule(() => this.check(), this.timeoutMs / CHECKS_PER_TIMEOUT);
  }

  private check(): void {
    this.quietChecks = this.isQuiet() ? this.quietChecks + 1 : 0;
    // The first quiet check says nothing of the time before it.
    if (this.quietChecks <= CHECKS_PER_TIMEOUT) {
      this.schedule();
    } else {
      this.timer = undefined;
      this.onIdle();
    }
  }
}
