import { Command } from "commander";
import { addConnectionFlags } from "../connect/connection-flags.ts";
import type { ExploreFlags } from "../explore/explore.ts";
import type { CommandContext } from "./command-context.ts";

/** `tram explore`. */
export function exploreCommand(context: () => CommandContext): Command {
  const command = new Command("explore")
    .summary("call a server by hand, in a browser")
    .description(
      "Serves a page on 127.0.0.1 that shows the services of a server and calls their methods: a form for " +
        "every request, streams live, errors decoded. Prints its address, and ends with Ctrl-C. The contract " +
        "comes from the server (reflection, v1 or v1alpha) or from .proto files.",
    )
    .argument("<target>", "host:port, dns:///host:port, unix:/path or https://host")
    .option(
      "--port <number>",
      "port of the page; 0 for any free one (default: 4770, or any free one)",
    );
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `
The address holds a token: only pages opened by it can make calls.

Examples:
  tram explore localhost:50051
  tram explore localhost:50051 --proto proto           a server without reflection
  tram explore https://shop.example.com -H 'authorization: Bearer …'`,
    )
    .action(async (target: string, flags: ExploreFlags) => {
      const { explore } = await import("../explore/explore.ts");
      await explore(context(), target, flags);
    });
}
