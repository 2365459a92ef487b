/**
 * Tramline's interop client, with the official flags.
 *
 *   --server_host=HOST --server_port=PORT --test_case=NAME
 *   --use_tls[=true] --use_test_ca[=true] --ca_file=FILE --server_host_override=NAME
 *   --additional_metadata=NAME:VALUE;NAME:VALUE --service_config_json=JSON
 *   --soak_iterations=N --soak_max_failures=N --soak_per_iteration_max_acceptable_latency_ms=N
 *   --soak_min_time_ms_between_rpcs=N --soak_overall_timeout_seconds=N
 *   --soak_request_size=N --soak_response_size=N --soak_num_threads=N
 *
 * Exits with 0 when the case passed.
 */
import { readCertificate } from "./certificates.ts";
import { clientFlags, Flags } from "./flags.ts";
import { reportFailure } from "./report-failure.ts";
import { defaultSoak, runCase } from "./run-case.ts";

const flags = new Flags(process.argv.slice(2), clientFlags);
const name = flags.text("test_case", "large_unary");
const override = flags.text("server_host_override", "");
const serviceConfig = flags.text("service_config_json", "");
const useTestCa = flags.isSet("use_test_ca") || flags.text("ca_file", "") !== "";
try {
  await runCase(
    name,
    {
      address: `${flags.text("server_host", "localhost")}:${flags.integer("server_port", 8080)}`,
      tls: flags.isSet("use_tls")
        ? { ca: useTestCa ? readCertificate(flags.text("ca_file", ""), "ca.pem") : undefined }
        : undefined,
      authority: override === "" ? undefined : override,
      serviceConfig: serviceConfig === "" ? undefined : serviceConfig,
      additionalMetadata: parseMetadata(flags.text("additional_metadata", "")),
    },
    {
      iterations: flags.integer("soak_iterations", defaultSoak.iterations),
      maxFailures: flags.integer("soak_max_failures", defaultSoak.maxFailures),
      perIterationMaxLatencyMs: flags.integer(
        "soak_per_iteration_max_acceptable_latency_ms",
        defaultSoak.perIterationMaxLatencyMs,
      ),
      minTimeBetweenRpcsMs: flags.integer(
        "soak_min_time_ms_between_rpcs",
        defaultSoak.minTimeBetweenRpcsMs,
      ),
      overallTimeoutMs:
        1000 * flags.integer("soak_overall_timeout_seconds", defaultSoak.overallTimeoutMs / 1000),
      requestSize: flags.integer("soak_request_size", defaultSoak.requestSize),
      responseSize: flags.integer("soak_response_size", defaultSoak.responseSize),
      threads: flags.integer("soak_num_threads", defaultSoak.threads),
    },
  );
} catch (error) {
  reportFailure(name, error);
}

/** Reads `name:value;name:value`; a value may hold colons. */
function parseMetadata(text: string): [name: string, value: string][] {
  if (text === "") return [];
  return text.split(";").map((entry) => {
    const colon = entry.indexOf(":");
    if (colon < 1) throw new Error(`--additional_metadata: ${entry} is not name:value`);
    return [entry.slice(0, colon), entry.slice(colon + 1)];
  });
}
