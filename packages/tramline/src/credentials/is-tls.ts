import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** Checks a property: the class would have to be loaded with all of node:tls. */
export function isTls(socket: Socket): socket is TLSSocket {
  return "encrypted" in socket && socket.encrypted === true;
}
