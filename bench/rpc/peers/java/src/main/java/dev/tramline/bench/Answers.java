package dev.tramline.bench;

import dev.tramline.bench.v1.BenchGrpc;
import dev.tramline.bench.v1.CountRequest;
import dev.tramline.bench.v1.EchoMessage;
import dev.tramline.bench.v1.Order;
import dev.tramline.bench.v1.Payload;
import dev.tramline.bench.v1.Tick;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** The service's methods. */
class Answers extends BenchGrpc.BenchImplBase {
  @Override
  public void echo(EchoMessage request, StreamObserver<EchoMessage> reply) {
    reply.onNext(
        EchoMessage.newBuilder().setText(request.getText()).setNumber(request.getNumber()).build());
    reply.onCompleted();
  }

  @Override
  public void placeOrder(Order order, StreamObserver<Order> reply) {
    reply.onNext(order);
    reply.onCompleted();
  }

  @Override
  public void count(CountRequest request, StreamObserver<Tick> reply) {
    ServerCallStreamObserver<Tick> ticks = (ServerCallStreamObserver<Tick>) reply;
    ticks.setOnReadyHandler(
        new Runnable() {
          private int sequence;
          private boolean ended;

          @Override
          public void run() {
            while (sequence < request.getCount() && ticks.isReady()) {
              ticks.onNext(Sample.tick(sequence++));
            }
            if (sequence == request.getCount() && !ended) {
              ended = true;
              ticks.onCompleted();
            }
          }
        });
  }

  @Override
  public StreamObserver<Tick> pingPong(StreamObserver<Tick> replies) {
    return new StreamObserver<>() {
      @Override
      public void onNext(Tick tick) {
        replies.onNext(tick);
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        replies.onCompleted();
      }
    };
  }

  @Override
  public void transfer(Payload payload, StreamObserver<Payload> reply) {
    reply.onNext(payload);
    reply.onCompleted();
  }
}
