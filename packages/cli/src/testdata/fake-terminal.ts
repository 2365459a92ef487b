import path from "node:path";
import { runTram } from "../run-tram.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A folder with contracts to run commands in. */
export const testFolder: string = import.meta.dirname;

/** What a command did. */
export interface TramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface TramOptions {
  /** Pieces of stdin; none by default. */
  readonly stdin?: AsyncIterable<string> | Iterable<string> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly isTerminal?: boolean | undefined;
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of what is written to stdout, as it is. */
  readonly onStdout?: ((text: string) => void) | undefined;
  /** Told of bytes that are written to stdout; they are no part of its text. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined;
  readonly onStderr?: ((text: string) => void) | undefined;
  /** Receives the function that makes the command read its inputs again. */
  readonly onHangup?: ((listener: () => void) => void) | undefined;
}

/** Runs `tram` with given arguments in this process, on a terminal that keeps what is written. */
export async function tram(args: readonly string[], options: TramOptions = {}): Promise<TramResult> {
  let stdout = "";
  let stderr = "";
  const isTerminal = options.isTerminal === true;
  const terminal: Terminal = {
    stdin: { read: () => encoded(options.stdin ?? []), isTerminal },
    stdout: {
      write(content) {
        if (typeof content === "string") {
          stdout += content;
          options.onStdout?.(content);
        } else {
          options.onBytes?.(content);
        }
        return Promise.resolve();
      },
      isTerminal,
      columns: isTerminal ? 100 : undefined,
    },
    stderr: {
      write(content) {
        const text = String(content);
        stderr += text;
        options.onStderr?.(text);
        return Promise.resolve();
      },
      isTerminal,
      columns: isTerminal ? 100 : undefined,
    },
    env: options.env ?? {},
    cwd: options.cwd ?? testFolder,
    signal: options.signal ?? new AbortController().signal,
    allowStopMs() {},
    onHangup(listener) {
      options.onHangup?.(listener);
      return () => {};
    },
  };
  const status = await runTram(args, terminal);
  return { status, stdout, stderr };
}

/** Path of a file in the test folder. */
export function testFile(name: string): string {
  return path.join(testFolder, name);
}

async function* encoded(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
