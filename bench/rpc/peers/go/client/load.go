package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"

	pb "tramline/bench/benchpb"
)

// worker counts its own operations, so that workers share nothing while they run.
type worker struct {
	operations atomic.Uint64
	samples    []time.Duration
	failed     error
	_          [64]byte
}

// phase says whether samples are kept and whether to go on.
type phase struct {
	measuring atomic.Bool
	stopped   atomic.Bool
}

func (w *worker) add(phase *phase, begin time.Time) {
	w.operations.Add(1)
	if phase.measuring.Load() {
		w.samples = append(w.samples, time.Since(begin))
	}
}

func run(next command, dial func() (*grpc.ClientConn, error)) (*answer, error) {
	connection, err := dial()
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	calls, cancel := callContext(next.Variant)
	defer cancel()
	client := pb.NewBenchClient(connection)
	phase := &phase{}
	workers := make([]*worker, next.InFlight)
	var running sync.WaitGroup
	for index := range workers {
		each := &worker{}
		workers[index] = each
		running.Add(1)
		go func() {
			defer running.Done()
			each.failed = repeat(calls, next.Operation, uint32(index), client, dial, each, phase)
		}()
	}

	time.Sleep(time.Duration(next.WarmupMs) * time.Millisecond)
	serverCPU, clientCPU := processCPUMicros(next.ServerPid), processCPUMicros(os.Getpid())
	begin := time.Now()
	phase.measuring.Store(true)
	before := total(workers)
	time.Sleep(time.Duration(next.MeasureMs) * time.Millisecond)
	operations := total(workers) - before
	seconds := time.Since(begin).Seconds()
	clientCPU, serverCPU = processCPUMicros(os.Getpid())-clientCPU, processCPUMicros(next.ServerPid)-serverCPU
	phase.measuring.Store(false)
	phase.stopped.Store(true)
	running.Wait()

	result := &answer{Operations: operations, Seconds: seconds, ClientCPUMicros: clientCPU, ServerCPUMicros: serverCPU}
	var samples []time.Duration
	for _, each := range workers {
		if each.failed != nil {
			return nil, each.failed
		}
		samples = append(samples, each.samples...)
	}
	if len(samples) > 0 {
		slices.Sort(samples)
		result.P50Micros = percentileMicros(samples, 0.5)
		result.P99Micros = percentileMicros(samples, 0.99)
	}
	return result, nil
}

func total(workers []*worker) (sum uint64) {
	for _, each := range workers {
		sum += each.operations.Load()
	}
	return sum
}

func percentileMicros(sorted []time.Duration, share float64) *float64 {
	index := min(len(sorted)-1, int(float64(len(sorted))*share))
	micros := float64(sorted[index].Nanoseconds()/100) / 10
	return &micros
}

// processCPUMicros is the user and system time of a whole process so far. Linux counts it in
// hundredths of a second, whatever the kernel's own tick.
func processCPUMicros(pid int) int64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	text := string(stat)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+2:])
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return (user + system) * 10_000
}
