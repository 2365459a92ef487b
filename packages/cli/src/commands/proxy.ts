import { Command, Option } from "commander";
import { addFileFlags, addTlsFlags } from "../connect/connection-flags.ts";
import type { ProxyFlags } from "../proxy/proxy-flags.ts";
import type { CommandContext } from "./command-context.ts";
import { collect } from "./options.ts";

/** `tram proxy`. */
export function proxyCommand(context: () => CommandContext): Command {
  const command = new Command("proxy")
    .summary("serve browsers and REST clients in front of any gRPC server")
    .description(
      "Serves gRPC, gRPC-Web, Connect, and REST on one port and calls a gRPC server in any language. Its contract " +
        "comes from its reflection (v1 or v1alpha) or from .proto files, and is read again without a restart. " +
        "Protocol Buffers pass as they are; only JSON is translated.",
    )
    .argument(
      "<target>",
      "the gRPC server: host:port, dns:///host:port, unix:/path or https://host",
    );
  return addFlags(command)
    .addHelpText(
      "after",
      `
SIGHUP reads the contract and certificates again. SIGTERM and Ctrl-C let calls under way end. Health is
served at --health-path and by grpc.health.v1.Health: NOT_SERVING while the server cannot be reached.

Examples:
  tram proxy localhost:50051                           http://127.0.0.1:8080 serves all protocols
  tram proxy localhost:50051 --listen 0.0.0.0:80 --cors https://shop.example.com
  tram proxy localhost:50051 --proto proto --watch     a server without reflection
  tram proxy https://api.example.com --openapi         REST with /openapi.json
  tram proxy localhost:50051 --access-log json --metrics 127.0.0.1:9090
  curl localhost:8080/shop.v1.OrderService/GetOrder --json '{"id": "7"}'`,
    )
    .action(async (target: string, flags: ProxyFlags) => {
      const { runProxy } = await import("../proxy/run-proxy.ts");
      await runProxy(context(), target, flags);
    });
}

function addFlags(command: Command): Command {
  command
    .optionsGroup("Clients:")
    .option(
      "--listen <address>",
      "address to serve on; may be repeated (default: 127.0.0.1:8080)",
      collect,
    )
    .option("--cors <origin>", "origin whose pages may call, or *; may be repeated", collect)
    .option("--no-rest", "no REST")
    .option("--openapi", "serve the OpenAPI document at /openapi.json")
    .option("--compression <name>", "compress responses where the client accepts it: gzip, br, …")
    .option("--max-message-bytes <size>", "largest message, in both directions (default: 4MiB)")
    .option("--listen-cert <file>", "speak TLS with this certificate chain, PEM")
    .option("--listen-key <file>", "private key of --listen-cert, PEM")
    .option("--listen-ca <file>", "require certificates of clients, signed by these, PEM")
    .option(
      "--trusted-hops <number>",
      "proxies in front of this one that may name the client by x-forwarded-for (default: 0)",
    )
    .optionsGroup("Contract:");
  addFileFlags(command)
    .option("--watch", "read .proto files again when they change")
    .option("--reload-every <duration>", "read the contract again after: 30s, 5m")
    .option("--binary-only", "no contract: Protocol Buffers pass, JSON does not")
    .optionsGroup("Server behind the proxy:");
  return addTlsFlags(command)
    .option("--authority <name>", ":authority to send")
    .option("--upstream-compression <name>", "compress requests to it: gzip or deflate")
    .optionsGroup("Operation:")
    .addOption(
      new Option("--access-log <form>", "print a line for each request").choices(["json", "text"]),
    )
    .option("--metrics <where>", "Prometheus metrics: on HOST:PORT, or at a /path of the proxy")
    .option("--health-path <path>", "path of the health page", "/healthz")
    .option("--grace <duration>", "time for calls under way after SIGTERM", "10s")
    .optionsGroup("Options:");
}
