import { ReflectedContract, ReflectionError } from "@tramline/services";
import { StatusError } from "tramline";
import { printStatusError } from "../call/print-status-error.ts";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { Contract } from "../contract/contract.ts";
import { sourceContract } from "../contract/source-contract.ts";
import { findSourceFiles, type SourceFiles } from "../contract/source-files.ts";
import { Exit } from "../exit.ts";
import { ExitStatus, exitStatusOfCode } from "../exit-status.ts";
import type { ConnectionFlags, FileFlags } from "./connection-flags.ts";
import { type Connection, openConnection } from "./open-connection.ts";

/**
 * Runs something with a connection to a server and its contract: of .proto files where flags name some, of
 * the server's reflection otherwise. Closes both.
 */
export async function withContract(
  target: string,
  flags: ConnectionFlags,
  context: CommandContext,
  run: (contract: Contract, connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = openConnection(target, flags, context.terminal);
  const { channel, callOptions } = connection;
  let reflection: ReflectedContract | undefined;
  try {
    let contract: Contract;
    if (!namesFiles(flags)) {
      reflection = new ReflectedContract(channel, callOptions);
      contract = reflection;
    } else {
      contract = await contractOfFlags(flags, context);
    }
    await run(contract, connection);
  } catch (error) {
    throw error instanceof ReflectionError ? reflectionFailure(error) : error;
  } finally {
    await reflection?.close();
    await channel.close();
  }
}

/** A failure of reflection as a command reports it: with what else it can be given. */
export function reflectionFailure(error: ReflectionError): CommandError {
  const hint =
    error.code === "REFLECTION_MISSING"
      ? "Pass its .proto files: --proto FILE or FOLDER (and -I for their imports),\n" +
        "or add reflection to the server; with Tramline: addReflection(server) of @tramline/services."
      : "Pass the contract's .proto files with --proto.";
  return new CommandError("CLI_REFLECTION", error.message, hint, { cause: error });
}

/** Whether flags name .proto files, which are used instead of the server's reflection. */
export function namesFiles(flags: FileFlags): boolean {
  return flags.proto !== undefined || flags.protoPath !== undefined;
}

/** The contract of --proto and -I. */
export function contractOfFlags(flags: FileFlags, context: CommandContext): Promise<Contract> {
  return sourceContract(sourcesOfFlags(flags, context), context);
}

/** The .proto files of --proto and -I; with -I alone, all files below these folders. */
export function sourcesOfFlags(
  { proto, protoPath = [] }: FileFlags,
  { terminal }: CommandContext,
): SourceFiles {
  return findSourceFiles(proto ?? protoPath, protoPath, terminal.cwd);
}

/**
 * For commands that only look at a contract: the first argument is a target, unless .proto files are
 * named by flags.
 *
 * @param given the arguments: target and name, or name alone
 */
export async function withTargetOrFiles(
  given: readonly (string | undefined)[],
  flags: ConnectionFlags,
  context: CommandContext,
  run: (contract: Contract, name: string | undefined) => Promise<void>,
): Promise<void> {
  const [first, second] = given;
  if (namesFiles(flags)) {
    if (second !== undefined) {
      throw new CommandError(
        "CLI_USAGE",
        `With .proto files there is no target: ${first ?? ""} is one argument too many.`,
        "Leave out the target, or --proto and -I.",
      );
    }
    await run(await contractOfFlags(flags, context), first);
    return;
  }
  if (first === undefined) {
    throw new CommandError(
      "CLI_USAGE",
      "There is neither a target nor --proto.",
      "Name a server, such as localhost:50051, or .proto files with --proto.",
    );
  }
  try {
    await withContract(first, flags, context, (contract) => run(contract, second));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (context.terminal.signal.aborted) throw new Exit(ExitStatus.STOPPED);
    await printStatusError(error, context, undefined);
    throw new Exit(exitStatusOfCode(error.codeNumber));
  }
}
