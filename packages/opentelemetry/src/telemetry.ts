import type { MeterProvider, TextMapPropagator, TracerProvider } from "@opentelemetry/api";
import type { AnyMethodType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import type {
  ChannelObserver,
  ClientMethodObserver,
  ClientObserver,
  ServerMethodObserver,
  ServerObserver,
} from "@tramline/rpc";
import { ClientMethodTelemetry } from "./client-telemetry.ts";
import { AggregateStore } from "./metrics/aggregate-store.ts";
import { ChannelMetrics, type OptionalAttribute } from "./metrics/channel-metrics.ts";
import { ClientMetrics } from "./metrics/client-metrics.ts";
import { channelInstruments, clientInstruments, type Instrument } from "./metrics/instruments.ts";
import { MeterStore } from "./metrics/meter-store.ts";
import type { CollectionResult, MetricProducer } from "./metrics/metric-data.ts";
import type { MetricStore } from "./metrics/metric-store.ts";
import { ServerMetrics } from "./metrics/server-metrics.ts";
import { ServerMethodTelemetry } from "./server-telemetry.ts";
import { propagatorPropagation, traceContextPropagation } from "./trace/propagation.ts";
import type { Tracing } from "./trace/tracing.ts";
import { VERSION } from "./version.ts";

/** Name of the instrumentation scope of metrics and spans. */
const SCOPE = "grpc-tramline";

/** Metrics that are experimental in their gRFCs and recorded on request only. */
export type OptionalMetric =
  | "grpc.client.call.retries"
  | "grpc.client.call.transparent_retries"
  | "grpc.client.call.hedges"
  | "grpc.client.call.retry_delay"
  | "grpc.client.attempt.delay.duration"
  | "grpc.subchannel.disconnections"
  | "grpc.subchannel.connection_attempts_succeeded"
  | "grpc.subchannel.connection_attempts_failed"
  | "grpc.subchannel.open_connections"
  | "grpc.lb.wrr.rr_fallback"
  | "grpc.lb.wrr.endpoint_weight_not_yet_usable"
  | "grpc.lb.wrr.endpoint_weight_stale"
  | "grpc.lb.wrr.endpoint_weights";

/** Options of {@link createTelemetry}: the signals to record, and their destinations. */
export interface TelemetryOptions {
  /**
   * Records each value through this provider's instruments. Left out: values are aggregated by Tramline at
   * a tenth of the cost, and read through {@link Telemetry.metricProducer}. `"none"`: no metrics.
   */
  readonly meterProvider?: MeterProvider | "none" | undefined;
  /** Makes the spans. Left out: no traces. */
  readonly tracerProvider?: TracerProvider | undefined;
  /**
   * Carries the trace's context in metadata. Default: W3C Trace Context (`traceparent`, `tracestate`). For
   * `grpc-trace-bin` see {@link grpcTraceBinPropagator}.
   */
  readonly propagator?: TextMapPropagator | undefined;
  /** Metrics to record beside those of gRFC A66. Default: none. */
  readonly optionalMetrics?: readonly OptionalMetric[] | undefined;
  /**
   * Attributes of `grpc.subchannel.*` to record beside `grpc.target` (gRFC A94): `grpc.disconnect_error` of
   * `.disconnections`, and `grpc.security_level` of `.open_connections`. Default: none.
   */
  readonly optionalAttributes?: readonly OptionalAttribute[] | undefined;
}

/** @throws TypeError for a provider without the method that it is for */
function checkProvider(option: string, provider: unknown, method: string): void {
  if (provider === undefined) return;
  const isProvider =
    typeof provider === "object" &&
    provider !== null &&
    typeof (provider as Readonly<Record<string, unknown>>)[method] === "function";
  if (isProvider) return;
  throw new TypeError(
    `invalid option ${option} of createTelemetry: expected a provider with the method ${method}, got ${given(provider)}`,
  );
}

/**
 * OpenTelemetry for channels and servers: metrics as gRFC A66 names them, traces as gRFC A72 does. Give it
 * to the option `observers` of `createChannel` and `createServer`; one serves any number of both. Made by
 * {@link createTelemetry}.
 */
export class Telemetry implements ClientObserver, ServerObserver {
  private readonly store: MetricStore | undefined;
  private readonly aggregates: AggregateStore;
  private readonly tracing: Tracing | undefined;
  private readonly observesChannels: boolean;
  private readonly optionalAttributes: ReadonlySet<OptionalAttribute>;

  /** Use {@link createTelemetry}. */
  constructor(options: TelemetryOptions) {
    const { meterProvider, tracerProvider, propagator } = options;
    if (meterProvider !== "none") checkProvider("meterProvider", meterProvider, "getMeter");
    checkProvider("tracerProvider", tracerProvider, "getTracer");
    const wanted = new Set<string>(options.optionalMetrics ?? []);
    checkOptional("optionalMetrics", options.optionalMetrics, [
      ...optionalNames(clientInstruments),
      ...optionalNames(channelInstruments),
    ]);
    checkOptional("optionalAttributes", options.optionalAttributes, OPTIONAL_ATTRIBUTES);
    this.observesChannels = optionalNames(channelInstruments).some((name) => wanted.has(name));
    this.optionalAttributes = new Set(options.optionalAttributes);
    const isRecorded = ({ isOptional, name }: Instrument): boolean =>
      !isOptional || wanted.has(name);
    this.aggregates = new AggregateStore({ name: SCOPE, version: VERSION }, isRecorded);
    if (meterProvider === undefined) this.store = this.aggregates;
    else if (meterProvider === "none") this.store = undefined;
    else this.store = new MeterStore(meterProvider.getMeter(SCOPE, VERSION), isRecorded);
    this.tracing =
      tracerProvider === undefined
        ? undefined
        : {
            tracer: tracerProvider.getTracer(SCOPE, VERSION),
            propagation:
              propagator === undefined
                ? traceContextPropagation
                : propagatorPropagation(propagator),
          };
  }

  /**
   * The metrics, for the option `metricProducers` of a metric reader of `@opentelemetry/sdk-metrics`. Values
   * are cumulative. Empty when `meterProvider` was given.
   */
  get metricProducer(): MetricProducer {
    return this.aggregates;
  }

  /** Returns everything that `metricProducer` would hand to a reader now. */
  collect(): Promise<CollectionResult> {
    return this.aggregates.collect();
  }

  /** Makes the observer of one method of a channel; called by the channel, once for each method it binds. */
  observeClientMethod(method: AnyMethodType, target: string): ClientMethodObserver {
    const name = method.path.slice(1);
    const { store } = this;
    const metrics = store === undefined ? undefined : new ClientMetrics(store, name, target);
    return new ClientMethodTelemetry(name, metrics, this.tracing);
  }

  /**
   * Makes the observer of a channel's connections and balancer; undefined when no metric of them is recorded.
   */
  observeChannel(target: string): ChannelObserver | undefined {
    const { store } = this;
    if (store === undefined || !this.observesChannels) return undefined;
    return new ChannelMetrics(store, target, this.optionalAttributes);
  }

  /**
   * Makes the observer of one method of a server; undefined stands for a method that the server does not
   * have.
   */
  observeServerMethod(method: AnyMethodType | undefined): ServerMethodObserver {
    // Names that a client makes up would let it make any number of series.
    const name = method === undefined ? "other" : method.path.slice(1);
    const { store } = this;
    const metrics = store === undefined ? undefined : new ServerMetrics(store, name);
    return new ServerMethodTelemetry(name, metrics, this.tracing);
  }
}

const OPTIONAL_ATTRIBUTES: readonly OptionalAttribute[] = [
  "grpc.disconnect_error",
  "grpc.security_level",
];

function optionalNames(instruments: Readonly<Record<string, Instrument>>): string[] {
  return Object.values(instruments)
    .filter(({ isOptional }) => isOptional)
    .map(({ name }) => name);
}

function checkOptional(
  option: string,
  wanted: readonly string[] | undefined,
  known: readonly string[],
): void {
  for (const name of wanted ?? []) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `invalid option ${option}: expected ${known.join(", ")}, got ${JSON.stringify(name)}`,
    );
  }
}

/**
 * Returns OpenTelemetry for channels and servers.
 *
 * ```ts
 * const telemetry = createTelemetry({ tracerProvider });
 * const reader = new PeriodicExportingMetricReader({
 *   exporter: new OTLPMetricExporter(),
 *   metricProducers: [telemetry.metricProducer],
 * });
 * const server = createServer({ observers: [telemetry] });
 * const channel = createChannel("dns:///orders:50051", { observers: [telemetry] });
 * ```
 *
 * @throws TypeError for an option that does not exist, a provider of another kind, and an unknown name in
 * `optionalMetrics` or `optionalAttributes`
 */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    throw new TypeError(`unknown option ${name} of createTelemetry${didYouMean(name, OPTIONS)}`);
  }
  return new Telemetry(options);
}

const OPTIONS = [
  "meterProvider",
  "tracerProvider",
  "propagator",
  "optionalMetrics",
  "optionalAttributes",
];
