// The server of bench/rpc on grpc-go, up until stdin ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	pb "tramline/bench/benchpb"
	"tramline/bench/sample"
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

func listen(options ...grpc.ServerOption) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(options...)
	pb.RegisterBenchServer(server, bench{})
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
	port := listen()
	tlsPort := listen(grpc.Creds(identity))
	fmt.Printf("{\"port\":%d,\"tlsPort\":%d}\n", port, tlsPort)
	io.Copy(io.Discard, os.Stdin)
}
