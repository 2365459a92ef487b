import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import type { TLSSocket, Server as TlsServer } from "node:tls";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { nodeTls } from "../credentials/node-tls.ts";
import { awaitHello } from "./client-hello.ts";
import { HandshakeReports, type TlsHandshakeError } from "./handshake-failure.ts";
import type { SocketServer } from "./listener.ts";
import { peerOf } from "./peer.ts";

/** Whether clients show a certificate. */
export type ClientCertificatePolicy = "none" | "request" | "require";

export interface TlsListenerOptions {
  readonly loaded: LoadedTls;
  readonly clientCertificate: ClientCertificatePolicy;
  readonly handshakeTimeoutMs: number;
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
      ALPNProtocols: ["h2"],
      handshakeTimeout: LONGEST_TIMEOUT_MS,
      noDelay: true,
    },
    (socket) => {
      handshakes.finish(socket);
      if (socket.alpnProtocol === "h2") {
        onSocket(socket);
      } else {
        reports.add("NO_ALPN", peerOf(socket));
        socket.destroy();
      }
    },
  );
  hideSecrets(engine);
  const reports = new HandshakeReports(options.onFailure, () => performance.now());
  const handshakes = new Handshakes(options.handshakeTimeoutMs, reports);
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    handshakes.start(socket);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  // A handshake that fails is the client's affair; without a listener it would end the process.
  engine.on("tlsClientError", (error, socket) => {
    const handshake = handshakes.finish(socket);
    // Also of a client that refuses ours, and of health checks that open a connection and say nothing.
    if (!handshakes.isEnding && handshake?.isSilent !== true) {
      reports.add(reasonOf(error, socket), handshake?.peer ?? peerOf(socket));
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

/** The longest that a timer can be set to. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

/** While so many handshakes are under way, others wait for their ClientHello before they get an engine. */
const MOST_EAGER = 32;

/** Bun and Deno do not take a socket that has been accepted, and read from, elsewhere. */
const takesSockets = !("Bun" in globalThis) && !("Deno" in globalThis);

/**
 * The server that accepts. An engine that gets its ClientHello with the socket has smaller buffers, and
 * reads large messages more slowly: it is the exception.
 */
function listenerFor(
  engine: TlsServer,
  handshakes: Handshakes,
  onConnection: (socket: Socket) => void,
): TcpServer {
  if (!takesSockets) {
    engine.on("connection", onConnection);
    return engine;
  }
  const hello = {
    onHello: (socket: Socket) => engine.emit("connection", socket),
    onLeft: (socket: Socket) => handshakes.leave(socket),
  };
  return createTcpServer({ noDelay: true }, (socket) => {
    onConnection(socket);
    if (handshakes.size <= MOST_EAGER) engine.emit("connection", socket);
    else awaitHello(socket, hello);
  });
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

interface Handshake {
  readonly peer: string;
  readonly timer: NodeJS.Timeout;
  /** It took too long, and has been reported. */
  isLate: boolean;
}

interface Finished {
  readonly peer: string;
  /** Nothing is to be said about it: the client has left without having sent a byte, or was reported. */
  readonly isSilent: boolean;
}

/** The sockets whose handshakes are under way, and where they come from. */
class Handshakes {
  isEnding: boolean;
  private readonly timeoutMs: number;
  private readonly reports: HandshakeReports;
  private readonly underWay: Map<Socket, Handshake>;

  constructor(timeoutMs: number, reports: HandshakeReports) {
    this.isEnding = false;
    this.timeoutMs = Math.min(timeoutMs, LONGEST_TIMEOUT_MS);
    this.reports = reports;
    this.underWay = new Map();
  }

  get size(): number {
    return this.underWay.size;
  }

  start(socket: Socket): void {
    const timer = setTimeout(() => this.onTimeout(socket), this.timeoutMs);
    // Read now: an address cannot be had any more once the socket is closed.
    this.underWay.set(socket, { peer: peerOf(socket), timer, isLate: false });
    // The client's end, which the other listeners hear of as well.
    socket.on("error", ignore);
    socket.once("close", () => {
      // node:tls may have its say after this.
      setImmediate(() => this.forget(socket));
    });
  }

  /** Forgets the handshake of a TLS socket; undefined when it is not known. */
  finish(socket: TLSSocket): Finished | undefined {
    const raw = this.under(socket);
    return raw === undefined ? undefined : this.forget(raw);
  }

  /** A client has left before its ClientHello was there. */
  leave(socket: Socket): void {
    const left = this.forget(socket);
    if (left === undefined || this.isEnding || left.isSilent) return;
    this.reports.add("ECONNRESET", left.peer);
  }

  private forget(socket: Socket): Finished | undefined {
    const handshake = this.underWay.get(socket);
    if (handshake === undefined) return undefined;
    clearTimeout(handshake.timer);
    this.underWay.delete(socket);
    const isSilent = handshake.isLate || (socket.bytesRead === 0 && socket.destroyed);
    return { peer: handshake.peer, isSilent };
  }

  private onTimeout(socket: Socket): void {
    const handshake = this.underWay.get(socket);
    if (handshake === undefined) return;
    handshake.isLate = true;
    this.reports.add("ERR_TLS_HANDSHAKE_TIMEOUT", handshake.peer);
    socket.destroy();
  }

  end(): void {
    this.isEnding = true;
    for (const socket of this.underWay.keys()) socket.destroy();
  }

  /** The socket that a TLS socket wraps: node:tls does not document where it keeps that. */
  private under(socket: TLSSocket): Socket | undefined {
    const { _parent: parent } = socket as { _parent?: Socket | null };
    if (parent !== undefined && parent !== null && this.underWay.has(parent)) return parent;
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined) return undefined;
    for (const raw of this.underWay.keys()) {
      if (raw.remotePort === remotePort && raw.remoteAddress === remoteAddress) return raw;
    }
    return undefined;
  }
}

function ignore(): void {}
