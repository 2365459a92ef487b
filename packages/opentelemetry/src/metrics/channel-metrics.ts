import type { BackendWeights, ChannelObserver, SecurityLevel } from "@tramline/rpc";
import { channelInstruments as instruments } from "./instruments.ts";
import type { CountSink, MetricStore, SeriesAttributes, ValueSink } from "./metric-store.ts";

/** Attributes that the gRFCs leave to the user's wish. */
export type OptionalAttribute = "grpc.disconnect_error" | "grpc.security_level";

/** The metrics of one channel's connections and its balancing: gRFC A94 and A78. */
export class ChannelMetrics implements ChannelObserver {
  private readonly store: MetricStore;
  private readonly attributes: SeriesAttributes;
  private readonly optional: ReadonlySet<OptionalAttribute>;
  private readonly succeeded: CountSink | undefined;
  private readonly failed: CountSink | undefined;
  private readonly fallbacks: CountSink | undefined;
  private readonly notYetUsable: CountSink | undefined;
  private readonly stale: CountSink | undefined;
  private readonly weights: ValueSink | undefined;
  /** By security level. */
  private readonly open: Map<string, CountSink | undefined>;
  /** By reason. */
  private readonly disconnections: Map<string, CountSink | undefined>;

  constructor(store: MetricStore, target: string, optional: ReadonlySet<OptionalAttribute>) {
    const attributes = { "grpc.target": target };
    this.store = store;
    this.attributes = attributes;
    this.optional = optional;
    this.succeeded = store.counter(instruments.connectionsSucceeded, attributes);
    this.failed = store.counter(instruments.connectionsFailed, attributes);
    this.fallbacks = store.counter(instruments.weightFallbacks, attributes);
    this.notYetUsable = store.counter(instruments.weightsNotYetUsable, attributes);
    this.stale = store.counter(instruments.weightsStale, attributes);
    this.weights = store.histogram(instruments.weights, attributes);
    this.open = new Map();
    this.disconnections = new Map();
  }

  onConnected(security: SecurityLevel): void {
    this.succeeded?.add(1);
    this.openConnections(security)?.add(1);
  }

  onConnectFailed(): void {
    this.failed?.add(1);
  }

  onDisconnected(reason: string, security: SecurityLevel): void {
    this.openConnections(security)?.add(-1);
    const key = this.optional.has("grpc.disconnect_error") ? reason : "";
    if (!this.disconnections.has(key)) {
      const more = key === "" ? {} : { "grpc.disconnect_error": key };
      const series = { ...this.attributes, ...more };
      this.disconnections.set(key, this.store.counter(instruments.disconnections, series));
    }
    this.disconnections.get(key)?.add(1);
  }

  onWeights({ weights, notYetUsable, stale, isFallback }: BackendWeights): void {
    if (isFallback) this.fallbacks?.add(1);
    this.notYetUsable?.add(notYetUsable);
    this.stale?.add(stale);
    if (this.weights === undefined) return;
    for (const weight of weights) this.weights.record(weight);
  }

  private openConnections(security: SecurityLevel): CountSink | undefined {
    const key = this.optional.has("grpc.security_level") ? security : "";
    if (!this.open.has(key)) {
      const more = key === "" ? {} : { "grpc.security_level": key };
      const series = { ...this.attributes, ...more };
      this.open.set(key, this.store.counter(instruments.openConnections, series));
    }
    return this.open.get(key);
  }
}
