import type { Balancer, BalancerFactory, BalancerHost } from "../balancer/balancer.ts";
import type { Picker } from "../balancer/picker.ts";
import type { Address } from "../subchannel/address.ts";
import type { Clock, RandomSource } from "../subchannel/clock.ts";
import type { ConnectivityState } from "../subchannel/connectivity-state.ts";
import {
  Subchannel,
  type SubchannelOwner,
  type SubchannelWatcher,
} from "../subchannel/subchannel.ts";
import type { ChannelSettings } from "./channel-options.ts";

/** The events of a session, for those it works for. */
export interface BalancerSessionListener extends SubchannelOwner {
  onPicker(state: ConnectivityState, picker: Picker): void;
  onResolutionRequested(): void;
}

/**
 * One balancer at work, and what it may do in the channel. After `close` it can do nothing more:
 * a balancer may be closed from within its own call to `updateState`, and goes on from there.
 */
export class BalancerSession implements BalancerHost {
  readonly factory: BalancerFactory;
  readonly balancer: Balancer;
  readonly target: string;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly connectionAttemptDelayMs: number;
  private readonly settings: ChannelSettings;
  private readonly listener: BalancerSessionListener;
  private closed: boolean;

  constructor(
    factory: BalancerFactory,
    settings: ChannelSettings,
    listener: BalancerSessionListener,
  ) {
    this.factory = factory;
    this.target = settings.target;
    this.random = settings.random;
    this.clock = settings.clock;
    this.connectionAttemptDelayMs = settings.connectionAttemptDelayMs;
    this.settings = settings;
    this.listener = listener;
    this.closed = false;
    this.balancer = factory.create(this);
  }

  createSubchannel(address: Address, watcher: SubchannelWatcher): Subchannel {
    const subchannel = new Subchannel(address, this.settings, this.listener);
    if (this.closed) subchannel.shutdown();
    else subchannel.watch(watcher);
    this.listener.onSubchannel?.(subchannel);
    return subchannel;
  }

  updateState(state: ConnectivityState, picker: Picker): void {
    if (!this.closed) this.listener.onPicker(state, picker);
  }

  requestResolution(): void {
    if (!this.closed) this.listener.onResolutionRequested();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.balancer.close();
  }
}
