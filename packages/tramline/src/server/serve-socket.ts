import type { ByteStreams } from "@tramline/http2";
import { given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { InProcessDoor } from "./in-process-door.ts";
import { StreamsConnection } from "./streams-connection.ts";

/** A connection that somebody else has accepted, such as a Socket of Workers: the bytes of both directions. */
export interface ByteSocket extends ByteStreams {
  /** Resolves with the client's address, for `context.peer`, which is `socket` without it. */
  readonly opened?: Promise<{ readonly remoteAddress?: string | undefined }> | undefined;
}

/** Serves a connection; resolves when it is over. */
export async function serveSocket(door: InProcessDoor, socket: ByteSocket): Promise<void> {
  checkSocket(socket);
  const peer = (await socket.opened)?.remoteAddress ?? "socket";
  const connection = new StreamsConnection(door, socket, peer);
  try {
    door.enter(connection);
  } catch {
    // The server has been closed.
    connection.destroy();
  }
  await connection.closed;
}

/** @throws ConfigurationError SOCKET_INVALID */
function checkSocket(socket: ByteSocket): void {
  const isPair =
    typeof socket === "object" &&
    socket !== null &&
    typeof socket.readable?.getReader === "function" &&
    typeof socket.writable?.getWriter === "function";
  if (isPair && !socket.readable.locked && !socket.writable.locked) return;
  const problem = isPair ? "streams that are locked" : given(socket);
  throw new ConfigurationError(
    "SOCKET_INVALID",
    `invalid parameter of server.accept: expected a socket whose readable and writable nobody else uses, got ${problem}`,
  );
}
