import type { StatusError } from "@tramline/rpc";
import type { TransportCloseKind } from "./client-transport.ts";

/** The reason of a connection that its subchannel itself has closed. */
export const SUBCHANNEL_SHUTDOWN = "subchannel shutdown";

/** How deep a chain of causes is searched; a chain may be circular. */
const MAX_DEPTH = 8;

/**
 * Why a connection was lost, in the words of gRFC A94 for the label `grpc.disconnect_error`.
 *
 * @param goaway the name of the error code in the peer's GOAWAY, if there was one
 */
export function disconnectReason(
  reason: StatusError,
  kind: TransportCloseKind,
  goaway: string | undefined,
): string {
  if (goaway !== undefined) return `GOAWAY ${goaway}`;
  if (kind !== "error") return "unknown";
  let cause: unknown = reason.cause;
  for (let depth = 0; depth < MAX_DEPTH && cause instanceof Error; depth++) {
    const { code, token } = cause as { readonly code?: unknown; readonly token?: unknown };
    if (token === "H2_PEER_SILENT") return "connection timed out";
    if (typeof code === "string" && /^E[A-Z0-9]+$/.test(code)) return socketReason(code);
    cause = cause.cause;
  }
  return "unknown";
}

function socketReason(code: string): string {
  switch (code) {
    case "ECONNRESET":
      return "connection reset";
    case "ETIMEDOUT":
      return "connection timed out";
    case "ECONNABORTED":
      return "connection aborted";
    default:
      return "socket error";
  }
}
