package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding/gzip"

	"tramline/bench/sample"
	"tramline/bench/telemetry"
)

// dialOptions are what a variant adds to a connection.
func dialOptions(variant string) []grpc.DialOption {
	switch variant {
	case "intercepted":
		return []grpc.DialOption{grpc.WithUnaryInterceptor(passThrough)}
	case "retryable":
		return []grpc.DialOption{grpc.WithDefaultServiceConfig(sample.RetryServiceConfig)}
	case "gzip":
		return []grpc.DialOption{grpc.WithDefaultCallOptions(grpc.UseCompressor(gzip.Name))}
	case "observed":
		return []grpc.DialOption{telemetry.DialOption()}
	}
	return nil
}

func passThrough(ctx context.Context, method string, request, reply any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	return invoke(ctx, method, request, reply, connection, options...)
}

// callContext is the parent of all calls of a run, and cancels them. Only in the variant that looks at
// cancellation is it one that can be cancelled.
func callContext(variant string) (context.Context, context.CancelFunc) {
	if variant == "context" {
		return context.WithCancel(context.Background())
	}
	return context.Background(), func() {}
}
