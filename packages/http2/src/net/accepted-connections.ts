/** Makes the connections of a server, whatever its bytes travel on. */
import type { Connection } from "../connection/connection.ts";
import { defaultTimeouts } from "../connection/timeouts.ts";
import { createConnection } from "../connection/traced-connection.ts";
import type { PausingSink } from "../http1/connection-parts.ts";
import { Http1Connection } from "../http1/http1-connection.ts";
import type { AcceptAnyOptions, AcceptOptions } from "./accept-options.ts";
import type { AcceptedConnection, DrivenConnection } from "./driven-connection.ts";
import { ProtocolSniffer } from "./protocol-sniffer.ts";
import { systemNowMs, systemTimers, systemWallMs } from "./system-timers.ts";

/** The bytes of a connection whose first ones decide what it speaks. */
interface ReplacingSink extends PausingSink {
  /** Goes on with another connection. */
  replace(connection: DrivenConnection): void;
}

/**
 * Makes what takes the first bytes of a connection in cleartext, and then the one that they ask for.
 *
 * @param onDecided takes the connection that goes on
 */
export function sniffedConnection(
  driver: ReplacingSink,
  options: AcceptAnyOptions,
  startsSlowly: boolean,
  onDecided: (connection: AcceptedConnection) => void,
): ProtocolSniffer {
  return new ProtocolSniffer({
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

/** Makes a connection that speaks HTTP/2 as a server. */
export function http2Connection(
  sink: PausingSink,
  options: AcceptOptions,
  startsSlowly: boolean,
): Connection {
  return createConnection(
    {
      role: "server",
      sink,
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

/** Makes a connection that speaks HTTP/1.1 as a server. */
export function http1Connection(
  sink: PausingSink,
  options: AcceptAnyOptions,
  scheme: "http" | "https",
): Http1Connection {
  return new Http1Connection({
    sink,
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
