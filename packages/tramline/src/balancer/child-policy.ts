import type { ChannelObserver, StatusError } from "@tramline/rpc";
import type { SelectedBalancer } from "../service-config/load-balancing-config.ts";
import type { Address } from "../subchannel/address.ts";
import type { Clock, RandomSource } from "../subchannel/clock.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Balancer, BalancerFactory, BalancerHost, SubchannelOptions } from "./balancer.ts";
import { FailurePicker, type Picker, PickFailure } from "./picker.ts";

/**
 * The policy below another one. It works on the host of the policy above, until another policy takes its
 * place.
 */
export class ChildPolicy {
  private readonly host: BalancerHost;
  private factory: BalancerFactory | undefined;
  private childHost: ChildHost | undefined;
  private balancer: Balancer | undefined;

  constructor(host: BalancerHost) {
    this.host = host;
    this.factory = undefined;
    this.childHost = undefined;
    this.balancer = undefined;
  }

  /** As {@link Balancer.update}; makes the balancer when the policy is another one than before. */
  update(
    addresses: readonly Address[],
    { factory, config }: SelectedBalancer,
  ): StatusError | undefined {
    if (this.balancer === undefined || factory !== this.factory) {
      this.close();
      this.factory = factory;
      this.childHost = new ChildHost(this.host);
      this.balancer = factory.create(this.childHost);
    }
    return this.balancer.update(addresses, config);
  }

  /** As {@link Balancer.resolverFailed}; calls fail with the error while there is no policy yet. */
  resolverFailed(error: StatusError): void {
    if (this.balancer !== undefined) {
      this.balancer.resolverFailed(error);
      return;
    }
    const picker = new FailurePicker(new PickFailure(error));
    this.host.updateState(ConnectivityState.TRANSIENT_FAILURE, picker);
  }

  exitIdle(): void {
    this.balancer?.exitIdle();
  }

  resetBackoff(): void {
    this.balancer?.resetBackoff();
  }

  close(): void {
    this.childHost?.close();
    this.balancer?.close();
    this.balancer = undefined;
  }
}

/** Keeps what a policy that was closed still does from its host. */
class ChildHost implements BalancerHost {
  readonly target: string;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly connectionAttemptDelayMs: number;
  readonly observer: ChannelObserver | undefined;
  private readonly host: BalancerHost;
  private isClosed: boolean;

  constructor(host: BalancerHost) {
    this.target = host.target;
    this.random = host.random;
    this.clock = host.clock;
    this.connectionAttemptDelayMs = host.connectionAttemptDelayMs;
    this.observer = host.observer;
    this.host = host;
    this.isClosed = false;
  }

  createSubchannel(
    address: Address,
    watcher: SubchannelWatcher,
    options?: SubchannelOptions,
  ): Subchannel {
    const subchannel = this.host.createSubchannel(address, watcher, options);
    if (this.isClosed) subchannel.shutdown();
    return subchannel;
  }

  updateState(state: ConnectivityState, picker: Picker): void {
    if (!this.isClosed) this.host.updateState(state, picker);
  }

  requestResolution(): void {
    if (!this.isClosed) this.host.requestResolution();
  }

  close(): void {
    this.isClosed = true;
  }
}
