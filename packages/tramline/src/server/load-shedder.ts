import type { ScheduledTimer, Timers } from "@tramline/http2";
import type { AdmissionProblem, CallShedder } from "@tramline/rpc";

/** How often the delay of the event loop is measured. */
const SAMPLE_MS = 20;

/** The measuring ends after so many samples without a call, and begins again with the next one. */
const IDLE_SAMPLES = 50;

/** The least share of calls that begins: what is never tried does not show that the load is over. */
const LEAST_ACCEPTED = 0.002;

/**
 * How the share reacts to the delay, relative to its bound: to what it is now, and to what it has been. A
 * turn of the event loop that accepts a share `a` of calls makes the next turn `a * load` times as long, so the
 * logarithm of the share controls that of the delay; these values settle without swinging.
 */
const PROPORTIONAL = 1.2;
const INTEGRAL = 0.3;

/** The share is not moved by a delay below or above these multiples of the bound any further. */
const LEAST_DELAY = 0.25;
const MOST_DELAY = 64;

/** The longest pushback, before it is spread. */
const MOST_RETRY_MS = 10_000;

/** The surroundings of a shedder, and its bound. */
export interface LoadShedderParts {
  /** The delay up to which all calls begin, in milliseconds. */
  readonly maxDelayMs: number;
  readonly timers: Timers;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Returns a number from 0 to below 1. */
  readonly random: () => number;
}

/**
 * Rejects a share of the calls while the process has more to do than it can. Two delays show it. The event loop
 * comes late to its timers: a share of all calls is rejected, by a proportional integral controller (as RFC 8033
 * has one for queues) that holds that delay at its bound. And bytes that were received wait for the turn of their
 * connection: those calls that have waited beyond the bound are rejected.
 */
export class LoadShedder implements CallShedder {
  private readonly parts: LoadShedderParts;
  /** The share of calls that begins, 1 for all. */
  private accepted: number;
  /** The logarithm of the share that the delays until now call for, 0 for all. */
  private integral: number;
  private delayMs: number;
  private timer: ScheduledTimer | undefined;
  private dueMs: number;
  /** A call has come since the last sample. */
  private hadCall: boolean;
  private idleSamples: number;
  private readonly onTimer: () => void;

  constructor(parts: LoadShedderParts) {
    this.parts = parts;
    this.accepted = 1;
    this.integral = 0;
    this.delayMs = 0;
    this.timer = undefined;
    this.dueMs = 0;
    this.hadCall = false;
    this.idleSamples = 0;
    this.onTimer = () => this.sample();
  }

  /** The bound, in milliseconds. */
  get maxDelayMs(): number {
    return this.parts.maxDelayMs;
  }

  problem(waitedMs: number): AdmissionProblem | undefined {
    this.hadCall = true;
    if (this.timer === undefined) this.begin();
    const { maxDelayMs, random } = this.parts;
    if (waitedMs > maxDelayMs) {
      const detail = `it has waited ${Math.round(waitedMs)} ms for its turn, of at most ${maxDelayMs}`;
      return this.rejected(detail, waitedMs);
    }
    if (this.accepted === 1 || random() < this.accepted) return undefined;
    const percent = Math.round((1 - this.accepted) * 100);
    const late = Math.round(this.delayMs);
    const detail = `the event loop is ${late} ms late, of at most ${maxDelayMs}; ${percent} % of calls are rejected`;
    return this.rejected(detail, maxDelayMs / this.accepted);
  }

  /** Half the time to one and a half times: callers that are rejected together do not come back together. */
  private rejected(detail: string, aboutMs: number): AdmissionProblem {
    const spread = 0.5 + this.parts.random();
    const retryAfterMs = Math.ceil(Math.min(aboutMs, MOST_RETRY_MS) * spread);
    return { limit: "shedLoad.maxDelayMs", detail, retryAfterMs };
  }

  private begin(): void {
    this.idleSamples = 0;
    this.dueMs = this.parts.now() + SAMPLE_MS;
    this.timer = this.parts.timers.schedule(this.onTimer, SAMPLE_MS);
  }

  private sample(): void {
    const nowMs = this.parts.now();
    this.adjust(Math.max(0, nowMs - this.dueMs));
    this.idleSamples = this.hadCall ? 0 : this.idleSamples + 1;
    this.hadCall = false;
    if (this.idleSamples >= IDLE_SAMPLES && this.accepted === 1) {
      this.timer = undefined;
      return;
    }
    this.dueMs = nowMs + SAMPLE_MS;
    this.timer = this.parts.timers.schedule(this.onTimer, SAMPLE_MS);
  }

  private adjust(delayMs: number): void {
    this.delayMs = delayMs;
    const relative = delayMs / this.parts.maxDelayMs;
    const error = Math.log(Math.min(Math.max(relative, LEAST_DELAY), MOST_DELAY));
    const least = Math.log(LEAST_ACCEPTED);
    this.integral = Math.min(0, Math.max(least, this.integral - INTEGRAL * error));
    const logarithm = this.integral - PROPORTIONAL * error;
    this.accepted = Math.exp(Math.min(0, Math.max(least, logarithm)));
  }
}
