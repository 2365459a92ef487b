import type { ChannelObserver } from "@tramline/rpc";
import type {
  Balancer,
  BalancerFactory,
  BalancerHost,
  SubchannelOptions,
} from "../balancer/balancer.ts";
import type { Picker } from "../balancer/picker.ts";
import type { Address } from "../subchannel/address.ts";
import type { Clock, RandomSource } from "../subchannel/clock.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
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
  readonly observer: ChannelObserver | undefined;
  private readonly settings: ChannelSettings;
  private readonly listener: BalancerSessionListener;
  /** Subchannels that want their health checked. */
  private readonly checked: Set<Subchannel>;
  private healthService: string | undefined;
  private closed: boolean;

  /** @param healthService the service whose health is checked; undefined for none */
  constructor(
    factory: BalancerFactory,
    settings: ChannelSettings,
    healthService: string | undefined,
    listener: BalancerSessionListener,
  ) {
    this.factory = factory;
    this.target = settings.target;
    this.random = settings.random;
    this.clock = settings.clock;
    this.connectionAttemptDelayMs = settings.connectionAttemptDelayMs;
    this.observer = settings.observer;
    this.settings = settings;
    this.listener = listener;
    this.checked = new Set();
    this.healthService = healthService;
    this.closed = false;
    this.balancer = factory.create(this);
  }

  createSubchannel(
    address: Address,
    watcher: SubchannelWatcher,
    options?: SubchannelOptions,
  ): Subchannel {
    const subchannel = new Subchannel(address, this.settings, this.listener);
    if (this.closed) {
      subchannel.shutdown();
      this.listener.onSubchannel?.(subchannel);
      return subchannel;
    }
    subchannel.watch(watcher);
    if (options?.checksHealth === true) {
      this.checked.add(subchannel);
      subchannel.checkHealth(this.healthService);
    }
    this.listener.onSubchannel?.(subchannel);
    return subchannel;
  }

  /** Checks the health of this service on subchannels that want it; undefined for none. */
  checkHealth(service: string | undefined): void {
    if (service === this.healthService) return;
    this.healthService = service;
    for (const subchannel of [...this.checked]) {
      if (subchannel.state === ConnectivityState.SHUTDOWN) this.checked.delete(subchannel);
      else subchannel.checkHealth(service);
    }
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
