import { Command } from "commander";
import type { CallFlags } from "../call/call.ts";
import { addConnectionFlags } from "../connect/connection-flags.ts";
import type { CommandContext } from "./command-context.ts";

/** `tram call`. */
export function callCommand(context: () => CommandContext): Command {
  const command = new Command("call")
    .summary("call a method of a server")
    .description(
      "Calls a method with JSON and prints the responses as JSON, each as it comes. The contract comes from " +
        "the server (reflection, v1 or v1alpha) or from .proto files.",
    )
    .argument("<target>", "host:port, dns:///host:port, unix:/path or https://host")
    .argument(
      "<method>",
      "shop.v1.OrderService/GetOrder, or just GetOrder where one service has it",
    )
    .option(
      "-d, --data <json>",
      "request: JSON, @file, or @- for stdin; several values one after another for a method that " +
        "streams requests, which reads stdin without this flag",
    )
    .option("-v, --verbose", "print metadata, trailers, and times to stderr")
    .option("--compact", "print each response on one line")
    .option("--emit-defaults", "print fields that have their default values, too")
    .option("--compression <name>", "compress requests: gzip or deflate");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `
Exit status: 0 for OK; 64 + code for any other status of the call, 65 (CANCELLED) to 80
(UNAUTHENTICATED), as in 69 for NOT_FOUND and 78 for UNAVAILABLE; 2 when the command line or the
JSON is wrong; 1 for anything else.

Examples:
  tram call localhost:50051 shop.v1.OrderService/GetOrder -d '{"id": "7"}'
  tram call localhost:50051 WatchOrder -d '{"id": "7"}' --timeout 30s
  tram call localhost:50051 Negotiate                  type requests, read responses
  jq -c '.[]' orders.json | tram call localhost:50051 UploadOrders -d @-
  tram call https://shop.example.com GetOrder -H 'authorization: Bearer …' -d @order.json
  tram call localhost:50051 GetOrder --proto proto -d '{"id": "7"}'`,
    )
    .action(async (target: string, method: string, flags: CallFlags) => {
      const { call } = await import("../call/call.ts");
      await call(context(), target, method, flags);
    });
}
