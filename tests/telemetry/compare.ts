/** What A66 and A72 say of the calls that the suite makes. */
import type { ReceivedMetric, ReceivedSpan } from "./receiver.ts";

const LATENCY = [
  0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006,
  0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25,
  0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100,
];
const SIZE = [
  0, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456,
  1073741824, 4294967296,
];

/** A metric as A66 lists it. */
interface ListedMetric {
  readonly unit: string;
  readonly kind: "counter" | "histogram";
  readonly bounds: readonly number[] | undefined;
  readonly attributes: readonly string[];
}

const counter = (unit: string, attributes: readonly string[]): ListedMetric => ({
  unit,
  kind: "counter",
  bounds: undefined,
  attributes,
});

const histogram = (
  unit: string,
  bounds: readonly number[],
  attributes: readonly string[],
): ListedMetric => ({ unit, kind: "histogram", bounds, attributes });

const ATTEMPT = ["grpc.method", "grpc.status", "grpc.target"];
const SERVER = ["grpc.method", "grpc.status"];

/** The metrics of gRFC A66, all of them. */
export const listedMetrics: Readonly<Record<string, ListedMetric>> = {
  "grpc.client.attempt.started": counter("{attempt}", ["grpc.method", "grpc.target"]),
  "grpc.client.attempt.duration": histogram("s", LATENCY, ATTEMPT),
  "grpc.client.attempt.sent_total_compressed_message_size": histogram("By", SIZE, ATTEMPT),
  "grpc.client.attempt.rcvd_total_compressed_message_size": histogram("By", SIZE, ATTEMPT),
  "grpc.client.call.duration": histogram("s", LATENCY, ATTEMPT),
  "grpc.server.call.started": counter("{call}", ["grpc.method"]),
  "grpc.server.call.sent_total_compressed_message_size": histogram("By", SIZE, SERVER),
  "grpc.server.call.rcvd_total_compressed_message_size": histogram("By", SIZE, SERVER),
  "grpc.server.call.duration": histogram("s", LATENCY, SERVER),
};

/** Returns the data points of a metric, one line each, without targets and durations. */
export function pointLines(metric: ReceivedMetric | undefined): string[] {
  if (metric === undefined) return ["missing"];
  const isSize = metric.unit === "By";
  return metric.points
    .map(({ attributes, count, sum }) => {
      const { "grpc.target": _, ...others } = attributes;
      const text = Object.entries(others)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ");
      // What gzip makes of the same bytes differs between implementations.
      const isCompressed = text.includes("UnaryCall grpc.status=OK");
      const sizes = isSize && !isCompressed ? ` sum=${sum}` : "";
      return `${text} count=${count}${sizes}`;
    })
    .sort();
}

/** Returns the spans of one side, one text each, without what differs from run to run. */
export function spanTexts(spans: readonly ReceivedSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return spans
    .map((span) => {
      const parent = byId.get(span.parentId)?.name ?? (span.parentId === "" ? "none" : "unknown");
      const attributes = JSON.stringify(span.attributes);
      const events = span.events
        .filter(({ name }) => !name.startsWith("Delayed"))
        .map((event) => {
          const compressed = event.attributes["message-size-compressed"];
          const shown = {
            ...event.attributes,
            ...(compressed !== undefined && { "message-size-compressed": "yes" }),
          };
          return `${event.name} ${JSON.stringify(shown)}`;
        })
        .sort();
      return [
        `${span.name} ${span.kind} in ${parent} ${attributes} status ${span.statusCode}`,
        ...events,
      ].join("\n    ");
    })
    .sort();
}
