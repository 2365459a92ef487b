// grpc-go's interop server, with reflection, which shows on request what it has received. SIGTERM has it send GOAWAY and
// end when its streams have ended. It prints where it listens, and how each full-duplex stream ends.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/interop"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"
)

// What a call has brought.
type seen struct {
	Metadata  metadata.MD `json:"metadata"`
	TimeoutMs int64       `json:"timeoutMs"`
}

type server struct {
	testpb.TestServiceServer
}

// UnaryCall returns what it has received for "x-show", and metadata of as many bytes as "x-large" says.
func (s server) UnaryCall(ctx context.Context, in *testpb.SimpleRequest) (*testpb.SimpleResponse, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	if sizes := md.Get("x-large"); len(sizes) > 0 {
		size, err := strconv.Atoi(sizes[0])
		if err != nil {
			return nil, status.Error(codes.InvalidArgument, err.Error())
		}
		text := strings.Repeat("v", size)
		grpc.SetHeader(ctx, metadata.Pairs("x-large-header", text))
		grpc.SetTrailer(ctx, metadata.Pairs("x-large-trailer", text))
	}
	if len(md.Get("x-show")) == 0 {
		return s.TestServiceServer.UnaryCall(ctx, in)
	}
	one := seen{Metadata: md}
	if deadline, ok := ctx.Deadline(); ok {
		one.TimeoutMs = time.Until(deadline).Milliseconds()
	}
	body, err := json.Marshal(one)
	if err != nil {
		return nil, err
	}
	return &testpb.SimpleResponse{Payload: &testpb.Payload{Body: body}}, nil
}

// FullDuplexCall prints how it ends.
func (s server) FullDuplexCall(stream testpb.TestService_FullDuplexCallServer) error {
	err := s.TestServiceServer.FullDuplexCall(stream)
	if stream.Context().Err() == context.Canceled {
		fmt.Println("FullDuplexCall was cancelled")
	} else {
		fmt.Println("FullDuplexCall has ended")
	}
	return err
}

func main() {
	port := flag.Int("port", 0, "port; 0 for any")
	maxAge := flag.Duration("max-age", 0, "age at which a connection is sent GOAWAY; 0 for none")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	options := []grpc.ServerOption{}
	if *maxAge > 0 {
		options = append(options, grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionAge: *maxAge}))
	}
	s := grpc.NewServer(options...)
	testpb.RegisterTestServiceServer(s, server{interop.NewTestServer()})
	reflection.Register(s)
	terms := make(chan os.Signal, 1)
	signal.Notify(terms, syscall.SIGTERM)
	go func() {
		<-terms
		fmt.Println("stopping")
		s.GracefulStop()
	}()
	fmt.Println(listener.Addr())
	if err := s.Serve(listener); err != nil {
		log.Fatal(err)
	}
	// Serve returns before the streams have ended.
	s.GracefulStop()
}
