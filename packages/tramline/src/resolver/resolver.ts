import type { StatusError } from "@tramline/rpc";
import type { ConfigurationError } from "../configuration-error.ts";
import type { ServiceConfigJson } from "../service-config/service-config.ts";
import type { Address, TcpAddress } from "../subchannel/address.ts";
import type { BackoffSettings } from "../subchannel/backoff.ts";
import type { Clock, RandomSource } from "../subchannel/clock.ts";
import type { Target } from "./target.ts";

/** The addresses of a name at the moment. */
export interface Resolution {
  /** In order of preference. */
  readonly addresses: readonly Address[];
  /**
   * If the resolver has one, as JSON text or as the object it stands for; it takes precedence over the
   * channel's own. An error for one that cannot be read: the one before stays in force (gRFC A21).
   */
  readonly serviceConfig?: string | ServiceConfigJson | ConfigurationError | undefined;
}

/** The channel's side of a resolver. Calls may come inside `start`. */
export interface ResolverListener {
  /**
   * A result, the first or a newer one.
   * @returns why it is of no use, in which case a resolver that asks somebody asks again after a
   * backoff; undefined if it was taken
   */
  onResolved(resolution: Resolution): StatusError | undefined;
  /** No result. The resolver goes on by itself. */
  onResolveFailed(error: StatusError): void;
}

/** Watches what one target stands for, from `start` to `close`. */
export interface Resolver {
  /** Begins. Called once. */
  start(): void;
  /** A connection was lost or refused: look again, as soon as the rate limit allows. */
  requestResolution(): void;
  /** Ends a backoff that is running. */
  resetBackoff(): void;
  /** Leaves no timer and no query behind, and calls its listener no more. */
  close(): void;
}

/** The environment that a channel lends to its resolver. */
export interface ResolverEnvironment {
  /** Time for the resolver's timers; simulated in tests. */
  readonly clock: Clock;
  /** Chance for jitter: numbers from 0 to below 1. Repeatable in tests. */
  readonly random: RandomSource;
  /** The channel's backoff, for retries after a failed resolution. */
  readonly backoff: BackoffSettings;
}

/** A target that has been found correct; resolvers for it can be made, one at a time. */
export interface PreparedTarget {
  /** The text for `:authority`, and as host into TLS's server name, unless overridden. */
  readonly authority: string;
  /** Name and port, when they can be handed to an HTTP proxy in place of being resolved here. */
  readonly unresolved?: TcpAddress | undefined;
  /** Makes a resolver that reports to this listener. It does nothing before `start`. */
  createResolver(listener: ResolverListener, environment: ResolverEnvironment): Resolver;
}

/** Turns targets of one scheme into addresses. */
export interface ResolverFactory {
  /** The scheme in lowercase, such as `dns`: the part of a target before the first colon. */
  readonly scheme: string;
  /**
   * Checks the target, without asking anybody.
   * @throws ConfigurationError if it can never be resolved
   */
  prepare(target: Target): PreparedTarget;
}

/** The schemes that a channel knows. */
export type ResolverRegistry = ReadonlyMap<string, ResolverFactory>;

/** A registry of these schemes; a later factory replaces an earlier one of its scheme. */
export function createResolverRegistry(factories: Iterable<ResolverFactory>): ResolverRegistry {
  const byScheme = new Map<string, ResolverFactory>();
  for (const factory of factories) byScheme.set(factory.scheme, factory);
  return byScheme;
}
