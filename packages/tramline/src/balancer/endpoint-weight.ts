import type { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";

/** How long reports count; parts of the policy's configuration. */
export interface WeightPeriods {
  /** How long a backend must have reported before its weight is used. */
  readonly blackoutPeriodMs: number;
  /** How long after its last report a weight is used. */
  readonly weightExpirationPeriodMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One backend's weight, from its load reports (gRFC A58, Subchannel Weights). */
export class EndpointWeight {
  private value: number;
  private reportedSinceMs: number;
  private updatedAtMs: number;

  constructor() {
    this.value = 0;
    this.reportedSinceMs = NEVER;
    this.updatedAtMs = NEVER;
  }

  /** A new connection: what is known may be of another process. */
  reset(): void {
    this.reportedSinceMs = NEVER;
    this.updatedAtMs = NEVER;
  }

  /**
   * A report has come. One without utilization or without requests per second changes nothing.
   *
   * @param errorUtilizationPenalty what an error rate of 1 adds to the utilization
   */
  update(report: OrcaLoadReport, errorUtilizationPenalty: number, nowMs: number): void {
    const { applicationUtilization, cpuUtilization, rpsFractional, eps } = report;
    const utilization = applicationUtilization > 0 ? applicationUtilization : cpuUtilization;
    if (!(utilization > 0) || !(rpsFractional > 0)) return;
    const errorRate = eps > 0 ? eps / rpsFractional : 0;
    const value = rpsFractional / (utilization + errorRate * errorUtilizationPenalty);
    // Numbers of a peer: what is not finite would take all calls, or none.
    if (!(value > 0) || value === Number.POSITIVE_INFINITY) return;
    this.value = value;
    if (this.reportedSinceMs === NEVER) this.reportedSinceMs = nowMs;
    this.updatedAtMs = nowMs;
  }

  /** Whether its last report is too old to be used. */
  isStale({ weightExpirationPeriodMs }: WeightPeriods, nowMs: number): boolean {
    return this.updatedAtMs !== NEVER && nowMs - this.updatedAtMs >= weightExpirationPeriodMs;
  }

  /** The weight; 0 when it is not known, or not to be used. */
  weight(periods: WeightPeriods, nowMs: number): number {
    if (this.updatedAtMs === NEVER) return 0;
    if (nowMs - this.updatedAtMs >= periods.weightExpirationPeriodMs) {
      this.reportedSinceMs = NEVER;
      return 0;
    }
    const { blackoutPeriodMs } = periods;
    if (blackoutPeriodMs > 0 && !(nowMs - this.reportedSinceMs >= blackoutPeriodMs)) return 0;
    return this.value;
  }
}
