package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	pb "tramline/bench/benchpb"
	"tramline/bench/sample"
)

var (
	constantMetadata = metadata.Pairs("x-tenant", "tramline-bench", "x-client-version", "2026.11.1")
	payload          = &pb.Payload{Data: bytes.Repeat([]byte{0x61}, sample.TransferBytes)}
)

func repeat(calls context.Context, operation string, seed uint32, client pb.BenchClient, dial func() (*grpc.ClientConn, error), each *worker, phase *phase) error {
	switch operation {
	case "echo":
		return repeatEcho(calls, client, each, phase)
	case "order":
		return repeatOrder(client, sample.NewCallIdentifiers(seed), each, phase)
	case "count":
		return repeatCount(client, each, phase)
	case "pingPong":
		return repeatPingPong(client, each, phase)
	case "transfer":
		return repeatTransfer(client, each, phase)
	case "connect":
		return repeatConnect(dial, each, phase)
	case "document":
		return repeatDocument(client, each, phase)
	}
	return fmt.Errorf("no operation %q", operation)
}

func echo(calls context.Context, client pb.BenchClient, text string) error {
	ctx, cancel := context.WithTimeout(calls, sample.Timeout)
	defer cancel()
	ctx = metadata.NewOutgoingContext(ctx, constantMetadata)
	reply, err := client.Echo(ctx, &pb.EchoMessage{Text: text, Number: sample.EchoNumber})
	if err == nil && len(reply.Text) != len(text) {
		err = errors.New("a wrong echo")
	}
	return err
}

func repeatEcho(calls context.Context, client pb.BenchClient, each *worker, phase *phase) error {
	for !phase.stopped.Load() {
		begin := time.Now()
		if err := echo(calls, client, sample.EchoText); err != nil {
			return err
		}
		each.add(phase, begin)
	}
	return nil
}

func repeatDocument(client pb.BenchClient, each *worker, phase *phase) error {
	for !phase.stopped.Load() {
		begin := time.Now()
		if err := echo(context.Background(), client, sample.DocumentText); err != nil {
			return err
		}
		each.add(phase, begin)
	}
	return nil
}

func repeatOrder(client pb.BenchClient, identifiers *sample.CallIdentifiers, each *worker, phase *phase) error {
	order := sample.Order()
	for !phase.stopped.Load() {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), sample.Timeout)
		ctx = metadata.NewOutgoingContext(ctx, metadata.Pairs(
			"authorization", sample.Authorization,
			"x-request-id", identifiers.RequestID(),
			"traceparent", identifiers.Traceparent(),
		))
		reply, err := client.PlaceOrder(ctx, order)
		cancel()
		if err != nil {
			return err
		}
		if len(reply.Id) != len(order.Id) {
			return errors.New("a wrong order")
		}
		each.add(phase, begin)
	}
	return nil
}

func repeatCount(client pb.BenchClient, each *worker, phase *phase) error {
	for !phase.stopped.Load() {
		stream, err := client.Count(context.Background(), &pb.CountRequest{Count: sample.CountMessages})
		if err != nil {
			return err
		}
		received := 0
		for {
			_, err := stream.Recv()
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
			received++
			each.operations.Add(1)
		}
		if received != sample.CountMessages {
			return fmt.Errorf("%d messages of %d", received, sample.CountMessages)
		}
	}
	return nil
}

func repeatPingPong(client pb.BenchClient, each *worker, phase *phase) error {
	stream, err := client.PingPong(context.Background())
	if err != nil {
		return err
	}
	for !phase.stopped.Load() {
		begin := time.Now()
		if err := stream.Send(&pb.Tick{Sequence: 7, Text: sample.TickText}); err != nil {
			return err
		}
		if _, err := stream.Recv(); err != nil {
			return err
		}
		each.add(phase, begin)
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if _, err := stream.Recv(); err != io.EOF {
		return fmt.Errorf("the stream did not end: %w", err)
	}
	return nil
}

func repeatTransfer(client pb.BenchClient, each *worker, phase *phase) error {
	for !phase.stopped.Load() {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), sample.Timeout)
		reply, err := client.Transfer(metadata.NewOutgoingContext(ctx, constantMetadata), payload)
		cancel()
		if err != nil {
			return err
		}
		if len(reply.Data) != sample.TransferBytes {
			return errors.New("a wrong payload")
		}
		each.add(phase, begin)
	}
	return nil
}

func repeatConnect(dial func() (*grpc.ClientConn, error), each *worker, phase *phase) error {
	for !phase.stopped.Load() {
		begin := time.Now()
		connection, err := dial()
		if err != nil {
			return err
		}
		if err := echo(context.Background(), pb.NewBenchClient(connection), sample.EchoText); err != nil {
			return err
		}
		connection.Close()
		each.add(phase, begin)
	}
	return nil
}
