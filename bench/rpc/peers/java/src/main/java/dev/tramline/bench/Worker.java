package dev.tramline.bench;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Repeats one operation until the phase is stopped. It counts its own operations, so that workers
 * share nothing while they run.
 */
abstract class Worker {
  final Phase phase;
  private final AtomicLong operations = new AtomicLong();
  private long[] samples = new long[256];
  private int sampled;

  Worker(Phase phase) {
    this.phase = phase;
  }

  /** A worker of a command. {@code calls} is the context of all calls of its variant. */
  static Worker of(
      Command command,
      int seed,
      ManagedChannel channel,
      Supplier<ManagedChannel> dial,
      Context calls,
      Phase phase) {
    return switch (command.operation()) {
      case "echo" ->
          command.variant().equals("context")
              ? new UnaryWorkers.CancellableEcho(channel, calls, phase)
              : new UnaryWorkers.Echo(channel, phase);
      case "document" -> UnaryWorkers.Echo.compressed(channel, phase);
      case "order" -> new UnaryWorkers.PlaceOrder(channel, seed, phase);
      case "transfer" -> new UnaryWorkers.Transfer(channel, phase);
      case "count" -> new StreamWorkers.Count(channel, phase);
      case "pingPong" -> new StreamWorkers.PingPong(channel, phase);
      case "connect" -> new ConnectWorker(dial, phase);
      default -> throw new IllegalArgumentException("no operation " + command.operation());
    };
  }

  abstract void start();

  long operations() {
    return operations.get();
  }

  LongStream samples() {
    return Arrays.stream(samples, 0, sampled);
  }

  /** One operation that began at {@code begin} (System.nanoTime) has ended. */
  final void add(long begin) {
    addUntimed();
    if (phase.measuring) {
      if (sampled == samples.length) {
        samples = Arrays.copyOf(samples, sampled * 2);
      }
      samples[sampled++] = System.nanoTime() - begin;
    }
  }

  final void addUntimed() {
    // One thread at a time writes: an ordered store is enough.
    operations.lazySet(operations.getPlain() + 1);
  }

  final void end() {
    phase.ended.countDown();
  }

  final void fail(Throwable error) {
    phase.failure = error;
    phase.ended.countDown();
  }
}
