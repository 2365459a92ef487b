import type { KeepaliveSettings } from "@tramline/http2";
import { given } from "@tramline/protobuf/internal";
import type { CallCredentials, ChannelObserver } from "@tramline/rpc";
import { checkAuthority, checkFunctions, checkOptions } from "../argument-check.ts";
import type { BalancerFactory } from "../balancer/balancer.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { CertificateStore } from "../credentials/certificate-store.ts";
import {
  type ChannelTlsOptions,
  type TlsSettings,
  tlsSettings,
} from "../credentials/tls-options.ts";
import { channelKeepalive } from "../keepalive/channel-keepalive.ts";
import type { ChannelKeepaliveOptions } from "../keepalive/keepalive-options.ts";
import type { KeepalivePreset } from "../keepalive/presets.ts";
import { countOption, positiveOption } from "../option-check.ts";
import { proxiedTarget } from "../proxy/proxied-target.ts";
import { type ProxySettings, proxySettings, type Variables } from "../proxy/proxy-settings.ts";
import type { PreparedTarget, ResolverFactory } from "../resolver/resolver.ts";
import { canonicalTarget, parseTarget } from "../resolver/target.ts";
import {
  type SelectedBalancer,
  selectBalancerByName,
} from "../service-config/load-balancing-config.ts";
import {
  EMPTY_SERVICE_CONFIG,
  parseServiceConfig,
  type ServiceConfig,
  type ServiceConfigJson,
} from "../service-config/service-config.ts";
import {
  type BackoffOptions,
  type BackoffSettings,
  backoffSettings,
} from "../subchannel/backoff.ts";
import type { Connector } from "../subchannel/client-transport.ts";
import { type Clock, type RandomSource, systemClock } from "../subchannel/clock.ts";
import { ConnectionScaling } from "../subchannel/connection-scaling.ts";
import type { StreamOpener } from "../subchannel/stream-opener.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { channelBalancers, channelResolvers } from "./channel-registries.ts";
import { ConfigWarnings, type ServiceConfigWarning } from "./config-warnings.ts";
import { ResolvedConfig } from "./resolved-config.ts";
import { type RetryOptions, retryLimits } from "./retry-options.ts";

/** How a channel finds, reaches and chooses its backends. All of it can be left out. */
export interface ChannelOptions {
  /** TLS, by default settings or these. Left out or false: cleartext HTTP/2. */
  readonly tls?: boolean | ChannelTlsOptions | undefined;
  /** Proves on each call who calls; needs `tls`. */
  readonly callCredentials?: CallCredentials | undefined;
  /** `:authority` of all calls, and with TLS the default server name. Default: from the target. */
  readonly authority?: string | undefined;
  /** Policy where the service config names none. Default "pick_first". */
  readonly loadBalancing?: "pick_first" | "round_robin" | (string & {}) | undefined;
  /** Used unless the resolver brings one. */
  readonly serviceConfig?: string | ServiceConfigJson | undefined;
  /**
   * Called once for each part of the service config that does not hold as it is written:
   * a number that is more than allowed, a field that is not known, a config of the resolver that is invalid.
   * Default: a warning of the process.
   */
  readonly onServiceConfigWarning?: ((warning: ServiceConfigWarning) => void) | undefined;
  /** Bounds on the retries and the hedging of the service config's policies. */
  readonly retries?: RetryOptions | undefined;
  /**
   * After this long without a call the connections are closed; the next call opens them again.
   * Default 1,800,000 (half an hour); Infinity keeps them. It may take up to half as long again.
   */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * How servers that fall silent are noticed, by values, by the name of a preset, or false for not at
   * all. Default: a PING after 5.5 minutes without a byte while calls are open.
   */
  readonly keepalive?: ChannelKeepaliveOptions | KeepalivePreset | false | undefined;
  /**
   * A connection without calls that has been silent for this long is checked with a PING before the
   * next call goes out on it, and replaced when the server does not respond within 5 seconds.
   * Default 60,000; Infinity: no such checks.
   */
  readonly idleCheckAfterMs?: number | undefined;
  /** Least time given to one attempt to connect. Default 20,000. */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * How long `pick_first` waits for an attempt to connect before it tries the next address beside it
   * (Happy Eyeballs, RFC 8305 section 5). Default 250; from 100 to 2,000 (gRFC A61).
   */
  readonly connectionAttemptDelayMs?: number | undefined;
  /**
   * Most connections to one address. More than one are opened while calls wait because each carries
   * as many streams as the server allows (SETTINGS_MAX_CONCURRENT_STREAMS, gRFC A105); those that
   * are not used for 30 to 60 seconds are closed. Default 4, or what the service config says in
   * `connectionScaling.maxConnectionsPerSubchannel`, at most 10.
   */
  readonly maxConnectionsPerAddress?: number | undefined;
  /**
   * Whether the service that the service config names in `healthCheckConfig.serviceName` is watched on
   * each server, and servers that are not SERVING are not used (gRFC A17). `pick_first` checks no health.
   * Default true.
   */
  readonly healthCheck?: boolean | undefined;
  /**
   * An HTTP proxy that takes CONNECT, as `http://USER:PASSWORD@HOST:PORT`, for every connection but
   * those to Unix sockets; it resolves the target's name. False: none. Default: the environment's
   * `grpc_proxy`, `https_proxy`, or `http_proxy`, the first that is set, except for loopback and for
   * what `no_grpc_proxy` or `no_proxy` lists (gRFC A1).
   */
  readonly proxy?: string | false | undefined;
  /** Waits between attempts to connect, and to resolve. */
  readonly backoff?: BackoffOptions | undefined;
  /**
   * Calls that may wait for a connection or a stream at one time; one more fails with
   * RESOURCE_EXHAUSTED. Default 100,000.
   */
  readonly maxQueuedCalls?: number | undefined;
  /**
   * Resolvers besides the default ones (`defaultResolvers`); one for the same scheme replaces the
   * default. Default: none.
   */
  readonly resolvers?: readonly ResolverFactory[] | undefined;
  /**
   * Load balancing policies besides the default ones (`defaultBalancers`); one of the same name replaces
   * the default. Default: none.
   */
  readonly balancers?: readonly BalancerFactory[] | undefined;
}

/** The settings for whatever makes connections. */
export interface ConnectorSettings {
  /** The channel's `:authority`. */
  readonly authority: string;
  /** Undefined for cleartext. */
  readonly tls: TlsSettings | undefined;
  /** Undefined when every connection is direct. */
  readonly proxy: ProxySettings | undefined;
  /** How long a connection without streams is trusted without a byte from its peer. */
  readonly idleCheckAfterMs: number;
  /** How silent servers are noticed. */
  readonly keepalive: KeepaliveSettings;
}

/** The facts of a channel for the streams that it reads for itself. */
export interface StreamSettings {
  readonly target: string;
  readonly secure: boolean;
  readonly authority: string;
  readonly callCredentials: CallCredentials | undefined;
}

/** The environment of a channel: connections, and for tests time and chance. */
export interface ChannelEnvironment {
  createConnector(settings: ConnectorSettings): Connector;
  /** How the channel reads health and load for itself; undefined where it cannot. */
  /** Whether calls never leave the process. */
  readonly isInProcess?: boolean | undefined;
  createStreams?(settings: StreamSettings): StreamOpener<Subchannel>;
  readonly clock?: Clock | undefined;
  readonly random?: RandomSource | undefined;
  /** Default: the process's own. */
  readonly variables?: Variables | undefined;
  /** Returns the observer of a channel to this target, which has its scheme. */
  observeChannel?(target: string): ChannelObserver | undefined;
}

/** Target and options, checked, with defaults filled in. */
export interface ChannelSettings {
  readonly target: string;
  /** The target with its scheme. */
  readonly canonicalTarget: string;
  readonly authority: string;
  readonly preparedTarget: PreparedTarget;
  readonly connector: Connector;
  readonly secure: boolean;
  /** Nobody else can read what is sent. */
  readonly isConfidential: boolean;
  /** Undefined in cleartext. */
  readonly certificates: CertificateStore | undefined;
  readonly callCredentials: CallCredentials | undefined;
  readonly balancer: SelectedBalancer;
  /** Of the option; holds where the resolver has none. */
  readonly serviceConfig: ServiceConfig;
  readonly resolvedConfig: ResolvedConfig;
  readonly warnings: ConfigWarnings;
  readonly idleTimeoutMs: number;
  readonly minConnectTimeoutMs: number;
  readonly connectionAttemptDelayMs: number;
  readonly backoff: BackoffSettings;
  readonly scaling: ConnectionScaling;
  readonly healthCheck: boolean;
  readonly streams: StreamOpener<Subchannel> | undefined;
  readonly maxQueuedCalls: number;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly observer: ChannelObserver | undefined;
}

const BACKOFF_OPTIONS = { initialMs: true, maxMs: true, multiplier: true, jitter: true } as const;
const DEFAULT_IDLE_TIMEOUT_MS = 30 * 60_000;
const DEFAULT_IDLE_CHECK_AFTER_MS = 60_000;
const DEFAULT_CONNECT_TIMEOUT_MS = 20_000;
const DEFAULT_ATTEMPT_DELAY_MS = 250;
const LEAST_ATTEMPT_DELAY_MS = 100;
const MOST_ATTEMPT_DELAY_MS = 2_000;
const DEFAULT_MAX_QUEUED_CALLS = 100_000;

/**
 * Checks what `createChannel` was given.
 *
 * @throws ConfigurationError for a target or an option that can never work
 */
export function channelSettings(
  text: string,
  options: ChannelOptions,
  environment: ChannelEnvironment,
): ChannelSettings {
  checkFunctions("CHANNEL_OPTION_INVALID", "callCredentials", options.callCredentials);
  checkAuthority("CHANNEL_OPTION_INVALID", options.authority);
  const resolvers = channelResolvers(options.resolvers);
  const balancers = channelBalancers(options.balancers);
  checkFunctions(
    "CHANNEL_OPTION_INVALID",
    "onServiceConfigWarning",
    options.onServiceConfigWarning,
  );
  const { maxAttempts } = retryLimits(options.retries);
  const rules = { balancers, maxAttempts };
  const serviceConfig =
    options.serviceConfig === undefined
      ? EMPTY_SERVICE_CONFIG
      : parseServiceConfig(options.serviceConfig, rules);
  const warnings = new ConfigWarnings(text, options.onServiceConfigWarning);
  warnings.report(serviceConfig);
  const target = parseTarget(text, resolvers);
  const preparedTarget = resolvers.get(target.scheme)?.prepare(target);
  if (preparedTarget === undefined) {
    throw new ConfigurationError(
      "TARGET_SCHEME_UNKNOWN",
      `invalid target "${text}": missing a resolver for the scheme "${target.scheme}"; add it to the option resolvers`,
    );
  }
  const authority = options.authority ?? preparedTarget.authority;
  const routed = proxiedTarget(
    preparedTarget,
    proxySettings(options.proxy, environment.variables ?? process.env),
  );
  const tls = tlsSettings(options.tls, authority);
  if (options.callCredentials !== undefined && tls === undefined) {
    throw new ConfigurationError(
      "CALL_CREDENTIALS_NEED_TLS",
      `invalid option callCredentials: expected TLS, got a channel to "${text}" in cleartext, which would show them; set the option tls`,
    );
  }
  const idleTimeoutMs = positive("idleTimeoutMs", options.idleTimeoutMs, DEFAULT_IDLE_TIMEOUT_MS);
  const keepalive = channelKeepalive(options.keepalive, idleTimeoutMs);
  return {
    target: text,
    canonicalTarget: canonicalTarget(target),
    authority,
    preparedTarget: routed.target,
    connector: environment.createConnector({
      authority,
      tls,
      proxy: routed.proxy,
      keepalive,
      idleCheckAfterMs: positive(
        "idleCheckAfterMs",
        options.idleCheckAfterMs,
        DEFAULT_IDLE_CHECK_AFTER_MS,
      ),
    }),
    secure: tls !== undefined,
    isConfidential: tls !== undefined || environment.isInProcess === true,
    certificates: tls?.certificates,
    callCredentials: options.callCredentials,
    balancer: selectBalancerByName(options.loadBalancing ?? "pick_first", balancers),
    serviceConfig,
    resolvedConfig: new ResolvedConfig(serviceConfig, rules, ({ message }) =>
      warnings.add("", `${message}; the one before stays in force`, "resolver"),
    ),
    warnings,
    idleTimeoutMs,
    minConnectTimeoutMs: positive(
      "connectTimeoutMs",
      options.connectTimeoutMs,
      DEFAULT_CONNECT_TIMEOUT_MS,
    ),
    connectionAttemptDelayMs: attemptDelay(options.connectionAttemptDelayMs),
    backoff: checkedBackoff(options.backoff),
    scaling: checkedScaling(options.maxConnectionsPerAddress),
    healthCheck: checkedFlag("healthCheck", options.healthCheck ?? true),
    streams: environment.createStreams?.({
      target: text,
      secure: tls !== undefined,
      authority,
      callCredentials: options.callCredentials,
    }),
    maxQueuedCalls: positive("maxQueuedCalls", options.maxQueuedCalls, DEFAULT_MAX_QUEUED_CALLS),
    clock: environment.clock ?? systemClock,
    random: environment.random ?? Math.random,
    observer: environment.observeChannel?.(canonicalTarget(target)),
  };
}

function checkedBackoff(options: BackoffOptions | undefined): BackoffSettings {
  if (options !== undefined) {
    checkOptions("CHANNEL_OPTION_INVALID", "backoff.", options, BACKOFF_OPTIONS);
  }
  const settings = backoffSettings(options);
  positive("backoff.initialMs", settings.initialMs, 0);
  positive("backoff.maxMs", settings.maxMs, 0);
  if (!(settings.multiplier >= 1)) {
    throw invalid("backoff.multiplier", "a number of at least 1", settings.multiplier);
  }
  if (!(settings.jitter >= 0 && settings.jitter < 1)) {
    throw invalid("backoff.jitter", "a number from 0 to less than 1", settings.jitter);
  }
  return settings;
}

function attemptDelay(wantedMs: number | undefined): number {
  const delayMs = positive("connectionAttemptDelayMs", wantedMs, DEFAULT_ATTEMPT_DELAY_MS);
  if (delayMs >= LEAST_ATTEMPT_DELAY_MS && delayMs <= MOST_ATTEMPT_DELAY_MS) return delayMs;
  const range = `a number from ${LEAST_ATTEMPT_DELAY_MS} to ${MOST_ATTEMPT_DELAY_MS}`;
  throw invalid("connectionAttemptDelayMs", range, delayMs);
}

function checkedFlag(option: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw invalid(option, "true or false", value);
}

function checkedScaling(limit: number | undefined): ConnectionScaling {
  if (limit !== undefined) countOption("CHANNEL_OPTION_INVALID", "maxConnectionsPerAddress", limit);
  return new ConnectionScaling(limit);
}

function positive(option: string, value: number | undefined, fallback: number): number {
  return positiveOption("CHANNEL_OPTION_INVALID", option, value, fallback);
}

function invalid(option: string, expected: string, value: unknown): ConfigurationError {
  return new ConfigurationError(
    "CHANNEL_OPTION_INVALID",
    `invalid option ${option}: expected ${expected}, got ${given(value)}`,
  );
}
