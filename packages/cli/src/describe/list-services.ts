import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { ConnectionFlags } from "../connect/connection-flags.ts";
import { withTargetOrFiles } from "../connect/with-contract.ts";
import { findServiceLike, methodText } from "../contract/find-method.ts";
import { createStyle } from "../terminal/style.ts";
import { protoText } from "./proto-text.ts";

/** Flags of `tram list`, as commander gives them. */
export interface ListFlags extends ConnectionFlags {
  readonly long?: boolean;
}

/**
 * Runs `tram list`.
 *
 * @throws CommandError CLI_SYMBOL for an unknown name; Exit when the server cannot be reached
 */
export async function list(
  context: CommandContext,
  given: readonly (string | undefined)[],
  flags: ListFlags,
): Promise<void> {
  await withTargetOrFiles(given, flags, context, async (contract, name) => {
    const { terminal, style } = context;
    const lines: string[] = [];
    if (name === undefined) {
      const services = await contract.services();
      if (services.length === 0) {
        throw new CommandError("CLI_SYMBOL", `There is no service in ${contract.origin}.`);
      }
      if (flags.long !== true) lines.push(...services);
      else {
        for (const service of services) {
          lines.push(style.bold(service));
          lines.push(...(await methodLines(service, true)).map((line) => `  ${line}`));
        }
      }
    } else {
      lines.push(...(await methodLines(name, flags.long === true)));
    }
    await terminal.stdout.write(lines.map((line) => `${line}\n`).join(""));

    async function methodLines(service: string, long: boolean): Promise<string[]> {
      const { methods } = await findServiceLike(contract, service);
      if (!long) return methods.map(methodText);
      const plain = createStyle(false);
      return methods.map((method) => {
        const signature = protoText(method, plain)
          .split("\n")
          .find((line) => line.startsWith("rpc "));
        return (signature ?? method.name).replace(/^rpc /, "").replace(/( \{|;).*$/, "");
      });
    }
  });
}
