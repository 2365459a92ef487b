import type { Histogram, Meter, UpDownCounter } from "@opentelemetry/api";
import { ValueType } from "@opentelemetry/api";
import type { Instrument } from "./instruments.ts";
import type { CountSink, MetricStore, SeriesAttributes, ValueSink } from "./metric-store.ts";

/** Records through the instruments of a Meter, whatever SDK is behind it. */
export class MeterStore implements MetricStore {
  private readonly meter: Meter;
  private readonly isRecorded: (instrument: Instrument) => boolean;
  private readonly histograms: Map<Instrument, Histogram>;
  private readonly counters: Map<Instrument, UpDownCounter>;

  constructor(meter: Meter, isRecorded: (instrument: Instrument) => boolean) {
    this.meter = meter;
    this.isRecorded = isRecorded;
    this.histograms = new Map();
    this.counters = new Map();
  }

  histogram(instrument: Instrument, attributes: SeriesAttributes): ValueSink | undefined {
    if (!this.isRecorded(instrument)) return undefined;
    let histogram = this.histograms.get(instrument);
    if (histogram === undefined) {
      const { name, unit, description, isDouble, buckets = [] } = instrument;
      histogram = this.meter.createHistogram(name, {
        unit,
        description,
        valueType: isDouble ? ValueType.DOUBLE : ValueType.INT,
        advice: { explicitBucketBoundaries: [...buckets] },
      });
      this.histograms.set(instrument, histogram);
    }
    const target = histogram;
    return { record: (value) => target.record(value, attributes) };
  }

  counter(instrument: Instrument, attributes: SeriesAttributes): CountSink | undefined {
    if (!this.isRecorded(instrument)) return undefined;
    let counter = this.counters.get(instrument);
    if (counter === undefined) {
      const { name, unit, description, isMonotonic } = instrument;
      const options = { unit, description, valueType: ValueType.INT };
      counter = isMonotonic
        ? this.meter.createCounter(name, options)
        : this.meter.createUpDownCounter(name, options);
      this.counters.set(instrument, counter);
    }
    const target = counter;
    return { add: (value) => target.add(value, attributes) };
  }
}
