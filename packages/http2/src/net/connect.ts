import { connect as connectTcp, type Socket } from "node:net";
import type * as tls from "node:tls";
import type { Connection } from "../connection/connection.ts";
import type { KeepaliveSettings } from "../connection/keepalive.ts";
import type { LocalSettings } from "../connection/settings.ts";
import type { ConnectionListener } from "../connection/sink.ts";
import { defaultTimeouts, type TimeoutSettings } from "../connection/timeouts.ts";
import { createConnection, type FrameListener } from "../connection/traced-connection.ts";
import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { plainBytes } from "./plain-bytes.ts";
import { SocketDriver } from "./socket-driver.ts";
import { systemNowMs, systemTimers } from "./system-timers.ts";
import { writeTimeoutMs } from "./write-watch.ts";

/** The most that one read takes from the socket, as in node:net itself. */
const READ_BUFFER_BYTES = 64 * 1024;

/** Of what a server may take time for, a header block alone has a limit: calls have their deadlines. */
const clientTimeouts: TimeoutSettings = {
  ...defaultTimeouts,
  prefaceTimeoutMs: Infinity,
  bodyTimeoutMs: Infinity,
  maxConnectionIdleMs: Infinity,
};

/** Where and how a client connects. */
export interface ConnectOptions {
  /** The host and port, or the path of a Unix socket. */
  readonly address: { readonly host: string; readonly port: number } | { readonly path: string };
  /**
   * A connected, paused socket that leads to the address, through a proxy say; used in place of a new
   * one. It is closed when connecting fails.
   */
  readonly tunnel?: Socket;
  /** TLS with ALPN `h2`; absent means cleartext with prior knowledge. */
  readonly tls?: tls.ConnectionOptions;
  /**
   * Called with a session that a later connection to the same server may resume (`tls.session`), after the
   * handshake.
   */
  readonly onTlsSession?: (session: Uint8Array, socket: tls.TLSSocket) => void;
  /** Hears of what concerns the connection as a whole. */
  readonly listener: Omit<ConnectionListener, "onReady">;
  /** Differences from the default limits on what the server can make us hold or do. */
  readonly limits?: Partial<Limits>;
  /** Differences from the default SETTINGS. */
  readonly settings?: Partial<LocalSettings>;
  /** Checks by PING that the peer is still there. Left out: no checks. */
  readonly keepalive?: KeepaliveSettings;
  /** Hears of each frame, in words. */
  readonly onFrame?: FrameListener | undefined;
  /** Gives up: on a deadline, or because nobody wants the connection any more. */
  readonly signal: AbortSignal;
}

/** A connection of which the peer's SETTINGS have come, and the socket under it. */
export interface Connected {
  /** The connection, on which streams can be opened. */
  readonly connection: Connection;
  /** The connected socket; TLS when `tls` was given. It belongs to the connection. */
  readonly socket: Socket;
}

/**
 * Connects, negotiates and waits for the peer's first SETTINGS.
 *
 * @throws the socket's error, `signal.reason`, or a ConnectionError that says what the peer spoke instead.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const { tunnel } = options;
  const open =
    options.tls === undefined
      ? tunnel === undefined
        ? openTcp
        : () => tunnel
      : await tlsOpener(options.tls, tunnel);
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal.aborted || tunnel?.destroyed === true) {
      tunnel?.destroy();
      reject(signal.aborted ? (signal.reason as Error) : refused("H2_CLOSED_EARLY", CLOSED_EARLY));
      return;
    }
    // In cleartext one buffer serves all reads of the connection.
    let driver: SocketDriver | undefined;
    const socket = open(
      options.address,
      (length, buffer) => driver?.received(length, buffer) ?? true,
    );
    let isSettled = false;
    const onAbort = () => fail(signal.reason as Error);
    const settle = (error: Error) => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener("abort", onAbort);
      reject(error);
    };
    const fail = (error: Error) => {
      if (!isSettled) socket.destroy();
      settle(error);
    };
    signal.addEventListener("abort", onAbort);
    socket.once("error", fail);
    // One is enough: node emits it once the server's certificate has been verified.
    const { onTlsSession } = options;
    if (onTlsSession !== undefined) {
      socket.once("session", (bytes: Uint8Array) => onTlsSession(bytes, socket as tls.TLSSocket));
    }
    const begin = () => {
      if (isSettled) return;
      if ("alpnProtocol" in socket && socket.alpnProtocol !== "h2") {
        fail(
          refused(
            "H2_NO_ALPN",
            "the server did not agree on HTTP/2 in the TLS handshake (ALPN h2)",
          ),
        );
        return;
      }
      socket.setNoDelay(true);
      driver = new SocketDriver(socket, {
        leavesFirst: true,
        writeTimeoutMs: writeTimeoutMs(options.keepalive),
      });
      const connection = createConnection(
        {
          role: "client",
          sink: driver,
          now: systemNowMs,
          timers: systemTimers,
          timeouts: clientTimeouts,
          ...(options.keepalive && { keepalive: options.keepalive }),
          ...(options.limits && { limits: options.limits }),
          ...(options.settings && { settings: options.settings }),
          listener: {
            onReady: () => {
              isSettled = true;
              signal.removeEventListener("abort", onAbort);
              resolve({ connection, socket });
            },
            onGoaway: (last, code, debug) => options.listener.onGoaway(last, code, debug),
            onCapacity: () => options.listener.onCapacity(),
            onIdle: () => options.listener.onIdle(),
            onClosed: (error) => {
              if (isSettled) options.listener.onClosed(error);
              // The driver closes the socket, once the GOAWAY that says why has left.
              else settle(error ?? refused("H2_CLOSED_EARLY", CLOSED_EARLY));
            },
          },
        },
        options.onFrame,
      );
      socket.removeListener("error", fail);
      driver.attach(connection, undefined, options.tls === undefined && tunnel === undefined);
      // Leaves with the last record of the handshake, which has not been written yet.
      if (options.tls !== undefined) driver.flushNow();
      if (socket === tunnel) tunnel.resume();
    };
    if (socket === tunnel) begin();
    else socket.once(options.tls === undefined ? "connect" : "secureConnect", begin);
  });
}

const CLOSED_EARLY = "the server closed the connection before it spoke HTTP/2";

function refused(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.PROTOCOL_ERROR, token, message);
}

/** Opens a socket. In cleartext its bytes go to `onRead`, in TLS they are emitted as data. */
type SocketOpener = (
  address: ConnectOptions["address"],
  onRead: (length: number, buffer: Uint8Array) => boolean,
) => Socket;

const openTcp: SocketOpener = (address, onRead) =>
  connectTcp({
    ...address,
    onread: { buffer: plainBytes(Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)), callback: onRead },
  });

let nodeTls: typeof tls | undefined;

/** node:tls takes half a megabyte and some time to load, which those pay who use it. */
async function tlsOpener(
  options: tls.ConnectionOptions,
  tunnel: Socket | undefined,
): Promise<SocketOpener> {
  nodeTls ??= await import("node:tls");
  const { connect: connectTls } = nodeTls;
  const over = tunnel && { socket: tunnel };
  return (address) => connectTls({ ...options, ...address, ...over, ALPNProtocols: ["h2"] });
}
