// The server of bench/rpc on grpc-go, up until stdin ends.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	pb "tramline/bench/benchpb"
	"tramline/bench/sample"
	"tramline/bench/telemetry"
)

type bench struct {
	pb.UnimplementedBenchServer
}

func (bench) Echo(_ context.Context, request *pb.EchoMessage) (*pb.EchoMessage, error) {
	return &pb.EchoMessage{Text: request.Text, Number: request.Number}, nil
}

func (bench) PlaceOrder(_ context.Context, order *pb.Order) (*pb.Order, error) {
	return order, nil
}

func (bench) Count(request *pb.CountRequest, stream grpc.ServerStreamingServer[pb.Tick]) error {
	for sequence := range request.Count {
		if err := stream.Send(&pb.Tick{Sequence: sequence, Text: sample.TickText}); err != nil {
			return err
		}
	}
	return nil
}

func (bench) PingPong(stream grpc.BidiStreamingServer[pb.Tick, pb.Tick]) error {
	for {
		tick, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(tick); err != nil {
			return err
		}
	}
}

func (bench) Transfer(_ context.Context, payload *pb.Payload) (*pb.Payload, error) {
	return payload, nil
}

// aware looks at what a handler that works for its caller needs.
type aware struct {
	bench
}

func (a aware) Echo(ctx context.Context, request *pb.EchoMessage) (*pb.EchoMessage, error) {
	if tenant := metadata.ValueFromIncomingContext(ctx, "x-tenant"); len(tenant) != 1 || tenant[0] != "tramline-bench" {
		return nil, status.Error(codes.PermissionDenied, "a wrong tenant")
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	default:
		return a.bench.Echo(ctx, request)
	}
}

func passThrough(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	return handle(ctx, request)
}

func listen(handlers pb.BenchServer, options ...grpc.ServerOption) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(options...)
	pb.RegisterBenchServer(server, handlers)
	go func() { log.Fatal(server.Serve(listener)) }()
	return listener.Addr().(*net.TCPAddr).Port
}

func main() {
	cert := flag.String("tls-cert", "", "certificate chain, PEM")
	key := flag.String("tls-key", "", "private key, PEM")
	flag.Parse()
	identity, err := credentials.NewServerTLSFromFile(*cert, *key)
	if err != nil {
		log.Fatal(err)
	}
	ready := map[string]any{
		"port":    listen(bench{}),
		"tlsPort": listen(bench{}, grpc.Creds(identity)),
		"ports": map[string]int{
			"intercepted": listen(bench{}, grpc.UnaryInterceptor(passThrough)),
			"context":     listen(aware{}),
			// Responses go compressed as their requests came.
			"gzip":     listen(bench{}),
			"observed": listen(bench{}, telemetry.ServerOption()),
		},
	}
	line, _ := json.Marshal(ready)
	fmt.Println(string(line))
	io.Copy(io.Discard, os.Stdin)
}
