import { decodeBase64 } from "@tramline/rpc";
import { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";

/** The trailer with a backend's load report (gRFC A51). */
export const LOAD_REPORT_FIELD = "endpoint-load-metrics-bin";

/** The report in the trailers of a call; undefined without one, or when it cannot be read. */
export function loadReportIn(trailers: readonly string[]): OrcaLoadReport | undefined {
  for (let i = 0; i + 1 < trailers.length; i += 2) {
    if (trailers[i] === LOAD_REPORT_FIELD) return decodeLoadReport(trailers[i + 1] as string);
  }
  return undefined;
}

function decodeLoadReport(value: string): OrcaLoadReport | undefined {
  const bytes = decodeBase64(value);
  if (bytes === undefined) return undefined;
  try {
    return OrcaLoadReport.decode(bytes);
  } catch {
    // A report is advice; one that is broken is as good as none.
    return undefined;
  }
}
