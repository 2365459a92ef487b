import { Code, type CodeName } from "@tramline/rpc";
import { type Instrument, clientInstruments as instruments } from "./instruments.ts";
import type { CountSink, MetricStore, SeriesAttributes, ValueSink } from "./metric-store.ts";

/** The series of one status. */
interface StatusSeries {
  readonly attemptDuration: ValueSink | undefined;
  readonly attemptSent: ValueSink | undefined;
  readonly attemptReceived: ValueSink | undefined;
  readonly callDuration: ValueSink | undefined;
}

/** The tries of a call beside its first attempt. */
export interface CallTries {
  readonly retries: number;
  readonly hedges: number;
  readonly transparentRetries: number;
  /** How long no attempt was active. */
  readonly delayMs: number;
}

/** The metrics of the calls of one method to one target. */
export class ClientMetrics {
  private readonly store: MetricStore;
  private readonly attributes: SeriesAttributes;
  private readonly started: CountSink | undefined;
  private readonly byCode: (StatusSeries | undefined)[];
  /** The series that few calls need. */
  private readonly rare: Map<Instrument, ValueSink | undefined>;

  /** @param method without a slash in front, such as `shop.v1.OrderService/GetOrder` */
  constructor(store: MetricStore, method: string, target: string) {
    this.store = store;
    this.attributes = { "grpc.method": method, "grpc.target": target };
    this.started = store.counter(instruments.attemptStarted, this.attributes);
    this.byCode = [];
    this.rare = new Map();
  }

  attemptStarted(): void {
    this.started?.add(1);
  }

  attemptDelayed(ms: number): void {
    this.recordRare(instruments.attemptDelay, ms / 1000, { "grpc.delay_type": "connecting" });
  }

  attemptEnded(code: Code, ms: number, sentBytes: number, receivedBytes: number): void {
    const series = this.byCode[code] ?? this.addCode(code);
    series.attemptDuration?.record(ms / 1000);
    series.attemptSent?.record(sentBytes);
    series.attemptReceived?.record(receivedBytes);
  }

  callEnded(code: Code, ms: number): void {
    const series = this.byCode[code] ?? this.addCode(code);
    series.callDuration?.record(ms / 1000);
  }

  /** Counts what a call with more than one attempt needed. */
  callTries(tries: CallTries): void {
    const { retries, hedges, transparentRetries, delayMs } = tries;
    if (retries > 0) this.recordRare(instruments.callRetries, retries);
    if (hedges > 0) this.recordRare(instruments.callHedges, hedges);
    if (transparentRetries > 0) {
      this.recordRare(instruments.callTransparentRetries, transparentRetries);
    }
    if (delayMs > 0) this.recordRare(instruments.callRetryDelay, delayMs / 1000);
  }

  private recordRare(instrument: Instrument, value: number, more: SeriesAttributes = {}): void {
    if (!this.rare.has(instrument)) {
      const attributes = { ...this.attributes, ...more };
      this.rare.set(instrument, this.store.histogram(instrument, attributes));
    }
    this.rare.get(instrument)?.record(value);
  }

  private addCode(code: Code): StatusSeries {
    const { store } = this;
    const attributes = { ...this.attributes, "grpc.status": nameOf(code) };
    const series = {
      attemptDuration: store.histogram(instruments.attemptDuration, attributes),
      attemptSent: store.histogram(instruments.attemptSent, attributes),
      attemptReceived: store.histogram(instruments.attemptReceived, attributes),
      callDuration: store.histogram(instruments.callDuration, attributes),
    };
    this.byCode[code] = series;
    return series;
  }
}

const names = Object.keys(Code) as CodeName[];

/** The name of a status code, as the attribute `grpc.status` has it. */
export function nameOf(code: Code): CodeName {
  return names[code] ?? "UNKNOWN";
}
