import { OpenRcaService } from "tramline/contracts";
import type { ServiceHost } from "../service-host.ts";
import { ServerLoad } from "./server-load.ts";

/** How load is reported in a stream of its own. */
export interface LoadReportOptions {
  /** The values to report. Default: a new ServerLoad, which is returned. */
  readonly load?: ServerLoad | undefined;
  /**
   * The shortest time between two reports in milliseconds, whatever a client asks for, and that of clients
   * that do not ask. Default 30,000.
   */
  readonly minIntervalMs?: number | undefined;
}

const DEFAULT_MIN_INTERVAL_MS = 30_000;
const MAX_INTERVAL_MS = 2 ** 31 - 1;

/**
 * Adds `xds.service.orca.v3.OpenRcaService` to a server (gRFC A51, out-of-band): clients that ask for it
 * receive the load at once, and then at the interval that they want.
 *
 * ```ts
 * const load = addLoadReports(server);
 * load.set({ cpuUtilization: 0.6, requestsPerSecond: 250 });
 * ```
 *
 * @returns the values that are reported
 * @throws RangeError when `minIntervalMs` is not a number greater than 0
 */
export function addLoadReports(server: ServiceHost, options: LoadReportOptions = {}): ServerLoad {
  const { load = new ServerLoad(), minIntervalMs = DEFAULT_MIN_INTERVAL_MS } = options;
  if (!(minIntervalMs > 0)) {
    throw new RangeError(
      `invalid option minIntervalMs: expected a number greater than 0, got ${String(minIntervalMs)}`,
    );
  }
  server.add(OpenRcaService, {
    async *streamCoreMetrics({ reportInterval }, context) {
      const intervalMs = reportIntervalMs(reportInterval, minIntervalMs);
      while (!context.cancelled) {
        yield load.current();
        await pause(intervalMs, context.signal);
      }
    },
  });
  return load;
}

/** The time between reports: as asked for, but not less than the minimum, nor than a timer can wait. */
export function reportIntervalMs(
  wanted: { readonly seconds: bigint; readonly nanos: number } | undefined,
  minIntervalMs: number,
): number {
  const wantedMs = wanted === undefined ? 0 : Number(wanted.seconds) * 1_000 + wanted.nanos / 1e6;
  return Math.min(Math.max(wantedMs, minIntervalMs), MAX_INTERVAL_MS);
}

/** Resolves after this long, or when the call is over. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener("abort", done);
  });
}
