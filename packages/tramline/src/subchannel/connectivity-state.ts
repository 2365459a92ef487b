/**
 * The states of a channel and of a subchannel
 * (grpc/doc/connectivity-semantics-and-api.md).
 *
 * - `IDLE`: no connection and no attempt at one; the next call starts it.
 * - `CONNECTING`: resolving a name or connecting; calls wait.
 * - `READY`: calls go out.
 * - `TRANSIENT_FAILURE`: the last attempt failed and the next one waits for its backoff; calls
 *   fail unless they wait for ready.
 * - `SHUTDOWN`: closed, for good.
 */
export const ConnectivityState = {
  IDLE: "IDLE",
  CONNECTING: "CONNECTING",
  READY: "READY",
  TRANSIENT_FAILURE: "TRANSIENT_FAILURE",
  SHUTDOWN: "SHUTDOWN",
} as const;

/** One of the names in the {@link ConnectivityState} object. */
export type ConnectivityState = (typeof ConnectivityState)[keyof typeof ConnectivityState];
