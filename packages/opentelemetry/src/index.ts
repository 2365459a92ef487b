export {
  latencyBuckets,
  retryBuckets,
  sizeBuckets,
  transparentRetryBuckets,
  weightBuckets,
} from "./metrics/buckets.ts";
export type { OptionalAttribute } from "./metrics/channel-metrics.ts";
export type {
  CollectedMetric,
  CollectionResult,
  DataPoint,
  EmptyResource,
  HistogramValue,
  MetricDescriptor,
  MetricProducer,
} from "./metrics/metric-data.ts";
export {
  createTelemetry,
  type OptionalMetric,
  Telemetry,
  type TelemetryOptions,
} from "./telemetry.ts";
export { grpcTraceBinPropagator } from "./trace/grpc-trace-bin.ts";
