import type { Socket } from "node:net";

/** The certificates of servers whose TLS sessions were resumed: their sockets do not have them. */
const certificates = new WeakMap<Socket, Uint8Array>();

/** Notes the server's certificate (DER) of a connection that resumed a session. */
export function noteCertificate(socket: Socket, certificate: Uint8Array): void {
  certificates.set(socket, certificate);
}

/** Returns what was noted for this connection. */
export function notedCertificate(socket: Socket): Uint8Array | undefined {
  return certificates.get(socket);
}
