import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import type { TLSSocket, Server as TlsServer } from "node:tls";
import { monotonicNowMs } from "@tramline/rpc";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { nodeTls } from "../credentials/node-tls.ts";
import { awaitHello } from "./client-hello.ts";
import { HandshakeReports, type TlsHandshakeError } from "./handshake-failure.ts";
import { type HandshakePlaces, Handshakes, LONGEST_TIMEOUT_MS } from "./handshakes.ts";
import type { SocketServer } from "./listener.ts";
import { isGone, peerOf } from "./peer.ts";

/** Whether clients show a certificate. */
export type ClientCertificatePolicy = "none" | "request" | "require";

export interface TlsListenerOptions {
  readonly loaded: LoadedTls;
  readonly clientCertificate: ClientCertificatePolicy;
  readonly handshakeTimeoutMs: number;
  readonly places: HandshakePlaces;
  /** Takes a socket of which the handshake is over, HTTP/2 agreed on. */
  readonly onSocket: (socket: Socket) => void;
  /** Hears of handshakes that failed; of a flood of them, not of each. */
  readonly onFailure: (error: TlsHandshakeError, peer: string) => void;
}

/** A socket server of which the certificates can be changed. */
export interface TlsSocketServer extends SocketServer {
  /** Uses other certificates for the connections that are accepted from now on. */
  readonly use: (loaded: LoadedTls) => void;
}

/** Creates a socket server that hands on sockets once they are through their TLS handshake. */
export function createTlsListener(options: TlsListenerOptions): TlsSocketServer {
  const { clientCertificate, onSocket } = options;
  const engine = nodeTls().createServer(
    {
      ...options.loaded.forServer(),
      requestCert: clientCertificate !== "none",
      rejectUnauthorized: clientCertificate === "require",
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout: LONGEST_TIMEOUT_MS,
      noDelay: true,
    },
    (socket) => {
      handshakes.finish(socket);
      onSocket(socket);
    },
  );
  hideSecrets(engine);
  const reports = new HandshakeReports(options.onFailure, monotonicNowMs);
  const handshakes = new Handshakes(options.handshakeTimeoutMs, reports, options.places);
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    if (!handshakes.start(socket)) return false;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    return true;
  };
  // A handshake that fails is the client's affair; without a listener it would end the process.
  engine.on("tlsClientError", (error, socket) => {
    const handshake = handshakes.finish(socket);
    // Also of a client that refuses ours, and of health checks that open a connection and say nothing.
    if (!handshakes.isEnding && handshake?.isSilent !== true) {
      reports.add(reasonOf(error, socket), handshake?.peer ?? peerOf(socket));
      options.places.failHandshake(handshake?.remoteAddress ?? socket.remoteAddress);
    }
    socket.destroy();
  });
  return {
    server: listenerFor(engine, handshakes, onConnection),
    use: (loaded) => {
      engine.setSecureContext(loaded.forServer());
      hideSecrets(engine);
    },
    endHandshakes: () => handshakes.end(),
    endSockets: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Bun and Deno do not take a socket that has been accepted, and read from, elsewhere. */
const takesSockets = !("Bun" in globalThis) && !("Deno" in globalThis);

/**
 * The server that accepts. An engine that gets its ClientHello with the socket has smaller buffers, and
 * reads large messages more slowly: it is the exception.
 */
function listenerFor(
  engine: TlsServer,
  handshakes: Handshakes,
  onConnection: (socket: Socket) => boolean,
): TcpServer {
  if (!takesSockets) {
    engine.on("connection", onConnection);
    return engine;
  }
  const hello = {
    onHello: (socket: Socket) => handshakes.speak(socket, begin),
    onLeft: (socket: Socket) => handshakes.leave(socket),
  };
  const begin = (socket: Socket) => engine.emit("connection", socket);
  const server = createTcpServer({ noDelay: true }, (socket) => {
    if (isGone(socket, server)) socket.destroy();
    else if (!onConnection(socket)) return;
    else if (handshakes.areFew) begin(socket);
    else awaitHello(socket, hello);
  });
  return server;
}

/** Clears what node:tls keeps where `console.log` prints it. It is not read again: the context has been made. */
function hideSecrets(server: TlsServer): void {
  Object.assign(server, { key: undefined, passphrase: undefined, cert: undefined, ca: undefined });
}

/** The reason for which the client's certificate was rejected, or the code of the error. */
function reasonOf(error: Error, socket: TLSSocket): string {
  // node:tls sets its code there; its type says Error.
  const refused: unknown = socket.authorizationError;
  if (typeof refused === "string" && refused !== "") return refused;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
