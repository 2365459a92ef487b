import { StatusError } from "tramline";
import type { CommandContext } from "../commands/command-context.ts";
import type { ConnectionFlags } from "../connect/connection-flags.ts";
import type { Connection } from "../connect/open-connection.ts";
import { withContract } from "../connect/with-contract.ts";
import type { Contract } from "../contract/contract.ts";
import { findMethod, methodText } from "../contract/find-method.ts";
import { Exit } from "../exit.ts";
import { ExitStatus, exitStatusOfCode } from "../exit-status.ts";
import { CallLog } from "./call-log.ts";
import { makeCall } from "./make-call.ts";
import { messageToJson } from "./message-printer.ts";
import { printJson } from "./print-json.ts";
import { printStatusError } from "./print-status-error.ts";
import { readOneRequest, readRequests, requestData } from "./request-data.ts";

/** Flags of `tram call`, as commander gives them. */
export interface CallFlags extends ConnectionFlags {
  readonly data?: string;
  readonly verbose?: boolean;
  readonly compression?: string;
  readonly emitDefaults?: boolean;
  readonly compact?: boolean;
}

/**
 * Runs `tram call`.
 *
 * @throws Exit with 64 + code when the call ends with another status than OK; CommandError
 */
export async function call(
  context: CommandContext,
  target: string,
  methodName: string,
  flags: CallFlags,
): Promise<void> {
  await withContract(target, flags, context, async (contract, connection) => {
    const { terminal, errorStyle } = context;
    const log = new CallLog(flags.verbose === true ? terminal.stderr : undefined, errorStyle);
    try {
      await callMethod({ context, contract, connection, methodName, flags, log });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (terminal.signal.aborted) throw new Exit(ExitStatus.STOPPED);
      log.end(error);
      await printStatusError(error, context, contract);
      throw new Exit(exitStatusOfCode(error.codeNumber));
    }
  });
}

interface MethodCall {
  readonly context: CommandContext;
  readonly contract: Contract;
  readonly connection: Connection;
  readonly methodName: string;
  readonly flags: CallFlags;
  readonly log: CallLog;
}

async function callMethod(call: MethodCall): Promise<void> {
  const { context, contract, connection, methodName, flags, log } = call;
  const { terminal, style, errorStyle } = context;
  const method = await findMethod(contract, methodName);
  const { methodKind, input, output } = method;
  const streams = methodKind === "clientStreaming" || methodKind === "bidiStreaming";
  const data = requestData(flags.data, streams, terminal);
  if (data.isStdin && terminal.stdin.isTerminal) {
    await terminal.stderr.write(
      errorStyle.dim(
        `Type ${input.typeName} as JSON${streams ? ", one after another" : ""}; Ctrl-D ends.\n`,
      ),
    );
  }
  const options = { ...connection.callOptions, compression: flags.compression };
  const requests = streams
    ? readRequests(data, input, contract)
    : single(() => readOneRequest(data, input, contract));
  log.start(methodText(method), method.methodKind, connection.channel.target, options.metadata);
  await makeCall({
    connection,
    method,
    options,
    requests,
    log,
    async onResponse(response) {
      const json = await messageToJson(output, response, contract, {
        emitDefaults: flags.emitDefaults === true,
      });
      await terminal.stdout.write(`${printJson(json, style, flags.compact)}\n`);
    },
  });
  log.end(undefined);
}

async function* single<T>(read: () => Promise<T>): AsyncGenerator<T, void, undefined> {
  yield await read();
}
