// Metrics of a proxy for Prometheus: requests, their latency, and the state of the upstream.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { RequestRecord } from "./request-log.ts";

/** Upper bounds of the histogram, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The state of a proxy that its metrics report. */
export interface MeasuredProxy {
  /** The upstream is connected. */
  isUpstreamReady(): boolean;
  /** Calls under way. */
  openCalls(): number;
  translatedMessages(): number;
  /** When the contract in force was loaded, in milliseconds since 1970; 0 for none. */
  contractLoadedMs(): number;
  /** Whether the contract has a method. */
  hasMethod(path: string): boolean;
}

/** The metrics of one proxy, in a registry of their own. */
export class ProxyMetrics {
  private readonly proxy: MeasuredProxy;
  private readonly registry: Registry;
  private readonly requests: Counter;
  private readonly seconds: Histogram;
  private readonly received: Counter;
  private readonly sent: Counter;
  private readonly reloads: Counter;

  constructor(proxy: MeasuredProxy) {
    this.proxy = proxy;
    const registry = new Registry();
    const registers = [registry];
    const labelNames = ["method", "protocol"];
    this.registry = registry;
    this.requests = new Counter({
      name: "tramline_proxy_requests_total",
      help: "Requests that are over, by method, protocol, status of the call, and HTTP status.",
      labelNames: [...labelNames, "status", "http_status"],
      registers,
    });
    this.seconds = new Histogram({
      name: "tramline_proxy_request_duration_seconds",
      help: "Time from the header fields of a request to its end.",
      labelNames,
      buckets: SECONDS,
      registers,
    });
    this.received = new Counter({
      name: "tramline_proxy_received_bytes_total",
      help: "Bytes of messages received from clients, as they travel.",
      labelNames,
      registers,
    });
    this.sent = new Counter({
      name: "tramline_proxy_sent_bytes_total",
      help: "Bytes of messages sent to clients, as they travel.",
      labelNames,
      registers,
    });
    this.reloads = new Counter({
      name: "tramline_proxy_contract_loads_total",
      help: "Attempts to read the contract, by result.",
      labelNames: ["result"],
      registers,
    });
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge("tramline_proxy_upstream_ready", "1 while the upstream is connected.", () =>
      proxy.isUpstreamReady() ? 1 : 0,
    );
    gauge("tramline_proxy_open_calls", "Calls under way.", () => proxy.openCalls());
    gauge(
      "tramline_proxy_contract_loaded_timestamp_seconds",
      "When the contract in force was read; 0 while none is known.",
      () => proxy.contractLoadedMs() / 1000,
    );
    new Counter({
      name: "tramline_proxy_translated_messages_total",
      help: "Messages decoded or encoded because a caller speaks JSON.",
      registers,
      collect() {
        this.reset();
        this.inc(proxy.translatedMessages());
      },
    });
  }

  /** Counts a request. */
  add(record: RequestRecord): void {
    const { protocol, status = "", httpStatus, durationMs, bytesIn, bytesOut } = record;
    const method = this.labelOf(record.method);
    const labels = { method, protocol };
    this.requests.inc({ ...labels, status, http_status: String(httpStatus) });
    this.seconds.observe(labels, durationMs / 1000);
    if (bytesIn > 0) this.received.inc(labels, bytesIn);
    if (bytesOut > 0) this.sent.inc(labels, bytesOut);
  }

  /** Counts an attempt to read the contract. */
  addLoad(result: "ok" | "failed"): void {
    this.reloads.inc({ result });
  }

  /** Returns the metrics in Prometheus' text format. */
  print(): Promise<string> {
    return this.registry.metrics();
  }

  /** Paths are the clients' to choose: those of other methods share one label. */
  private labelOf(method: string | undefined): string {
    if (method === undefined) return "";
    return this.proxy.hasMethod(method) ? method : "other";
  }
}

/** The content-type of {@link ProxyMetrics.print}. */
export const METRICS_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;
