package dev.tramline.bench;

import dev.tramline.bench.v1.EchoMessage;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Looks at what a handler that works for its caller needs: metadata and cancellation. */
final class AwareAnswers extends Answers {
  private static final Context.Key<String> TENANT = Context.key("tenant");

  @Override
  public void echo(EchoMessage request, StreamObserver<EchoMessage> reply) {
    if (!Sample.TENANT.equals(TENANT.get())) {
      reply.onError(Status.PERMISSION_DENIED.withDescription("a wrong tenant").asException());
    } else if (!Context.current().isCancelled()) {
      super.echo(request, reply);
    }
  }

  /** Metadata reaches handlers of grpc-java by way of the context. */
  static final class TenantInContext implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current().withValue(TENANT, headers.get(Sample.TENANT_KEY));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }
}
