package dev.tramline.bench;

import dev.tramline.bench.v1.BenchGrpc;
import dev.tramline.bench.v1.BenchGrpc.BenchStub;
import dev.tramline.bench.v1.EchoMessage;
import dev.tramline.bench.v1.Order;
import dev.tramline.bench.v1.Payload;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** Unary calls on the asynchronous stub: the end of one begins the next. */
final class UnaryWorkers {
  private UnaryWorkers() {}

  private abstract static class Unary<T> extends Worker implements StreamObserver<T> {
    private long begin;

    Unary(Phase phase) {
      super(phase);
    }

    abstract void call();

    abstract boolean right(T reply);

    @Override
    void start() {
      begin = System.nanoTime();
      call();
    }

    @Override
    public void onNext(T reply) {
      if (!right(reply)) {
        throw new IllegalStateException("a wrong reply");
      }
    }

    @Override
    public void onError(Throwable error) {
      fail(error);
    }

    @Override
    public void onCompleted() {
      add(begin);
      if (phase.stopped) {
        end();
      } else {
        start();
      }
    }
  }

  private static BenchStub stubWithConstantMetadata(ManagedChannel channel) {
    return BenchGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(Sample.constantMetadata()));
  }

  static class Echo extends Unary<EchoMessage> {
    private final BenchStub stub;
    private final String text;

    private Echo(BenchStub stub, String text, Phase phase) {
      super(phase);
      this.stub = stub;
      this.text = text;
    }

    Echo(ManagedChannel channel, Phase phase) {
      this(stubWithConstantMetadata(channel), Sample.ECHO_TEXT, phase);
    }

    static Echo compressed(ManagedChannel channel, Phase phase) {
      BenchStub stub = stubWithConstantMetadata(channel).withCompression("gzip");
      return new Echo(stub, Sample.DOCUMENT_TEXT, phase);
    }

    @Override
    void call() {
      stub.withDeadlineAfter(Sample.TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .echo(Sample.echo(text), this);
    }

    @Override
    boolean right(EchoMessage reply) {
      return reply.getText().length() == text.length();
    }
  }

  /** Calls of one context, which can cancel them all. */
  static final class CancellableEcho extends Echo {
    private final Context calls;

    CancellableEcho(ManagedChannel channel, Context calls, Phase phase) {
      super(channel, phase);
      this.calls = calls;
    }

    @Override
    void call() {
      Context previous = calls.attach();
      try {
        super.call();
      } finally {
        calls.detach(previous);
      }
    }
  }

  static final class PlaceOrder extends Unary<Order> {
    private final BenchStub stub;
    private final CallIdentifiers identifiers;
    private final Order order = Sample.order();

    PlaceOrder(ManagedChannel channel, int seed, Phase phase) {
      super(phase);
      stub = BenchGrpc.newStub(channel);
      identifiers = new CallIdentifiers(seed);
    }

    @Override
    void call() {
      Metadata metadata = new Metadata();
      metadata.put(Sample.AUTHORIZATION_KEY, Sample.AUTHORIZATION);
      metadata.put(Sample.REQUEST_ID_KEY, identifiers.requestId());
      metadata.put(Sample.TRACEPARENT_KEY, identifiers.traceparent());
      stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
          .withDeadlineAfter(Sample.TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .placeOrder(order, this);
    }

    @Override
    boolean right(Order reply) {
      return reply.getId().length() == order.getId().length();
    }
  }

  static final class Transfer extends Unary<Payload> {
    private final BenchStub stub;
    private final Payload payload = Sample.payload();

    Transfer(ManagedChannel channel, Phase phase) {
      super(phase);
      stub = stubWithConstantMetadata(channel);
    }

    @Override
    void call() {
      stub.withDeadlineAfter(Sample.TIMEOUT_SECONDS, TimeUnit.SECONDS).transfer(payload, this);
    }

    @Override
    boolean right(Payload reply) {
      return reply.getData().size() == Sample.TRANSFER_BYTES;
    }
  }
}
