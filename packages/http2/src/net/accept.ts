import type { Socket } from "node:net";
import type { Connection } from "../connection/connection.ts";
import type { KeepaliveSettings } from "../connection/keepalive.ts";
import type { PingPolicySettings } from "../connection/ping-policy.ts";
import type { LocalSettings } from "../connection/settings.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import type { TimeoutSettings } from "../connection/timeouts.ts";
import { createConnection, type FrameListener } from "../connection/traced-connection.ts";
import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import { SocketDriver } from "./socket-driver.ts";
import { systemNowMs, systemTimers } from "./system-timers.ts";
import { writeTimeoutMs } from "./write-watch.ts";

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

/** Speaks HTTP/2 as a server on an accepted socket: cleartext, or TLS after its handshake. */
export function accept(socket: Socket, options: AcceptOptions): Connection {
  socket.setNoDelay(true);
  const driver = new SocketDriver(socket, {
    shared: options.allowance,
    writeTimeoutMs: writeTimeoutMs(options.keepalive),
  });
  const nowMs = systemNowMs();
  const limit = options.allowance?.connect(nowMs);
  const connection = createConnection(
    {
      role: "server",
      sink: driver,
      acceptor: options.acceptor,
      now: systemNowMs,
      timers: systemTimers,
      timeouts: options.timeouts ?? {},
      ...(options.keepalive && { keepalive: options.keepalive }),
      ...(options.budget && { budget: options.budget }),
      ...(options.allowance && { allowance: options.allowance }),
      ...(limit !== undefined && { startsSlowly: true }),
      ...(options.pings && { pings: options.pings }),
      ...(options.limits && { limits: options.limits }),
      ...(options.settings && { settings: options.settings }),
      listener: options.listener,
    },
    options.onFrame,
  );
  if (limit !== undefined) {
    // Opening many connections is not abuse by itself: these wait only for their turns.
    const isAbuse = limit !== "connectionBurst";
    driver.waitAtFirst(isAbuse ? (options.allowance?.entryWaitMs(nowMs) ?? 0) : 0);
    const detail = "the client's address has used its allowance up: its new connections wait";
    options.listener.onLimit?.({ limit, action: "throttled", detail });
  }
  driver.attach(connection, options.firstBytes, false);
  return connection;
}
