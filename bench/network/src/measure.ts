import { setTimeout as sleep } from "node:timers/promises";
import { type Implementation, idleSockets, relay } from "./implementations.ts";
import { Program } from "./program.ts";

export const TRANSFER_BYTES = 64 * 1024 * 1024;
export const ROUND_TRIP_MS = 50;
/** How long a server may collect garbage before its memory is read. */
const SETTLE_MS = 3_000;
/** The streams that all servers allow on a connection. */
const STREAMS_OF_EACH = 100;

/** What one round measured. */
export interface Figures {
  readonly bytesPerSecond?: number;
  readonly bytesEach?: number;
  readonly opsPerSecond?: number;
  readonly p50Micros?: number;
  readonly p99Micros?: number;
}

async function withPrograms<T>(body: (start: typeof startProgram) => Promise<T>): Promise<T> {
  const programs: Program[] = [];
  try {
    return await body((command, args) => {
      const program = startProgram(command, args);
      programs.push(program);
      return program;
    });
  } finally {
    for (const program of programs) program.stop();
  }
}

function startProgram(...args: ConstructorParameters<typeof Program>): Program {
  return new Program(...args);
}

/** Moves 64 MiB by one streaming call over a way of 50 ms there and back, on a new connection. */
export function measureTransfer(
  { command }: Implementation,
  direction: "upload" | "download",
): Promise<Figures> {
  return withPrograms(async (start) => {
    const { port } = await start(command, ["server"]).line<{ port: number }>();
    const way = await start(relay, [port, ROUND_TRIP_MS / 2]).line<{ port: number }>();
    const client = start(command, [direction, `127.0.0.1:${way.port}`, TRANSFER_BYTES]);
    return client.line<Figures>();
  });
}

/** Calls one at a time, beside a stream on the same connection that is read as fast as it comes. */
export function measureBeside({ command }: Implementation, forMs: number): Promise<Figures> {
  return withPrograms(async (start) => {
    const { port } = await start(command, ["server"]).line<{ port: number }>();
    const client = start(command, ["beside", `127.0.0.1:${port}`, forMs]);
    return client.line<Figures>();
  });
}

/** A server's memory for each of many idle connections. */
export function measureIdleConnections(
  { command }: Implementation,
  count: number,
): Promise<Figures> {
  return withPrograms(async (start) => {
    const server = start(command, ["server"]);
    const { port } = await server.line<{ port: number }>();
    // Code that the first connection loads belongs to no connection.
    await start(idleSockets, [port, 1, 1]).line();
    await sleep(SETTLE_MS);
    const before = server.residentBytes;
    await start(idleSockets, [port, count, 0]).line();
    await sleep(SETTLE_MS);
    return { bytesEach: (server.residentBytes - before) / count };
  });
}

/** A server's memory for each of many calls that wait, 100 on a connection: without that of the connections. */
export function measureIdleStreams({ command }: Implementation, count: number): Promise<Figures> {
  return withPrograms(async (start) => {
    const server = start(command, ["server"]);
    const { port } = await server.line<{ port: number }>();
    const connections = Math.ceil(count / STREAMS_OF_EACH);
    await start(idleSockets, [port, connections, 1]).line();
    await sleep(SETTLE_MS);
    const before = server.residentBytes;
    await start(idleSockets, [port, connections, STREAMS_OF_EACH]).line();
    await sleep(SETTLE_MS);
    return { bytesEach: (server.residentBytes - before) / (connections * STREAMS_OF_EACH) };
  });
}
