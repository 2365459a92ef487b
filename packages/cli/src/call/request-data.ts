import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import {
  createRegistry,
  dynamicType,
  fromJson,
  JsonError,
  type MessageDescriptor,
} from "@tramline/protobuf";
import { commonTypes } from "@tramline/services";
import { CommandError } from "../command-error.ts";
import type { Contract } from "../contract/contract.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readJsonValues } from "./json-values.ts";

/** Where the requests of a call come from. */
export interface RequestData {
  /** Its name in error messages. */
  readonly name: string;
  /** Whether it comes from stdin. */
  readonly isStdin: boolean;
  read(): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;
}

/**
 * Resolves the flag -d: JSON, `@file`, or `@-` for stdin. Without it, a call that streams its
 * requests reads stdin, and any other sends an empty message.
 */
export function requestData(
  given: string | undefined,
  streams: boolean,
  terminal: Terminal,
): RequestData {
  if (given === "@-" || (given === undefined && streams)) {
    return { name: "stdin", isStdin: true, read: () => terminal.stdin.read() };
  }
  if (given?.startsWith("@") === true) {
    const file = path.resolve(terminal.cwd, given.slice(1));
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== false) {
      throw new CommandError("CLI_FILE", `-d ${given}: there is no such file.`);
    }
    return { name: given.slice(1), isStdin: false, read: () => createReadStream(file) };
  }
  return { name: "-d", isStdin: false, read: () => [given ?? ""] };
}

/**
 * Parses request messages from JSON text.
 *
 * @throws CommandError CLI_DATA for text that is not JSON, or JSON that does not fit the message
 */
export async function* readRequests(
  data: RequestData,
  type: MessageDescriptor,
  contract: Contract,
): AsyncGenerator<Record<string, unknown>, void, undefined> {
  for await (const { value, line } of readJsonValues(data.read(), data.name)) {
    const registry = createRegistry(contract.registry, commonTypes());
    let message: Record<string, unknown>;
    try {
      message = fromJson(type, value, { registry });
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const hint =
        error.path === "" && Array.isArray(value)
          ? "Several requests are written one after another, without brackets and commas."
          : `\`tram describe … ${type.typeName}\` shows its fields.`;
      throw new CommandError(
        "CLI_DATA",
        `${data.name}, value at line ${line}: this is not a ${type.typeName}: ${error.message}.`,
        hint,
        { cause: error },
      );
    }
    yield message;
  }
}

/**
 * The one request of a call that does not stream them: the empty message when there is no text.
 *
 * @throws CommandError CLI_DATA also when there are several
 */
export async function readOneRequest(
  data: RequestData,
  type: MessageDescriptor,
  contract: Contract,
): Promise<Record<string, unknown>> {
  let only: Record<string, unknown> | undefined;
  for await (const request of readRequests(data, type, contract)) {
    if (only !== undefined) {
      throw new CommandError(
        "CLI_DATA",
        `${data.name} has several values, and the method takes one request.`,
      );
    }
    only = request;
  }
  return only ?? dynamicType(type).create();
}
