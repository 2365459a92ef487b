import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { Connection } from "../connection/connection.ts";
import type { KeepaliveSettings } from "../connection/keepalive.ts";
import type { PingPolicySettings } from "../connection/ping-policy.ts";
import type { LocalSettings } from "../connection/settings.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import { SocketDriver } from "./socket-driver.ts";
import { systemTimers } from "./system-timers.ts";

/** How a server takes a socket. */
export interface AcceptOptions {
  readonly acceptor: StreamAcceptor;
  readonly listener: ConnectionListener;
  readonly limits?: Partial<Limits>;
  readonly settings?: Partial<LocalSettings>;
  /** Checks by PING that the peer is still there. Left out: no checks. */
  readonly keepalive?: KeepaliveSettings;
  /** The budget of held bytes that the connections of a server share. Left out: one of its own. */
  readonly budget?: ByteBudget;
  /** How often a client may send PING. Left out: as often as `limits` permit. */
  readonly pings?: PingPolicySettings;
  /** How long a client may take for its preface and SETTINGS. Stops slow-loris. Default 10,000. */
  readonly prefaceTimeoutMs?: number;
  /** What was read from the socket before, to tell HTTP/2 from other protocols. */
  readonly firstBytes?: Uint8Array;
}

/** Speaks HTTP/2 as a server on an accepted socket: cleartext, or TLS after its handshake. */
export function accept(socket: Socket, options: AcceptOptions): Connection {
  socket.setNoDelay(true);
  const driver = new SocketDriver(socket);
  const { listener } = options;
  const timer = setTimeout(() => socket.destroy(), options.prefaceTimeoutMs ?? 10_000);
  timer.unref();
  const connection = new Connection({
    role: "server",
    sink: driver,
    acceptor: options.acceptor,
    now: () => performance.now(),
    timers: systemTimers,
    ...(options.keepalive && { keepalive: options.keepalive }),
    ...(options.budget && { budget: options.budget }),
    ...(options.pings && { pings: options.pings }),
    ...(options.limits && { limits: options.limits }),
    ...(options.settings && { settings: options.settings }),
    listener: {
      onReady: () => {
        clearTimeout(timer);
        listener.onReady();
      },
      onGoaway: (last, code, debug) => listener.onGoaway(last, code, debug),
      onCapacity: () => listener.onCapacity(),
      onIdle: () => listener.onIdle(),
      onClosed: (error) => {
        clearTimeout(timer);
        listener.onClosed(error);
      },
    },
  });
  driver.attach(connection, options.firstBytes, false);
  return connection;
}
