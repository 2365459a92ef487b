package dev.tramline.bench;

import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;

/**
 * What the observed calls of client and server have on: all default metrics of grpc-java's
 * OpenTelemetry plug-in, and traces in W3C form of which one in a hundred is sampled. What is
 * exported is discarded. Traces want GRPC_EXPERIMENTAL_ENABLE_OTEL_TRACING in the environment.
 */
final class Telemetry {
  private static final double SAMPLED = 0.01;

  /** Made when first needed, one a process. */
  static final GrpcOpenTelemetry INSTANCE =
      GrpcOpenTelemetry.newBuilder()
          .sdk(
              OpenTelemetrySdk.builder()
                  .setMeterProvider(
                      SdkMeterProvider.builder()
                          .registerMetricReader(PeriodicMetricReader.create(new NoMetrics()))
                          .build())
                  .setTracerProvider(
                      SdkTracerProvider.builder()
                          .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(SAMPLED)))
                          .addSpanProcessor(BatchSpanProcessor.builder(new NoSpans()).build())
                          .build())
                  .setPropagators(
                      ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                  .build())
          .build();

  private Telemetry() {}

  private static final class NoSpans implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class NoMetrics implements MetricExporter {
    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
