// A port for metrics alone, which is not that of clients.
import { createServer } from "node:http";
import { CommandError } from "../command-error.ts";

/** A listener that is open. */
export interface MetricsListener {
  /** HOST:PORT, with the port that was chosen. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves metrics at /metrics.
 *
 * @param address HOST:PORT; port 0: any
 * @throws CommandError CLI_USAGE for another text; the socket's error
 */
export async function startMetricsListener(
  address: string,
  print: () => Promise<string>,
): Promise<MetricsListener> {
  const [, host, port] = /^(?:\[([^\]]+)\]|[^:]+):(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new CommandError(
      "CLI_USAGE",
      `invalid --metrics: expected HOST:PORT or a /path, got ${address}.`,
    );
  }
  const server = createServer((request, response) => {
    if (request.url?.split("?", 1)[0] !== "/metrics") {
      response.writeHead(404).end("metrics are at /metrics\n");
      return;
    }
    print().then(
      (text) => {
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
        response.end(text);
      },
      () => response.writeHead(500).end("the metrics cannot be printed\n"),
    );
  });
  const name = host ?? address.slice(0, address.lastIndexOf(":"));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(port), name, resolve);
  });
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  return {
    address: `${name.includes(":") ? `[${name}]` : name}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
