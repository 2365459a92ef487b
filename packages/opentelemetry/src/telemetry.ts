import type { MeterProvider, TextMapPropagator, TracerProvider } from "@opentelemetry/api";
import type { AnyMethodType } from "@tramline/protobuf";
import type {
  ClientMethodObserver,
  ClientObserver,
  ServerMethodObserver,
  ServerObserver,
} from "@tramline/rpc";
import { ClientMethodTelemetry } from "./client-telemetry.ts";
import { AggregateStore } from "./metrics/aggregate-store.ts";
import { ClientMetrics } from "./metrics/client-metrics.ts";
import { clientInstruments, type Instrument } from "./metrics/instruments.ts";
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
  | "grpc.client.attempt.delay.duration";

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

  /** Use {@link createTelemetry}. */
  constructor(options: TelemetryOptions) {
    const { meterProvider, tracerProvider, propagator } = options;
    const wanted = new Set<string>(options.optionalMetrics ?? []);
    checkOptionalMetrics(wanted);
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

  observeClientMethod(method: AnyMethodType, target: string): ClientMethodObserver {
    const name = method.path.slice(1);
    const { store } = this;
    const metrics = store === undefined ? undefined : new ClientMetrics(store, name, target);
    return new ClientMethodTelemetry(name, metrics, this.tracing);
  }

  observeServerMethod(method: AnyMethodType | undefined): ServerMethodObserver {
    // Names that a client makes up would let it make any number of series.
    const name = method === undefined ? "other" : method.path.slice(1);
    const { store } = this;
    const metrics = store === undefined ? undefined : new ServerMetrics(store, name);
    return new ServerMethodTelemetry(name, metrics, this.tracing);
  }
}

function checkOptionalMetrics(wanted: ReadonlySet<string>): void {
  const known: string[] = Object.values<Instrument>(clientInstruments)
    .filter(({ isOptional }) => isOptional)
    .map(({ name }) => name);
  for (const name of wanted) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `invalid option optionalMetrics: expected ${known.join(", ")}, got ${JSON.stringify(name)}`,
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
 * @throws TypeError for a metric in `optionalMetrics` that is not known
 */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  return new Telemetry(options);
}
