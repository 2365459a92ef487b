import type { Socket } from "node:net";

/** Writes pieces, of which there is at least one, in one go. */
export function writePieces(
  socket: Socket,
  pieces: readonly Uint8Array[],
  onWritten: (error?: Error | null) => void,
): void {
  const last = pieces.length - 1;
  if (last === 0) {
    socket.write(pieces[0] as Uint8Array, onWritten);
    return;
  }
  socket.cork();
  for (let i = 0; i < last; i++) socket.write(pieces[i] as Uint8Array);
  socket.write(pieces[last] as Uint8Array, onWritten);
  socket.uncork();
}
