// grpc-gateway in front of a gRPC server: what Tramline's REST is compared with.
//
//	gateway ADDRESS
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

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	_ "google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"rest.test/peer/restv1"
)

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	// Zero values without nulls for messages that are absent, as ProtoJSON's always_print_fields_with_no_presence.
	marshaler := &runtime.HTTPBodyMarshaler{Marshaler: &runtime.JSONPb{
		MarshalOptions:   protojson.MarshalOptions{EmitDefaultValues: true},
		UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: true},
	}}
	mux := runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, marshaler),
		// By the published text an escaped slash does not end a segment.
		runtime.WithUnescapingMode(runtime.UnescapingModeAllExceptSlash),
		// A gateway that trusts its metadata drops Grpc-Metadata headers. A server of gRPC takes any metadata.
		runtime.WithLegacyHeaderMatching(),
	)
	ctx := context.Background()
	if err := restv1.RegisterRestServiceHandler(ctx, mux, connection); err != nil {
		log.Fatal(err)
	}
	if err := restv1.RegisterPlainServiceHandler(ctx, mux, connection); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(listener.Addr())
	log.Fatal(http.Serve(listener, mux))
}
