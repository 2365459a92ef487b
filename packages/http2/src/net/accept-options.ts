import type { KeepaliveSettings } from "../connection/keepalive.ts";
import type { PingPolicySettings } from "../connection/ping-policy.ts";
import type { LocalSettings } from "../connection/settings.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import type { TimeoutSettings } from "../connection/timeouts.ts";
import type { FrameListener } from "../connection/traced-connection.ts";
import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Http1Acceptor } from "../http1/connection-parts.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";

/** How a server takes a socket. */
export interface AcceptOptions {
  /** Takes the requests that the client opens. */
  readonly acceptor: StreamAcceptor;
  /** Hears of what concerns the connection as a whole. */
  readonly listener: ConnectionListener;
  /** Differences from the default limits on what the client can make us hold or do. */
  readonly limits?: Partial<Limits>;
  /** Differences from the default SETTINGS. */
  readonly settings?: Partial<LocalSettings>;
  /** Checks by PING that the peer is still there. Left out: no checks. */
  readonly keepalive?: KeepaliveSettings;
  /** The budget of held bytes that the connections of a server share. Left out: one of its own. */
  readonly budget?: ByteBudget;
  /** The client's allowance for acts of abusers; see `AllowanceTable`. Left out: one of its own. */
  readonly allowance?: Allowance | undefined;
  /** How often a client may send PING. Left out: as often as `limits` permit. */
  readonly pings?: PingPolicySettings;
  /** How long the client may take, and how long its connection may live. Defaults in `TimeoutSettings`. */
  readonly timeouts?: Partial<TimeoutSettings>;
  /** The bytes that were read from the socket before, to tell HTTP/2 from other protocols. */
  readonly firstBytes?: Uint8Array;
  /** Hears of each frame, in words. */
  readonly onFrame?: FrameListener | undefined;
}

/** How a server takes a socket whose client may speak HTTP/2 or HTTP/1.1. */
export interface AcceptAnyOptions extends AcceptOptions {
  /** Takes the requests of a client that speaks HTTP/1.1. */
  readonly http1Acceptor: Http1Acceptor;
}
