import { OrcaLoadReport } from "tramline/contracts";
import { type LoadValues, writeLoad } from "./load-values.ts";

/**
 * How busy a server is, for reports in a stream of their own ({@link addLoadReports}) and with each call
 * ({@link loadReports}). Values stay until they are set again.
 */
export class ServerLoad {
  private report: OrcaLoadReport;

  constructor() {
    this.report = OrcaLoadReport.create();
  }

  /**
   * Sets the values that are present; undefined clears one.
   *
   * ```ts
   * load.set({ cpuUtilization: 0.6, requestsPerSecond: 250 });
   * ```
   *
   * @throws RangeError for a value that is out of range; nothing is set then
   */
  set(values: LoadValues): void {
    writeLoad(this.report, values);
  }

  /** Clears all values. */
  clear(): void {
    this.report = OrcaLoadReport.create();
  }

  /** The values now, as they are sent. A copy. */
  current(): OrcaLoadReport {
    const { report } = this;
    return {
      ...report,
      utilization: new Map(report.utilization),
      requestCost: new Map(),
      namedMetrics: new Map(report.namedMetrics),
    };
  }
}
