// Why a connection ends.

import { ConnectionError, ErrorCode } from "../errors.ts";

/** The error of what was thrown while the peer's bytes were read: a peer's mistake, or one of ours. */
export function receiveFailure(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const message = error instanceof Error ? error.message : "an internal error";
  return caused("H2_INTERNAL", message, error);
}

/** The error of a socket that closed; undefined after an orderly end. */
export function socketFailure(error: Error | undefined): ConnectionError | undefined {
  if (error instanceof ConnectionError || error === undefined) return error;
  return caused("H2_SOCKET", error.message, error);
}

function caused(token: string, message: string, cause: unknown): ConnectionError {
  return Object.assign(new ConnectionError(ErrorCode.INTERNAL_ERROR, token, message), { cause });
}

/** The debug data of the GOAWAY that tells the peer of `failure`. */
export function goawayDebug({ limit, token }: ConnectionError): string {
  // The token too_many_pings is known to clients by itself (gRFC A8).
  return limit !== undefined && token.startsWith("H2_") ? `${token} ${limit}` : token;
}

/** Whether a connection ended for a limit, other than one of time. */
export function isAbuse(error: ConnectionError | undefined): boolean {
  return error?.limit !== undefined && error.token !== "H2_TIMEOUT";
}
