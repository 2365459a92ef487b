import type { Socket } from "node:net";
import { type ReadCallback, readInto } from "./read-into.ts";

/** The most that one read takes from a TCP socket, as in node:net itself. */
const READ_BYTES = 64 * 1024;

/** The most that one read takes from a TLS socket: the plaintext of a record (RFC 8446 section 5.1). */
const RECORD_BYTES = 16 * 1024;

/** All connections of a server read into the same memory: a chunk is dealt with before the next comes. */
let sharedBuffer: Uint8Array | undefined;
let sharedRecord: Uint8Array | undefined;

/**
 * Has a socket read into memory that all sockets share.
 * @returns false where the runtime cannot do so
 */
export function readShared(socket: Socket, onRead: ReadCallback): boolean {
  // On Windows a read takes hold of its memory before there are bytes.
  if (process.platform === "win32") return false;
  sharedBuffer ??= new Uint8Array(READ_BYTES);
  sharedRecord ??= new Uint8Array(RECORD_BYTES);
  return readInto(socket, "encrypted" in socket ? sharedRecord : sharedBuffer, onRead);
}
