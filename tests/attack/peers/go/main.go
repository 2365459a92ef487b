// The attacked server on grpc-go, with its defaults, up until stdin ends.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Chunk has this message's wire format.
type Chunk = wrapperspb.BytesValue

var running atomic.Int64

func echo(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	request := new(Chunk)
	if err := decode(request); err != nil {
		return nil, err
	}
	return request, nil
}

func collect(_ any, stream grpc.ServerStream) error {
	for {
		err := stream.RecvMsg(new(Chunk))
		if err == io.EOF {
			return stream.SendMsg(new(Chunk))
		}
		if err != nil {
			return err
		}
	}
}

func feed(_ any, stream grpc.ServerStream) error {
	if err := stream.RecvMsg(new(Chunk)); err != nil {
		return err
	}
	full := &Chunk{Value: make([]byte, 16*1024)}
	for {
		if err := stream.SendMsg(full); err != nil {
			return err
		}
	}
}

func ignore(_ any, stream grpc.ServerStream) error {
	<-stream.Context().Done()
	return nil
}

func stubborn(_ any, stream grpc.ServerStream) error {
	running.Add(1)
	defer running.Add(-1)
	if err := stream.SendMsg(&Chunk{Value: []byte{0}}); err != nil {
		return err
	}
	time.Sleep(2 * time.Second)
	return nil
}

var service = grpc.ServiceDesc{
	ServiceName: "attack.Target",
	HandlerType: (*any)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Echo", Handler: echo}},
	Streams: []grpc.StreamDesc{
		{StreamName: "Collect", Handler: collect, ClientStreams: true},
		{StreamName: "Feed", Handler: feed, ServerStreams: true},
		{StreamName: "Ignore", Handler: ignore, ClientStreams: true, ServerStreams: true},
		{StreamName: "Stubborn", Handler: stubborn, ServerStreams: true},
	},
}

func listen(options ...grpc.ServerOption) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(options...)
	server.RegisterService(&service, struct{}{})
	go func() { log.Fatal(server.Serve(listener)) }()
	return listener.Addr().(*net.TCPAddr).Port
}

// printHandlers prints the most handlers of Stubborn at one time whenever it has grown.
func printHandlers() {
	var most int64
	for range time.Tick(20 * time.Millisecond) {
		if now := running.Load(); now > most {
			most = now
			fmt.Printf("{\"handlers\":%d}\n", most)
		}
	}
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: server certificate key")
	}
	identity, err := credentials.NewServerTLSFromFile(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	port := listen()
	tlsPort := listen(grpc.Creds(identity))
	fmt.Printf("{\"port\":%d,\"tlsPort\":%d}\n", port, tlsPort)
	go printHandlers()
	io.Copy(io.Discard, os.Stdin)
}
