package dev.tramline.bench;

import dev.tramline.bench.v1.BenchGrpc;
import dev.tramline.bench.v1.BenchGrpc.BenchStub;
import dev.tramline.bench.v1.CountRequest;
import dev.tramline.bench.v1.Tick;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;

/** Streaming calls on the asynchronous stub. */
final class StreamWorkers {
  private StreamWorkers() {}

  /** One server stream after another. */
  static final class Count extends Worker implements StreamObserver<Tick> {
    private static final CountRequest REQUEST =
        CountRequest.newBuilder().setCount(Sample.COUNT_MESSAGES).build();
    private final BenchStub stub;
    private int received;

    Count(ManagedChannel channel, Phase phase) {
      super(phase);
      stub = BenchGrpc.newStub(channel);
    }

    @Override
    void start() {
      received = 0;
      stub.count(REQUEST, this);
    }

    @Override
    public void onNext(Tick tick) {
      received++;
      addUntimed();
    }

    @Override
    public void onError(Throwable error) {
      fail(error);
    }

    @Override
    public void onCompleted() {
      if (received != Sample.COUNT_MESSAGES) {
        fail(new IllegalStateException(received + " messages of " + Sample.COUNT_MESSAGES));
      } else if (phase.stopped) {
        end();
      } else {
        start();
      }
    }
  }

  /** One stream, a tick there and back over and over. */
  static final class PingPong extends Worker implements StreamObserver<Tick> {
    private final BenchStub stub;
    private StreamObserver<Tick> requests;
    private long begin;

    PingPong(ManagedChannel channel, Phase phase) {
      super(phase);
      stub = BenchGrpc.newStub(channel);
    }

    @Override
    void start() {
      requests = stub.pingPong(this);
      send();
    }

    private void send() {
      begin = System.nanoTime();
      requests.onNext(Sample.tick(7));
    }

    @Override
    public void onNext(Tick tick) {
      add(begin);
      if (phase.stopped) {
        requests.onCompleted();
      } else {
        send();
      }
    }

    @Override
    public void onError(Throwable error) {
      fail(error);
    }

    @Override
    public void onCompleted() {
      end();
    }
  }
}
