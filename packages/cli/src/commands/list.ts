import { Command } from "commander";
import { addConnectionFlags } from "../connect/connection-flags.ts";
import type { ListFlags } from "../describe/list-services.ts";
import type { CommandContext } from "./command-context.ts";

/** `tram list`. */
export function listCommand(context: () => CommandContext): Command {
  const command = new Command("list")
    .summary("list the services of a server, or the methods of a service")
    .description(
      "Lists the services of a server, or the methods of one of them: one name on each line, as `tram call` " +
        "takes it. With --proto or -I and no target, those of .proto files.",
    )
    .argument(
      "[target]",
      "host:port, dns:///host:port, unix:/path or https://host; none with --proto",
    )
    .argument("[service]", "full name of a service, or its last part")
    .option("-l, --long", "print methods with their messages");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `
Examples:
  tram list localhost:50051
  tram list localhost:50051 shop.v1.OrderService
  tram list -l localhost:50051 OrderService
  tram list --proto proto OrderService`,
    )
    .action(async (first: string | undefined, second: string | undefined, flags: ListFlags) => {
      const { list } = await import("../describe/list-services.ts");
      await list(context(), [first, second], flags);
    });
}
