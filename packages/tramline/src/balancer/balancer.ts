import type { ChannelObserver, StatusError } from "@tramline/rpc";
import type { Address } from "../subchannel/address.ts";
import type { Clock, RandomSource } from "../subchannel/clock.ts";
import type { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Picker } from "./picker.ts";

/**
 * A load balancing policy at work for one channel: it receives the backends' addresses, creates and
 * connects subchannels, and gives the channel a state and a picker whenever they change.
 *
 * Calls into a balancer and out of it are synchronous; a balancer has to bear being called back
 * (a subchannel's state) inside its own calls (`subchannel.connect()`).
 */
export interface Balancer {
  /**
   * New addresses, or a new configuration of the same policy.
   * @returns why they are of no use (an empty list, mostly): the resolver then tries again after a
   * backoff. Undefined if they were taken.
   */
  update(addresses: readonly Address[], config: unknown): StatusError | undefined;
  /** The resolver failed. What was resolved before stays in use; without that, calls fail with it. */
  resolverFailed(error: StatusError): void;
  /** Leaves IDLE, if in it: starts to connect. */
  exitIdle(): void;
  /** Ends the backoffs that are running. */
  resetBackoff(): void;
  /** Shuts its subchannels down. No call in or out after this. */
  close(): void;
}

/** How a subchannel is made. */
export interface SubchannelOptions {
  /**
   * Whether its state includes the server's health, where the service config has it checked (gRFC A17),
   * and ejections as an outlier (gRFC A50). Default false: only whether it is connected.
   */
  readonly checksHealth?: boolean | undefined;
}

/** The channel of a balancer, as the balancer sees it. */
export interface BalancerHost {
  /** The channel's target as the user wrote it, for messages. */
  readonly target: string;
  /** Chance for shuffling and weights: numbers from 0 to below 1. Repeatable in tests. */
  readonly random: RandomSource;
  /** Time for the policy's timers and intervals; simulated in tests. */
  readonly clock: Clock;
  /** How long an attempt to connect goes alone before the next address is tried beside it. */
  readonly connectionAttemptDelayMs: number;
  /** Hears of what a policy has to report for metrics; undefined when nobody does. */
  readonly observer?: ChannelObserver | undefined;
  /** A subchannel in IDLE, watched by `watcher`, for the balancer to shut down. */
  createSubchannel(
    address: Address,
    watcher: SubchannelWatcher,
    options?: SubchannelOptions,
  ): Subchannel;
  /** The channel's state and picker from now on; calls that wait are picked again at once. */
  updateState(state: ConnectivityState, picker: Picker): void;
  /** The addresses look stale. The resolver decides when to look again. */
  requestResolution(): void;
}

/** A load balancing policy by name, as `loadBalancingConfig` of a service config selects it. */
export interface BalancerFactory {
  /** `pick_first`, `round_robin`, … */
  readonly name: string;
  /**
   * Checks the policy's part of the service config, `{}` where the policy is named without one, and
   * returns what `update` will be called with.
   *
   * @param balancers every policy of the channel, for a policy that has others below it
   * @param note reports a field that is ignored or replaced by another value, as a warning of the
   * channel: its place within the configuration, as in `choiceCount`, and what holds instead, as in
   * `is 50: 10 holds, the most allowed here`
   * @throws Error that says what is wrong with it
   */
  parseConfig(
    json: unknown,
    balancers: BalancerRegistry,
    note?: (field: string, problem: string) => void,
  ): unknown;
  /** Makes a balancer for one channel. */
  create(host: BalancerHost): Balancer;
}

/** The policies that a channel knows, by name. */
export type BalancerRegistry = ReadonlyMap<string, BalancerFactory>;

/** A registry of these policies; a later one replaces an earlier one of its name. */
export function createBalancerRegistry(factories: Iterable<BalancerFactory>): BalancerRegistry {
  const byName = new Map<string, BalancerFactory>();
  for (const factory of factories) byName.set(factory.name, factory);
  return byName;
}
