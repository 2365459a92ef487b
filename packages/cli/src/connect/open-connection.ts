import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type CallOptions,
  type ChannelTlsOptions,
  type ClientChannel,
  createChannel,
} from "tramline";
import { parseDurationMs } from "../call/parse-duration.ts";
import { parseByteCount, parseHeaders } from "../call/parse-values.ts";
import { CommandError } from "../command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ConnectionFlags } from "./connection-flags.ts";

/** Default for the largest message to accept: more than servers usually send, less than memory. */
const DEFAULT_MAX_RECEIVE_BYTES = 64 * 1024 * 1024;

/** A connection as the flags want it. Nothing is connected yet. */
export interface Connection {
  readonly channel: ClientChannel;
  /** Metadata, deadline and signal of all calls of the command. */
  readonly callOptions: CallOptions;
}

/**
 * Makes the channel to a server.
 *
 * @param target as createChannel takes it; http:// and https:// are understood too
 * @throws CommandError CLI_USAGE or CLI_FILE for flags that cannot be; ConfigurationError for a target
 */
export function openConnection(
  target: string,
  flags: ConnectionFlags,
  terminal: Terminal,
): Connection {
  const url = /^(https?):\/\/([^/?#]+)\/?$/.exec(target);
  const [, scheme, host] = url ?? [];
  const plain = host === undefined ? target : withPort(host, scheme === "https" ? 443 : 80);
  const tls = tlsOptions(flags, terminal.cwd) ?? (scheme === "https" ? {} : undefined);
  const maxReceiveBytes =
    flags.maxReceiveBytes === undefined
      ? DEFAULT_MAX_RECEIVE_BYTES
      : parseByteCount("--max-receive-bytes", flags.maxReceiveBytes);
  const timeoutMs =
    flags.timeout === undefined ? undefined : parseDurationMs("--timeout", flags.timeout);
  const metadata = parseHeaders(flags.header ?? []);
  const channel = createChannel(plain, {
    tls,
    authority: flags.authority,
    compression: flags.upstreamCompression,
    userAgent: flags.userAgent,
    maxReceiveBytes,
    // A command waits for one server: better try again soon than as sparingly as a service does.
    backoff: { initialMs: 200, maxMs: 2000 },
  });
  return {
    channel,
    callOptions: {
      metadata,
      // A point in time: questions about the contract and the call itself share it.
      deadline: timeoutMs === undefined ? undefined : Date.now() + timeoutMs,
      signal: terminal.signal,
      waitForReady: flags.waitForReady,
    },
  };
}

function tlsOptions(flags: ConnectionFlags, cwd: string): ChannelTlsOptions | undefined {
  const { tls, ca, cert, key, serverName, insecureSkipVerify } = flags;
  const wanted = [tls, ca, cert, key, serverName, insecureSkipVerify];
  if (wanted.every((flag) => flag === undefined)) return undefined;
  if ((cert === undefined) !== (key === undefined)) {
    throw new CommandError("CLI_USAGE", "--cert and --key go together.");
  }
  return {
    ca: readPem("--ca", ca, cwd),
    cert: readPem("--cert", cert, cwd),
    key: readPem("--key", key, cwd),
    serverName,
    rejectUnauthorized: insecureSkipVerify !== true,
  };
}

function readPem(flag: string, file: string | undefined, cwd: string): Uint8Array | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(path.resolve(cwd, file));
  } catch (error) {
    throw new CommandError(
      "CLI_FILE",
      `${flag} ${file} cannot be read: ${String((error as Error).message)}`,
      undefined,
      { cause: error },
    );
  }
}

function withPort(host: string, port: number): string {
  return /:\d+$/.test(host) ? host : `${host}:${port}`;
}
