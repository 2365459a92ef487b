package dev.tramline.bench;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** The server of bench/rpc on grpc-java, up until stdin ends. */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) throws IOException {
    Flags flags = Flags.of(arguments);
    ServerCredentials identity =
        TlsServerCredentials.create(
            new File(flags.value("tls-cert")), new File(flags.value("tls-key")));
    Server cleartext = listen(InsecureServerCredentials.create(), flags.direct());
    Server tls = listen(identity, flags.direct());
    System.out.printf("{\"port\":%d,\"tlsPort\":%d}%n", cleartext.getPort(), tls.getPort());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static Server listen(ServerCredentials credentials, boolean direct) throws IOException {
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0), credentials)
            .addService(new Answers());
    if (direct) {
      builder.directExecutor();
    }
    return builder.build().start();
  }
}
