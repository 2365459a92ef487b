import type { AnyDescriptor } from "@tramline/protobuf";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { ConnectionFlags } from "../connect/connection-flags.ts";
import { withTargetOrFiles } from "../connect/with-contract.ts";
import type { Contract } from "../contract/contract.ts";
import { findService } from "../contract/contract.ts";
import { findMethod, methodText } from "../contract/find-method.ts";
import { didYouMean, suggest } from "../suggest.ts";
import { harmless } from "../terminal/style.ts";
import { exampleJson } from "./example-json.ts";
import { protoText } from "./proto-text.ts";

/**
 * Runs `tram describe`.
 *
 * @throws CommandError CLI_SYMBOL for an unknown name; Exit when the server cannot be reached
 */
export async function describe(
  context: CommandContext,
  given: readonly (string | undefined)[],
  flags: ConnectionFlags,
): Promise<void> {
  await withTargetOrFiles(given, flags, context, async (contract, symbol) => {
    const { terminal, style } = context;
    const found =
      symbol === undefined ? await allServices(contract) : await findSymbol(contract, symbol);
    const texts = found.map(
      (descriptor) => style.dim(`// ${headline(descriptor)}\n\n`) + protoText(descriptor, style),
    );
    const [first] = found;
    if (first?.kind === "method" && symbol !== undefined) {
      const data = quoteForShell(harmless(JSON.stringify(exampleJson(first.input))));
      const target = contract.target ?? "TARGET";
      texts.push(style.dim(`// tram call ${target} ${methodText(first)} -d ${data}\n`));
    }
    await terminal.stdout.write(texts.join("\n"));
  });
}

async function allServices(contract: Contract): Promise<AnyDescriptor[]> {
  const found: AnyDescriptor[] = [];
  for (const name of await contract.services()) {
    const service = await findService(contract, name);
    if (service !== undefined) found.push(service);
  }
  if (found.length === 0) {
    throw new CommandError("CLI_SYMBOL", `There is no service in ${contract.origin}.`);
  }
  return found;
}

/** Finds the declaration that a symbol names; for a method, also its messages. */
async function findSymbol(contract: Contract, symbol: string): Promise<AnyDescriptor[]> {
  const name = symbol.replace(/^[./]/, "");
  const found = await contract.find(name.endsWith(".proto") ? name : name.replace("/", "."));
  if (found?.kind === "method") return withMessages(found);
  if (found !== undefined) return [found];
  if (name.includes("/") && !name.endsWith(".proto")) {
    return withMessages(await findMethod(contract, name));
  }
  const candidates = await namesIn(contract);
  const short = candidates.filter((candidate) => candidate.endsWith(`.${name}`));
  const [only] = short;
  if (short.length === 1 && only !== undefined) return findSymbol(contract, only);
  throw new CommandError(
    "CLI_SYMBOL",
    `There is no ${name} in ${contract.origin}.`,
    didYouMean(suggest(name, candidates)) ??
      "`tram list` shows the services, `tram describe` without a symbol what is in them.",
  );
}

function withMessages(method: AnyDescriptor): AnyDescriptor[] {
  if (method.kind !== "method") return [method];
  return [...new Set([method, method.input, method.output])];
}

/** Full names of what is declared in all files that services need. */
async function namesIn(contract: Contract): Promise<string[]> {
  for (const service of await contract.services()) await contract.find(service);
  const names: string[] = [];
  for (const file of contract.registry.files) {
    const messages = [...file.messages];
    for (const message of messages) {
      names.push(message.typeName);
      messages.push(...message.nestedMessages);
      names.push(...message.nestedEnums.map(({ typeName }) => typeName));
    }
    names.push(...file.enums.map(({ typeName }) => typeName));
    for (const service of file.services) {
      names.push(service.typeName, ...service.methods.map(({ fullName }) => fullName));
    }
  }
  return names;
}

function headline(descriptor: AnyDescriptor): string {
  if (descriptor.kind === "file") return descriptor.name;
  const name = "typeName" in descriptor ? descriptor.typeName : descriptor.fullName;
  const owner =
    "parent" in descriptor && descriptor.parent !== undefined ? descriptor.parent : descriptor;
  return "file" in owner ? `${name}, in ${owner.file.name}` : name;
}

/** Text as one word of a command line, whatever a server put into its names. */
function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
