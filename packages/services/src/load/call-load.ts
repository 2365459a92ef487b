import type { Interceptor, Metadata, ServerContext } from "@tramline/rpc";
import { OrcaLoadReport } from "tramline/contracts";
import { type CallLoadValues, fillLoad, writeLoad } from "./load-values.ts";
import type { ServerLoad } from "./server-load.ts";

/** The trailer of a call's report (gRFC A51). */
const FIELD = "endpoint-load-metrics-bin";

/**
 * Reports a server's load, or what the call has cost it, in the trailers of the call that `context` is of
 * (gRFC A51, per-request). Clients with the policy weighted_round_robin weigh their backends by it. Called
 * again it replaces the values that are present and keeps the others.
 *
 * ```ts
 * reportLoad(context, { cpuUtilization: 0.6, requestsPerSecond: 250, requestCost: { rows: 12 } });
 * ```
 *
 * @throws RangeError for a value that is out of range; nothing is reported then
 */
export function reportLoad(context: ServerContext, values: CallLoadValues): void {
  const { responseTrailers } = context;
  const report = reportOf(responseTrailers) ?? OrcaLoadReport.create();
  writeLoad(report, values);
  responseTrailers.set(FIELD, OrcaLoadReport.encode(report));
}

/**
 * A server's interceptor that reports `load` in the trailers of every call, below what its handler
 * reports: at the end of calls with one response, at the beginning of those that respond with a stream.
 */
export function loadReports(load: ServerLoad): Interceptor {
  const add = (trailers: Metadata): void => {
    const report = load.current();
    const own = reportOf(trailers);
    if (own !== undefined) {
      fillLoad(own, report);
      trailers.set(FIELD, OrcaLoadReport.encode(own));
    } else {
      const bytes = OrcaLoadReport.encode(report);
      if (bytes.length > 0) trailers.set(FIELD, bytes);
    }
  };
  return async (call, next) => {
    try {
      return await next(call);
    } finally {
      if (call.context !== undefined) add(call.context.responseTrailers);
    }
  };
}

/**
 * The load report in the trailers of a call, as a client receives them; undefined without one.
 *
 * @throws Error when it cannot be decoded
 */
export function readLoadReport(trailers: Metadata): OrcaLoadReport | undefined {
  return reportOf(trailers);
}

function reportOf(trailers: Metadata): OrcaLoadReport | undefined {
  const value = trailers.get(FIELD);
  return value === undefined ? undefined : OrcaLoadReport.decode(value);
}
