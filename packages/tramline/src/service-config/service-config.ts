import type { BalancerRegistry } from "../balancer/balancer.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { readInteger, readObject, readString } from "./json-reader.ts";
import { type SelectedBalancer, selectBalancer } from "./load-balancing-config.ts";
import { type MethodConfig, parseMethodConfigs } from "./method-config.ts";

/**
 * A service config in its JSON form (grpc.service_config.ServiceConfig); durations are strings
 * such as "1.5s". Fields that are not listed here are left alone.
 */
export interface ServiceConfigJson {
  /** Policies in order of preference, as in `[{ round_robin: {} }]`. */
  readonly loadBalancingConfig?: readonly { readonly [policy: string]: unknown }[];
  readonly methodConfig?: readonly MethodConfigJson[];
  /** Checks the health of this service on each server; "" is the server as a whole (gRFC A17). */
  readonly healthCheckConfig?: { readonly serviceName?: string };
  /** How many connections a client may open to one address (gRFC A105). */
  readonly connectionScaling?: { readonly maxConnectionsPerSubchannel?: number };
}

/** One entry of `methodConfig`. */
export interface MethodConfigJson {
  /** Which methods: a service's method, a whole service, or `{}` for every method. */
  readonly name: readonly { readonly service?: string; readonly method?: string }[];
  readonly waitForReady?: boolean;
  readonly timeout?: string;
  readonly maxRequestMessageBytes?: number | string;
  readonly maxResponseMessageBytes?: number | string;
  readonly retryPolicy?: {
    readonly maxAttempts: number;
    readonly initialBackoff: string;
    readonly maxBackoff: string;
    readonly backoffMultiplier: number;
    readonly retryableStatusCodes: readonly (string | number)[];
  };
}

/** A service config that has been checked: how calls on a channel behave by default. */
export class ServiceConfig {
  /** The chosen policy; undefined leaves the choice to the channel. */
  readonly balancer: SelectedBalancer | undefined;
  /** Most connections to one address; undefined leaves the number to the channel. */
  readonly maxConnectionsPerSubchannel: number | undefined;
  /** The service whose health is checked on each server; undefined for none. */
  readonly healthCheckService: string | undefined;
  private readonly methods: ReadonlyMap<string, MethodConfig>;

  constructor(
    balancer: SelectedBalancer | undefined,
    methods: ReadonlyMap<string, MethodConfig>,
    maxConnectionsPerSubchannel: number | undefined,
    healthCheckService: string | undefined,
  ) {
    this.balancer = balancer;
    this.maxConnectionsPerSubchannel = maxConnectionsPerSubchannel;
    this.healthCheckService = healthCheckService;
    this.methods = methods;
  }

  /**
   * The settings of a method, by its path `/service/Method`: the entry for the method, else for its
   * service, else for all, else undefined. Look it up once per method and config object, not on
   * each call.
   */
  method(path: string): MethodConfig | undefined {
    if (this.methods.size === 0) return undefined;
    return (
      this.methods.get(path) ??
      this.methods.get(path.slice(0, path.lastIndexOf("/") + 1)) ??
      this.methods.get("")
    );
  }
}

/** The config that says nothing. */
export const EMPTY_SERVICE_CONFIG: ServiceConfig = /*@__PURE__*/ new ServiceConfig(
  undefined,
  new Map(),
  undefined,
  undefined,
);

/**
 * Checks a service config given as JSON text or as the object it stands for.
 *
 * @param balancers the policies that `loadBalancingConfig` may choose from
 * @throws ConfigurationError at the first thing that is wrong, naming its place; a config is used
 * as a whole or not at all
 */
export function parseServiceConfig(
  json: string | ServiceConfigJson,
  balancers: BalancerRegistry,
): ServiceConfig {
  const fields = readObject(typeof json === "string" ? parseJson(json) : json, "it");
  const { loadBalancingConfig, methodConfig, connectionScaling, healthCheckConfig } = fields;
  return new ServiceConfig(
    loadBalancingConfig === undefined ? undefined : selectBalancer(loadBalancingConfig, balancers),
    methodConfig === undefined ? new Map() : parseMethodConfigs(methodConfig),
    connectionScaling === undefined ? undefined : readMaxConnections(connectionScaling),
    healthCheckConfig === undefined ? undefined : readHealthCheckService(healthCheckConfig),
  );
}

function readHealthCheckService(json: unknown): string | undefined {
  const { serviceName } = readObject(json, "healthCheckConfig");
  if (serviceName === undefined || serviceName === null) return undefined;
  return readString(serviceName, "healthCheckConfig.serviceName");
}

function readMaxConnections(json: unknown): number | undefined {
  const { maxConnectionsPerSubchannel } = readObject(json, "connectionScaling");
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
