import type { Code } from "@tramline/rpc";
import { nameOf } from "./client-metrics.ts";
import { serverInstruments as instruments } from "./instruments.ts";
import type { CountSink, MetricStore, SeriesAttributes, ValueSink } from "./metric-store.ts";

/** The series of one status. */
interface StatusSeries {
  readonly duration: ValueSink | undefined;
  readonly sent: ValueSink | undefined;
  readonly received: ValueSink | undefined;
}

/** The metrics of the calls of one method on a server. */
export class ServerMetrics {
  private readonly store: MetricStore;
  private readonly attributes: SeriesAttributes;
  private readonly started: CountSink | undefined;
  private readonly byCode: (StatusSeries | undefined)[];

  /** @param method without a slash in front; `other` for methods that the server does not serve */
  constructor(store: MetricStore, method: string) {
    this.store = store;
    this.attributes = { "grpc.method": method };
    this.started = store.counter(instruments.callStarted, this.attributes);
    this.byCode = [];
  }

  callStarted(): void {
    this.started?.add(1);
  }

  callEnded(code: Code, ms: number, sentBytes: number, receivedBytes: number): void {
    const series = this.byCode[code] ?? this.addCode(code);
    series.duration?.record(ms / 1000);
    series.sent?.record(sentBytes);
    series.received?.record(receivedBytes);
  }

  private addCode(code: Code): StatusSeries {
    const { store } = this;
    const attributes = { ...this.attributes, "grpc.status": nameOf(code) };
    const series = {
      duration: store.histogram(instruments.callDuration, attributes),
      sent: store.histogram(instruments.callSent, attributes),
      received: store.histogram(instruments.callReceived, attributes),
    };
    this.byCode[code] = series;
    return series;
  }
}
