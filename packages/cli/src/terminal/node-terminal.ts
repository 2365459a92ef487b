import { once } from "node:events";
import type { Terminal, TextOutput } from "./terminal.ts";

/** How long a command may take to end by itself after Ctrl-C. */
const STOP_MS = 1000;
/** The status that shells report for a program that Ctrl-C ended. */
const STOPPED_STATUS = 130;

/** The terminal of this process, and a way to let go of it. */
export interface NodeTerminal extends Terminal {
  /** Lets the process end, though stdin may be open and Ctrl-C awaited. */
  close(): void;
}

/**
 * The terminal of this process. Takes over SIGINT and SIGTERM: the first one aborts the signal, so
 * that calls are cancelled; the second, or a second's delay (see `allowStopMs`), ends the process.
 */
export function nodeTerminal(): NodeTerminal {
  const stop = new AbortController();
  let stopMs = STOP_MS;
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(STOPPED_STATUS);
    stop.abort();
    setTimeout(() => process.exit(STOPPED_STATUS), stopMs).unref();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  let reading = false;
  return {
    stdin: {
      read: () => {
        reading = true;
        return process.stdin as AsyncIterable<Uint8Array>;
      },
      isTerminal: process.stdin.isTTY === true,
    },
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: stop.signal,
    allowStopMs(ms) {
      stopMs = ms;
    },
    onHangup(listener) {
      process.on("SIGHUP", listener);
      return () => process.off("SIGHUP", listener);
    },
    close() {
      if (reading) process.stdin.destroy();
    },
  };
}

function output(stream: NodeJS.WriteStream): TextOutput {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has seen enough (`tram … | head`): nobody is left to tell.
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    async write(content) {
      if (!stream.write(content)) await once(stream, "drain");
    },
    // Absent where the stream is no terminal; an absent argument would let picocolors decide.
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
  };
}
