import { StatusError } from "@tramline/rpc";
import { FailurePicker, type Picker, PickFailure, QUEUE_PICKER } from "../balancer/picker.ts";
import type { Resolution, Resolver, ResolverListener } from "../resolver/resolver.ts";
import type { ServiceConfig } from "../service-config/service-config.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelOwner } from "../subchannel/subchannel.ts";
import { BalancerSession, type BalancerSessionListener } from "./balancer-session.ts";
import type { ChannelSettings } from "./channel-options.ts";

/** The events of the backends, for their channel. */
export interface BackendsListener extends SubchannelOwner {
  onPicker(state: ConnectivityState, picker: Picker): void;
  onServiceConfig(serviceConfig: ServiceConfig): void;
}

/**
 * Everything between a channel and its transports for as long as the channel is not idle: the
 * resolver, and the balancer that works with what it finds. Closed when the channel goes idle, and
 * created again when it wakes.
 */
export class Backends implements ResolverListener, BalancerSessionListener {
  private readonly settings: ChannelSettings;
  private readonly listener: BackendsListener;
  private readonly resolver: Resolver;
  private session: BalancerSession | undefined;
  private closed: boolean;

  constructor(settings: ChannelSettings, listener: BackendsListener) {
    this.settings = settings;
    this.listener = listener;
    this.session = undefined;
    this.closed = false;
    this.resolver = settings.preparedTarget.createResolver(this, settings);
  }

  /** Begins to resolve and connect. The listener is called before this returns. */
  start(): void {
    this.onPicker(ConnectivityState.CONNECTING, QUEUE_PICKER);
    if (!this.closed) this.resolver.start();
  }

  exitIdle(): void {
    this.session?.balancer.exitIdle();
  }

  resetBackoff(): void {
    this.resolver.resetBackoff();
    this.session?.balancer.resetBackoff();
  }

  /** Shuts everything down; calls on open transports run to their end. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.resolver.close();
    this.session?.close();
  }

  onResolved(resolution: Resolution): StatusError | undefined {
    if (this.closed) return undefined;
    const serviceConfig = this.settings.resolvedConfig.read(resolution.serviceConfig);
    if (serviceConfig instanceof StatusError) {
      this.onResolveFailed(serviceConfig);
      return serviceConfig;
    }
    this.settings.warnings.report(serviceConfig);
    this.settings.scaling.configure(serviceConfig.maxConnectionsPerSubchannel);
    this.listener.onServiceConfig(serviceConfig);
    const { factory, config } = serviceConfig.balancer ?? this.settings.balancer;
    const healthService = this.settings.healthCheck ? serviceConfig.healthCheckService : undefined;
    if (this.session?.factory !== factory) {
      this.session?.close();
      this.session = new BalancerSession(factory, this.settings, healthService, this);
    } else {
      this.session.checkHealth(healthService);
    }
    return this.session.balancer.update(resolution.addresses, config);
  }

  onResolveFailed(error: StatusError): void {
    if (this.closed) return;
    if (this.session !== undefined) this.session.balancer.resolverFailed(error);
    else {
      this.onPicker(ConnectivityState.TRANSIENT_FAILURE, new FailurePicker(new PickFailure(error)));
    }
  }

  onPicker(state: ConnectivityState, picker: Picker): void {
    if (!this.closed) this.listener.onPicker(state, picker);
  }

  onResolutionRequested(): void {
    if (!this.closed) this.resolver.requestResolution();
  }

  onSubchannel(subchannel: Subchannel): void {
    this.listener.onSubchannel?.(subchannel);
  }

  onTransport(transport: ClientTransport): void {
    this.listener.onTransport(transport);
  }

  onCapacity(subchannel: Subchannel): void {
    this.listener.onCapacity(subchannel);
  }
}
