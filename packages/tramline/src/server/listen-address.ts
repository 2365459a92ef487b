import { given } from "@tramline/protobuf/internal";
import { checkOptions, isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";

/** Where a server listens. */
export type ListenAddress =
  | {
      readonly host: string;
      readonly port: number;
      /**
       * Whether other processes may listen on the same port, which the kernel then spreads connections
       * over (SO_REUSEPORT). Needs Node 22.12 or newer, on Linux. Default false.
       */
      readonly reusePort?: boolean | undefined;
    }
  | { readonly path: string };

/**
 * Reads `host:port`, `[::1]:port`, `:port` (all addresses), `port`, or `unix:path`.
 *
 * @throws ConfigurationError that names what is wrong
 */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length).replace(/^\/\//, "");
    if (path === "") throw invalid(text, "expected a path after unix:");
    return { path };
  }
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? /^()()(\d{1,5})$/.exec(text);
  if (match === null) throw invalid(text, "expected host:port, [ipv6]:port, or unix:path");
  const port = Number(match[3]);
  if (port > 65_535) throw invalid(text, `expected a port of at most 65535, got ${port}`);
  return { host: match[1] || match[2] || "::", port };
}

const NAMES = { host: true, port: true, path: true, reusePort: true } as const;

/** @throws ConfigurationError for what is not an address: without one, node:net takes any port. */
export function checkListenAddress(address: ListenAddress): void {
  const { host, port, path, reusePort } = (address ?? {}) as {
    host?: unknown;
    port?: unknown;
    path?: unknown;
    reusePort?: unknown;
  };
  if (isRecord(address)) checkOptions("LISTEN_ADDRESS_INVALID", "listen.", address, NAMES);
  if (reusePort !== undefined && typeof reusePort !== "boolean") {
    throw invalidReusePort(`expected true or false, got ${given(reusePort)}`);
  }
  if (reusePort === true && !hasReusePort(process.versions)) {
    throw invalidReusePort(
      `expected Node 22.12 or newer, got ${process.version}; leave it out, or share the port with runWorkers`,
    );
  }
  const isTcp = typeof host === "string" && Number.isInteger(port) && path === undefined;
  if (isTcp && (port as number) >= 0 && (port as number) <= 65_535) return;
  if (typeof path === "string" && path !== "" && host === undefined && port === undefined) return;
  throw new ConfigurationError(
    "LISTEN_ADDRESS_INVALID",
    `invalid address of listen: expected text such as "0.0.0.0:50051", "[::1]:0", or "unix:/run/orders.sock", or { host, port }, or { path }, got ${given(address)}`,
  );
}

/** Whether node:net has `reusePort`. */
export function hasReusePort(versions: { readonly node: string }): boolean {
  const [major = 0, minor = 0] = versions.node.split(".").map(Number);
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

function invalidReusePort(problem: string): ConfigurationError {
  return new ConfigurationError("LISTEN_ADDRESS_INVALID", `invalid reusePort: ${problem}`);
}

function invalid(text: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    "LISTEN_ADDRESS_INVALID",
    `cannot listen on ${JSON.stringify(text)}: ${problem}`,
  );
}
