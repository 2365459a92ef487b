import type { Socket } from "node:net";
import type { Connection } from "../connection/connection.ts";
import type { AcceptAnyOptions, AcceptOptions } from "./accept-options.ts";
import { http1Connection, http2Connection, sniffedConnection } from "./accepted-connections.ts";
import type { AcceptedConnection } from "./driven-connection.ts";
import { SocketDriver } from "./socket-driver.ts";
import { systemNowMs } from "./system-timers.ts";
import { writeTimeoutMs } from "./write-watch.ts";

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
  const sniffer = sniffedConnection(driver, options, startsSlowly, onDecided);
  driver.attach(sniffer, options.firstBytes, false);
  return sniffer;
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
