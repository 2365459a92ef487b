// The client of bench/rpc on grpc-go: commands from stdin, answers to stdout, until stdin ends.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

type command struct {
	Operation string `json:"operation"`
	Variant   string `json:"variant"`
	InFlight  int    `json:"inFlight"`
	Target    string `json:"target"`
	TLS       bool   `json:"tls"`
	WarmupMs  int    `json:"warmupMs"`
	MeasureMs int    `json:"measureMs"`
	ServerPid int    `json:"serverPid"`
}

type answer struct {
	Operations      uint64   `json:"operations"`
	Seconds         float64  `json:"seconds"`
	ClientCPUMicros int64    `json:"clientCpuMicros"`
	ServerCPUMicros int64    `json:"serverCpuMicros"`
	P50Micros       *float64 `json:"p50Micros,omitempty"`
	P99Micros       *float64 `json:"p99Micros,omitempty"`
}

func main() {
	caFile := flag.String("tls-ca", "", "certificate of the authority, PEM")
	flag.Parse()
	ca, err := credentials.NewClientTLSFromFile(*caFile, "")
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var next command
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			log.Fatal(err)
		}
		dial := func() (*grpc.ClientConn, error) {
			transport := insecure.NewCredentials()
			if next.TLS {
				transport = ca
			}
			options := append(dialOptions(next.Variant), grpc.WithTransportCredentials(transport))
			return grpc.NewClient("passthrough:///"+next.Target, options...)
		}
		result, err := run(next, dial)
		var line []byte
		if err != nil {
			line, _ = json.Marshal(map[string]string{"error": err.Error()})
		} else {
			line, _ = json.Marshal(result)
		}
		fmt.Println(string(line))
	}
}
