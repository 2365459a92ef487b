// The peers of the edge bench in Go: connect-go's server, grpc-go's server, and grpc-gateway in front of a gRPC server.
//
//	peer connect|grpc|gateway [ADDRESS]
//
// It prints its own address, and ends when its standard input does.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"connectrpc.com/connect"
	"edge.bench/peer/edgebenchv1"
	"edge.bench/peer/edgebenchv1/edgebenchv1connect"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type connectOrders struct{}

func (connectOrders) PlaceOrder(
	_ context.Context,
	request *connect.Request[edgebenchv1.Order],
) (*connect.Response[edgebenchv1.Order], error) {
	return connect.NewResponse(request.Msg), nil
}

type grpcOrders struct {
	edgebenchv1.UnimplementedOrderServiceServer
}

func (grpcOrders) PlaceOrder(_ context.Context, order *edgebenchv1.Order) (*edgebenchv1.Order, error) {
	return order, nil
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(listener.Addr())
	switch os.Args[1] {
	case "connect":
		mux := http.NewServeMux()
		mux.Handle(edgebenchv1connect.NewOrderServiceHandler(connectOrders{}))
		log.Fatal(http.Serve(listener, mux))
	case "grpc":
		server := grpc.NewServer()
		edgebenchv1.RegisterOrderServiceServer(server, grpcOrders{})
		log.Fatal(server.Serve(listener))
	case "gateway":
		connection, err := grpc.NewClient(os.Args[2], grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			log.Fatal(err)
		}
		mux := runtime.NewServeMux()
		if err := edgebenchv1.RegisterOrderServiceHandler(context.Background(), mux, connection); err != nil {
			log.Fatal(err)
		}
		log.Fatal(http.Serve(listener, mux))
	default:
		log.Fatal("unknown peer ", os.Args[1])
	}
}
