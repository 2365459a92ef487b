import type { StatusError } from "@tramline/rpc";
import { type Address, formatAddress } from "../subchannel/address.ts";
import type { Clock, RandomSource, ScheduledTimer } from "../subchannel/clock.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Balancer, BalancerFactory, BalancerHost, SubchannelOptions } from "./balancer.ts";
import { ChildPolicy } from "./child-policy.ts";
import { failurePercentageOutliers, successRateOutliers } from "./outlier-algorithms.ts";
import { type OutlierDetectionConfig, parseOutlierDetection } from "./outlier-config.ts";
import { OutlierEndpoint } from "./outlier-endpoint.ts";
import { OutlierPicker, OutlierTracker } from "./outlier-picker.ts";
import type { Picker } from "./picker.ts";

/**
 * Watches how the calls of each backend end, and takes those that stand out out of use for a while
 * (gRFC A50). The policy below it sees their subchannels fail.
 */
class OutlierDetectionBalancer implements Balancer, BalancerHost {
  readonly target: string;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly connectionAttemptDelayMs: number;
  private readonly host: BalancerHost;
  private readonly child: ChildPolicy;
  /** By address text. */
  private endpoints: Map<string, OutlierEndpoint>;
  private readonly endpointOf: Map<Subchannel, OutlierEndpoint>;
  private config: OutlierDetectionConfig | undefined;
  private timer: ScheduledTimer | undefined;
  /** When the interval under way began; undefined while nothing is detected. */
  private startedAtMs: number | undefined;
  /** The last state that the child has reported. */
  private state: ConnectivityState | undefined;
  private picker: Picker | undefined;
  private wasCounting: boolean;

  constructor(host: BalancerHost) {
    this.target = host.target;
    this.random = host.random;
    this.clock = host.clock;
    this.connectionAttemptDelayMs = host.connectionAttemptDelayMs;
    this.host = host;
    this.child = new ChildPolicy(this);
    this.endpoints = new Map();
    this.endpointOf = new Map();
    this.config = undefined;
    this.timer = undefined;
    this.startedAtMs = undefined;
    this.state = undefined;
    this.picker = undefined;
    this.wasCounting = false;
  }

  update(addresses: readonly Address[], json: unknown): StatusError | undefined {
    const config = json as OutlierDetectionConfig;
    this.config = config;
    const before = this.endpoints;
    this.endpoints = new Map();
    for (const address of addresses) {
      const text = formatAddress(address);
      this.endpoints.set(text, before.get(text) ?? new OutlierEndpoint(text));
    }
    this.timer?.cancel();
    this.timer = undefined;
    if (this.isCounting) this.startTimer(config);
    else this.stopDetecting();
    const refusal = this.child.update(addresses, config.child);
    this.tidy();
    // The child may have left its picker as it is.
    if (this.isCounting !== this.wasCounting) this.publish();
    return refusal;
  }

  resolverFailed(error: StatusError): void {
    this.child.resolverFailed(error);
  }

  exitIdle(): void {
    this.child.exitIdle();
  }

  resetBackoff(): void {
    this.child.resetBackoff();
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.child.close();
    this.endpoints.clear();
    this.endpointOf.clear();
  }

  createSubchannel(
    address: Address,
    watcher: SubchannelWatcher,
    options?: SubchannelOptions,
  ): Subchannel {
    const subchannel = this.host.createSubchannel(address, watcher, options);
    const endpoint = this.endpoints.get(formatAddress(address));
    if (endpoint !== undefined) {
      this.endpointOf.set(subchannel, endpoint);
      // A policy that does not ask for health, such as pick_first, has no use for ejections either.
      if (options?.checksHealth === true) endpoint.add(subchannel);
    }
    return subchannel;
  }

  updateState(state: ConnectivityState, picker: Picker): void {
    this.state = state;
    this.picker = picker;
    this.publish();
  }

  requestResolution(): void {
    this.host.requestResolution();
  }

  private get isCounting(): boolean {
    const { config } = this;
    return config?.successRate !== undefined || config?.failurePercentage !== undefined;
  }

  private publish(): void {
    const { state, picker } = this;
    if (state === undefined || picker === undefined) return;
    this.wasCounting = this.isCounting;
    if (!this.wasCounting || state !== ConnectivityState.READY) {
      this.host.updateState(state, picker);
      return;
    }
    const tracker = new OutlierTracker(this.endpointOf, picker.tracker);
    this.host.updateState(state, new OutlierPicker(picker, tracker));
  }

  private startTimer({ intervalMs }: OutlierDetectionConfig): void {
    const nowMs = this.clock.nowMs();
    if (this.startedAtMs === undefined) {
      this.startedAtMs = nowMs;
      for (const endpoint of this.endpoints.values()) endpoint.resetCounts();
    }
    const leftMs = Math.max(0, intervalMs - (nowMs - this.startedAtMs));
    this.timer = this.clock.schedule(() => this.sweep(), leftMs);
  }

  private stopDetecting(): void {
    this.startedAtMs = undefined;
    for (const endpoint of this.endpoints.values()) endpoint.pardon();
  }

  /** An interval is over. */
  private sweep(): void {
    const { config } = this;
    if (config === undefined) return;
    const nowMs = this.clock.nowMs();
    this.startedAtMs = nowMs;
    // Before anything is ejected: that may bring new addresses, and with them another timer.
    this.timer = this.clock.schedule(() => this.sweep(), config.intervalMs);
    const endpoints = [...this.endpoints.values()];
    for (const endpoint of endpoints) endpoint.swap();
    const { successRate, failurePercentage } = config;
    if (successRate !== undefined) {
      const outliers = successRateOutliers(endpoints, successRate);
      this.ejectAll(outliers, successRate.enforcementPercentage, endpoints, nowMs);
    }
    if (failurePercentage !== undefined) {
      const outliers = failurePercentageOutliers(endpoints, failurePercentage);
      this.ejectAll(outliers, failurePercentage.enforcementPercentage, endpoints, nowMs);
    }
    for (const endpoint of endpoints) {
      endpoint.age(nowMs, config.baseEjectionTimeMs, config.maxEjectionTimeMs);
    }
    this.tidy();
  }

  private ejectAll(
    outliers: readonly OutlierEndpoint[],
    enforcementPercentage: number,
    all: readonly OutlierEndpoint[],
    nowMs: number,
  ): void {
    const maxPercent = this.config?.maxEjectionPercent ?? 0;
    let ejected = all.filter(({ isEjected }) => isEjected).length;
    for (const outlier of outliers) {
      if ((ejected / all.length) * 100 >= maxPercent) return;
      // One that is ejected already is seen by calls from before.
      if (outlier.isEjected || Math.floor(this.random() * 100) >= enforcementPercentage) continue;
      outlier.eject(nowMs);
      ejected++;
    }
  }

  private tidy(): void {
    for (const subchannel of this.endpointOf.keys()) {
      if (subchannel.state === ConnectivityState.SHUTDOWN) this.endpointOf.delete(subchannel);
    }
    for (const endpoint of this.endpoints.values()) endpoint.tidy();
  }
}

/**
 * The policy `outlier_detection_experimental` (gRFC A50), above another one: counts how calls end, and
 * ejects backends whose calls fail far more often than those of the others, or than a threshold.
 */
export const outlierDetection: BalancerFactory = {
  name: "outlier_detection_experimental",
  parseConfig: parseOutlierDetection,
  create: (host) => new OutlierDetectionBalancer(host),
};
