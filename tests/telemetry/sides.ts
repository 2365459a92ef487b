/** Tramline's side of the calls, with OpenTelemetry's own SDK and OTLP exporters. */
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { createTelemetry, type Telemetry, type TelemetryOptions } from "@tramline/opentelemetry";
import { createChannel, createServer } from "tramline";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import { implementation, makeCalls } from "./calls.ts";

/** How the metrics come to the exporter. */
export type MetricsWay = "aggregated" | "recorded";

/** Telemetry that is exported. */
export interface ExportedTelemetry {
  readonly telemetry: Telemetry;
  /** Exports what there is, and ends the exporters. */
  readonly finish: () => Promise<void>;
}

/** Sets OpenTelemetry up as its documentation has it, with exporters to `otlp`. */
export function exportTelemetry(
  service: string,
  otlp: string,
  way: MetricsWay,
  options: TelemetryOptions = {},
): ExportedTelemetry {
  const resource = resourceFromAttributes({ "service.name": service });
  const url = `http://${otlp}`;
  const tracerProvider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  const metricProducers: MetricProducer[] = [];
  // The reader asks its producers when it collects: one may be added until then.
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url }),
    exportIntervalMillis: 3_600_000,
    metricProducers: [
      {
        async collect(collectOptions) {
          const [producer] = metricProducers;
          if (producer === undefined) throw new Error("no producer");
          return producer.collect(collectOptions);
        },
      },
    ],
  });
  const meterProvider = new MeterProvider({ resource, readers: [reader] });
  const telemetry = createTelemetry({
    ...options,
    tracerProvider,
    ...(way === "recorded" && { meterProvider }),
  });
  // The SDK's own types say whether ours fit.
  metricProducers.push(telemetry.metricProducer);
  return {
    telemetry,
    async finish() {
      await meterProvider.shutdown();
      await tracerProvider.shutdown();
    },
  };
}

/** Makes the calls with Tramline on both sides. */
export async function callOurselves(
  service: string,
  otlp: string,
  way: MetricsWay,
  options: TelemetryOptions = {},
): Promise<string> {
  const { telemetry, finish } = exportTelemetry(service, otlp, way, options);
  const server = createServer({ observers: [telemetry] });
  server.add(TestService, implementation);
  const { address } = await server.listen("127.0.0.1:0");
  const channel = createChannel(address, { observers: [telemetry] });
  await makeCalls(channel);
  await channel.close();
  await server.close();
  await finish();
  return channel.canonicalTarget;
}
