import { given } from "@tramline/protobuf/internal";
import { isRecord } from "../argument-check.ts";
import {
  type BalancerFactory,
  type BalancerRegistry,
  createBalancerRegistry,
} from "../balancer/balancer.ts";
import { defaultBalancers } from "../balancer/default-balancers.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { defaultResolvers } from "../resolver/default-resolvers.ts";
import {
  createResolverRegistry,
  type ResolverFactory,
  type ResolverRegistry,
} from "../resolver/resolver.ts";

/** The registries that all channels without additions share. */
let sharedBalancers: BalancerRegistry | undefined;
let sharedResolvers: ResolverRegistry | undefined;

/**
 * The default policies and those of the option `balancers`.
 *
 * @throws ConfigurationError for a value that is not a list of policies
 */
export function channelBalancers(added: readonly BalancerFactory[] | undefined): BalancerRegistry {
  if (added === undefined) {
    sharedBalancers ??= createBalancerRegistry(defaultBalancers);
    return sharedBalancers;
  }
  checkFactories("balancers", added, "a load balancing policy", "name", ["parseConfig", "create"]);
  return createBalancerRegistry([...defaultBalancers, ...added]);
}

/**
 * The default resolvers and those of the option `resolvers`.
 *
 * @throws ConfigurationError for a value that is not a list of resolvers
 */
export function channelResolvers(added: readonly ResolverFactory[] | undefined): ResolverRegistry {
  if (added === undefined) {
    sharedResolvers ??= createResolverRegistry(defaultResolvers);
    return sharedResolvers;
  }
  checkFactories("resolvers", added, "a resolver", "scheme", ["prepare"]);
  return createResolverRegistry([...defaultResolvers, ...added]);
}

function checkFactories(
  option: string,
  factories: unknown,
  what: string,
  key: string,
  methods: readonly string[],
): void {
  if (!Array.isArray(factories)) {
    throw invalid(option, `an array, each ${what}`, factories);
  }
  for (const [index, factory] of factories.entries()) {
    const fits =
      isRecord(factory) &&
      typeof factory[key] === "string" &&
      methods.every((method) => typeof factory[method] === "function");
    if (fits) continue;
    const members = `${[key, ...methods].slice(0, -1).join(", ")} and ${methods.at(-1)}`;
    throw invalid(`${option}[${index}]`, `${what} with ${members}`, factory);
  }
}

function invalid(option: string, expected: string, value: unknown): ConfigurationError {
  return new ConfigurationError(
    "CHANNEL_OPTION_INVALID",
    `invalid option ${option}: expected ${expected}, got ${given(value)}`,
  );
}
