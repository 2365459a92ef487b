package dev.tramline.bench;

import com.google.gson.Gson;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.function.Supplier;

/** The client of bench/rpc on grpc-java: commands from stdin, answers to stdout. */
final class ClientMain {
  private ClientMain() {}

  public static void main(String[] arguments) throws IOException {
    Flags flags = Flags.of(arguments);
    ChannelCredentials tls =
        TlsChannelCredentials.newBuilder().trustManager(new File(flags.value("tls-ca"))).build();
    Gson gson = new Gson();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Command command = gson.fromJson(line, Command.class);
      Supplier<ManagedChannel> dial =
          () -> {
            ManagedChannelBuilder<?> builder =
                Grpc.newChannelBuilder(
                    command.target(), command.tls() ? tls : InsecureChannelCredentials.create());
            if (flags.direct()) {
              builder.directExecutor();
            }
            switch (command.variant()) {
              case "intercepted" -> builder.intercept(new PassThrough());
              case "retryable" -> builder.defaultServiceConfig(Sample.RETRY_SERVICE_CONFIG);
              case "observed" -> Telemetry.INSTANCE.configureChannelBuilder(builder);
              default -> {}
            }
            return builder.build();
          };
      Object answer;
      try {
        answer = Load.run(command, dial);
      } catch (Exception error) {
        answer = Map.of("error", error.toString());
      }
      System.out.println(gson.toJson(answer));
    }
    System.exit(0);
  }
}
