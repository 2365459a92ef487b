package dev.tramline.bench;

import dev.tramline.bench.v1.BenchGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A new connection, one call, close; over and over on a thread of its own. */
final class ConnectWorker extends Worker {
  private final Supplier<ManagedChannel> dial;

  ConnectWorker(Supplier<ManagedChannel> dial, Phase phase) {
    super(phase);
    this.dial = dial;
  }

  @Override
  void start() {
    new Thread(this::repeat).start();
  }

  private void repeat() {
    try {
      while (!phase.stopped) {
        long begin = System.nanoTime();
        ManagedChannel channel = dial.get();
        BenchGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(Sample.constantMetadata()))
            .withDeadlineAfter(Sample.TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .echo(Sample.echo());
        channel.shutdownNow().awaitTermination(Sample.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        add(begin);
      }
      end();
    } catch (Exception error) {
      fail(error);
    }
  }
}
