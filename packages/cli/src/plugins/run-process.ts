import { type ChildProcess, spawn } from "node:child_process";

/** Most that is kept of what a program writes to stderr; the rest is dropped. */
const MAX_STDERR_BYTES = 256 * 1024;

/** A program to run to its end. */
export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The bytes for its stdin. */
  readonly input?: Uint8Array | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** After this time it is ended. */
  readonly timeoutMs: number;
  /** When it has written more than this to stdout it is ended. */
  readonly maxOutputBytes: number;
  /** When this is aborted it is ended. */
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProcessResult {
  /** "exit" by itself; "timeout", "output" (too much) and "stopped" (by the user) by us. */
  readonly end: "exit" | "timeout" | "output" | "stopped";
  /** Its exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  /** The signal that ended it. */
  readonly signal: string | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * Runs a program to its end, with all that it starts. It gets a fixed time, and room for a fixed amount
 * of output: nothing that it does makes us wait or grow without bound.
 *
 * @returns rejects when the program cannot be started
 */
export function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    // Scripts of Windows are started through a shell only.
    const shell = process.platform === "win32" && /\.(cmd|bat)$/i.test(options.command);
    const child = spawn(shell ? `"${options.command}"` : options.command, [...options.args], {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      shell,
      windowsHide: true,
      // A group of its own, so that what it started ends with it.
      detached: process.platform !== "win32",
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let outputBytes = 0;
    let errorBytes = 0;
    let end: ProcessResult["end"] = "exit";
    const stop = (why: ProcessResult["end"]): void => {
      if (end === "exit") end = why;
      endGroup(child);
    };
    const timer = setTimeout(() => stop("timeout"), options.timeoutMs);
    const onAbort = (): void => stop("stopped");
    options.signal.addEventListener("abort", onAbort);
    const settle = (): void => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", onAbort);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > options.maxOutputBytes) stop("output");
      else stdout.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (errorBytes < MAX_STDERR_BYTES)
        stderr.push(chunk.subarray(0, MAX_STDERR_BYTES - errorBytes));
      errorBytes += chunk.length;
    });
    // A program may end without having read everything.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input);
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (status, signal) => {
      settle();
      resolve({
        end,
        status: status ?? undefined,
        signal: signal ?? undefined,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    if (options.signal.aborted) onAbort();
  });
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
  // What has left the group may still hold the pipes.
  child.stdout?.destroy();
  child.stderr?.destroy();
}
