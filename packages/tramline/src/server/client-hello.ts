import type { Socket } from "node:net";

/** The first byte of a TLS record with a handshake message (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 22;
const RECORD_HEADER_LENGTH = 5;
/** The longest record of a handshake in plain text (RFC 8446 section 5.1). */
const MOST_RECORD_BYTES = 16_384;

/** Takes a socket whose client has sent a whole first record, or something else than TLS. */
export interface HelloListener {
  /** The socket has all that was read from it in its buffer. */
  onHello(socket: Socket): void;
  /** The client has closed the socket, which is destroyed. */
  onLeft(socket: Socket): void;
}

/**
 * Waits for the first TLS record of sockets, which holds the ClientHello or most of it. A TLS engine takes
 * some 100 KB of memory for a socket: clients that send their ClientHello slowly, or nothing, get none.
 */
export function awaitHello(socket: Socket, listener: HelloListener): void {
  let read: Buffer | undefined;
  const stop = () => {
    socket.off("readable", onReadable);
    socket.off("end", onLeft);
    socket.off("close", onLeft);
  };
  const onLeft = () => {
    stop();
    socket.destroy();
    listener.onLeft(socket);
  };
  const onReadable = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    read = read === undefined ? chunk : Buffer.concat([read, chunk]);
    if (!isDecided(read)) return;
    stop();
    socket.unshift(read);
    listener.onHello(socket);
  };
  socket.on("readable", onReadable);
  socket.on("end", onLeft);
  socket.on("close", onLeft);
}

/** Whether the first record is whole, or it is known that there is none. */
function isDecided(read: Buffer): boolean {
  if (read[0] !== TLS_HANDSHAKE) return true;
  if (read.length < RECORD_HEADER_LENGTH) return false;
  const length = read.readUInt16BE(3);
  return length > MOST_RECORD_BYTES || read.length >= RECORD_HEADER_LENGTH + length;
}
