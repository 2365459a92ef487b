import {
  type ChannelTlsOptions,
  type ClientChannel,
  createChannel,
  createClient,
  type Interceptor,
  type ServiceConfigJson,
} from "tramline";
import { TestService, UnimplementedService } from "../gen/grpc/testing/test.ts";
import type { Connection, SoakSettings } from "./cases/case.ts";
import { interopCases } from "./cases/index.ts";
import { markedGzip } from "./marked-gzip.ts";
import { type LoadReports, testLoadBalancer } from "./test-load-balancer.ts";

/** Where a case's server is. */
export interface CaseTarget {
  /** `host:port` */
  readonly address: string;
  /** Undefined for cleartext. */
  readonly tls?: ChannelTlsOptions | undefined;
  /** Whom to claim to call, and with TLS to verify, instead of the host. */
  readonly authority?: string | undefined;
  /** Service config as JSON, used unless the resolver brings one. */
  readonly serviceConfig?: string | undefined;
  /** Metadata for every call, beside its own. */
  readonly additionalMetadata?: readonly (readonly [name: string, value: string])[] | undefined;
}

/** The official defaults of the soak flags. */
export const defaultSoak: SoakSettings = {
  iterations: 10,
  maxFailures: 0,
  perIterationMaxLatencyMs: 1000,
  minTimeBetweenRpcsMs: 0,
  overallTimeoutMs: 10_000,
  requestSize: 271_828,
  responseSize: 314_159,
  threads: 1,
};

const withLoadReports = { loadBalancingConfig: [{ test_backend_metrics_load_balancer: {} }] };

/** What the official runner gives a case by --service_config_json. */
const serviceConfigs: Readonly<Record<string, ServiceConfigJson>> = {
  orca_per_rpc: withLoadReports,
  orca_oob: withLoadReports,
};

/**
 * Runs one case of our client.
 *
 * @param name official name, such as `"empty_unary"`
 * @throws what the case found wrong (as a rejection)
 */
export async function runCase(name: string, target: CaseTarget, soak = defaultSoak): Promise<void> {
  const run = interopCases[name];
  if (run === undefined) {
    throw new Error(`no case ${name}; there are: ${Object.keys(interopCases).join(", ")}`);
  }
  const interceptors = target.additionalMetadata?.length
    ? [addMetadata(target.additionalMetadata)]
    : [];
  const reports: LoadReports = { ofLastCall: undefined, outOfBand: undefined };
  const open = (): ClientChannel =>
    createChannel(target.address, {
      tls: target.tls,
      authority: target.authority,
      serviceConfig: target.serviceConfig ?? serviceConfigs[name],
      interceptors,
      compressors: [markedGzip],
      balancers: [testLoadBalancer(reports)],
    });
  const connect = (): Connection => {
    const channel = open();
    return { client: createClient(TestService, channel), close: () => channel.close() };
  };
  const channel = open();
  try {
    await run({
      client: createClient(TestService, channel),
      unimplemented: createClient(UnimplementedService, channel),
      soak,
      reports,
      connect,
    });
  } finally {
    await channel.close();
  }
}

function addMetadata(entries: readonly (readonly [name: string, value: string])[]): Interceptor {
  return (call, next) => {
    for (const [name, value] of entries) call.metadata.append(name, value);
    return next(call);
  };
}
