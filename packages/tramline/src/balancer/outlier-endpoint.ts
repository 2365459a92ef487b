import type { StatusError } from "@tramline/rpc";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import type { CallCounts } from "./outlier-algorithms.ts";

/** One address, its calls, and its ejection. */
export class OutlierEndpoint implements CallCounts {
  /** Of the interval before. */
  successes: number;
  failures: number;
  private readonly name: string;
  private activeSuccesses: number;
  private activeFailures: number;
  /** Those that can be ejected. */
  private readonly subchannels: Set<Subchannel>;
  /** How many times the base time an ejection lasts. */
  private multiplier: number;
  private ejectedAtMs: number | undefined;
  private ejection: StatusError | undefined;

  constructor(name: string) {
    this.successes = 0;
    this.failures = 0;
    this.name = name;
    this.activeSuccesses = 0;
    this.activeFailures = 0;
    this.subchannels = new Set();
    this.multiplier = 0;
    this.ejectedAtMs = undefined;
    this.ejection = undefined;
  }

  get isEjected(): boolean {
    return this.ejectedAtMs !== undefined;
  }

  count(isSuccess: boolean): void {
    if (isSuccess) this.activeSuccesses++;
    else this.activeFailures++;
  }

  /** A new interval begins; the calls of the one that is over are `successes` and `failures`. */
  swap(): void {
    this.successes = this.activeSuccesses;
    this.failures = this.activeFailures;
    this.activeSuccesses = 0;
    this.activeFailures = 0;
  }

  add(subchannel: Subchannel): void {
    this.subchannels.add(subchannel);
    if (this.ejection !== undefined) subchannel.eject(this.ejection);
  }

  /** Forgets subchannels that were shut down. */
  tidy(): void {
    for (const subchannel of this.subchannels) {
      if (subchannel.state === ConnectivityState.SHUTDOWN) this.subchannels.delete(subchannel);
    }
  }

  eject(nowMs: number): void {
    this.ejectedAtMs = nowMs;
    this.multiplier++;
    const calls = this.successes + this.failures;
    const reason = `ejected as an outlier: ${this.failures} of ${calls} calls failed`;
    this.setEjection(new UnreachableError(this.name, reason));
  }

  /** At the end of an interval: ends an ejection that has lasted long enough, and forgives earlier ones. */
  age(nowMs: number, baseMs: number, maxMs: number): void {
    if (this.ejectedAtMs === undefined) {
      if (this.multiplier > 0) this.multiplier--;
    } else if (nowMs > this.ejectedAtMs + Math.min(baseMs * this.multiplier, maxMs)) {
      this.uneject();
    }
  }

  /** Forgets calls that were counted. */
  resetCounts(): void {
    this.activeSuccesses = 0;
    this.activeFailures = 0;
  }

  /** As if it had never been ejected. */
  pardon(): void {
    this.uneject();
    this.multiplier = 0;
  }

  private uneject(): void {
    if (this.ejectedAtMs === undefined) return;
    this.ejectedAtMs = undefined;
    this.setEjection(undefined);
  }

  private setEjection(error: StatusError | undefined): void {
    this.ejection = error;
    for (const subchannel of [...this.subchannels]) subchannel.eject(error);
  }
}
