// The part of @opentelemetry/sdk-metrics that hands over aggregated values, restated: the SDK takes any
// object of this shape, and this package needs the API alone. tests/telemetry holds it to the SDK's types.
import type { Attributes, HrTime, ValueType } from "@opentelemetry/api";

/** Whether values count from the start or from the last collection. */
export const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const;

/** The kind of a metric's data points. */
export const DataPointType = { HISTOGRAM: 0, SUM: 3 } as const;

/** The instrument behind a metric. */
export interface MetricDescriptor {
  /** The metric's name, such as `grpc.client.call.duration`. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** The unit in UCUM, such as `s`, `By`, or `{attempt}`. */
  readonly unit: string;
  /** Whether values are integers or floating-point numbers. */
  readonly valueType: ValueType;
}

/** The value of one set of attributes. */
export interface DataPoint<T> {
  /** The start of recording, from which values count. */
  readonly startTime: HrTime;
  /** The time of this collection. */
  readonly endTime: HrTime;
  /** The attributes that tell it from the metric's other data points. */
  readonly attributes: Attributes;
  /** The sum or the histogram. */
  readonly value: T;
}

/** A histogram of recorded values. */
export interface HistogramValue {
  /** Upper bounds of the buckets, ascending, and the values in each; `counts` has one more, for the rest. */
  readonly buckets: { boundaries: number[]; counts: number[] };
  /** The sum of all values. */
  readonly sum: number;
  /** The number of values. */
  readonly count: number;
  /** The smallest value, where it was recorded. */
  readonly min?: number;
  /** The largest value, where it was recorded. */
  readonly max?: number;
}

/** The values of one instrument. */
export type CollectedMetric = {
  readonly descriptor: MetricDescriptor;
  /** Always cumulative: values count from the start. */
  readonly aggregationTemporality: 1;
} & (
  | {
      readonly dataPointType: 3;
      readonly isMonotonic: boolean;
      readonly dataPoints: DataPoint<number>[];
    }
  | {
      readonly dataPointType: 0;
      readonly dataPoints: DataPoint<HistogramValue>[];
    }
);

/** A resource without attributes: readers use that of their MeterProvider. */
export interface EmptyResource {
  /** An empty object. */
  readonly attributes: Attributes;
  /** Returns the other resource; itself when there is none. */
  merge<R>(other: R): NonNullable<R>;
  /** Returns an empty list. */
  getRawAttributes(): [];
}

export const emptyResource: EmptyResource = {
  attributes: {},
  merge: <R>(other: R) => (other ?? emptyResource) as NonNullable<R>,
  getRawAttributes: () => [],
};

/** Everything that was recorded. */
export interface CollectionResult {
  /** The collected metrics, by the scope (instrumentation library) that recorded them. */
  readonly resourceMetrics: {
    readonly resource: EmptyResource;
    readonly scopeMetrics: {
      readonly scope: { readonly name: string; readonly version: string };
      readonly metrics: CollectedMetric[];
    }[];
  };
  /** Errors of callbacks and producers during this collection; empty when there were none. */
  readonly errors: unknown[];
}

/** Source of metrics for the option `metricProducers` of a metric reader of @opentelemetry/sdk-metrics. */
export interface MetricProducer {
  /** Returns everything recorded since the start. */
  collect(): Promise<CollectionResult>;
}
