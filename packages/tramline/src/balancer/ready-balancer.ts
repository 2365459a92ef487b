import { given } from "@tramline/protobuf/internal";
import type { StatusError } from "@tramline/rpc";
import { ConfigurationError } from "../configuration-error.ts";
import { type Address, formatAddress, uniqueAddresses } from "../subchannel/address.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Balancer, BalancerFactory, BalancerHost } from "./balancer.ts";
import { connectionFailure, noAddresses } from "./connection-failure.ts";
import { FailurePicker, type Picker, PickFailure, QUEUE_PICKER } from "./picker.ts";

const HEALTHY = { checksHealth: true } as const;

/** How a policy of READY backends chooses among them; see {@link ReadyBalancer}. */
export interface ReadyPolicy {
  /**
   * A configuration, as `parseConfig` returned it, before the addresses that came with it are used.
   * @returns whether it differs from the former one in what pickers do
   */
  configure(config: unknown): boolean;
  /** The subchannels have changed. Those that were here before may be gone, and are shut down then. */
  retain(subchannels: ReadonlySet<Subchannel>): void;
  /** A subchannel has connected. */
  onReady(subchannel: Subchannel): void;
  /**
   * Creates the picker over these, of which there is at least one. It is used until the next one is
   * created.
   */
  createPicker(ready: readonly Subchannel[]): Picker;
  /** No picker is in force any more. */
  close(): void;
}

/**
 * Keeps every address connected and has a policy choose among the subchannels that are READY: the part
 * that round_robin, weighted_round_robin, and least_request share.
 *
 * The channel's state is READY if any subchannel is, else CONNECTING if any is on its way, else
 * TRANSIENT_FAILURE. A subchannel that has failed counts as failed until it is READY again, so
 * that calls fail fast while every backend is down (grpc/doc/load-balancing.md, gRFC A62).
 */
export class ReadyBalancer implements Balancer, SubchannelWatcher {
  private readonly host: BalancerHost;
  private readonly policy: ReadyPolicy;
  /** By address text, in the order of the list. */
  private subchannels: Map<string, Subchannel>;
  private readonly failed: Set<Subchannel>;
  /** While true, changes of subchannels are gathered into one update at the end. */
  private updating: boolean;
  /** Those in the picker in force. */
  private ready: readonly Subchannel[];

  constructor(host: BalancerHost, policy: ReadyPolicy) {
    this.host = host;
    this.policy = policy;
    this.subchannels = new Map();
    this.failed = new Set();
    this.updating = false;
    this.ready = [];
  }

  update(addresses: readonly Address[], config: unknown): StatusError | undefined {
    const isOther = this.policy.configure(config);
    const before = this.subchannels;
    const after = new Map<string, Subchannel>();
    this.updating = true;
    for (const address of uniqueAddresses(addresses)) {
      const text = formatAddress(address);
      after.set(text, before.get(text) ?? this.host.createSubchannel(address, this, HEALTHY));
    }
    this.subchannels = after;
    for (const [text, subchannel] of before) {
      if (after.has(text)) continue;
      this.failed.delete(subchannel);
      subchannel.shutdown();
    }
    this.policy.retain(new Set(after.values()));
    for (const subchannel of after.values()) subchannel.connect();
    this.updating = false;
    if (after.size === 0) {
      this.ready = [];
      const error = noAddresses(this.host.target);
      this.fail(error);
      return error;
    }
    this.aggregate(isOther);
    return undefined;
  }

  resolverFailed(error: StatusError): void {
    if (this.subchannels.size === 0) this.fail(error);
  }

  exitIdle(): void {
    // Never IDLE: every subchannel connects as soon as it can.
  }

  resetBackoff(): void {
    for (const subchannel of [...this.subchannels.values()]) subchannel.resetBackoff();
  }

  close(): void {
    this.policy.close();
    for (const subchannel of this.subchannels.values()) subchannel.shutdown();
    this.subchannels.clear();
    this.failed.clear();
    this.ready = [];
  }

  onSubchannelState(subchannel: Subchannel, state: ConnectivityState): void {
    switch (state) {
      case ConnectivityState.READY:
        this.failed.delete(subchannel);
        this.policy.onReady(subchannel);
        this.aggregate();
        break;
      case ConnectivityState.TRANSIENT_FAILURE:
        this.failed.add(subchannel);
        this.aggregate();
        this.host.requestResolution();
        break;
      case ConnectivityState.IDLE: {
        const wasReady = this.ready.includes(subchannel);
        // The picker without it must stand before anything else happens.
        if (wasReady) this.aggregate();
        subchannel.connect();
        if (wasReady) this.host.requestResolution();
        break;
      }
      case ConnectivityState.CONNECTING:
        // Its last connection is lost while another is on its way; otherwise counted when it comes.
        if (this.ready.includes(subchannel)) this.aggregate();
        break;
      case ConnectivityState.SHUTDOWN:
        break;
    }
  }

  /** @param isOther whether the picker in force must be replaced in any case */
  private aggregate(isOther = false): void {
    if (this.updating) return;
    const ready: Subchannel[] = [];
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.state === ConnectivityState.READY) ready.push(subchannel);
    }
    const sameAsBefore =
      ready.length === this.ready.length && ready.every((one, i) => one === this.ready[i]);
    this.ready = ready;
    if (ready.length > 0) {
      // The picker in force goes on where it is; a new one would start over.
      if (sameAsBefore && !isOther) return;
      this.host.updateState(ConnectivityState.READY, this.policy.createPicker(ready));
    } else if (this.failed.size < this.subchannels.size) {
      this.host.updateState(ConnectivityState.CONNECTING, QUEUE_PICKER);
    } else {
      this.fail(connectionFailure(this.host.target, this.subchannels.values()));
    }
  }

  private fail(error: StatusError): void {
    this.host.updateState(
      ConnectivityState.TRANSIENT_FAILURE,
      new FailurePicker(new PickFailure(error)),
    );
  }
}

/** A policy that chooses among the backends that are READY; see {@link createReadyPolicy}. */
export interface ReadyPolicyOptions<C> {
  /** Its name in `loadBalancing` and in a service config. */
  readonly name: string;
  /**
   * Checks its part of the service config, `{}` where it is named without one. Default: it has none.
   * @throws Error that says what is wrong
   */
  readonly parseConfig?: ((json: unknown) => C) | undefined;
  /**
   * The picker over these backends, of which there is at least one. Called when the set of READY backends
   * or the configuration changes; calls go by the former picker until it returns.
   */
  readonly createPicker: (ready: readonly Subchannel[], config: C, host: BalancerHost) => Picker;
}

/**
 * A load balancing policy of the user's, for the option `balancers`. Every address is connected at all
 * times, health checks and ejections count (gRFC A17, A50), and the channel's state is READY while any
 * backend is, as with round_robin; what is left to the policy is the choice.
 *
 * @throws ConfigurationError CHANNEL_OPTION_INVALID for a missing name or `createPicker`
 */
export function createReadyPolicy<C = undefined>(options: ReadyPolicyOptions<C>): BalancerFactory {
  const { name, parseConfig, createPicker } = options;
  if (typeof name !== "string" || name === "") {
    throw new ConfigurationError(
      "CHANNEL_OPTION_INVALID",
      `invalid name of createReadyPolicy: expected the policy's name in a service config, got ${given(name)}`,
    );
  }
  if (typeof createPicker !== "function") {
    throw new ConfigurationError(
      "CHANNEL_OPTION_INVALID",
      `invalid createPicker of createReadyPolicy: expected a function, got ${given(createPicker)}`,
    );
  }
  return {
    name,
    parseConfig: (json) => parseConfig?.(json),
    create(host) {
      let config = undefined as C;
      return new ReadyBalancer(host, {
        configure(next) {
          const isOther = next !== config;
          config = next as C;
          return isOther;
        },
        retain() {},
        onReady() {},
        createPicker: (ready) => createPicker(ready, config, host),
        close() {},
      });
    },
  };
}
