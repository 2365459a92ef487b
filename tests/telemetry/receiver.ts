/** A receiver of OTLP over gRPC: a Tramline server of the collector's two services. */
import { createServer } from "tramline";
import { MetricsService } from "./gen/opentelemetry/proto/collector/metrics/v1/metrics_service.ts";
import { TraceService } from "./gen/opentelemetry/proto/collector/trace/v1/trace_service.ts";
import type { AnyValue, KeyValue } from "./gen/opentelemetry/proto/common/v1/common.ts";
import type { Metric } from "./gen/opentelemetry/proto/metrics/v1/metrics.ts";
import { type Span, Span_SpanKind } from "./gen/opentelemetry/proto/trace/v1/trace.ts";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One set of attributes of a metric, as it was exported last. */
export interface ReceivedPoint {
  readonly attributes: Attributes;
  /** The value of a counter; the number of values of a histogram. */
  readonly count: number;
  /** The sum of a histogram's values; 0 for a counter. */
  readonly sum: number;
}

/** A metric, as it was exported last. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: "counter" | "histogram" | "other";
  readonly isDouble: boolean | undefined;
  readonly isCumulative: boolean;
  readonly bounds: readonly number[] | undefined;
  readonly points: readonly ReceivedPoint[];
}

/** A span as it was exported. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** "" for the root of a trace. */
  readonly parentId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** 0: unset, 1: OK, 2: error. */
  readonly statusCode: number;
  readonly statusMessage: string;
}

/** What one exporter has sent, by the `service.name` of its resource. */
export interface Received {
  readonly metrics: Map<string, ReceivedMetric>;
  readonly spans: ReceivedSpan[];
  /** Names of instrumentation scopes. */
  readonly scopes: Set<string>;
}

export interface Receiver {
  readonly address: string;
  /** What the exporter of that `service.name` has sent so far. */
  of(service: string): Received;
  close(): Promise<void>;
}

/** Starts a receiver on a free port of the loopback. */
export async function startReceiver(): Promise<Receiver> {
  const byService = new Map<string, Received>();
  const of = (service: string): Received => {
    let received = byService.get(service);
    if (received === undefined) {
      received = { metrics: new Map(), spans: [], scopes: new Set() };
      byService.set(service, received);
    }
    return received;
  };
  const server = createServer();
  server.add(MetricsService, {
    export(request) {
      for (const { resource, scopeMetrics } of request.resourceMetrics) {
        const received = of(serviceName(resource?.attributes));
        for (const { scope, metrics } of scopeMetrics) {
          received.scopes.add(scope?.name ?? "");
          for (const metric of metrics) received.metrics.set(metric.name, readMetric(metric));
        }
      }
      return {};
    },
  });
  server.add(TraceService, {
    export(request) {
      for (const { resource, scopeSpans } of request.resourceSpans) {
        const received = of(serviceName(resource?.attributes));
        for (const { scope, spans } of scopeSpans) {
          received.scopes.add(scope?.name ?? "");
          received.spans.push(...spans.map(readSpan));
        }
      }
      return {};
    },
  });
  const { address } = await server.listen("127.0.0.1:0");
  return { address, of, close: () => server.close() };
}

function serviceName(attributes: readonly KeyValue[] = []): string {
  return `${readAttributes(attributes)["service.name"]}`;
}

function readMetric({ name, unit, data }: Metric): ReceivedMetric {
  if (data?.case === "sum") {
    const { dataPoints, aggregationTemporality, isMonotonic } = data.value;
    return {
      name,
      unit,
      kind: isMonotonic ? "counter" : "other",
      isDouble: dataPoints[0]?.value?.case === "asDouble",
      isCumulative: aggregationTemporality === 2,
      bounds: undefined,
      points: dataPoints.map(({ attributes, value }) => ({
        attributes: readAttributes(attributes),
        count: Number(value?.value),
        sum: 0,
      })),
    };
  }
  if (data?.case === "histogram") {
    const { dataPoints, aggregationTemporality } = data.value;
    return {
      name,
      unit,
      kind: "histogram",
      isDouble: undefined,
      isCumulative: aggregationTemporality === 2,
      bounds: dataPoints[0]?.explicitBounds,
      points: dataPoints.map(({ attributes, count, sum = 0 }) => ({
        attributes: readAttributes(attributes),
        count: Number(count),
        sum,
      })),
    };
  }
  return {
    name,
    unit,
    kind: "other",
    isDouble: undefined,
    isCumulative: false,
    bounds: undefined,
    points: [],
  };
}

function readSpan(span: Span): ReceivedSpan {
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentId: hex(span.parentSpanId),
    traceState: span.traceState,
    name: span.name,
    kind: nameOfKind(span.kind),
    attributes: readAttributes(span.attributes),
    events: span.events.map(({ name, attributes }) => ({
      name,
      attributes: readAttributes(attributes),
    })),
    statusCode: span.status?.code ?? 0,
    statusMessage: span.status?.message ?? "",
  };
}

function nameOfKind(kind: number): string {
  const found = Object.entries(Span_SpanKind).find(([, value]) => value === kind);
  return found?.[0] ?? `${kind}`;
}

function readAttributes(attributes: readonly KeyValue[]): Attributes {
  return Object.fromEntries(
    attributes
      .map(({ key, value }) => [key, readValue(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function readValue(value: AnyValue | undefined): string | number | boolean {
  switch (value?.value?.case) {
    case "stringValue":
    case "boolValue":
    case "doubleValue":
      return value.value.value;
    case "intValue":
      return Number(value.value.value);
    default:
      return "?";
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
