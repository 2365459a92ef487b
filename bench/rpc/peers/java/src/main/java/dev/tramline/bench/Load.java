package dev.tramline.bench;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Runs one command: workers repeat its operation through warm-up and window, then all end. */
final class Load {
  private Load() {}

  static Answer run(Command command, Supplier<ManagedChannel> dial) throws Exception {
    ManagedChannel channel = dial.get();
    Context.CancellableContext calls = Context.ROOT.withCancellation();
    try {
      Phase phase = new Phase(command.inFlight());
      List<Worker> workers = new ArrayList<>();
      for (int index = 0; index < command.inFlight(); index++) {
        workers.add(Worker.of(command, index, channel, dial, calls, phase));
      }
      workers.forEach(Worker::start);

      Thread.sleep(command.warmupMs());
      long own = ProcessHandle.current().pid();
      long serverCpu = processCpuMicros(command.serverPid());
      long clientCpu = processCpuMicros(own);
      long begin = System.nanoTime();
      phase.measuring = true;
      long before = total(workers);
      Thread.sleep(command.measureMs());
      long operations = total(workers) - before;
      double seconds = (System.nanoTime() - begin) / 1e9;
      clientCpu = processCpuMicros(own) - clientCpu;
      serverCpu = processCpuMicros(command.serverPid()) - serverCpu;
      phase.measuring = false;
      phase.stopped = true;
      if (!phase.ended.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("workers did not end");
      }
      if (phase.failure != null) {
        throw new IllegalStateException(phase.failure);
      }

      long[] samples = workers.stream().flatMapToLong(Worker::samples).sorted().toArray();
      return new Answer(
          operations,
          seconds,
          clientCpu,
          serverCpu,
          percentileMicros(samples, 0.5),
          percentileMicros(samples, 0.99));
    } finally {
      calls.cancel(null);
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static long total(List<Worker> workers) {
    return workers.stream().flatMapToLong(worker -> LongStream.of(worker.operations())).sum();
  }

  private static Double percentileMicros(long[] sorted, double share) {
    if (sorted.length == 0) {
      return null;
    }
    int index = Math.min(sorted.length - 1, (int) (sorted.length * share));
    return (sorted[index] / 100) / 10.0;
  }

  /**
   * User and system time of a whole process so far. Linux counts it in hundredths of a second,
   * whatever the kernel's own tick.
   */
  private static long processCpuMicros(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }
}
