// Service configs of channels over fetch (gRFC A2 and A6). A bundle that does not import `serviceConfig` has no code
// for retries.

import {
  type MethodConfig,
  MethodRetries,
  ReplayBudget,
  type RetryPlan,
  RetryThrottle,
  type RetryThrottling,
  type ServiceConfigJson,
  type ServiceConfigNotice,
  StatusError,
} from "@tramline/rpc";
import {
  ConfigNotices,
  configNameOf,
  type JsonObject,
  parseConfigText,
  parseMethodConfigs,
  parseRetryThrottling,
  readObject,
} from "@tramline/rpc/internal";
import type { FetchRoute } from "./fetch-attempt.ts";
import { RetryTimers } from "./retry-timers.ts";

/** Settings of `serviceConfig`. */
export interface ServiceConfigOptions {
  /**
   * The most attempts of one call, the first included: 1 or more; a higher number in the config counts as this one.
   * Default: 5 (gRFC A6).
   */
  readonly maxAttempts?: number | undefined;
  /**
   * The most bytes of requests that one call with a stream of requests keeps for another attempt; a call that has sent
   * more is not tried again. Default: 262,144.
   */
  readonly bufferBytesPerCall?: number | undefined;
  /** The same of all calls of a channel together. Default: 16,777,216. */
  readonly bufferBytes?: number | undefined;
  /** Takes what is clamped or ignored in the config. Default: `console.warn`. */
  readonly onWarning?: ((notice: ServiceConfigNotice) => void) | undefined;
}

/** The settings of a method's calls on a channel, as a service config has them. */
export interface ConfiguredRoute {
  /** The method's route with the limits of the config. */
  readonly route: FetchRoute;
  /** The longest time of a call, in milliseconds; undefined for no limit. */
  readonly timeoutMs: number | undefined;
  /** How calls are tried again; undefined: not at all. */
  readonly retryPlan: RetryPlan | undefined;
}

/** A checked service config: the option `serviceConfig` of `createWebChannel`. Several channels may share one. */
export interface WebServiceConfig {
  /** Returns the function that configures the methods of one channel, whose calls share a throttle and a budget. */
  open(): (route: FetchRoute) => ConfiguredRoute;
}

/** Fields that configure connections, which belong to fetch. */
const CONNECTION_FIELDS = [
  "loadBalancingConfig",
  "loadBalancingPolicy",
  "connectionScaling",
  "healthCheckConfig",
];

/**
 * gRPC tells responses that are nothing but an error by their headers alone; here they have a body with the error, which
 * comes with the headers.
 */
const HOLD_MS = 100;

const IGNORED = "is ignored: connections belong to fetch";

/**
 * Returns the service config of a channel over fetch, as on Node: retries with backoff, throttling, and the server's
 * pushback (gRFC A6), timeouts, and limits of messages, by method.
 *
 * ```ts
 * const channel = createWebChannel("https://shop.example", {
 *   protocol: connect(),
 *   serviceConfig: serviceConfig({
 *     methodConfig: [
 *       {
 *         name: [{ service: "shop.v1.OrderService" }],
 *         timeout: "10s",
 *         retryPolicy: {
 *           maxAttempts: 4,
 *           initialBackoff: "0.1s",
 *           maxBackoff: "2s",
 *           backoffMultiplier: 2,
 *           retryableStatusCodes: ["UNAVAILABLE"],
 *         },
 *       },
 *     ],
 *   }),
 * });
 * ```
 *
 * Fields for connections, `waitForReady`, and `hedgingPolicy` are ignored, with a warning. A server that the browser
 * cannot reach is UNAVAILABLE. Calls are tried again until the response has begun: until its first message has come, or
 * its metadata for 100 ms. A call with a stream of requests is tried again as long as its requests fit into the buffer.
 *
 * @throws ConfigurationError at the first field that is invalid, naming its place
 */
export function serviceConfig(
  json: string | ServiceConfigJson,
  options: ServiceConfigOptions = {},
): WebServiceConfig {
  const {
    maxAttempts = 5,
    bufferBytesPerCall = 256 * 1024,
    bufferBytes = 16 * 1024 * 1024,
    onWarning = warn,
  } = options;
  const fields = readObject(typeof json === "string" ? parseConfigText(json) : json, "");
  const notices = new ConfigNotices(maxAttempts);
  const { methods, throttling } = parse(fields, notices);
  for (const notice of notices.list) onWarning(notice);
  return {
    open() {
      const settings = {
        throttle: throttling && new RetryThrottle(throttling.maxTokens, throttling.tokenRatio),
        budget: new ReplayBudget(bufferBytesPerCall, bufferBytes),
        random: Math.random,
        waits: new RetryTimers(),
      };
      // Keeps nothing of calls that are not tried again.
      const unkept = { ...settings, budget: new ReplayBudget(0, 0) };
      return (route) => {
        const config = methods.get(configNameOf(route.method.path, methods) ?? "");
        const retryPolicy =
          config?.retryPolicy && config.retryPolicy.maxAttempts > 1
            ? config.retryPolicy
            : undefined;
        const hasPlan = retryPolicy !== undefined || throttling !== undefined;
        return {
          route: limited(route, config, retryPolicy !== undefined),
          timeoutMs: config?.timeoutMs,
          retryPlan: hasPlan
            ? new MethodRetries(retryPolicy === undefined ? unkept : settings, {
                retryPolicy,
                hedgingPolicy: undefined,
              })
            : undefined,
        };
      };
    },
  };
}

interface ParsedConfig {
  readonly methods: ReadonlyMap<string, MethodConfig>;
  readonly throttling: RetryThrottling | undefined;
}

function parse(fields: JsonObject, notices: ConfigNotices): ParsedConfig {
  notices.ignored(fields, "", [...CONNECTION_FIELDS, "methodConfig", "retryThrottling"]);
  for (const field of CONNECTION_FIELDS) {
    if (fields[field] !== undefined) notices.note(field, IGNORED);
  }
  const { methodConfig, retryThrottling } = fields;
  const methods =
    methodConfig === undefined
      ? new Map<string, MethodConfig>()
      : parseMethodConfigs(methodConfig, notices);
  for (const { place, waitForReady, hedgingPolicy } of new Set(methods.values())) {
    if (waitForReady !== undefined) notices.note(`${place}.waitForReady`, IGNORED);
    if (hedgingPolicy !== undefined) {
      notices.note(`${place}.hedgingPolicy`, "is ignored: calls over fetch are not hedged");
    }
  }
  return {
    methods,
    throttling:
      retryThrottling === undefined ? undefined : parseRetryThrottling(retryThrottling, notices),
  };
}

function limited(
  route: FetchRoute,
  config: MethodConfig | undefined,
  isRetried: boolean,
): FetchRoute {
  const { codec } = route;
  const { maxRequestMessageBytes: most = Infinity, maxResponseMessageBytes = Infinity } =
    config ?? {};
  return {
    ...route,
    maxReceiveBytes: Math.min(route.maxReceiveBytes, maxResponseMessageBytes),
    holdHeadersMs: isRetried ? HOLD_MS : undefined,
    codec: {
      name: codec.name,
      decode: (bytes, type) => codec.decode(bytes, type),
      encode(message, type) {
        const bytes = codec.encode(message, type);
        if (bytes.length <= most) return bytes;
        const text = `a message of ${bytes.length} bytes is larger than maxRequestMessageBytes (${most})`;
        throw new StatusError("RESOURCE_EXHAUSTED", text);
      },
    },
  };
}

function warn({ message }: ServiceConfigNotice): void {
  console.warn(`tramline: service config: ${message}`);
}
