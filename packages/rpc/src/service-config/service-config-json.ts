// The JSON form of service configs (https://github.com/grpc/grpc/blob/master/doc/service_config.md).

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
