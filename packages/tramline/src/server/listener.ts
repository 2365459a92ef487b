import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";

/** A socket server, and what it holds beside the sockets that it has handed on. */
export interface SocketServer {
  readonly server: TcpServer;
  /** Gives up the TLS handshakes under way. */
  readonly endHandshakes: () => void;
  /** Destroys what is left once no connection is served. */
  readonly endSockets: () => void;
}

/** Creates a socket server in cleartext. */
export function createTcpListener(onSocket: (socket: Socket) => void): SocketServer {
  const server = createTcpServer({ noDelay: true }, onSocket);
  return { server, endHandshakes() {}, endSockets() {} };
}
