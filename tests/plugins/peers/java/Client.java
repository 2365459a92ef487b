import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import parcels.v1.Parcel;
import parcels.v1.ParcelServiceGrpc;
import parcels.v1.Place;
import parcels.v1.SplitRequest;

/** Calls each method of parcels.v1.ParcelService once, and says how each call went. */
public final class Client {
  private interface Call {
    void run() throws Exception;
  }

  /** What a stream of responses brings, one after another; null stands for its end. */
  private static final class Received implements StreamObserver<Parcel> {
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

    @Override
    public void onNext(Parcel parcel) {
      queue.add(parcel);
    }

    @Override
    public void onError(Throwable error) {
      queue.add(error);
    }

    @Override
    public void onCompleted() {
      queue.add("the end");
    }

    Object take() throws InterruptedException {
      return queue.poll(20, TimeUnit.SECONDS);
    }
  }

  private static Parcel.Builder parcel() {
    return Parcel.newBuilder()
        .setId("p")
        .setWeight(41)
        .addTags("fragile")
        .addTags("\u00fcn\u00efcode \u263a")
        .putCounts("screws", 1L << 62)
        .putCounts("nails", -1)
        .setKind(Parcel.Kind.KIND_BOX)
        .setPlace(Place.newBuilder().setStreet("Main").setNumber(7))
        .setSent(Timestamp.newBuilder().setSeconds(1700000000L).setNanos(5))
        .setSeal(ByteString.copyFrom(new byte[] {0, (byte) 255, (byte) 128}))
        .setPrice(0.1)
        .addReadings(-1)
        .addReadings(0)
        .addReadings(Integer.MAX_VALUE)
        .addReadings(Integer.MIN_VALUE);
  }

  private static void expect(Object got, Object wanted) {
    if (!wanted.equals(got)) {
      throw new IllegalStateException("got " + got + " instead of " + wanted);
    }
  }

  public static void main(String[] args) throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder(args[0], InsecureChannelCredentials.create()).build();
    ParcelServiceGrpc.ParcelServiceBlockingStub blocking = ParcelServiceGrpc.newBlockingStub(channel);
    ParcelServiceGrpc.ParcelServiceStub stub = ParcelServiceGrpc.newStub(channel);

    report("unary", () -> {
      Parcel got = blocking.withDeadlineAfter(20, TimeUnit.SECONDS).weigh(parcel().build());
      expect(got, parcel().setWeight(42).build());
    });
    report("server streaming", () -> {
      SplitRequest request = SplitRequest.newBuilder().setParcel(parcel()).setCount(3).build();
      Iterator<Parcel> parts = blocking.withDeadlineAfter(20, TimeUnit.SECONDS).split(request);
      List<Parcel> got = new ArrayList<>();
      parts.forEachRemaining(got::add);
      List<Parcel> wanted = new ArrayList<>();
      for (int at = 0; at < 3; at++) {
        wanted.add(parcel().setId("p-" + at).build());
      }
      expect(got, wanted);
    });
    report("client streaming", () -> {
      Received received = new Received();
      StreamObserver<Parcel> requests = stub.withDeadlineAfter(20, TimeUnit.SECONDS).join(received);
      for (int at = 0; at < 3; at++) {
        requests.onNext(Parcel.newBuilder().addTags("" + at).setWeight(at + 1).build());
      }
      requests.onCompleted();
      Parcel.Builder wanted = Parcel.newBuilder().setId("joined").setWeight(6);
      expect(received.take(), wanted.addTags("0").addTags("1").addTags("2").build());
      expect(received.take(), "the end");
    });
    report("bidirectional", () -> {
      Received received = new Received();
      StreamObserver<Parcel> requests = stub.withDeadlineAfter(20, TimeUnit.SECONDS).relay(received);
      for (int at = 0; at < 3; at++) {
        requests.onNext(parcel().setWeight(at).build());
        expect(received.take(), parcel().setWeight(at * 2).build());
      }
      requests.onCompleted();
      expect(received.take(), "the end");
    });
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }

  private static void report(String name, Call call) {
    try {
      call.run();
      System.out.println(name + ": ok");
    } catch (Exception error) {
      System.out.println((name + ": " + error).replace('\n', ' '));
    }
  }
}
