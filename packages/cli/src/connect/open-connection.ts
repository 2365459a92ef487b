import {
  type CallOptions,
  type ChannelTlsOptions,
  type ClientChannel,
  type ClientChannelOptions,
  createChannel,
} from "tramline";
import { parseDurationMs } from "../call/parse-duration.ts";
import { parseByteCount, parseHeaders } from "../call/parse-values.ts";
import { CommandError } from "../command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ChannelFlags, ConnectionFlags } from "./connection-flags.ts";
import { readPem } from "./read-pem.ts";

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
 * @param further options of the channel that the command has from elsewhere
 * @throws CommandError CLI_USAGE or CLI_FILE for flags that cannot be; ConfigurationError for a target
 */
export function openConnection(
  target: string,
  flags: ConnectionFlags,
  terminal: Terminal,
  further: Pick<ClientChannelOptions, "compression" | "maxReceiveBytes"> = {},
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
    userAgent: flags.userAgent,
    maxReceiveBytes,
    // A command waits for one server: better try again soon than as sparingly as a service does.
    backoff: { initialMs: 200, maxMs: 2000 },
    ...further,
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

function tlsOptions(flags: ChannelFlags, cwd: string): ChannelTlsOptions | undefined {
  const { tls, ca, cert, key, serverName, insecureSkipVerify } = flags;
  const wanted = [tls, ca, cert, key, serverName, insecureSkipVerify];
  if (wanted.every((flag) => flag === undefined)) return undefined;
  if ((cert === undefined) !== (key === undefined)) {
    throw new CommandError("CLI_USAGE", "--cert and --key go together.");
  }
  return {
    ca: pemOf("--ca", ca, cwd),
    cert: pemOf("--cert", cert, cwd),
    key: pemOf("--key", key, cwd),
    serverName,
    rejectUnauthorized: insecureSkipVerify !== true,
  };
}

function pemOf(flag: string, name: string | undefined, cwd: string): Uint8Array | undefined {
  return name === undefined ? undefined : readPem(flag, name, cwd).bytes;
}

function withPort(host: string, port: number): string {
  return /:\d+$/.test(host) ? host : `${host}:${port}`;
}
