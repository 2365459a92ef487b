/**
 * What the observed calls of client and server have on: all default metrics of Tramline's OpenTelemetry
 * package, and traces in W3C form of which one in a hundred is sampled. What is exported is discarded.
 */
import {
  AggregationTemporality,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { createTelemetry, type Telemetry } from "@tramline/opentelemetry";

const SAMPLED = 0.01;

const noSpans: SpanExporter = {
  export: (_spans, onDone) => onDone({ code: 0 }),
  shutdown: () => Promise.resolve(),
};

const noMetrics: PushMetricExporter = {
  export: (_metrics, onDone) => onDone({ code: 0 }),
  selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** Sets telemetry up, as the guide has it. */
export function startTelemetry(): Telemetry {
  const telemetry = createTelemetry({
    tracerProvider: new BasicTracerProvider({
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(SAMPLED) }),
      spanProcessors: [new BatchSpanProcessor(noSpans)],
    }),
  });
  const producer: MetricProducer = telemetry.metricProducer;
  const reader = new PeriodicExportingMetricReader({
    exporter: noMetrics,
    metricProducers: [producer],
  });
  new MeterProvider({ readers: [reader] });
  return telemetry;
}
