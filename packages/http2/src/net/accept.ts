import type { Socket } from "node:net";
import type { Connection } from "../connection/connection.ts";
import type { KeepaliveSettings } from "../connection/keepalive.ts";
import type { PingPolicySettings } from "../connection/ping-policy.ts";
import type { LocalSettings } from "../connection/settings.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import { defaultTimeouts, type TimeoutSettings } from "../connection/timeouts.ts";
import { createConnection, type FrameListener } from "../connection/traced-connection.ts";
import type { ByteBudget } from "../flow/byte-budget.ts";
import type { Http1Acceptor } from "../http1/connection-parts.ts";
import { Http1Connection } from "../http1/http1-connection.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { AcceptedConnection } from "./driven-connection.ts";
import { ProtocolSniffer } from "./protocol-sniffer.ts";
import { SocketDriver } from "./socket-driver.ts";
import { systemNowMs, systemTimers, systemWallMs } from "./system-timers.ts";
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

/** How a server takes a socket whose client may speak HTTP/2 or HTTP/1.1. */
export interface AcceptAnyOptions extends AcceptOptions {
  /** Takes the requests of a client that speaks HTTP/1.1. */
  readonly http1Acceptor: Http1Acceptor;
}

/** Speaks HTTP/2 as a server on an accepted socket: cleartext, or TLS after its handshake. */
export function accept(socket: Socket, options: AcceptOptions): Connection {
  const { driver, startsSlowly } = drive(socket, options);
  const connection = http2Connection(driver, options, startsSlowly);
  driver.attach(connection, options.firstBytes, false);
  return connection;
}

/**
 * Speaks HTTP/2 or HTTP/1.1 as a server on an accepted socket: as its TLS handshake has agreed (ALPN),
 * or in cleartext as its first bytes say.
 *
 * @param onDecided takes the connection that goes on in place of the one that was returned, where the first
 * bytes had to be waited for
 */
export function acceptAny(
  socket: Socket,
  options: AcceptAnyOptions,
  onDecided: (connection: AcceptedConnection) => void,
): AcceptedConnection {
  const alpn = "alpnProtocol" in socket ? socket.alpnProtocol : undefined;
  if (alpn === "h2") return accept(socket, options);
  const { driver, startsSlowly } = drive(socket, options);
  const isTls = "encrypted" in socket && socket.encrypted === true;
  if (isTls) {
    const connection = http1Connection(driver, options, "https");
    driver.attach(connection, options.firstBytes, false);
    return connection;
  }
  const sniffer = new ProtocolSniffer({
    choose: (isHttp2, waitedMs) => {
      const connection = isHttp2
        ? http2Connection(
            driver,
            waitedMs === 0 ? options : withLess(options, waitedMs),
            startsSlowly,
          )
        : http1Connection(driver, options, "http");
      driver.replace(connection);
      onDecided(connection);
      return connection;
    },
    sink: driver,
    listener: options.listener,
    timers: systemTimers,
    timeoutMs: options.timeouts?.prefaceTimeoutMs ?? defaultTimeouts.prefaceTimeoutMs,
    nowMs: systemNowMs(),
  });
  driver.attach(sniffer, options.firstBytes, false);
  return sniffer;
}

/** Returns the options of a connection of which a part of the time for its preface is over. */
function withLess(options: AcceptOptions, waitedMs: number): AcceptOptions {
  const { timeouts } = options;
  if (timeouts === undefined) return options;
  const wholeMs = timeouts.prefaceTimeoutMs ?? defaultTimeouts.prefaceTimeoutMs;
  return {
    ...options,
    timeouts: { ...timeouts, prefaceTimeoutMs: Math.max(0, wholeMs - waitedMs) },
  };
}

/** Makes the driver of a socket, and has it wait where the client's address has used its allowance up. */
function drive(
  socket: Socket,
  options: AcceptOptions,
): { readonly driver: SocketDriver; readonly startsSlowly: boolean } {
  socket.setNoDelay(true);
  const driver = new SocketDriver(socket, {
    shared: options.allowance,
    writeTimeoutMs: writeTimeoutMs(options.keepalive),
  });
  const nowMs = systemNowMs();
  const limit = options.allowance?.connect(nowMs);
  if (limit === undefined) return { driver, startsSlowly: false };
  // Opening many connections is not abuse by itself: these wait only for their turns.
  const isAbuse = limit !== "connectionBurst";
  driver.waitAtFirst(isAbuse ? (options.allowance?.entryWaitMs(nowMs) ?? 0) : 0);
  const detail = "the client's address has used its allowance up: its new connections wait";
  options.listener.onLimit?.({ limit, action: "throttled", detail });
  return { driver, startsSlowly: true };
}

function http2Connection(
  driver: SocketDriver,
  options: AcceptOptions,
  startsSlowly: boolean,
): Connection {
  return createConnection(
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
      ...(startsSlowly && { startsSlowly: true }),
      ...(options.pings && { pings: options.pings }),
      ...(options.limits && { limits: options.limits }),
      ...(options.settings && { settings: options.settings }),
      listener: options.listener,
    },
    options.onFrame,
  );
}

function http1Connection(
  driver: SocketDriver,
  options: AcceptAnyOptions,
  scheme: "http" | "https",
): Http1Connection {
  return new Http1Connection({
    sink: driver,
    acceptor: options.http1Acceptor,
    listener: options.listener,
    scheme,
    now: systemNowMs,
    wallNow: systemWallMs,
    timers: systemTimers,
    timeouts: options.timeouts ?? {},
    budget: options.budget,
    allowance: options.allowance,
    ...(options.limits && { limits: options.limits }),
  });
}
