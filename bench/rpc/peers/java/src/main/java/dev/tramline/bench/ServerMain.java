package dev.tramline.bench;

import com.google.gson.Gson;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Map;

/** The server of bench/rpc on grpc-java, up until stdin ends. */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) throws IOException {
    Flags flags = Flags.of(arguments);
    ServerCredentials identity =
        TlsServerCredentials.create(
            new File(flags.value("tls-cert")), new File(flags.value("tls-key")));
    Map<String, Object> ready =
        Map.of(
            "port", listen(cleartext(flags).addService(new Answers())),
            "tlsPort", listen(builder(identity, flags).addService(new Answers())),
            "ports", variants(flags));
    System.out.println(new Gson().toJson(ready));
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static Map<String, Integer> variants(Flags flags) throws IOException {
    ServerBuilder<?> observed = cleartext(flags).addService(new Answers());
    Telemetry.INSTANCE.configureServerBuilder(observed);
    return Map.of(
        "intercepted",
        listen(cleartext(flags).addService(new Answers()).intercept(new PassThrough())),
        "context",
        listen(
            cleartext(flags)
                .addService(new AwareAnswers())
                .intercept(new AwareAnswers.TenantInContext())),
        "gzip",
        listen(cleartext(flags).addService(new Answers()).intercept(new CompressedResponses())),
        "observed",
        listen(observed));
  }

  private static ServerBuilder<?> cleartext(Flags flags) {
    return builder(InsecureServerCredentials.create(), flags);
  }

  private static ServerBuilder<?> builder(ServerCredentials credentials, Flags flags) {
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0), credentials);
    if (flags.direct()) {
      builder.directExecutor();
    }
    return builder;
  }

  /** Starts a server on a free port and returns that. */
  private static int listen(ServerBuilder<?> builder) throws IOException {
    return builder.build().start().getPort();
  }
}
