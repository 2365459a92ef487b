import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import type { TLSSocket, TlsOptions } from "node:tls";
import type { Pem } from "../credentials/tls-options.ts";
import type { ServerTlsOptions } from "./server-options.ts";

/** How long a client may take for its TLS handshake. Stops slow-loris on the handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A socket server, and what it holds beside the sockets that it has handed on. */
export interface SocketServer {
  readonly server: TcpServer;
  /** Gives up the TLS handshakes under way, as far as they can be told from what is served. */
  readonly endHandshakes: () => void;
  /** Destroys what is left once no connection is served. */
  readonly endSockets: () => void;
}

/** A socket server, cleartext or TLS, that hands on sockets which are ready for HTTP/2. */
export async function createSocketServer(
  tls: ServerTlsOptions | undefined,
  onSocket: (socket: Socket) => void,
): Promise<SocketServer> {
  if (tls === undefined) {
    const server = createTcpServer({ noDelay: true }, onSocket);
    return { server, endHandshakes() {}, endSockets() {} };
  }
  const { createServer: createTlsServer } = await import("node:tls");
  // node:tls does not tell which socket a TLS socket wraps; on one server the peer's address does, but
  // on a Unix socket there is none.
  const sockets = new Set<Socket>();
  const handshakes = new Map<string, Socket>();
  const keyOf = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort}`;
  const server = createTlsServer(tlsOptions(tls), (socket: TLSSocket) => {
    handshakes.delete(keyOf(socket));
    if (socket.alpnProtocol === "h2") {
      onSocket(socket);
    } else {
      socket.destroy();
    }
  });
  // A handshake that fails is the client's affair; without a listener it would end the process.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("connection", (socket: Socket) => {
    const key = keyOf(socket);
    const hasAddress = socket.remoteAddress !== undefined;
    if (hasAddress) handshakes.set(key, socket);
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      if (handshakes.get(key) === socket) handshakes.delete(key);
    });
  });
  return {
    server,
    endHandshakes: () => {
      for (const socket of handshakes.values()) socket.destroy();
    },
    endSockets: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function tlsOptions(tls: ServerTlsOptions): TlsOptions {
  const policy = tls.clientCertificate ?? "none";
  return {
    cert: pem(tls.cert),
    key: pem(tls.key),
    ...(tls.passphrase !== undefined && { passphrase: tls.passphrase }),
    ...(tls.ca !== undefined && { ca: pem(tls.ca) }),
    requestCert: policy !== "none",
    rejectUnauthorized: policy === "require",
    minVersion: tls.minVersion ?? "TLSv1.2",
    ALPNProtocols: ["h2"],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    noDelay: true,
  };
}

function pem(value: Pem): string | Buffer | (string | Buffer)[] {
  const item = (one: string | Uint8Array) => (typeof one === "string" ? one : Buffer.from(one));
  return typeof value === "string" || value instanceof Uint8Array ? item(value) : value.map(item);
}
