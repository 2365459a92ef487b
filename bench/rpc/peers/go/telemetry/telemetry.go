// Package telemetry is what the observed calls of client and server have on: all default metrics of
// grpc-go's OpenTelemetry plug-in, and traces in W3C form of which one in a hundred is sampled. What
// is exported is discarded.
package telemetry

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	experimental "google.golang.org/grpc/experimental/opentelemetry"
	"google.golang.org/grpc/stats/opentelemetry"
)

const sampled = 0.01

// One provider a process, as the SDK's guide has it.
var options = opentelemetry.Options{
	MetricsOptions: opentelemetry.MetricsOptions{
		MeterProvider: metric.NewMeterProvider(
			metric.WithReader(metric.NewPeriodicReader(noMetrics{}))),
	},
	TraceOptions: experimental.TraceOptions{
		TracerProvider: trace.NewTracerProvider(
			trace.WithSampler(trace.ParentBased(trace.TraceIDRatioBased(sampled))),
			trace.WithBatcher(noSpans{})),
		TextMapPropagator: propagation.TraceContext{},
	},
}

// DialOption is the client's part.
func DialOption() grpc.DialOption { return opentelemetry.DialOption(options) }

// ServerOption is the server's part.
func ServerOption() grpc.ServerOption { return opentelemetry.ServerOption(options) }

type noSpans struct{}

func (noSpans) ExportSpans(context.Context, []trace.ReadOnlySpan) error { return nil }
func (noSpans) Shutdown(context.Context) error                          { return nil }

type noMetrics struct{}

func (noMetrics) Temporality(kind metric.InstrumentKind) metricdata.Temporality {
	return metric.DefaultTemporalitySelector(kind)
}
func (noMetrics) Aggregation(kind metric.InstrumentKind) metric.Aggregation {
	return metric.DefaultAggregationSelector(kind)
}
func (noMetrics) Export(context.Context, *metricdata.ResourceMetrics) error { return nil }
func (noMetrics) ForceFlush(context.Context) error                          { return nil }
func (noMetrics) Shutdown(context.Context) error                            { return nil }
