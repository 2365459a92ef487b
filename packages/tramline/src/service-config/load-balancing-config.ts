import type { NoteConfigField } from "@tramline/rpc";
import { readArray, readObject } from "@tramline/rpc/internal";
import type { BalancerFactory, BalancerRegistry } from "../balancer/balancer.ts";
import { ConfigurationError } from "../configuration-error.ts";

/** A policy that was chosen, and its configuration as the policy's own parser gave it. */
export interface SelectedBalancer {
  /** The chosen policy. */
  readonly factory: BalancerFactory;
  /** The result of the policy's `parseConfig`, for `Balancer.update`. */
  readonly config: unknown;
}

/**
 * Chooses from `loadBalancingConfig`, a list of `{ policyName: config }` in order of preference:
 * the first policy that the registry knows (gRFC A24).
 *
 * @param field the list's name, for errors and notes
 * @param note is called for each field of the chosen policy that does not hold as it is written
 * @throws ConfigurationError if none is known, or the chosen one's configuration is wrong
 */
export function selectBalancer(
  json: unknown,
  registry: BalancerRegistry,
  field = "loadBalancingConfig",
  note?: NoteConfigField,
): SelectedBalancer {
  const unknown: string[] = [];
  for (const [index, entry] of readArray(json, field).entries()) {
    const path = `${field}[${index}]`;
    const names = Object.entries(readObject(entry, path));
    const [name, config] = names[0] ?? [];
    if (names.length !== 1 || name === undefined) {
      throw new ConfigurationError(
        "LOAD_BALANCING_CONFIG_INVALID",
        `invalid ${path} in the service config: expected one field, the name of the policy, as in { "round_robin": {} }, got ${names.length} fields`,
      );
    }
    const factory = registry.get(name);
    if (factory !== undefined) {
      return { factory, config: parseWith(factory, config, { path, registry, note }) };
    }
    unknown.push(name);
  }
  throw unknownPolicy(unknown, registry);
}

/** Chooses a policy by its name alone, with its default configuration. */
export function selectBalancerByName(name: string, registry: BalancerRegistry): SelectedBalancer {
  const factory = registry.get(name);
  if (factory === undefined) throw unknownPolicy([name], registry);
  return { factory, config: parseWith(factory, {}, { path: name, registry }) };
}

interface PolicyPlace {
  readonly path: string;
  readonly registry: BalancerRegistry;
  readonly note?: NoteConfigField | undefined;
}

function parseWith(
  factory: BalancerFactory,
  config: unknown,
  { path, registry, note }: PolicyPlace,
): unknown {
  try {
    return factory.parseConfig(config, registry, (field, problem) =>
      note?.(`${path}.${factory.name}.${field}`, problem),
    );
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      "LOAD_BALANCING_CONFIG_INVALID",
      `invalid ${path} in the service config: policy ${factory.name}: ${problem}`,
      { cause },
    );
  }
}

function unknownPolicy(names: readonly string[], registry: BalancerRegistry): ConfigurationError {
  return new ConfigurationError(
    "LOAD_BALANCING_POLICY_UNKNOWN",
    `unknown load balancing policy: expected one of ${[...registry.keys()].join(", ")}, got ${names.map((name) => `"${name}"`).join(", ") || "none"}`,
  );
}
