import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { Timers } from "../timers.ts";
import type { KeepaliveSettings } from "./keepalive.ts";
import type { PingPolicySettings } from "./ping-policy.ts";
import type { LocalSettings } from "./settings.ts";
import type { ConnectionListener, ConnectionSink } from "./sink.ts";
import type { TimeoutSettings } from "./timeouts.ts";

/** How a connection is made. */
export interface ConnectionOptions {
  /** A client opens streams with odd numbers and sends the preface; a server receives them. */
  readonly role: "client" | "server";
  /** Takes the bytes that the connection sends. */
  readonly sink: ConnectionSink;
  /** Hears of what concerns the connection as a whole. */
  readonly listener: ConnectionListener;
  /** Takes the requests that a client opens; required for a server. */
  readonly acceptor?: StreamAcceptor;
  /** Differences from the default limits on what the peer can make us hold or do. */
  readonly limits?: Partial<Limits>;
  /** Differences from the default SETTINGS. */
  readonly settings?: Partial<LocalSettings>;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** The peer's allowance for acts of abusers, shared with its other connections. */
  readonly allowance?: Allowance;
  /**
   * The peer's address has used its allowance up: the connection begins with few streams, and has all of
   * them once as many calls have ended in order. Default false.
   */
  readonly startsSlowly?: boolean;
  /** The budget of held bytes that the connection shares with others (a server's). Default: one of its own. */
  readonly budget?: ByteBudget;
  /** How long the peer may take; needs `timers`. Default: forever. */
  readonly timeouts?: Partial<TimeoutSettings>;
  /** Between 0 and 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Sets timers; needed for `keepalive` and `timeouts`. */
  readonly timers?: Timers;
  /** Checks by PING that the peer is still there. Left out: no checks. */
  readonly keepalive?: KeepaliveSettings;
  /** How often a client may send PING (server). Left out: as often as `limits` permit. */
  readonly pings?: PingPolicySettings;
}
