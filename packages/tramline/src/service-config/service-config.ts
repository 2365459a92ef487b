import type { BalancerRegistry } from "../balancer/balancer.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { ConfigNotices, type ServiceConfigNotice } from "./config-notices.ts";
import { type JsonObject, readInteger, readObject, readString } from "./json-reader.ts";
import {
  type SelectedBalancer,
  selectBalancer,
  selectBalancerByName,
} from "./load-balancing-config.ts";
import { type MethodConfig, parseMethodConfigs } from "./method-config.ts";
import { parseRetryThrottling, type RetryThrottling } from "./retry-config.ts";

/**
 * A service config in its JSON form (grpc.service_config.ServiceConfig); durations are strings
 * such as "1.5s". Fields that are not listed here are ignored, with a warning.
 */
export interface ServiceConfigJson {
  /** Policies in order of preference, as in `[{ round_robin: {} }]`. */
  readonly loadBalancingConfig?: readonly { readonly [policy: string]: unknown }[];
  /** A policy by its name alone; counts where `loadBalancingConfig` is missing. */
  readonly loadBalancingPolicy?: string;
  /** Settings by method; the most specific entry holds (gRFC A2). */
  readonly methodConfig?: readonly MethodConfigJson[];
  /** Checks the health of this service on each server; "" is the server as a whole (gRFC A17). */
  readonly healthCheckConfig?: { readonly serviceName?: string };
  /** Stops retries and hedging while too many calls of the channel fail (gRFC A6). */
  readonly retryThrottling?: { readonly maxTokens: number; readonly tokenRatio: number };
  /** How many connections a client may open to one address (gRFC A105). */
  readonly connectionScaling?: { readonly maxConnectionsPerSubchannel?: number };
}

/** One entry of `methodConfig`. */
export interface MethodConfigJson {
  /** Which methods: a service's method, a whole service, or `{}` for every method. */
  readonly name: readonly { readonly service?: string; readonly method?: string }[];
  /** Whether calls wait for a connection instead of failing while there is none. */
  readonly waitForReady?: boolean;
  /**
   * The longest time of a call, such as `"1.5s"`; the earlier of this and the caller's own deadline counts.
   */
  readonly timeout?: string;
  /** The largest request in bytes; the smaller of this and the channel's own limit counts. */
  readonly maxRequestMessageBytes?: number | string;
  /** The largest response in bytes; the smaller of this and the channel's own limit counts. */
  readonly maxResponseMessageBytes?: number | string;
  /** When a failed call is repeated (gRFC A6). Excludes `hedgingPolicy`. */
  readonly retryPolicy?: {
    readonly maxAttempts: number;
    readonly initialBackoff: string;
    readonly maxBackoff: string;
    readonly backoffMultiplier: number;
    readonly retryableStatusCodes: readonly (string | number)[];
  };
  /** When a call is sent more than once at a time (gRFC A6). Excludes `retryPolicy`. */
  readonly hedgingPolicy?: {
    readonly maxAttempts: number;
    readonly hedgingDelay?: string;
    readonly nonFatalStatusCodes?: readonly (string | number)[];
  };
}

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
    const service = path.slice(0, path.lastIndexOf("/") + 1);
    return [path, service, ""].find((name) => this.methods.has(name));
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
  const fields = readObject(typeof json === "string" ? parseJson(json) : json, "");
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      "SERVICE_CONFIG_NOT_JSON",
      `invalid service config: expected JSON: ${problem}`,
      { cause },
    );
  }
}
