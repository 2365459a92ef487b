import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { AcceptedConnection } from "@tramline/http2";
import { isTls } from "../credentials/is-tls.ts";
import type { SocketEnd, SocketInspection, SocketSecurity } from "./inspection.ts";
import { inspectionId } from "./registry.ts";
import { notedCertificate } from "./resumed-certificates.ts";

/** Returns what there is to know of a connection. */
export function inspectSocket(socket: Socket, connection: AcceptedConnection): SocketInspection {
  const { streamsStarted: started, streamsFailed: failed, openStreams } = connection;
  const local = endOf(socket.localAddress, socket.localPort);
  const remote = endOf(socket.remoteAddress, socket.remotePort);
  return {
    id: inspectionId(connection),
    name: `${nameOf(local)} - ${nameOf(remote)}`,
    local,
    remote,
    security: isTls(socket) ? securityOf(socket) : undefined,
    streams: { started, failed, succeeded: Math.max(0, started - failed - openStreams) },
    keepalivesSent: connection.keepalivesSent,
  };
}

/** Returns the end that a server listens on. */
export function listeningEnd(address: string | AddressInfo | null): SocketEnd | undefined {
  if (address === null) return undefined;
  if (typeof address === "string") return { host: undefined, port: 0, path: address };
  return { host: address.address, port: address.port, path: "" };
}

/** Returns the end's name, for people. */
export function nameOf(end: SocketEnd | undefined): string {
  if (end === undefined) return "closed";
  if (end.host === undefined) return `unix:${end.path}`;
  return end.host.includes(":") ? `[${end.host}]:${end.port}` : `${end.host}:${end.port}`;
}

function endOf(host: string | undefined, port: number | undefined): SocketEnd | undefined {
  // A Unix socket does not know its path.
  if (host === undefined) return { host: undefined, port: 0, path: "" };
  return { host, port: port ?? 0, path: "" };
}

function securityOf(socket: TLSSocket): SocketSecurity {
  return {
    cipher: socket.getCipher()?.standardName ?? "",
    localCertificate: rawOf(socket.getCertificate()),
    remoteCertificate: rawOf(socket.getPeerCertificate()) ?? notedCertificate(socket),
  };
}

function rawOf(certificate: object | null): Uint8Array | undefined {
  return certificate !== null && "raw" in certificate && certificate.raw instanceof Uint8Array
    ? certificate.raw
    : undefined;
}
