// The flags of `tram proxy`, and the options that they stand for.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ProxyOptions } from "@tramline/proxy";
import { parseDurationMs } from "../call/parse-duration.ts";
import { parseByteCount } from "../call/parse-values.ts";
import { CommandError } from "../command-error.ts";

/** Flags of `tram proxy`, as commander gives them. */
export interface ProxyFlags {
  readonly listen?: readonly string[];
  readonly cors?: readonly string[];
  readonly rest: boolean;
  readonly openapi?: boolean;
  readonly compression?: string;
  readonly maxMessageBytes?: string;
  readonly listenCert?: string;
  readonly listenKey?: string;
  readonly listenCa?: string;
  readonly proto?: readonly string[];
  readonly protoPath?: readonly string[];
  readonly watch?: boolean;
  readonly reloadEvery?: string;
  readonly binaryOnly?: boolean;
  readonly tls?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
  readonly authority?: string;
  readonly upstreamCompression?: string;
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
  readonly options: Omit<ProxyOptions, "channel" | "contract" | "onRequest" | "onReload">;
}

/** Default for the largest message: that of gRPC's servers and clients. */
const DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the flags.
 *
 * @throws CommandError CLI_USAGE for flags that do not go together or have no meaning, CLI_FILE for files
 */
export function readProxyFlags(flags: ProxyFlags, cwd: string): ProxySettings {
  const { metrics, healthPath, openapi, rest, compression, reloadEvery } = flags;
  if (flags.binaryOnly === true && (flags.proto ?? flags.protoPath) !== undefined) {
    throw new CommandError("CLI_USAGE", "--binary-only and --proto do not go together.");
  }
  if (flags.watch === true && flags.proto === undefined && flags.protoPath === undefined) {
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
    options: {
      rest: rest ? { openApi: openapi === true ? true : undefined } : false,
      cors: corsOf(flags.cors),
      healthPath,
      metricsPath: isPath ? metrics : undefined,
      metrics: metrics !== undefined,
      server: { maxReceiveBytes, compression, ...(tls !== undefined && { tls }) },
    },
  };
}

/** Returns the largest message that passes, in bytes. */
export function maxMessageBytes({ maxMessageBytes: given }: ProxyFlags): number {
  return given === undefined
    ? DEFAULT_MAX_MESSAGE_BYTES
    : parseByteCount("--max-message-bytes", given);
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
  const file = (flag: string, name: string): string => {
    const full = path.resolve(cwd, name);
    try {
      readFileSync(full);
    } catch (error) {
      const why = String((error as Error).message);
      const text = `${flag} ${name} cannot be read: ${why}`;
      throw new CommandError("CLI_FILE", text, undefined, { cause: error });
    }
    return full;
  };
  return {
    certFile: file("--listen-cert", listenCert),
    keyFile: file("--listen-key", listenKey),
    ...(listenCa !== undefined && {
      caFile: file("--listen-ca", listenCa),
      clientCertificate: "require" as const,
    }),
  };
}
