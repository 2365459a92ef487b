import type { HedgingPolicy, MethodConfig, RetryPolicy, RetryThrottle } from "@tramline/rpc";
import type { ServiceConfig } from "../service-config/service-config.ts";
import type { ChannelRetries } from "./channel-retries.ts";

/** The settings of a channel that calls of a method are made by. */
export interface ExplainedChannel {
  readonly target: string;
  readonly serviceConfig: ServiceConfig;
  /** Name of the policy that the channel uses where the service config names none. */
  readonly loadBalancing: string;
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
  readonly retries: ChannelRetries;
}

const SOURCES = {
  none: "none",
  option: "from the option serviceConfig",
  resolver: "from the resolver",
} as const;

/** Describes what is in force for the calls of one method, and where it comes from. */
export function explainMethod(path: string, channel: ExplainedChannel): string {
  const { serviceConfig, retries } = channel;
  const config = serviceConfig.method(path);
  const { retryThrottling } = serviceConfig;
  const lines: [label: string, text: string][] = [
    ["service config", SOURCES[serviceConfig.source]],
    ["entry", describeEntry(path, serviceConfig)],
    ["timeout", config?.timeoutMs === undefined ? "none" : from(`${config.timeoutMs} ms`, config)],
    [
      "waitForReady",
      config?.waitForReady === undefined
        ? "false (default)"
        : from(`${config.waitForReady}`, config),
    ],
    [
      "largest request",
      describeLimit(config, config?.maxRequestMessageBytes, channel.maxSendBytes),
    ],
    [
      "largest response",
      describeLimit(config, config?.maxResponseMessageBytes, channel.maxReceiveBytes),
    ],
    ["retries", describeRetries(config, retries.maxAttempts)],
    [
      "throttling",
      retryThrottling === undefined ? "none" : describeThrottle(retryThrottling, retries.throttle),
    ],
    [
      "load balancing",
      serviceConfig.balancer === undefined
        ? `${channel.loadBalancing} (the channel's)`
        : `${serviceConfig.balancer.factory.name} (service config)`,
    ],
  ];
  const width = Math.max(...lines.map(([label]) => label.length)) + 1;
  const text = lines.map(([label, value]) => `  ${`${label}:`.padEnd(width)} ${value}`);
  const notices = serviceConfig.notices.map(({ message }) => `  warning: ${message}`);
  return [`${path} on ${channel.target}`, ...text, ...notices].join("\n");
}

function from(text: string, { place }: MethodConfig): string {
  return `${text} (${place})`;
}

function describeEntry(path: string, serviceConfig: ServiceConfig): string {
  const service = path.slice(1, path.lastIndexOf("/"));
  const name = serviceConfig.nameFor(path);
  if (name === undefined) return "none for this method";
  const scope =
    name === "" ? "every method" : name === path ? "this method" : `the service ${service}`;
  return `${serviceConfig.method(path)?.place}, for ${scope}`;
}

function describeLimit(
  config: MethodConfig | undefined,
  configured: number | undefined,
  own: number,
): string {
  if (config !== undefined && configured !== undefined && configured < own) {
    return from(`${configured} bytes`, config);
  }
  return own === Number.MAX_SAFE_INTEGER ? "no limit" : `${own} bytes (the channel's)`;
}

function describeRetries(config: MethodConfig | undefined, maxAttempts: number): string {
  const unseen = "only of calls that no server has looked at";
  if (config?.retryPolicy === undefined && config?.hedgingPolicy === undefined) return unseen;
  if (maxAttempts === 1) return `${unseen} (the option retries.maxAttempts is 1)`;
  const { retryPolicy, hedgingPolicy } = config;
  if (retryPolicy !== undefined) return from(describePolicy(retryPolicy), config);
  return hedgingPolicy === undefined ? unseen : from(describeHedging(hedgingPolicy), config);
}

function describePolicy(policy: RetryPolicy): string {
  const { initialBackoffMs, maxBackoffMs, backoffMultiplier } = policy;
  const codes = [...policy.retryableCodes].join(", ");
  return (
    `up to ${policy.maxAttempts} attempts on ${codes}; ` +
    `backoff ${initialBackoffMs} ms, times ${backoffMultiplier} each, up to ${maxBackoffMs} ms, ±20 %`
  );
}

function describeHedging({ maxAttempts, hedgingDelayMs, nonFatalCodes }: HedgingPolicy): string {
  const codes = nonFatalCodes.size === 0 ? "no code" : [...nonFatalCodes].join(", ");
  return `hedging with up to ${maxAttempts} attempts, one each ${hedgingDelayMs} ms; not fatal: ${codes}`;
}

function describeThrottle(
  { maxTokens, tokenRatio }: { readonly maxTokens: number; readonly tokenRatio: number },
  throttle: RetryThrottle | undefined,
): string {
  const tokens = throttle?.tokens ?? maxTokens;
  const state = throttle?.allows === false ? "retries and hedging are stopped" : "allows retries";
  return `${state}: ${tokens} of ${maxTokens} tokens, ${tokenRatio} back for each success`;
}
