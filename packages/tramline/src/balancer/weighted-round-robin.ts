import type { ChannelObserver, NoteConfigField } from "@tramline/rpc";
import type { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";
import type { ScheduledTimer } from "../subchannel/clock.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { BalancerFactory, BalancerHost } from "./balancer.ts";
import type { CallEnd, CallTracker } from "./call-tracker.ts";
import { ConfigFields } from "./config-fields.ts";
import { createScheduler, type Scheduler } from "./edf-scheduler.ts";
import { EndpointWeight, type WeightPeriods } from "./endpoint-weight.ts";
import { pickWithRoom } from "./pick-with-room.ts";
import type { Picker, PickResult } from "./picker.ts";
import { ReadyBalancer, type ReadyPolicy } from "./ready-balancer.ts";

/** The `weighted_round_robin` part of a service config. */
export interface WeightedRoundRobinConfig extends WeightPeriods {
  /** Reports come in a stream of their own, and not with each call. */
  readonly enableOobLoadReport: boolean;
  /** The requested interval of such reports. */
  readonly oobReportingPeriodMs: number;
  /** How often pickers take up new weights. */
  readonly weightUpdatePeriodMs: number;
  /** The amount that an error rate of 1 adds to a backend's utilization. */
  readonly errorUtilizationPenalty: number;
}

const SECOND = 1_000;
const LEAST_UPDATE_PERIOD_MS = 100;

/** Goes over the backends in proportion to their weights. */
class WeightedPicker implements Picker {
  readonly tracker: CallTracker | undefined;
  scheduler: Scheduler;
  private readonly ready: readonly Subchannel[];

  constructor(
    ready: readonly Subchannel[],
    scheduler: Scheduler,
    tracker: CallTracker | undefined,
  ) {
    this.tracker = tracker;
    this.scheduler = scheduler;
    this.ready = ready;
  }

  pick(): PickResult {
    return pickWithRoom(this.ready, this.scheduler.next());
  }
}

/** Keeps a weight for each backend, and the picker in force up to date with them. */
class WeightedRoundRobinPolicy implements ReadyPolicy, CallTracker {
  private readonly host: BalancerHost;
  private readonly weights: Map<Subchannel, EndpointWeight>;
  /** How to stop the reports that come outside of calls. */
  private readonly watches: Map<Subchannel, () => void>;
  private config: WeightedRoundRobinConfig;
  private timer: ScheduledTimer | undefined;

  constructor(host: BalancerHost) {
    this.host = host;
    this.weights = new Map();
    this.watches = new Map();
    this.config = DEFAULT_CONFIG;
    this.timer = undefined;
  }

  configure(config: unknown): boolean {
    const before = this.config;
    const after = config as WeightedRoundRobinConfig;
    this.config = after;
    if (
      before.enableOobLoadReport !== after.enableOobLoadReport ||
      before.oobReportingPeriodMs !== after.oobReportingPeriodMs
    ) {
      this.stopWatches();
    }
    return after !== before;
  }

  retain(subchannels: ReadonlySet<Subchannel>): void {
    for (const subchannel of this.weights.keys()) {
      if (subchannels.has(subchannel)) continue;
      this.weights.delete(subchannel);
      this.watches.get(subchannel)?.();
      this.watches.delete(subchannel);
    }
    for (const subchannel of subchannels) {
      if (!this.weights.has(subchannel)) this.weights.set(subchannel, new EndpointWeight());
      if (this.config.enableOobLoadReport && !this.watches.has(subchannel)) {
        const onReport = (report: OrcaLoadReport): void => this.onReport(subchannel, report);
        const periodMs = this.config.oobReportingPeriodMs;
        this.watches.set(subchannel, subchannel.watchLoad(periodMs, onReport));
      }
    }
  }

  onReady(subchannel: Subchannel): void {
    this.weights.get(subchannel)?.reset();
  }

  createPicker(ready: readonly Subchannel[]): Picker {
    const tracker = this.config.enableOobLoadReport ? undefined : this;
    const picker = new WeightedPicker(ready, this.createScheduler(ready), tracker);
    this.timer?.cancel();
    this.timer = undefined;
    if (ready.length > 1) this.keepUpToDate(picker, ready);
    return picker;
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.stopWatches();
    this.weights.clear();
  }

  onCallStart(): void {}

  onCallEnd(subchannel: Subchannel, end: CallEnd): void {
    const report = end.loadReport;
    if (report !== undefined) this.onReport(subchannel, report);
  }

  private onReport(subchannel: Subchannel, report: OrcaLoadReport): void {
    const { errorUtilizationPenalty } = this.config;
    const nowMs = this.host.clock.nowMs();
    this.weights.get(subchannel)?.update(report, errorUtilizationPenalty, nowMs);
  }

  private createScheduler(ready: readonly Subchannel[]): Scheduler {
    const nowMs = this.host.clock.nowMs();
    const weights = ready.map((one) => this.weights.get(one)?.weight(this.config, nowMs) ?? 0);
    if (this.host.observer !== undefined) this.reportWeights(this.host.observer, ready, weights);
    return createScheduler(weights, this.host.random);
  }

  /** Reports the weights that a scheduler is made of (gRFC A78). */
  private reportWeights(
    observer: ChannelObserver,
    ready: readonly Subchannel[],
    weights: readonly number[],
  ): void {
    const nowMs = this.host.clock.nowMs();
    const unusable = ready.filter((_, index) => weights[index] === 0);
    const stale = unusable.filter((one) => this.weights.get(one)?.isStale(this.config, nowMs));
    observer.onWeights({
      weights,
      notYetUsable: unusable.length - stale.length,
      stale: stale.length,
      isFallback: weights.length - unusable.length < 2,
    });
  }

  private keepUpToDate(picker: WeightedPicker, ready: readonly Subchannel[]): void {
    this.timer = this.host.clock.schedule(() => {
      picker.scheduler = this.createScheduler(ready);
      this.keepUpToDate(picker, ready);
    }, this.config.weightUpdatePeriodMs);
  }

  private stopWatches(): void {
    for (const stop of this.watches.values()) stop();
    this.watches.clear();
  }
}

const FIELDS = [
  "enableOobLoadReport",
  "oobReportingPeriod",
  "blackoutPeriod",
  "weightExpirationPeriod",
  "weightUpdatePeriod",
  "errorUtilizationPenalty",
];

function parseConfig(json: unknown, note?: NoteConfigField): WeightedRoundRobinConfig {
  const fields = new ConfigFields(json, note);
  fields.onlyKnown(FIELDS);
  return {
    enableOobLoadReport: fields.boolean("enableOobLoadReport", false),
    oobReportingPeriodMs: fields.durationMs("oobReportingPeriod", 10 * SECOND),
    blackoutPeriodMs: fields.durationMs("blackoutPeriod", 10 * SECOND),
    weightExpirationPeriodMs: fields.durationMs("weightExpirationPeriod", 180 * SECOND),
    weightUpdatePeriodMs: fields.atLeast(
      "weightUpdatePeriod",
      fields.durationMs("weightUpdatePeriod", SECOND),
      LEAST_UPDATE_PERIOD_MS,
      "0.1s",
    ),
    errorUtilizationPenalty: fields.number("errorUtilizationPenalty", 0, 1),
  };
}

const DEFAULT_CONFIG = /*@__PURE__*/ parseConfig({});

/**
 * The policy `weighted_round_robin` (gRFC A58): calls go to every backend that is READY, in proportion to
 * its requests per second over its utilization, as it reports them: with each call, or in a stream of
 * its own when `enableOobLoadReport` is set. Backends without reports count as the mean of the others.
 * All addresses are connected at all times.
 */
export const weightedRoundRobin: BalancerFactory = {
  name: "weighted_round_robin",
  parseConfig: (json, _balancers, note) => parseConfig(json, note),
  create: (host) => new ReadyBalancer(host, new WeightedRoundRobinPolicy(host)),
};
