import type { AddressInfo, Server as TcpServer } from "node:net";
import { ConfigurationError } from "../configuration-error.ts";

/** Where a server is reached. */
export interface Listening {
  /** `host:port` or `unix:path`, with the port that was taken. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
}

/** The address that a server listens on. */
export function describeListening(server: TcpServer): Listening {
  const address = server.address();
  if (address === null || typeof address === "string") {
    return { address: `unix:${address ?? ""}`, port: 0 };
  }
  const { address: host, port, family } = address satisfies AddressInfo;
  return { address: family === "IPv6" ? `[${host}]:${port}` : `${host}:${port}`, port };
}

/** The error of a server that is to listen after it was closed. */
export function closedError(): ConfigurationError {
  return new ConfigurationError(
    "SERVER_CLOSED",
    "cannot listen: the server has been closed; make another one with createServer",
  );
}
