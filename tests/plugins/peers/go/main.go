// Calls each method of parcels.v1.ParcelService once, and says how each call went.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "judges/parcels/v1"
)

func parcel() *pb.Parcel {
	return &pb.Parcel{
		Id:          "p",
		Weight:      proto.Int32(41),
		Tags:        []string{"fragile", "ünïcode ☺"},
		Counts:      map[string]int64{"screws": 1 << 62, "nails": -1},
		Kind:        pb.Parcel_KIND_BOX,
		Destination: &pb.Parcel_Place{Place: &pb.Place{Street: "Main", Number: 7}},
		Sent:        &timestamppb.Timestamp{Seconds: 1700000000, Nanos: 5},
		Seal:        []byte{0, 255, 128},
		Price:       0.1,
		Readings:    []int32{-1, 0, 2147483647, -2147483648},
	}
}

func expect(what string, got, wanted proto.Message) error {
	if proto.Equal(got, wanted) {
		return nil
	}
	return fmt.Errorf("%s: got %v instead of %v", what, got, wanted)
}

func weigh(ctx context.Context, client pb.ParcelServiceClient) error {
	got, err := client.Weigh(ctx, parcel())
	if err != nil {
		return err
	}
	wanted := parcel()
	wanted.Weight = proto.Int32(42)
	return expect("the parcel", got, wanted)
}

func split(ctx context.Context, client pb.ParcelServiceClient) error {
	stream, err := client.Split(ctx, &pb.SplitRequest{Parcel: parcel(), Count: 3})
	if err != nil {
		return err
	}
	for at := 0; ; at++ {
		got, err := stream.Recv()
		if err == io.EOF && at == 3 {
			return nil
		}
		if err != nil {
			return err
		}
		wanted := parcel()
		wanted.Id = fmt.Sprintf("p-%d", at)
		if err := expect("a part", got, wanted); err != nil {
			return err
		}
	}
}

func join(ctx context.Context, client pb.ParcelServiceClient) error {
	stream, err := client.Join(ctx)
	if err != nil {
		return err
	}
	for at := range 3 {
		sent := &pb.Parcel{Tags: []string{fmt.Sprint(at)}, Weight: proto.Int32(int32(at) + 1)}
		if err := stream.Send(sent); err != nil {
			return err
		}
	}
	got, err := stream.CloseAndRecv()
	if err != nil {
		return err
	}
	wanted := &pb.Parcel{Id: "joined", Tags: []string{"0", "1", "2"}, Weight: proto.Int32(6)}
	return expect("the sum", got, wanted)
}

func relay(ctx context.Context, client pb.ParcelServiceClient) error {
	stream, err := client.Relay(ctx)
	if err != nil {
		return err
	}
	for at := range 3 {
		sent := parcel()
		sent.Weight = proto.Int32(int32(at))
		if err := stream.Send(sent); err != nil {
			return err
		}
		got, err := stream.Recv()
		if err != nil {
			return err
		}
		sent.Weight = proto.Int32(int32(at) * 2)
		if err := expect("an answer", got, sent); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if _, err := stream.Recv(); err != io.EOF {
		return fmt.Errorf("no end: %v", err)
	}
	return nil
}

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	client := pb.NewParcelServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, call := range []struct {
		name string
		run  func(context.Context, pb.ParcelServiceClient) error
	}{{"unary", weigh}, {"server streaming", split}, {"client streaming", join}, {"bidirectional", relay}} {
		if err := call.run(ctx, client); err != nil {
			fmt.Printf("%s: %v\n", call.name, err)
		} else {
			fmt.Printf("%s: ok\n", call.name)
		}
	}
}
