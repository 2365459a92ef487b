import type { Socket } from "node:net";

/** Takes the bytes in `buffer[0..length)`, which are overwritten after it returns. False pauses the socket. */
export type ReadCallback = (length: number, buffer: Uint8Array) => boolean;

interface ReadingHandle {
  useUserBuffer?(buffer: Uint8Array): void;
}

/** The descriptions of the symbols under which a socket of node:net keeps its option `onread`. */
const FIELDS = ["kBuffer", "kBufferCb", "kBufferGen"] as const;

/**
 * Has a socket that is open already read into `buffer`, as the option `onread` of node:net does for
 * sockets that are yet to connect. Reading starts with `socket.resume()`.
 *
 * Node has no public way to do this for the sockets of a server, and without it a TLS socket allocates
 * memory for each record of 16 KiB, which costs a third of the time of receiving. All that is used of
 * Node's internals is looked up first. Where something is missing (another version, Bun, Deno) the
 * function returns false and has changed nothing: listen to `data` then.
 */
export function readInto(socket: Socket, buffer: Uint8Array, onRead: ReadCallback): boolean {
  const { _handle: handle } = socket as { _handle?: ReadingHandle | null };
  if (typeof handle?.useUserBuffer !== "function") return false;
  const symbols = Object.getOwnPropertySymbols(socket);
  const [bytes, callback, generator] = FIELDS.map((name) =>
    symbols.find(({ description }) => description === name),
  );
  if (bytes === undefined || callback === undefined || generator === undefined) return false;
  const fields = socket as unknown as Record<symbol, unknown>;
  const isUnset = [bytes, callback, generator].every((field) => fields[field] === null);
  // What has been read before in the ordinary way would be passed over.
  if (!isUnset || socket.readableLength > 0 || socket.readableFlowing !== null) return false;
  handle.useUserBuffer(buffer);
  fields[bytes] = buffer;
  fields[callback] = onRead;
  return true;
}
