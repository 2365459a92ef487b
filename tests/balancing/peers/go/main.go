// The client of the balancing suite on grpc-go: calls at a fixed rate, by the policy of a service config.
// It takes the same flags as ../../programs/client.ts, and prints the same lines.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/balancer/leastrequest"
	_ "google.golang.org/grpc/balancer/randomsubsetting"
	_ "google.golang.org/grpc/balancer/weightedroundrobin"
	_ "google.golang.org/grpc/health"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"
	// Registers outlier_detection_experimental.
	_ "google.golang.org/grpc/xds"
)

// What the client reports: calls that began in the measured time, and how those failed that did.
type report struct {
	Calls  int            `json:"calls"`
	Errors map[string]int `json:"errors"`
}

const tick = 10 * time.Millisecond

func main() {
	addresses := flag.String("addresses", "", "HOST:PORT,…")
	config := flag.String("service-config", "", "JSON")
	rate := flag.Int("rate", 100, "calls a second")
	warmMs := flag.Int("warm-ms", 0, "time before the measured one")
	measureMs := flag.Int("measure-ms", 0, "measured time")
	flag.Parse()

	state := resolver.State{}
	for _, address := range strings.Split(*addresses, ",") {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: address})
	}
	static := manual.NewBuilderWithScheme("static")
	static.InitialState(state)
	channel, err := grpc.NewClient("static:///servers",
		grpc.WithResolvers(static),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(*config),
		grpc.WithDisableRetry())
	if err != nil {
		log.Fatal(err)
	}
	defer channel.Close()
	channel.Connect()
	for {
		now := channel.GetState()
		if now == connectivity.Ready {
			break
		}
		channel.WaitForStateChange(context.Background(), now)
	}
	client := testpb.NewTestServiceClient(channel)

	var mutex sync.Mutex
	var running sync.WaitGroup
	found := report{Errors: map[string]int{}}
	call := func(isMeasured bool) {
		defer running.Done()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, err := client.UnaryCall(ctx, &testpb.SimpleRequest{})
		if !isMeasured {
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		found.Calls++
		if err != nil {
			found.Errors[status.Code(err).String()]++
		}
	}
	run := func(length time.Duration, isMeasured bool) {
		perTick := float64(*rate) * tick.Seconds()
		owed := 0.0
		started := time.Now()
		for i := 0; ; i++ {
			time.Sleep(time.Until(started.Add(time.Duration(i) * tick)))
			if time.Duration(i)*tick >= length {
				return
			}
			owed += perTick
			for ; owed >= 1; owed-- {
				running.Add(1)
				go call(isMeasured)
			}
		}
	}
	run(time.Duration(*warmMs)*time.Millisecond, false)
	fmt.Println("measured from here")
	run(time.Duration(*measureMs)*time.Millisecond, true)
	running.Wait()
	text, err := json.Marshal(found)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
