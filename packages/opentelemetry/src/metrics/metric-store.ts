import type { Instrument } from "./instruments.ts";

/** Attributes of a series; the object is shared by all that is recorded. */
export type SeriesAttributes = Readonly<Record<string, string>>;

/** Takes the values of one histogram for one set of attributes. */
export interface ValueSink {
  record(value: number): void;
}

/** Counts for one set of attributes. Only counters that are not monotonic take negative values. */
export interface CountSink {
  add(value: number): void;
}

/**
 * The destination of measured values. A series is looked up once for each set of attributes and
 * kept: recording allocates and looks up nothing.
 */
export interface MetricStore {
  /** Undefined for an instrument that is not recorded. */
  histogram(instrument: Instrument, attributes: SeriesAttributes): ValueSink | undefined;
  counter(instrument: Instrument, attributes: SeriesAttributes): CountSink | undefined;
}
