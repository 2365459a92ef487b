import type { Socket } from "node:net";
import type { TLSSocket, Server as TlsServer } from "node:tls";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { nodeTls } from "../credentials/node-tls.ts";
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
  const server = nodeTls().createServer(
    {
      ...options.loaded.forServer(),
      requestCert: clientCertificate !== "none",
      rejectUnauthorized: clientCertificate === "require",
      ALPNProtocols: ["h2"],
      // The longest that a timer can be set to, for Infinity.
      handshakeTimeout: Math.min(options.handshakeTimeoutMs, 0x7fff_ffff),
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
  hideSecrets(server);
  const handshakes = new Handshakes();
  const reports = new HandshakeReports(options.onFailure, () => performance.now());
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    handshakes.start(socket);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // A handshake that fails is the client's affair; without a listener it would end the process.
  server.on("tlsClientError", (error, socket) => {
    const handshake = handshakes.finish(socket);
    // Also of a client that refuses ours, and of health checks that open a connection and say nothing.
    if (!handshakes.isEnding && handshake?.isSilent !== true) {
      reports.add(reasonOf(error, socket), handshake?.peer ?? peerOf(socket));
    }
    socket.destroy();
  });
  return {
    server,
    use: (loaded) => {
      server.setSecureContext(loaded.forServer());
      hideSecrets(server);
    },
    endHandshakes: () => handshakes.end(),
    endSockets: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Clears what node:tls keeps where `console.log` prints it. It is not read again: the context has been made. */
function hideSecrets(server: TlsServer): void {
  Object.assign(server, { key: undefined, passphrase: undefined, cert: undefined, ca: undefined });
}

/** Why the client's certificate was refused, or the code of the error. */
function reasonOf(error: Error, socket: TLSSocket): string {
  // node:tls sets its code there; its type says Error.
  const refused: unknown = socket.authorizationError;
  if (typeof refused === "string" && refused !== "") return refused;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

interface Handshake {
  readonly peer: string;
  /** The client has closed the connection without having sent a byte. */
  readonly isSilent: boolean;
}

/** The sockets whose handshakes are under way, and where they come from. */
class Handshakes {
  isEnding: boolean;
  private readonly peers: Map<Socket, string>;

  constructor() {
    this.isEnding = false;
    this.peers = new Map();
  }

  start(socket: Socket): void {
    // Read now: an address cannot be had any more once the socket is closed.
    this.peers.set(socket, peerOf(socket));
    socket.once("close", () => {
      // node:tls may have its say after this.
      setImmediate(() => this.peers.delete(socket));
    });
  }

  /** Forgets the handshake of a TLS socket; undefined when it is not known. */
  finish(socket: TLSSocket): Handshake | undefined {
    const raw = this.under(socket);
    const peer = raw === undefined ? undefined : this.peers.get(raw);
    if (raw === undefined || peer === undefined) return undefined;
    this.peers.delete(raw);
    return { peer, isSilent: raw.bytesRead === 0 && raw.destroyed };
  }

  end(): void {
    this.isEnding = true;
    for (const socket of this.peers.keys()) socket.destroy();
  }

  /** The socket that a TLS socket wraps: node:tls does not document where it keeps that. */
  private under(socket: TLSSocket): Socket | undefined {
    const { _parent: parent } = socket as { _parent?: Socket | null };
    if (parent !== undefined && parent !== null && this.peers.has(parent)) return parent;
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined) return undefined;
    for (const raw of this.peers.keys()) {
      if (raw.remotePort === remotePort && raw.remoteAddress === remoteAddress) return raw;
    }
    return undefined;
  }
}
