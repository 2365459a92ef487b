import { deadlines } from "@tramline/rpc";
import type { SocketServer } from "./listener.ts";
import type { ServedConnection } from "./served-connection.ts";

/** How long a closed connection may take to write its last bytes. */
const LAST_WORDS_MS = 500;

/** The sockets and connections that a server has open. */
export interface OpenParts {
  readonly sockets: ReadonlySet<SocketServer>;
  /** Connections that came by the sockets. */
  readonly connections: ReadonlySet<ServedConnection>;
  /** Connections without a socket. */
  readonly inProcess: ReadonlySet<ServedConnection>;
}

/**
 * Closes the sockets of a server, and its connections: those under way may go on for `graceMs`, 0 ends
 * them at once, and Infinity waits. Resolves when all are closed.
 */
export async function shutDown(
  { sockets, connections, inProcess }: OpenParts,
  graceMs: number,
): Promise<void> {
  const open = (): ServedConnection[] => [...connections, ...inProcess];
  const closed = [...sockets].map(
    ({ server, endHandshakes }) =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        endHandshakes();
      }),
  );
  const all = Promise.all(closed);
  // Handshakes on Unix sockets cannot be told apart from connections that are served until those are over.
  void Promise.all([...connections].map((connection) => connection.closed)).then(() => {
    for (const { endSockets } of sockets) endSockets();
  });
  const timers: NodeJS.Timeout[] = [];
  const end = (): void => {
    for (const connection of open()) connection.close();
    timers.push(
      setTimeout(() => {
        for (const connection of open()) connection.destroy();
      }, LAST_WORDS_MS),
    );
  };
  if (graceMs > 0) {
    for (const connection of open()) connection.drain();
    if (graceMs !== Infinity) timers.push(setTimeout(end, Math.min(graceMs, 0x7fff_ffff)));
  } else {
    end();
  }
  await all;
  await Promise.all(open().map((connection) => connection.closed));
  for (const timer of timers) clearTimeout(timer);
  deadlines.disarmIfEmpty();
}
