import type {
  MethodConfig,
  RetryThrottling,
  ServiceConfigJson,
  ServiceConfigNotice,
} from "@tramline/rpc";
import {
  ConfigNotices,
  configNameOf,
  type JsonObject,
  parseConfigText,
  parseMethodConfigs,
  parseRetryThrottling,
  readInteger,
  readObject,
  readString,
} from "@tramline/rpc/internal";
import type { BalancerRegistry } from "../balancer/balancer.ts";
import {
  type SelectedBalancer,
  selectBalancer,
  selectBalancerByName,
} from "./load-balancing-config.ts";

export type { MethodConfigJson, ServiceConfigJson } from "@tramline/rpc";

/** The parts of a {@link ServiceConfig}. */
export interface ServiceConfigParts {
  readonly balancer?: SelectedBalancer | undefined;
  readonly methods?: ReadonlyMap<string, MethodConfig>;
  readonly maxConnectionsPerSubchannel?: number | undefined;
  readonly healthCheckService?: string | undefined;
  readonly retryThrottling?: RetryThrottling | undefined;
  readonly notices?: readonly ServiceConfigNotice[];
  readonly source?: ServiceConfigSource;
}

/** Where a service config comes from; "none": there is none. */
export type ServiceConfigSource = "none" | "option" | "resolver";

/** A service config that has been checked: how calls on a channel behave by default. */
export class ServiceConfig {
  /** The chosen policy; undefined leaves the choice to the channel. */
  readonly balancer: SelectedBalancer | undefined;
  /** Most connections to one address; undefined leaves the number to the channel. */
  readonly maxConnectionsPerSubchannel: number | undefined;
  /** The service whose health is checked on each server; undefined for none. */
  readonly healthCheckService: string | undefined;
  /** When retries and hedging stop; undefined: never. */
  readonly retryThrottling: RetryThrottling | undefined;
  /** The parts that do not hold as they are written. */
  readonly notices: readonly ServiceConfigNotice[];
  /** Where the config comes from. */
  readonly source: ServiceConfigSource;
  private readonly methods: ReadonlyMap<string, MethodConfig>;

  /** @internal */
  constructor(parts: ServiceConfigParts) {
    this.balancer = parts.balancer;
    this.maxConnectionsPerSubchannel = parts.maxConnectionsPerSubchannel;
    this.healthCheckService = parts.healthCheckService;
    this.retryThrottling = parts.retryThrottling;
    this.notices = parts.notices ?? [];
    this.source = parts.source ?? "none";
    this.methods = parts.methods ?? new Map();
  }

  /**
   * The settings of a method, by its path `/service/Method`: the entry for the method, else for its
   * service, else for all, else undefined. Look it up once per method and config object, not on
   * each call.
   */
  method(path: string): MethodConfig | undefined {
    const name = this.nameFor(path);
    return name === undefined ? undefined : this.methods.get(name);
  }

  /**
   * The name of the entry that holds for a method: its path, its service as `/service/`, "" for every
   * method, or undefined without one.
   */
  nameFor(path: string): string | undefined {
    return configNameOf(path, this.methods);
  }
}

/** The config that says nothing. */
export const EMPTY_SERVICE_CONFIG: ServiceConfig = /*@__PURE__*/ new ServiceConfig({});

/** The channel's part in what a service config means. */
export interface ServiceConfigRules {
  /** The policies that `loadBalancingConfig` may choose from. */
  readonly balancers: BalancerRegistry;
  /** The most attempts of one call, whatever its policy says. */
  readonly maxAttempts: number;
}

const FIELDS = [
  "loadBalancingConfig",
  "loadBalancingPolicy",
  "methodConfig",
  "retryThrottling",
  "connectionScaling",
  "healthCheckConfig",
];

/**
 * Checks a service config given as JSON text or as the object it stands for.
 *
 * @throws ConfigurationError at the first thing that is wrong, naming its place; a config is used
 * as a whole or not at all
 */
export function parseServiceConfig(
  json: string | ServiceConfigJson,
  { balancers, maxAttempts }: ServiceConfigRules,
  source: ServiceConfigSource = "option",
): ServiceConfig {
  const fields = readObject(typeof json === "string" ? parseConfigText(json) : json, "");
  const notices = new ConfigNotices(maxAttempts);
  notices.ignored(fields, "", FIELDS);
  const { methodConfig, retryThrottling, connectionScaling, healthCheckConfig } = fields;
  return new ServiceConfig({
    balancer: readBalancer(fields, balancers, notices),
    methods: methodConfig === undefined ? new Map() : parseMethodConfigs(methodConfig, notices),
    maxConnectionsPerSubchannel:
      connectionScaling === undefined ? undefined : readMaxConnections(connectionScaling, notices),
    healthCheckService:
      healthCheckConfig === undefined
        ? undefined
        : readHealthCheckService(healthCheckConfig, notices),
    retryThrottling:
      retryThrottling === undefined ? undefined : parseRetryThrottling(retryThrottling, notices),
    notices: notices.list,
    source,
  });
}

/** `loadBalancingPolicy`, a mere name, counts where `loadBalancingConfig` is missing. */
function readBalancer(
  { loadBalancingConfig, loadBalancingPolicy }: JsonObject,
  balancers: BalancerRegistry,
  notices: ConfigNotices,
): SelectedBalancer | undefined {
  if (loadBalancingConfig !== undefined) {
    return selectBalancer(loadBalancingConfig, balancers, undefined, (field, problem) =>
      notices.note(field, problem),
    );
  }
  if (loadBalancingPolicy === undefined) return undefined;
  const name = readString(loadBalancingPolicy, "loadBalancingPolicy");
  return selectBalancerByName(name.toLowerCase(), balancers);
}

function readHealthCheckService(json: unknown, notices: ConfigNotices): string | undefined {
  const fields = readObject(json, "healthCheckConfig");
  notices.ignored(fields, "healthCheckConfig", ["serviceName"]);
  const { serviceName } = fields;
  if (serviceName === undefined || serviceName === null) return undefined;
  return readString(serviceName, "healthCheckConfig.serviceName");
}

function readMaxConnections(json: unknown, notices: ConfigNotices): number | undefined {
  const fields = readObject(json, "connectionScaling");
  notices.ignored(fields, "connectionScaling", ["maxConnectionsPerSubchannel"]);
  const { maxConnectionsPerSubchannel } = fields;
  if (maxConnectionsPerSubchannel === undefined) return undefined;
  const path = "connectionScaling.maxConnectionsPerSubchannel";
  return readInteger(maxConnectionsPerSubchannel, path, 1);
}
