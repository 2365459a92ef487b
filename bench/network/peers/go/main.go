// The server and the client of grpc-go. Messages stay bytes: of protobuf there are two fields, laid out here.
//
//	network server
//	network upload|download ADDRESS BYTES
//	network beside ADDRESS MILLISECONDS
package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sort"
	"strconv"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/mem"
)

const chunkBytes = 64 * 1024

// bytesCodec hands messages over as the bytes that they are on the wire.
type bytesCodec struct{}

func (bytesCodec) Name() string { return "proto" }

func (bytesCodec) Marshal(value any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(*value.(*[]byte))}, nil
}

func (bytesCodec) Unmarshal(data mem.BufferSlice, value any) error {
	*value.(*[]byte) = data.Materialize()
	return nil
}

// chunk is a Chunk with 64 KiB of data.
func chunk() []byte {
	message := []byte{0x0a}
	message = binary.AppendUvarint(message, chunkBytes)
	return append(message, make([]byte, chunkBytes)...)
}

// dataLength is the number of bytes in a Chunk.
func dataLength(message []byte) int {
	if len(message) == 0 {
		return 0
	}
	length, _ := binary.Uvarint(message[1:])
	return int(length)
}

// count is a Count.
func count(bytes int) []byte {
	if bytes == 0 {
		return nil
	}
	return binary.AppendUvarint([]byte{0x08}, uint64(bytes))
}

func countOf(message []byte) int {
	if len(message) == 0 {
		return 0
	}
	bytes, _ := binary.Uvarint(message[1:])
	return int(bytes)
}

func tell(result any) {
	line, err := json.Marshal(result)
	check(err)
	fmt.Println(string(line))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func echo(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	message := new([]byte)
	return message, decode(message)
}

func upload(_ any, stream grpc.ServerStream) error {
	bytes := 0
	for {
		var message []byte
		err := stream.RecvMsg(&message)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		bytes += dataLength(message)
	}
	response := count(bytes)
	return stream.SendMsg(&response)
}

func download(_ any, stream grpc.ServerStream) error {
	var request []byte
	if err := stream.RecvMsg(&request); err != nil {
		return err
	}
	bytes := countOf(request)
	message := chunk()
	for sent := 0; bytes == 0 || sent < bytes; sent += chunkBytes {
		if err := stream.SendMsg(&message); err != nil {
			return err
		}
	}
	return nil
}

func wait(_ any, stream grpc.ServerStream) error {
	<-stream.Context().Done()
	return nil
}

func serve() {
	server := grpc.NewServer(grpc.ForceServerCodecV2(bytesCodec{}), grpc.MaxConcurrentStreams(100))
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "network.TransferService",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Echo", Handler: echo}},
		Streams: []grpc.StreamDesc{
			{StreamName: "Upload", Handler: upload, ClientStreams: true},
			{StreamName: "Download", Handler: download, ServerStreams: true},
			{StreamName: "Wait", Handler: wait, ServerStreams: true},
		},
	}, struct{}{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	tell(map[string]int{"port": listener.Addr().(*net.TCPAddr).Port})
	check(server.Serve(listener))
}

// openDownload begins a download; 0 bytes are one without end.
func openDownload(ctx context.Context, connection *grpc.ClientConn, bytes int) grpc.ClientStream {
	stream, err := connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, "/network.TransferService/Download")
	check(err)
	request := count(bytes)
	check(stream.SendMsg(&request))
	check(stream.CloseSend())
	return stream
}

func callEcho(connection *grpc.ClientConn) {
	var request, response []byte
	check(connection.Invoke(context.Background(), "/network.TransferService/Echo", &request, &response))
}

func runUpload(connection *grpc.ClientConn, bytes int) int {
	stream, err := connection.NewStream(context.Background(), &grpc.StreamDesc{ClientStreams: true}, "/network.TransferService/Upload")
	check(err)
	message := chunk()
	for sent := 0; sent < bytes; sent += chunkBytes {
		check(stream.SendMsg(&message))
	}
	check(stream.CloseSend())
	var response []byte
	check(stream.RecvMsg(&response))
	return countOf(response)
}

func runDownload(connection *grpc.ClientConn, bytes int) int {
	stream := openDownload(context.Background(), connection, bytes)
	received := 0
	for {
		var message []byte
		err := stream.RecvMsg(&message)
		if err == io.EOF {
			return received
		}
		check(err)
		received += dataLength(message)
	}
}

// runBeside makes small calls, one at a time, while a large stream is read as fast as it comes.
func runBeside(connection *grpc.ClientConn, period time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var largeBytes atomic.Int64
	stream := openDownload(ctx, connection, 0)
	go func() {
		for {
			var message []byte
			if stream.RecvMsg(&message) != nil {
				return
			}
			largeBytes.Add(int64(dataLength(message)))
		}
	}()
	for warm := time.Now().Add(period / 4); time.Now().Before(warm); {
		callEcho(connection)
	}
	var micros []float64
	begin := time.Now()
	beginBytes := largeBytes.Load()
	for time.Since(begin) < period {
		sent := time.Now()
		callEcho(connection)
		micros = append(micros, float64(time.Since(sent).Nanoseconds())/1000)
	}
	seconds := time.Since(begin).Seconds()
	bytes := largeBytes.Load() - beginBytes
	sort.Float64s(micros)
	tell(map[string]float64{
		"opsPerSecond":   float64(len(micros)) / seconds,
		"bytesPerSecond": float64(bytes) / seconds,
		"p50Micros":      micros[len(micros)/2],
		"p99Micros":      micros[len(micros)*99/100],
	})
}

func main() {
	if os.Args[1] == "server" {
		serve()
		return
	}
	connection, err := grpc.NewClient("passthrough:///"+os.Args[2],
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(bytesCodec{})))
	check(err)
	amount, err := strconv.Atoi(os.Args[3])
	check(err)
	callEcho(connection)
	if os.Args[1] == "beside" {
		runBeside(connection, time.Duration(amount)*time.Millisecond)
		return
	}
	run := runUpload
	if os.Args[1] == "download" {
		run = runDownload
	}
	begin := time.Now()
	bytes := run(connection, amount)
	seconds := time.Since(begin).Seconds()
	if bytes != amount {
		log.Fatalf("%d bytes came through instead of %d", bytes, amount)
	}
	tell(map[string]float64{"bytesPerSecond": float64(bytes) / seconds})
}
