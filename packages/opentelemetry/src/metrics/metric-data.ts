// The part of @opentelemetry/sdk-metrics that hands over aggregated values, restated: the SDK takes any
// object of this shape, and this package needs the API alone. tests/telemetry holds it to the SDK's types.
import type { Attributes, HrTime, ValueType } from "@opentelemetry/api";

/** Whether values count from the start or from the last collection. */
export const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const;

/** The kind of a metric's data points. */
export const DataPointType = { HISTOGRAM: 0, SUM: 3 } as const;

interface MetricDescriptor {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
}

interface DataPoint<T> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: T;
}

interface HistogramValue {
  readonly buckets: { boundaries: number[]; counts: number[] };
  readonly sum: number;
  readonly count: number;
  readonly min?: number;
  readonly max?: number;
}

/** The values of one instrument. */
export type CollectedMetric = {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: typeof AggregationTemporality.CUMULATIVE;
} & (
  | {
      readonly dataPointType: typeof DataPointType.SUM;
      readonly isMonotonic: boolean;
      readonly dataPoints: DataPoint<number>[];
    }
  | {
      readonly dataPointType: typeof DataPointType.HISTOGRAM;
      readonly dataPoints: DataPoint<HistogramValue>[];
    }
);

/** A resource without attributes: readers use that of their MeterProvider. */
export interface EmptyResource {
  readonly attributes: Attributes;
  merge<R>(other: R): NonNullable<R>;
  getRawAttributes(): [];
}

export const emptyResource: EmptyResource = {
  attributes: {},
  merge: <R>(other: R) => (other ?? emptyResource) as NonNullable<R>,
  getRawAttributes: () => [],
};

/** Everything that was recorded. */
export interface CollectionResult {
  readonly resourceMetrics: {
    readonly resource: EmptyResource;
    readonly scopeMetrics: {
      readonly scope: { readonly name: string; readonly version: string };
      readonly metrics: CollectedMetric[];
    }[];
  };
  readonly errors: unknown[];
}

/** Source of metrics for the option `metricProducers` of a metric reader of @opentelemetry/sdk-metrics. */
export interface MetricProducer {
  /** Returns everything recorded since the start. */
  collect(): Promise<CollectionResult>;
}
