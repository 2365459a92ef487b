import type { Socket, Server as TcpServer } from "node:net";
import type { TLSSocket } from "node:tls";
import type { AuthInfo } from "@tramline/rpc";

/** An IPv4 address on a socket of both families. */
const MAPPED = "::ffff:";

/**
 * A client's address as a channel writes that of a server: `127.0.0.1:52100`, `[::1]:52100`; `unix:` for every client of a
 * Unix socket, since they have none.
 */
export function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort, remoteFamily } = socket;
  if (remoteAddress === undefined) return "unix:";
  if (remoteAddress.startsWith(MAPPED) && remoteAddress.includes("."))
    return `${remoteAddress.slice(MAPPED.length)}:${remotePort}`;
  return remoteFamily === "IPv6"
    ? `[${remoteAddress}]:${remotePort}`
    : `${remoteAddress}:${remotePort}`;
}

/**
 * Whether the client of a socket reset it before it was accepted. Its address cannot be had any more, and
 * it would be taken for a client of a Unix socket.
 */
export function isGone(socket: Socket, server: TcpServer): boolean {
  return socket.remoteAddress === undefined && typeof server.address() !== "string";
}

/** The identity that a client has proven by its TLS certificate. Only a certificate that was verified counts. */
export function authInfoOf(socket: TLSSocket): AuthInfo {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) {
    return { mechanism: "tls", peerCertificate: undefined, names: [] };
  }
  const alternatives = certificate.subjectAltName?.split(", ").map(withoutKind) ?? [];
  const commonName = /(?:^|\n)CN=([^\n]+)/.exec(certificate.subject)?.[1];
  const names = alternatives.length > 0 || commonName === undefined ? alternatives : [commonName];
  return { mechanism: "tls", peerCertificate: new Uint8Array(certificate.raw), names };
}

/** `DNS:orders.example` without its kind. */
function withoutKind(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
