// Program calls makes the calls of this suite with grpc-go, both sides in one process or one of them, with
// grpc-go's own OpenTelemetry plug-in, and exports what it records by OTLP.
//
//	calls --otlp ADDRESS [--trace-bin] [--subchannels] [--serve | --target ADDRESS]
//
// With --serve it prints its address and lives until its stdin ends; with --target it calls that server;
// without either it is both.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	experimental "google.golang.org/grpc/experimental/opentelemetry"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/stats/opentelemetry"
	"google.golang.org/grpc/status"
)

type service struct {
	testpb.UnimplementedTestServiceServer
}

func (service) EmptyCall(context.Context, *testpb.Empty) (*testpb.Empty, error) {
	return &testpb.Empty{}, nil
}

func (service) UnaryCall(_ context.Context, in *testpb.SimpleRequest) (*testpb.SimpleResponse, error) {
	if s := in.GetResponseStatus(); s.GetCode() != 0 {
		return nil, status.Error(codes.Code(s.GetCode()), s.GetMessage())
	}
	// The response to a compressed request is compressed.
	return &testpb.SimpleResponse{Payload: payload(int(in.GetResponseSize()))}, nil
}

func (service) StreamingOutputCall(in *testpb.StreamingOutputCallRequest, out grpc.ServerStreamingServer[testpb.StreamingOutputCallResponse]) error {
	for _, p := range in.GetResponseParameters() {
		if err := out.Send(&testpb.StreamingOutputCallResponse{Payload: payload(int(p.GetSize()))}); err != nil {
			return err
		}
	}
	return nil
}

func (service) StreamingInputCall(in grpc.ClientStreamingServer[testpb.StreamingInputCallRequest, testpb.StreamingInputCallResponse]) error {
	size := 0
	for {
		request, err := in.Recv()
		if err == io.EOF {
			return in.SendAndClose(&testpb.StreamingInputCallResponse{AggregatedPayloadSize: int32(size)})
		}
		if err != nil {
			return err
		}
		size += len(request.GetPayload().GetBody())
	}
}

func payload(size int) *testpb.Payload {
	return &testpb.Payload{Body: make([]byte, size)}
}

// call makes the calls of the suite; the same as in calls.ts.
func call(target string, options ...grpc.DialOption) {
	connection, err := grpc.NewClient(target, append(options,
		grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	client := testpb.NewTestServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for range 3 {
		if _, err := client.EmptyCall(ctx, &testpb.Empty{}); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := client.UnaryCall(ctx, &testpb.SimpleRequest{ResponseSize: 3000, Payload: payload(1500)}); err != nil {
		log.Fatal(err)
	}
	if _, err := client.UnaryCall(ctx, &testpb.SimpleRequest{ResponseSize: 2000, Payload: payload(5000), ResponseCompressed: &testpb.BoolValue{Value: true}},
		grpc.UseCompressor(gzip.Name)); err != nil {
		log.Fatal(err)
	}
	client.UnaryCall(ctx, &testpb.SimpleRequest{
		ResponseStatus: &testpb.EchoStatus{Code: int32(codes.NotFound), Message: "no such thing"}})
	client.UnimplementedCall(ctx, &testpb.Empty{})
	testpb.NewUnimplementedServiceClient(connection).UnimplementedCall(ctx, &testpb.Empty{})
	responses, err := client.StreamingOutputCall(ctx, &testpb.StreamingOutputCallRequest{
		ResponseParameters: []*testpb.ResponseParameters{{Size: 10}, {Size: 20}, {Size: 30}}})
	if err != nil {
		log.Fatal(err)
	}
	for {
		if _, err := responses.Recv(); err == io.EOF {
			break
		} else if err != nil {
			log.Fatal(err)
		}
	}
	requests, err := client.StreamingInputCall(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, size := range []int{100, 200} {
		if err := requests.Send(&testpb.StreamingInputCallRequest{Payload: payload(size)}); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := requests.CloseAndRecv(); err != nil {
		log.Fatal(err)
	}
}

func main() {
	otlp := flag.String("otlp", "", "address of the OTLP receiver")
	serve := flag.Bool("serve", false, "be a server only")
	target := flag.String("target", "", "be a client of that server only")
	traceBin := flag.Bool("trace-bin", false, "propagate by grpc-trace-bin instead of traceparent")
	subchannels := flag.Bool("subchannels", false, "record the metrics of subchannels (gRFC A94) as well")
	flag.Parse()
	var propagator propagation.TextMapPropagator = propagation.TraceContext{}
	if *traceBin {
		propagator = opentelemetry.GRPCTraceBinPropagator{}
	}
	ctx := context.Background()
	metrics, err := otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithEndpoint(*otlp), otlpmetricgrpc.WithInsecure())
	if err != nil {
		log.Fatal(err)
	}
	traces, err := otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint(*otlp), otlptracegrpc.WithInsecure())
	if err != nil {
		log.Fatal(err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metrics)))
	tracers := trace.NewTracerProvider(trace.WithBatcher(traces))
	options := opentelemetry.Options{
		MetricsOptions: opentelemetry.MetricsOptions{MeterProvider: meters},
		TraceOptions: experimental.TraceOptions{
			TracerProvider:    tracers,
			TextMapPropagator: propagator,
		},
	}
	if *subchannels {
		options.MetricsOptions.Metrics = opentelemetry.DefaultMetrics().Add(
			"grpc.subchannel.disconnections",
			"grpc.subchannel.connection_attempts_succeeded",
			"grpc.subchannel.connection_attempts_failed",
			"grpc.subchannel.open_connections")
		options.MetricsOptions.OptionalLabels = []string{"grpc.disconnect_error", "grpc.security_level"}
	}
	var server *grpc.Server
	address := *target
	if *target == "" {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		server = grpc.NewServer(opentelemetry.ServerOption(options))
		testpb.RegisterTestServiceServer(server, service{})
		go server.Serve(listener)
		address = listener.Addr().String()
	}
	if *serve {
		fmt.Println(address)
		io.Copy(io.Discard, os.Stdin)
	} else {
		call(address, opentelemetry.DialOption(options))
	}
	if server != nil {
		server.GracefulStop()
	}
	if err := meters.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
	if err := tracers.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}
