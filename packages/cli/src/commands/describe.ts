import { Command } from "commander";
import { addConnectionFlags, type ConnectionFlags } from "../connect/connection-flags.ts";
import type { CommandContext } from "./command-context.ts";

/** `tram describe`. */
export function describeCommand(context: () => CommandContext): Command {
  const command = new Command("describe")
    .summary("print services, messages, and enums as .proto source")
    .description(
      "Prints what a server or .proto files declare as .proto source: a service, a method with its messages, a " +
        "message, an enum, a field, a file; with no symbol, all services. Comments are shown where they are " +
        "known: most servers do not send them.",
    )
    .argument(
      "[target]",
      "host:port, dns:///host:port, unix:/path or https://host; none with --proto",
    )
    .argument("[symbol]", "shop.v1.Order, shop.v1.OrderService/GetOrder, shop/v1/orders.proto, …");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `
Examples:
  tram describe localhost:50051
  tram describe localhost:50051 shop.v1.Order
  tram describe localhost:50051 shop.v1.OrderService/GetOrder
  tram describe --proto proto shop.v1.Order`,
    )
    .action(
      async (first: string | undefined, second: string | undefined, flags: ConnectionFlags) => {
        const { describe } = await import("../describe/describe-symbol.ts");
        await describe(context(), [first, second], flags);
      },
    );
}
