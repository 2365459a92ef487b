// The flags of `tram proxy`, and the options that they stand for.
import type { ProxyOptions } from "@tramline/proxy";
import { type ClientChannelOptions, defaultCompressors } from "tramline";
import { parseDurationMs } from "../call/parse-duration.ts";
import { parseByteCount } from "../call/parse-values.ts";
import { CommandError } from "../command-error.ts";
import type { ChannelFlags, FileFlags } from "../connect/connection-flags.ts";
import { readPem } from "../connect/read-pem.ts";
import { namesFiles } from "../connect/with-contract.ts";

/** Flags of `tram proxy`, as commander gives them. */
export interface ProxyFlags extends FileFlags, ChannelFlags {
  readonly listen?: readonly string[];
  readonly cors?: readonly string[];
  readonly rest: boolean;
  readonly openapi?: boolean;
  readonly compression?: string;
  readonly maxMessageBytes?: string;
  readonly listenCert?: string;
  readonly listenKey?: string;
  readonly listenCa?: string;
  readonly watch?: boolean;
  readonly reloadEvery?: string;
  readonly binaryOnly?: boolean;
  readonly upstreamCompression?: string;
  readonly trustedHops?: string;
  readonly accessLog?: "json" | "text";
  readonly metrics?: string;
  readonly healthPath: string;
  readonly grace: string;
}

/** The flags with their values read. */
export interface ProxySettings {
  readonly listen: readonly string[];
  readonly graceMs: number;
  readonly reloadMs: number | undefined;
  /** The address of a listener for metrics alone. */
  readonly metricsAddress: string | undefined;
  /** The options of the channel to the server behind the proxy, beside those of the shared flags. */
  readonly upstream: Pick<ClientChannelOptions, "compression" | "maxReceiveBytes">;
  readonly options: Omit<ProxyOptions, "channel" | "contract" | "onRequest" | "onReload">;
}

/** Default for the largest message: that of gRPC's servers and clients. */
const DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** For requests, which the server must know: those of gRPC (doc/compression.md). */
const UPSTREAM_COMPRESSIONS: readonly string[] = ["identity", "gzip", "deflate"];
/** For responses, whose clients say what they accept. */
const CLIENT_COMPRESSIONS = ["identity", ...defaultCompressors.map(({ name }) => name)];

/**
 * Reads the flags.
 *
 * @throws CommandError CLI_USAGE for flags that do not go together or have no meaning, CLI_FILE for files
 */
export function readProxyFlags(flags: ProxyFlags, cwd: string): ProxySettings {
  const { metrics, healthPath, openapi, rest, compression, reloadEvery } = flags;
  if (flags.binaryOnly === true && namesFiles(flags)) {
    throw new CommandError("CLI_USAGE", "--binary-only and --proto do not go together.");
  }
  if (flags.watch === true && !namesFiles(flags)) {
    throw new CommandError(
      "CLI_USAGE",
      "--watch is for .proto files: it needs --proto.",
      "For reflection, use --reload-every.",
    );
  }
  if (openapi === true && !rest) {
    throw new CommandError("CLI_USAGE", "--openapi and --no-rest do not go together.");
  }
  checkPath("--health-path", healthPath);
  const isPath = metrics?.startsWith("/") === true;
  if (isPath) checkPath("--metrics", metrics);
  if (isPath && metrics === healthPath) {
    throw new CommandError(
      "CLI_USAGE",
      `--metrics and --health-path are both ${healthPath}.`,
      "Give one of them another path.",
    );
  }
  const maxReceiveBytes = maxMessageBytes(flags);
  const tls = listenTls(flags, cwd);
  return {
    listen: flags.listen ?? ["127.0.0.1:8080"],
    graceMs: parseDurationMs("--grace", flags.grace),
    reloadMs:
      reloadEvery === undefined ? undefined : parseDurationMs("--reload-every", reloadEvery),
    metricsAddress: isPath ? undefined : metrics,
    upstream: {
      maxReceiveBytes,
      compression: compressionOf(
        "--upstream-compression",
        flags.upstreamCompression,
        UPSTREAM_COMPRESSIONS,
        "gRPC servers need not know others. For responses to clients, see --compression.",
      ),
    },
    options: {
      trustedHops: trustedHops(flags),
      rest: rest ? { openApi: openapi === true ? true : undefined } : false,
      cors: corsOf(flags.cors),
      healthPath,
      metricsPath: isPath ? metrics : undefined,
      metrics: metrics !== undefined,
      server: {
        maxReceiveBytes,
        compression: compressionOf("--compression", compression, CLIENT_COMPRESSIONS),
        ...(tls !== undefined && { tls }),
      },
    },
  };
}

function maxMessageBytes({ maxMessageBytes: given }: ProxyFlags): number {
  return given === undefined
    ? DEFAULT_MAX_MESSAGE_BYTES
    : parseByteCount("--max-message-bytes", given);
}

/** Returns the compression that a flag names. */
function compressionOf(
  flag: string,
  name: string | undefined,
  known: readonly string[],
  hint?: string,
): string | undefined {
  if (name === undefined || known.includes(name)) return name;
  const text = `invalid ${flag}: expected one of ${known.join(", ")}, got ${name}.`;
  throw new CommandError("CLI_USAGE", text, hint);
}

function trustedHops({ trustedHops: given = "0" }: ProxyFlags): number {
  if (/^\d{1,3}$/.test(given)) return Number(given);
  throw new CommandError(
    "CLI_USAGE",
    `invalid --trusted-hops: expected a number of proxies, got ${given}.`,
    "Give the number of proxies in front of this one that may name the client, such as 1.",
  );
}

function corsOf(origins: readonly string[] | undefined): NonNullable<ProxyOptions["cors"]> {
  if (origins === undefined) return false;
  return origins.includes("*") ? true : { origins };
}

function checkPath(flag: string, value: string): void {
  if (/^\/[\w./-]*$/.test(value)) return;
  throw new CommandError(
    "CLI_USAGE",
    `invalid ${flag}: expected a path of letters, digits, and ". / - _", got ${value}.`,
  );
}

function listenTls({ listenCert, listenKey, listenCa }: ProxyFlags, cwd: string) {
  if (listenCert === undefined && listenKey === undefined && listenCa === undefined)
    return undefined;
  if (listenCert === undefined || listenKey === undefined) {
    throw new CommandError("CLI_USAGE", "--listen-cert and --listen-key go together.");
  }
  const file = (flag: string, name: string): string => readPem(flag, name, cwd).file;
  return {
    certFile: file("--listen-cert", listenCert),
    keyFile: file("--listen-key", listenKey),
    ...(listenCa !== undefined && {
      caFile: file("--listen-ca", listenCa),
      clientCertificate: "require" as const,
    }),
  };
}
